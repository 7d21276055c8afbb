/*
 * live_query.c
 *	  Reads the query of a live rollup from its view and finds the table that is followed.
 */
#include "live_rollup/live_rollup.h"

#include "access/relation.h"
#include "access/sysattr.h"
#include "catalog/catalog.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

/* The table named first: the leftmost leaf of FROM. 0 where there is none. */
static Index
first_in_from(const Query *query)
{
	Node *node = query->jointree->fromlist == NIL ? NULL : linitial(query->jointree->fromlist);

	while (node && IsA(node, JoinExpr))
		node = ((JoinExpr *) node)->larg;
	return node ? ((RangeTblRef *) node)->rtindex : 0;
}

/* Above it, only joins that keep its rows. */
static void
check_joins(Node *node)
{
	for (; IsA(node, JoinExpr); node = ((JoinExpr *) node)->larg)
	{
		if (((JoinExpr *) node)->jointype != JOIN_INNER && ((JoinExpr *) node)->jointype != JOIN_LEFT)
			CM_REFUSE("a live rollup can't have a RIGHT or FULL JOIN",
					  "It would show groups without any response. Name the responses first and LEFT JOIN the others.");
	}
}

/*
 * Changes made through the parent of a table fire no statement triggers of the table itself, and
 * what is no table has no triggers with transition tables.
 */
static void
check_followed_table(const RangeTblEntry *rte)
{
	Relation relation;
	char kind;

	if (rte->rtekind != RTE_RELATION)
		CM_REFUSE("a live rollup must name the table of the responses first in FROM",
				  "Its inserts, updates and deletes are followed; subqueries and functions have none.");
	relation = relation_open(rte->relid, AccessShareLock);
	kind = relation->rd_rel->relkind;
	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a live rollup can't follow \"%s\", which is no table", RelationGetRelationName(relation)),
				errhint("Name the table of the responses first in FROM: views and foreign tables have no triggers that see changed rows."));
	if (relation->rd_rel->relispartition || has_superclass(rte->relid))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a live rollup can't follow \"%s\", which is a part of another table",
					   RelationGetRelationName(relation)),
				errhint("Changes made through the parent would be missed: follow the parent, and choose the part with WHERE."));
	if (relation->rd_rel->relpersistence != RELPERSISTENCE_PERMANENT)
		CM_REFUSE("a live rollup can't follow a temporary or unlogged table",
				  "Other sessions don't see the one, a crash empties the other. Use an ordinary table.");
	if (IsCatalogNamespace(RelationGetNamespace(relation)))
		CM_REFUSE("a live rollup can't follow a system table", "Use an ordinary table.");
	if (!rte->inh)
		CM_REFUSE("a live rollup can't follow ONLY a table", "Leave ONLY out, and choose rows with WHERE.");
	relation_close(relation, AccessShareLock);
}

static Query *
query_of_view(Oid view)
{
	Relation relation = relation_open(view, AccessShareLock);
	Query *query;

	if (relation->rd_rel->relkind != RELKIND_VIEW)
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("\"%s\" is not a view", RelationGetRelationName(relation)));
	query = copyObject(get_view_query(relation));
	relation_close(relation, NoLock);
	return query;
}

/* InvalidOid for a query that is none of a live rollup. */
Oid
cm_followed_table(Oid view)
{
	Query *query = query_of_view(view);
	Index first = first_in_from(query);

	if (first == 0 || rt_fetch(first, query->rtable)->rtekind != RTE_RELATION)
		return InvalidOid;
	return rt_fetch(first, query->rtable)->relid;
}

CmLiveQuery *
cm_read_live_query(Oid view)
{
	CmLiveQuery *live = palloc0(sizeof(CmLiveQuery));
	RangeTblEntry *rte;

	live->query = query_of_view(view);
	live->query->targetList = (List *) cm_flatten_groups(live->query, (Node *) live->query->targetList);

	cm_refuse_shape(live->query);
	check_joins(linitial(live->query->jointree->fromlist));
	live->followed = first_in_from(live->query);
	rte = rt_fetch(live->followed, live->query->rtable);
	check_followed_table(rte);
	live->table = rte->relid;
	live->joins = live->query->hasSubLinks || list_length(live->query->jointree->fromlist) > 1 ||
				  !IsA(linitial(live->query->jointree->fromlist), RangeTblRef);
	cm_refuse_expressions(live);
	cm_find_roles(live);
	return live;
}
