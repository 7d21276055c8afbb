/*
 * accumulate.c
 *	  The transition functions that take one response into a summary or out of it again.
 *
 * Each aggregate is a row of the table at the end: its name, the kind of its summary, and where its
 * scale comes from.  A row makes six functions: in and out (for sliding windows), for each type of
 * score.  They run once a row of the table being aggregated, so everything above is inlined into
 * them with its parameters known, and errors are out of line.
 */
#include "functions/aggregate.h"
#include "functions/score.h"
#include "functions/sentiment_value.h"
#include "functions/weight.h"
#include "mathematics/metric.h"

typedef enum Direction
{
	IN,
	OUT
} Direction;

typedef enum ScaleSource
{
	USUAL,  /* the metric's own */
	POINTS, /* an argument: the number of points of the metric's scale */
	BOUNDS  /* two arguments: lo and hi */
} ScaleSource;

/*
 * Arguments are the state, the score, what stands beside the score (nothing in a plain summary, else
 * its weight or sentiment), then those of the scale.
 */
#define STATE  0
#define SCORE  1
#define BESIDE 2

/* What one response adds to the sums at its point of the scale. */
typedef struct Response
{
	int point;
	int64 field64[CM_MAX_FIELDS64];
	int128 field128[CM_MAX_FIELDS128];
} Response;

static int
first_scale_argument(CmKindId kind)
{
	return kind == CM_PLAIN ? BESIDE : BESIDE + 1;
}

static int32
required_argument(FunctionCallInfo fcinfo, int number)
{
	if (PG_ARGISNULL(number))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("a score has no scale: its number of points or a bound is NULL"),
				errhint("Give the points or bounds of every score, or leave the row out with FILTER."));
	return PG_GETARG_INT32(number);
}

static CmScale
scale_of_points(FunctionCallInfo fcinfo, CmMetricId id, int argument)
{
	const CmMetric *metric = &cm_metrics[id];
	int points = required_argument(fcinfo, argument);
	CmScale scale = {metric->lo, points};

	if (unlikely(points < metric->fewest_points || points > metric->most_points))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s is not defined on a scale of %d points", metric->name, points),
				errhint("Use %d to %d points, or score_summary(score, lo, hi) with top_box(summary, boxes) or mean(summary).",
						metric->fewest_points, metric->most_points));
	return scale;
}

static CmScale
scale_of_bounds(FunctionCallInfo fcinfo, int argument)
{
	int64 lo = required_argument(fcinfo, argument);
	int64 hi = required_argument(fcinfo, argument + 1);
	CmScale scale;

	cm_check_scale(lo, hi);
	scale.lo = (int) lo;
	scale.points = (int) (hi - lo + 1);
	return scale;
}

static pg_always_inline CmScale
scale_for(FunctionCallInfo fcinfo, ScaleSource source, CmMetricId id, CmKindId kind)
{
	CmScale usual = {cm_metrics[id].lo, cm_metrics[id].usual_points};

	if (source == POINTS)
		return scale_of_points(fcinfo, id, first_scale_argument(kind));
	if (source == BOUNDS)
		return scale_of_bounds(fcinfo, first_scale_argument(kind));
	return usual;
}

pg_noreturn static pg_noinline void
no_weight(void)
{
	ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("a score has no weight: it is NULL"),
			errhint("Use COALESCE(weight, 1) if such responses count once, or leave them out with FILTER."));
}

static pg_always_inline void
read_weight(FunctionCallInfo fcinfo, Response *response)
{
	int64 weight;

	if (unlikely(PG_ARGISNULL(BESIDE)))
		no_weight();
	weight = cm_weight_units(PG_GETARG_FLOAT8(BESIDE));
	response->field128[CM_WEIGHT] = weight;
	response->field128[CM_SQUARED_WEIGHT] = (int128) weight * weight;
}

