/*
 * live_query.h
 *	  The query of a live rollup, taken apart.
 *
 * The query stands in a view of its own, so that PostgreSQL has parsed it, knows what it depends on
 * and dumps it.  Everything here starts from that view.
 */
#ifndef CM_LIVE_QUERY_H
#define CM_LIVE_QUERY_H

#include "compat.h"

#include "nodes/bitmapset.h"
#include "nodes/parsenodes.h"
#include "utils/relcache.h"

typedef enum CmLiveRole
{
	CM_LIVE_KEY,
	CM_LIVE_SUMMARY,
	CM_LIVE_COUNT,
	CM_LIVE_SUM
} CmLiveRole;

/*
 * The columns of the query, and behind them the rollup's own: _rows, to know when a group is gone, _values_N
 * for the sum in column N, to know when it is NULL, and _key, a hash of the keys, to find a group by.
 */
typedef struct CmLiveQuery
{
	Query *query;
	Index followed;           /* place in the range table of the table whose changes are followed */
	Oid table;                /* the same table */
	Bitmapset *columns;       /* what the query reads of it, attribute numbers */
	int width;                /* columns of the query's own */
	CmLiveRole *roles;        /* one for each column, those behind them too */
	bool depends_on_settings; /* some expression's result may depend on TimeZone and the like */
	bool joins;               /* other tables, or subqueries */
} CmLiveQuery;

/* Names that the tables of a rollup use beside the query's own begin so. */
#define CM_LIVE_PREFIX '_'

extern Oid cm_followed_table(Oid view);
extern CmLiveQuery *cm_read_live_query(Oid view, Oid schema);
extern void cm_refuse_shape(const Query *query);
extern void cm_refuse_expressions(CmLiveQuery *live, Oid schema);
extern void cm_find_roles(CmLiveQuery *live, Oid schema);
extern bool cm_leave_ungrouped(const CmLiveQuery *live, Query *query);

/* All refusals are of one kind, and say what to do instead. */
#define CM_REFUSE(message, hint) \
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg(message), errhint(hint))

#endif /* CM_LIVE_QUERY_H */
