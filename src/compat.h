/*
 * compat.h
 *	  All that differs between the PostgreSQL versions that we build on, 15 and later.
 */
#ifndef CM_COMPAT_H
#define CM_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000
#error "customer_metrics needs PostgreSQL 15 or later"
#endif

/* Before 16, an input function has no way to report an error but to throw it. */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "varatt.h"
#define cm_input_jsonb(text, context, result) \
	DirectInputFunctionCallSafe(jsonb_in, unconstify(char *, text), InvalidOid, -1, context, result)
#else
#define cm_input_jsonb(text, context, result) \
	((void) (context), *(result) = DirectFunctionCall1(jsonb_in, CStringGetDatum(text)), true)
#define ereturn(context, dummy_value, ...) \
	do                                     \
	{                                      \
		(void) (context);                  \
		ereport(ERROR, __VA_ARGS__);       \
		return dummy_value;                \
	} while (0)
#endif

/* Names that replaced others: one in 18, one in 20 and in later minor releases of all. */
#ifndef pg_noreturn
#define pg_noreturn pg_attribute_noreturn()
#endif
#ifndef pg_always_inline
#define pg_always_inline pg_attribute_always_inline
#endif

/* What the query of a live rollup is taken apart with. */

#if PG_VERSION_NUM >= 160000
#define cm_flatten_join_aliases(query, node) flatten_join_alias_vars(NULL, query, node)
#define cm_forget_permissions(rte)           ((rte)->perminfoindex = 0)
#define cm_owns_relation(relation)           object_ownercheck(RelationRelationId, relation, GetUserId())
#define cm_may_execute(function) \
	(object_aclcheck(ProcedureRelationId, function, GetUserId(), ACL_EXECUTE) == ACLCHECK_OK)
#else
#define cm_flatten_join_aliases(query, node) flatten_join_alias_vars(query, node)
#define cm_forget_permissions(rte)           ((rte)->requiredPerms = 0)
#define cm_owns_relation(relation)           pg_class_ownercheck(relation, GetUserId())
#define cm_may_execute(function) \
	(pg_proc_aclcheck(function, GetUserId(), ACL_EXECUTE) == ACLCHECK_OK)
#endif

/* A permission is asked for the table that it names, which must then be the one that is read. */
#if PG_VERSION_NUM >= 160000
#define cm_read_another(query, rte)                                                             \
	(list_nth_node(RTEPermissionInfo, (query)->rteperminfos, (rte)->perminfoindex - 1)->relid = \
		 (rte)->relid)
#define cm_build_attrmap(to, from) build_attrmap_by_name(to, from, false)
#else
#define cm_read_another(query, rte) ((void) (query))
#define cm_build_attrmap(to, from)  build_attrmap_by_name(to, from)
#endif

/* From 18 on, an executor runs once only; from 19 on, a planner is told of EXPLAIN. */
#if PG_VERSION_NUM >= 180000
#define cm_run_executor(query) ExecutorRun(query, ForwardScanDirection, 0)
#else
#define cm_run_executor(query) ExecutorRun(query, ForwardScanDirection, 0, true)
#endif
#if PG_VERSION_NUM >= 190000
#define cm_plan_query(query, text, options) pg_plan_query(query, text, options, NULL, NULL)
#else
#define cm_plan_query(query, text, options) pg_plan_query(query, text, options, NULL)
#endif

/* What a plan may read and write, as the executor checks it. */
#if PG_VERSION_NUM >= 160000
#define cm_check_permissions(statement) \
	((void) ExecCheckPermissions((statement)->rtable, (statement)->permInfos, true))
#else
#define cm_check_permissions(statement) ((void) ExecCheckRTPerms((statement)->rtable, true))
#endif

/* The range table that expressions and messages look names up in; from 16 on, permissions stand beside it. */
#if PG_VERSION_NUM >= 180000
#define cm_init_range_table_with(estate, table, permissions) \
	ExecInitRangeTable(estate, table, permissions, NULL)
#elif PG_VERSION_NUM >= 160000
#define cm_init_range_table_with(estate, table, permissions) \
	ExecInitRangeTable(estate, table, permissions)
#endif
#if PG_VERSION_NUM >= 160000
#define cm_init_range_table(estate, rte)                                \
	do                                                                  \
	{                                                                   \
		List *permissions = NIL;                                        \
                                                                        \
		(void) addRTEPermissionInfo(&permissions, rte);                 \
		cm_init_range_table_with(estate, list_make1(rte), permissions); \
	} while (0)
#else
#define cm_init_range_table(estate, rte) ExecInitRangeTable(estate, list_make1(rte))
#endif

/* From 18 on, what a query groups by stands in an entry of its range table of its own. */
#if PG_VERSION_NUM >= 180000
#define cm_flatten_groups(query, node) flatten_group_exprs(NULL, query, node)
#else
#define cm_flatten_groups(query, node) (node)
#endif

/* From 19 on, a scan is told what kind of statement it is for. */
#if PG_VERSION_NUM >= 190000
#define cm_begin_scan(relation, snapshot) table_beginscan(relation, snapshot, 0, NULL, 0)
#define cm_begin_range_scan(relation, snapshot, from, to) \
	table_beginscan_tidrange(relation, snapshot, from, to, 0)
#else
#define cm_begin_scan(relation, snapshot) table_beginscan(relation, snapshot, 0, NULL)
#define cm_begin_range_scan(relation, snapshot, from, to) \
	table_beginscan_tidrange(relation, snapshot, from, to)
#endif

/* So are the callbacks of caches. */
#if PG_VERSION_NUM >= 190000
#define CmSysCacheId SysCacheIdentifier
#else
#define CmSysCacheId int
#endif

/* From 19 on, a window function says whether it can do without the rows in which its argument is NULL. */
#if PG_VERSION_NUM >= 190000
#define cm_refuse_null_treatment(window, fcinfo) \
	WinCheckAndInitializeNullTreatment(window, false, fcinfo)
#else
#define cm_refuse_null_treatment(window, fcinfo) ((void) 0)
#endif

#endif /* CM_COMPAT_H */