/* For a response that the state can't simply take in; out of line, since it comes once a group or by hand. */
static pg_noinline CmSummary *
other_state(const CmSummary *state, CmScale scale, CmKindId kind)
{
	if (cm_is_empty(state))
		return cm_create_summary(scale, kind);
	cm_check_same_shape(state->shape, cm_shape(scale, kind));
	return cm_copy_summary(state);
}

/* The state with the shape that the response needs: the first response of a group gives it. */
static pg_always_inline CmSummary *
state_for_response(FunctionCallInfo fcinfo, CmSummary *state, CmScale scale, CmKindId kind)
{
	if (unlikely(!cm_same_shape(state->shape, cm_shape(scale, kind))) ||
		unlikely(!cm_called_by_aggregate(fcinfo)))
		return other_state(state, scale, kind);
	return state;
}

static pg_always_inline CmSummary *
take_in(CmSummary *state, CmKindId kind, const Response *response)
{
	for (int i = 0; i < cm_kinds[kind].fields64; i++)
	{
		int64 *sum = cm_field64(state, i) + response->point;

		*sum += response->field64[i];
		if (unlikely(!cm_within_limit(*sum)))
			cm_field_overflow();
	}
	for (int i = 0; i < cm_kinds[kind].fields128; i++)
	{
		int128 *sum = cm_field128_of_kind(state, &cm_kinds[kind], i) + response->point;

		if (unlikely(!cm_add_int128(sum, response->field128[i])))
			cm_wide_field_overflow(&cm_kinds[kind], cm_kinds[kind].fields64 + i);
	}
	return state;
}

/* What is left at the point has to be a sum of responses again, or nothing. */
static pg_noinline CmSummary *
check_left(CmSummary *state, int point)
{
	if (cm_point_flaw(state, point))
		cm_no_such_part();
	return cm_canonical_summary(state);
}

static pg_always_inline CmSummary *
take_out(CmSummary *state, CmKindId kind, const Response *response)
{
	for (int i = 0; i < cm_kinds[kind].fields64; i++)
	{
		int64 *sum = cm_field64(state, i) + response->point;

		*sum -= response->field64[i];
		if (unlikely(!cm_within_limit(*sum)))
			cm_no_such_part();
	}
	for (int i = 0; i < cm_kinds[kind].fields128; i++)
		cm_field128_of_kind(state, &cm_kinds[kind], i)[response->point] -= response->field128[i];
	if (kind == CM_PLAIN && likely(state->fields[response->point] > 0))
		return state;
	return check_left(state, response->point);
}

/*
 * A NULL score is no response and leaves the state alone.  The state is NULL only when somebody
 * calls the function by hand.
 */
static pg_always_inline Datum
accumulate(FunctionCallInfo fcinfo, int (*index_of)(Datum, CmScale), Direction direction,
		   CmKindId kind, ScaleSource source, CmMetricId id)
{
	CmSummary *state = unlikely(PG_ARGISNULL(STATE)) ? cm_empty_summary() : PG_GETARG_SUMMARY(STATE);
	Response response = {0, {1}};
	CmScale scale;

	if (PG_ARGISNULL(SCORE))
		PG_RETURN_SUMMARY(state);
	scale = scale_for(fcinfo, source, id, kind);
	response.point = index_of(PG_GETARG_DATUM(SCORE), scale);
	if (kind == CM_WEIGHTED)
		read_weight(fcinfo, &response);
	/* A response without a comment has a sentiment of NULL, and still counts. */
	if (kind == CM_SENTIMENT && !PG_ARGISNULL(BESIDE))
		cm_read_sentiment(PG_GETARG_FLOAT8(BESIDE), response.field64 + CM_COMMENTED, response.field128);
	state = state_for_response(fcinfo, state, scale, kind);
	PG_RETURN_SUMMARY(direction == IN ? take_in(state, kind, &response) : take_out(state, kind, &response));
}

