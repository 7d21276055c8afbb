/*
 * score.c
 *	  What is said of a score that is not on its scale, and what can be said of a single score.
 */
#include "functions/score.h"

#include "utils/builtins.h"
#include "utils/float.h"

#include "mathematics/metric.h"

pg_noreturn static void
off_scale(const char *score, CmScale scale)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("score %s is outside the scale %s", score, cm_describe_scale(scale)),
			errhint("Leave such scores out with FILTER (WHERE score BETWEEN %d AND %d), or name their scale.",
					scale.lo, cm_scale_hi(scale)));
}

void
cm_integer_off_scale(int64 score, CmScale scale)
{
	off_scale(psprintf("%lld", (long long) score), scale);
}

void
cm_float_off_scale(double score, CmScale scale)
{
	char *text = float8out_internal(score);

	/* NaN and the infinities lie outside of any scale, too. */
	if (!(score >= scale.lo && score <= cm_scale_hi(scale)))
		off_scale(text, scale);
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("score %s is not a whole number", text),
			errhint("Scores are points of a scale: round half-stars, or multiply them to whole points."));
}

static Datum
category_of(int index)
{
	static const char *const categories[] = {"detractor", "passive", "promoter"};
	const CmMetric *nps = &cm_metrics[CM_NPS];

	return CStringGetTextDatum(categories[nps->value(index, nps->usual_points) + 1]);
}

#define NPS_CATEGORY(type)                                                           \
	PG_FUNCTION_INFO_V1(cm_nps_category_##type);                                     \
	Datum cm_nps_category_##type(PG_FUNCTION_ARGS)                                   \
	{                                                                                \
		CmScale scale = {cm_metrics[CM_NPS].lo, cm_metrics[CM_NPS].usual_points};    \
                                                                                     \
		PG_RETURN_DATUM(category_of(cm_index_of_##type(PG_GETARG_DATUM(0), scale))); \
	}

NPS_CATEGORY(int2)
NPS_CATEGORY(int4)
NPS_CATEGORY(float8)

static int
value_of(CmMetricId id, int index)
{
	const CmMetric *metric = &cm_metrics[id];

	return metric->factor * metric->value(index, metric->usual_points);
}

#define SCORE_VALUE(name, id, type)                                                   \
	PG_FUNCTION_INFO_V1(cm_##name##_value_##type);                                    \
	Datum cm_##name##_value_##type(PG_FUNCTION_ARGS)                                  \
	{                                                                                 \
		CmScale scale = {cm_metrics[id].lo, cm_metrics[id].usual_points};             \
                                                                                      \
		PG_RETURN_INT32(value_of(id, cm_index_of_##type(PG_GETARG_DATUM(0), scale))); \
	}

#define SCORE_VALUES(name, id)  \
	SCORE_VALUE(name, id, int2) \
	SCORE_VALUE(name, id, int4) \
	SCORE_VALUE(name, id, float8)

SCORE_VALUES(nps, CM_NPS)
SCORE_VALUES(csat, CM_CSAT)
