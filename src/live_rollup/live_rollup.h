/*
 * live_rollup.h
 *	  Live rollups: tables of summaries that follow every change of another table.
 *
 * A rollup is a view over a table of groups and a table of deltas.  Its query stands in a view of its own, so
 * that PostgreSQL has parsed it, knows what it depends on and dumps it.
 */
#ifndef CM_LIVE_ROLLUP_H
#define CM_LIVE_ROLLUP_H

#include "compat.h"

#include "catalog/dependency.h"
#include "nodes/bitmapset.h"
#include "nodes/plannodes.h"
#include "utils/array.h"
#include "utils/relcache.h"
#include "utils/reltrigger.h"
#include "utils/snapshot.h"
#include "utils/tuplestore.h"

/* All refusals are of one kind, and say what to do instead. */
#define CM_REFUSE(message, hint) \
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg(message), errhint(hint))

/* ---- What a rollup is made of, and acting as its owner: live_parts.c ---------------------------------------------- */

typedef struct CmLiveParts
{
	Oid rollup;
	Oid groups;
	Oid deltas;
	Oid query;
	Oid table;           /* that is followed */
	int pending_limit;   /* from so many deltas on, a writer folds */
	ArrayType *settings; /* of the creator's, as those of a function */
	Oid owner;           /* of all of these */
	Oid schema;          /* of the extension */
} CmLiveParts;

typedef struct CmIdentity
{
	Oid user;
	int security_context;
	int settings;
} CmIdentity;

extern bool cm_is_ours(Oid catalog, Oid object);
extern bool cm_is_call_of(const Node *node, const char *function);
extern bool cm_find_live_parts(Oid rollup, CmLiveParts *parts);
extern void cm_get_live_parts(Oid rollup, CmLiveParts *parts);
extern char *cm_name_of(Oid relation);
extern int64 cm_count_rows(Oid table, bool *is_marked);
extern void cm_become_owner(const CmLiveParts *parts, bool with_settings, CmIdentity *before);
extern void cm_be_oneself_again(const CmIdentity *before);
extern void cm_set_local(const char *name, const char *value);
extern int cm_pin_search_path(void);

/* ---- The query, taken apart: live_query.c, refuse_*.c, find_roles.c, single_row.c --------------------------------- */

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
extern CmLiveQuery *cm_read_live_query(Oid view);
extern void cm_refuse_shape(const Query *query);
extern void cm_refuse_expressions(CmLiveQuery *live);
extern void cm_find_roles(CmLiveQuery *live);
extern bool cm_leave_ungrouped(const CmLiveQuery *live, Query *query);

/* ---- The query over some rows, and their deltas: changed_rows.c --------------------------------------------------- */

typedef enum CmRows
{
	CM_ALL_ROWS, /* of the table that is given, without its partitions */
	CM_CHANGED_ROWS,
	CM_SINGLE_ROW
} CmRows;

extern Bitmapset *cm_columns_in(const CmLiveQuery *live, Relation table);
extern PlannedStmt *cm_plan_rows(const CmLiveQuery *live, Relation table, CmRows which, double rows);
extern int64 cm_append_deltas(Relation deltas, PlannedStmt *plan, Relation table,
							  Tuplestorestate *rows, bool removed);
extern void cm_check_deltas(Relation deltas, TupleDesc result);
extern void cm_run_with_results(const CmLiveQuery *live, const char *statement);
extern void cm_mark_deltas(Relation deltas);

/* ---- SQL: statements.c -------------------------------------------------------------------------------------------- */

/* A name in braces, and what stands for it. */
typedef struct CmFilling
{
	const char *name;
	const char *text;
} CmFilling;

/* All fillings of a rollup's statements. */
typedef struct CmStatements
{
	const CmLiveQuery *live;
	int count;
	CmFilling fillings[48];
} CmStatements;

/* Stands for the results of the query in statements that cm_run_with_results() runs. */
#define CM_RESULTS "_results"

/* One statement after the other, the view's among them; NULL after the last. */
extern const char *const cm_create_statements[];
extern const char *const cm_trigger_statements[];
extern const char cm_view_statement[];
extern const char cm_empty_statement[];
extern const char cm_fill_statement[];
extern const char cm_fold_statement[];
extern const char cm_lump_statement[];
extern const char cm_groups_statement[];
extern const char cm_check_statement[];

extern CmStatements *cm_statements(const CmLiveQuery *live, const CmLiveParts *parts,
								   const char *schema, const char *name);
extern CmStatements *cm_statements_of(const CmLiveParts *parts);
extern char *cm_write_statement(const CmStatements *statements, const char *statement, const CmFilling *more);

/* ---- Triggers, folding, and what may fail: live_triggers.c, fold.c, attempt.c ------------------------------------- */

extern Oid cm_rollup_of_trigger(const Trigger *trigger);
extern bool cm_is_first_trigger(Relation table, const Trigger *trigger);
extern void cm_create_triggers(const CmLiveParts *parts, const CmStatements *statements);
extern void cm_add_triggers(Oid rollup, ObjectAddresses *objects);

extern bool cm_try_fold_lock(const CmLiveParts *parts);
extern void cm_wait_for_fold_lock(const CmLiveParts *parts);
extern int64 cm_fold_all(const CmLiveParts *parts);
extern void cm_fold_if_due(const CmLiveParts *parts, Relation deltas, int64 appended);

extern void cm_run(const char *statement);
extern ErrorData *cm_attempt(void (*work)(void *), void *argument);

#endif /* CM_LIVE_ROLLUP_H */
