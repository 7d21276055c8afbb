/*
 * refuse_shape.c
 *	  Clauses that a live rollup can't have, each with its reason.
 */
#include "live_rollup/live_rollup.h"

void
cm_refuse_shape(const Query *query)
{
	const struct
	{
		bool found;
		const char *message;
		const char *hint;
	} clauses[] = {
		{query->setOperations != NULL, "a live rollup can't have UNION, INTERSECT or EXCEPT",
		 "Make a live rollup of each SELECT and join them in a view."},
		{query->cteList != NIL, "a live rollup can't have WITH", "Put it into a view, and join the view."},
		{query->distinctClause != NIL, "a live rollup can't have DISTINCT",
		 "Whether a row is the last of its kind can't be told from the changed rows. GROUP BY makes groups distinct."},
		{query->groupingSets != NIL, "a live rollup can't have GROUPING SETS, ROLLUP or CUBE",
		 "Keep the finest groups, and merge them with rollup(s) when you read."},
		{query->groupClause == NIL, "a live rollup needs GROUP BY",
		 "All writers would wait for its one row. Group by day or segment, and merge with rollup(s) when you read."},
		{query->havingQual != NULL, "a live rollup can't have HAVING",
		 "A group that is left out today may belong in tomorrow. Choose groups with WHERE when you read."},
		{query->hasWindowFuncs, "a live rollup can't have window functions", "Use them when you read."},
		{query->hasTargetSRFs, "a live rollup can't have functions that return rows among its columns",
		 "Move the function to FROM."},
		{query->limitCount != NULL || query->limitOffset != NULL,
		 "a live rollup can't have LIMIT or OFFSET", "Use them when you read."},
		{query->sortClause != NIL, "a live rollup can't have ORDER BY", "Order the groups when you read."},
		{query->rowMarks != NIL, "a live rollup can't have FOR UPDATE or FOR SHARE", "Leave it out."},
		{query->jointree->fromlist == NIL, "a live rollup needs FROM", "Name the table of the responses there."},
	};

	for (int i = 0; i < lengthof(clauses); i++)
	{
		if (clauses[i].found)
			ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("%s", clauses[i].message),
					errhint("%s", clauses[i].hint));
	}
}
