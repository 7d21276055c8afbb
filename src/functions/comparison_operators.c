/*
 * comparison_operators.c
 *	  Equality, an arbitrary but fixed order, and hashes of summaries.
 *
 * The same responses always give the same bytes, so bytes are all there is to compare.
 */
#include "types/summary.h"

#include "common/hashfn.h"

static int
compare(const CmSummary *a, const CmSummary *b)
{
	int difference = memcmp(VARDATA(a), VARDATA(b), Min(VARSIZE(a), VARSIZE(b)) - VARHDRSZ);

	if (difference != 0)
		return difference < 0 ? -1 : 1;
	return (VARSIZE(a) > VARSIZE(b)) - (VARSIZE(a) < VARSIZE(b));
}

PG_FUNCTION_INFO_V1(cm_summary_cmp);
Datum
cm_summary_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare(PG_GETARG_SUMMARY(0), PG_GETARG_SUMMARY(1)));
}

#define COMPARISON(name, relation)                                                      \
	PG_FUNCTION_INFO_V1(cm_summary_##name);                                             \
	Datum cm_summary_##name(PG_FUNCTION_ARGS)                                           \
	{                                                                                   \
		PG_RETURN_BOOL(compare(PG_GETARG_SUMMARY(0), PG_GETARG_SUMMARY(1)) relation 0); \
	}

COMPARISON(lt, <)
COMPARISON(le, <=)
COMPARISON(eq, ==)
COMPARISON(ne, !=)
COMPARISON(ge, >=)
COMPARISON(gt, >)

PG_FUNCTION_INFO_V1(cm_summary_hash);
Datum
cm_summary_hash(PG_FUNCTION_ARGS)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);

	return hash_any((const unsigned char *) VARDATA(summary), VARSIZE(summary) - VARHDRSZ);
}

PG_FUNCTION_INFO_V1(cm_summary_hash_extended);
Datum
cm_summary_hash_extended(PG_FUNCTION_ARGS)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);

	return hash_any_extended((const unsigned char *) VARDATA(summary), VARSIZE(summary) - VARHDRSZ,
							 PG_GETARG_INT64(1));
}