#define TRANSITION(symbol, type, ...)                               \
	PG_FUNCTION_INFO_V1(symbol);                                    \
	Datum symbol(PG_FUNCTION_ARGS)                                  \
	{                                                               \
		return accumulate(fcinfo, cm_index_of_##type, __VA_ARGS__); \
	}

#define TRANSITIONS_OF_TYPE(name, type, ...)                         \
	TRANSITION(cm_accumulate_##name##_##type, type, IN, __VA_ARGS__) \
	TRANSITION(cm_accumulate_##name##_inverse_##type, type, OUT, __VA_ARGS__)

#define TRANSITIONS(name, ...)                   \
	TRANSITIONS_OF_TYPE(name, int2, __VA_ARGS__) \
	TRANSITIONS_OF_TYPE(name, int4, __VA_ARGS__) \
	TRANSITIONS_OF_TYPE(name, float8, __VA_ARGS__)

TRANSITIONS(nps, CM_PLAIN, USUAL, CM_NPS)
TRANSITIONS(csat, CM_PLAIN, USUAL, CM_CSAT)
TRANSITIONS(csat_points, CM_PLAIN, POINTS, CM_CSAT)
TRANSITIONS(ces, CM_PLAIN, USUAL, CM_CES)
TRANSITIONS(ces_points, CM_PLAIN, POINTS, CM_CES)
TRANSITIONS(mean, CM_PLAIN, USUAL, CM_MEAN)
TRANSITIONS(score_summary, CM_PLAIN, BOUNDS, CM_MEAN)

TRANSITIONS(weighted_nps, CM_WEIGHTED, USUAL, CM_NPS)
TRANSITIONS(weighted_csat, CM_WEIGHTED, USUAL, CM_CSAT)
TRANSITIONS(weighted_csat_points, CM_WEIGHTED, POINTS, CM_CSAT)
TRANSITIONS(weighted_ces, CM_WEIGHTED, USUAL, CM_CES)
TRANSITIONS(weighted_ces_points, CM_WEIGHTED, POINTS, CM_CES)
TRANSITIONS(weighted_score_summary, CM_WEIGHTED, BOUNDS, CM_MEAN)

TRANSITIONS(sentiment_nps, CM_SENTIMENT, USUAL, CM_NPS)
TRANSITIONS(sentiment_csat, CM_SENTIMENT, USUAL, CM_CSAT)
TRANSITIONS(sentiment_csat_points, CM_SENTIMENT, POINTS, CM_CSAT)
TRANSITIONS(sentiment_ces, CM_SENTIMENT, USUAL, CM_CES)
TRANSITIONS(sentiment_ces_points, CM_SENTIMENT, POINTS, CM_CES)
TRANSITIONS(sentiment_score_summary, CM_SENTIMENT, BOUNDS, CM_MEAN)

/* A comment without a score; the functions are strict. */
static Datum
accumulate_comment(FunctionCallInfo fcinfo, Direction direction)
{
	CmSummary *state;
	Response response = {0};

	cm_read_sentiment(PG_GETARG_FLOAT8(SCORE), response.field64, response.field128);
	state = state_for_response(fcinfo, PG_GETARG_SUMMARY(STATE), cm_no_scale, CM_COMMENTS);
	PG_RETURN_SUMMARY(direction == IN ? take_in(state, CM_COMMENTS, &response)
									  : take_out(state, CM_COMMENTS, &response));
}

PG_FUNCTION_INFO_V1(cm_accumulate_sentiment_summary);
Datum
cm_accumulate_sentiment_summary(PG_FUNCTION_ARGS)
{
	return accumulate_comment(fcinfo, IN);
}

PG_FUNCTION_INFO_V1(cm_accumulate_sentiment_summary_inverse);
Datum
cm_accumulate_sentiment_summary_inverse(PG_FUNCTION_ARGS)
{
	return accumulate_comment(fcinfo, OUT);
}
