/*
 * statements.h
 *	  The SQL that a live rollup is made and kept with.
 */
#ifndef CM_STATEMENTS_H
#define CM_STATEMENTS_H

#include "live_rollup/live_parts.h"
#include "live_rollup/live_query.h"

/* A name in braces, and what stands for it. */
typedef struct CmFilling
{
	const char *name;
	const char *text;
} CmFilling;

/* All fillings of a rollup's statements. */
typedef struct CmStatements CmStatements;

/* What a rollup is made of, as SQL writes it. */
typedef struct CmLiveNames
{
	const char *view;
	const char *groups;
	const char *deltas;
	const char *query;
} CmLiveNames;

extern CmStatements *cm_statements(const CmLiveQuery *live, const CmLiveNames *names, const CmLiveParts *parts);
extern CmStatements *cm_statements_of(const CmLiveParts *parts);

/* Each gives one statement after the other; NULL after the last. */
extern const char *const cm_create_statements[];
extern const char *const cm_view_statements[];
extern const char *const cm_trigger_statements[];
extern const char *const cm_refresh_statements[];
extern const char *const cm_fold_statements[];
extern const char *const cm_check_statements[];
extern const char *const cm_mark_statements[];

/* Their text, with up to five more fillings. */
extern char *cm_fill(const char *format, const CmFilling *fillings, int count);
extern char *cm_write_statement(const CmStatements *statements, const char *statement, const CmFilling *more);

#endif /* CM_STATEMENTS_H */
