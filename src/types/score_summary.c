/*
 * score_summary.c
 *	  Layout of score_summary, its kinds, the one check that all bytes from outside go through, and
 *	  the addition and subtraction of summaries.
 */
#include "types/score_summary.h"

static const char *plain_flaw(const int128 *field);
static const char *weighted_flaw(const int128 *field);

const CmKind cm_kinds[CM_KINDS] = {
	[CM_PLAIN] = {"plain", 1, 0, {{"counts", "responses", 0}}, plain_flaw},
	[CM_WEIGHTED] = {"weighted",
					 1,
					 2,
					 {{"counts", "responses", 0},
					  {"weights", "weights", CM_WEIGHT_DECIMALS},
					  {"squared_weights", "squared_weights", CM_SQUARED_WEIGHT_DECIMALS}},
					 weighted_flaw},
};

static Size
summary_size(CmScale scale, CmKindId kind)
{
	return CM_SUMMARY_HEADER + (Size) scale.points * (cm_kinds[kind].fields64 * sizeof(int64) +
													  cm_kinds[kind].fields128 * sizeof(int128));
}

/* A summary with all fields 0, to be filled: with no responses it is not a value of the type. */
CmSummary *
cm_create_summary(CmScale scale, CmKindId kind)
{
	Size size = summary_size(scale, kind);
	CmSummary *summary = palloc0(size);

	SET_VARSIZE(summary, size);
	summary->shape = cm_shape(scale, kind);
	return summary;
}

/* The one value for no responses, the identity of addition. */
CmSummary *
cm_empty_summary(void)
{
	CmScale none = {0, 0};

	return cm_create_summary(none, CM_PLAIN);
}

CmSummary *
cm_copy_summary(const CmSummary *summary)
{
	return memcpy(palloc(VARSIZE(summary)), summary, VARSIZE(summary));
}

static bool
has_responses(const CmSummary *summary)
{
	const int64 *responses = cm_field64(summary, CM_RESPONSES);

	for (int i = 0; i < summary->shape.points; i++)
		if (responses[i] != 0)
			return true;
	return false;
}

/* The summary itself, or the empty one where no response is left in it. */
CmSummary *
cm_canonical_summary(CmSummary *summary)
{
	return has_responses(summary) ? summary : cm_empty_summary();
}

static const char *
plain_flaw(const int128 *field)
{
	return field[0] < 0 ? "a count is negative" : NULL;
}

/*
 * What holds for the sums n, Σw and Σw² of n weights, each 0 or from 1 to CM_MAX_WEIGHT units.
 * (Σw)² <= n Σw² is tested in floating point, with room for its rounding.
 */
static const char *
weighted_flaw(const int128 *field)
{
	int128 most = (int128) CM_MAX_WEIGHT * CM_WEIGHT_UNIT;
	int128 count = field[0];
	int128 weight = field[1];
	int128 squares = field[2];

	if (plain_flaw(field))
		return plain_flaw(field);
	if (weight < 0 || squares < 0)
		return "a sum of weights is negative";
	if (weight > count * most)
		return "a sum of weights is larger than its responses can have";
	if (squares < weight || squares / most > weight ||
		(double) weight * (double) weight > (double) count * (double) squares * (1 + 1e-9))
		return "a sum of squared weights does not fit its sum of weights";
	return NULL;
}

static bool
within_limit(const CmSummary *summary, int point)
{
	for (int i = 0; i < cm_kind_of(summary)->fields64; i++)
	{
		int64 value = cm_field64(summary, i)[point];

		if (value > CM_MAX_FIELD || value < -CM_MAX_FIELD)
			return false;
	}
	return true;
}

const char *
cm_point_flaw(const CmSummary *summary, int point)
{
	const CmKind *kind = cm_kind_of(summary);
	int128 field[CM_MAX_FIELDS];

	if (!within_limit(summary, point))
		return "a count is beyond 90000000000000000";
	for (int i = 0; i < kind->fields64 + kind->fields128; i++)
		field[i] = cm_field_value(summary, i, point);
	return kind->flaw(field);
}

/*
 * Why a summary can't have come from responses; NULL if it can.  Text, binary and counts from
 * outside all pass through here; the size, scale and kind are right already, since the memory was
 * laid out by them.
 */
const char *
cm_summary_flaw(const CmSummary *summary)
{
	for (int i = 0; i < summary->shape.points; i++)
	{
		const char *flaw = cm_point_flaw(summary, i);

		if (flaw)
			return flaw;
	}
	return NULL;
}

void
cm_view_summary(const CmSummary *summary, CmHistogram *histogram)
{
	bool weighted = summary->shape.kind == CM_WEIGHTED;

	histogram->scale = cm_scale_of(summary);
	histogram->responses = cm_field64(summary, CM_RESPONSES);
	histogram->weight = weighted ? cm_field128(summary, CM_WEIGHT) : NULL;
	histogram->squared_weight = weighted ? cm_field128(summary, CM_SQUARED_WEIGHT) : NULL;
}

char *
cm_describe_scale(CmScale scale)
{
	return psprintf("%d..%d", scale.lo, cm_scale_hi(scale));
}

void
cm_check_scale(int64 lo, int64 hi)
{
	if (!cm_scale_is_valid(lo, hi))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a scale can't run from %lld to %lld", (long long) lo, (long long) hi),
				errhint("Use a lower and a higher bound from %d to %d, with %d to %d points.",
						CM_LOWEST_BOUND, CM_HIGHEST_BOUND, CM_MIN_POINTS, CM_MAX_POINTS));
}

/* Two summaries that are not empty must have scale and kind in common to be merged. */
void
cm_shapes_differ(CmShape a, CmShape b)
{
	if (a.lo != b.lo || a.points != b.points)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("summaries on the scales %d..%d and %d..%d do not merge", a.lo,
					   a.lo + a.points - 1, b.lo, b.lo + b.points - 1),
				errhint("Group by what tells the scales apart, or summarise the scores of both on one scale."));
	ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
			errmsg("%s and %s summaries do not merge", cm_kinds[a.kind].name, cm_kinds[b.kind].name),
			errhint("Build both with the same aggregate; give every response the weight 1 where it has none."));
}

void
cm_too_many_responses(void)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("a score_summary holds at most %lld responses at a point of its scale", (long long) CM_MAX_FIELD),
			errhint("Keep the responses in several summaries."));
}

void
cm_squares_overflow(void)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("the sum of squared weights is beyond %.3e", (double) CM_INT128_MAX / 1e18),
			errhint("Divide all weights by a constant: metrics do not change."));
}

void
cm_no_such_part(void)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("can't take out of a score_summary responses that are not in it"),
			errhint("Subtract only what was added before, with the same scores and weights."));
}

/* Both have the same shape. */
void
cm_add_to_summary(CmSummary *sum, const CmSummary *part)
{
	int count64 = sum->shape.points * cm_kind_of(sum)->fields64;
	int count128 = sum->shape.points * cm_kind_of(sum)->fields128;
	int128 *sum128 = cm_field128(sum, 0);
	int128 *part128 = cm_field128(part, 0);

	for (int i = 0; i < count64; i++)
	{
		/* Within the limits, this can't wrap. */
		sum->fields[i] += part->fields[i];
		if (unlikely(sum->fields[i] > CM_MAX_FIELD || sum->fields[i] < -CM_MAX_FIELD))
			cm_too_many_responses();
	}
	for (int i = 0; i < count128; i++)
	{
		/* All of them are sums of weights or squares, so not negative. */
		if (unlikely(part128[i] > CM_INT128_MAX - sum128[i]))
			cm_squares_overflow();
		sum128[i] += part128[i];
	}
}

/* Both have the same shape.  What is left has to be a summary again. */
void
cm_subtract_from_summary(CmSummary *sum, const CmSummary *part)
{
	int count64 = sum->shape.points * cm_kind_of(sum)->fields64;
	int count128 = sum->shape.points * cm_kind_of(sum)->fields128;
	int128 *sum128 = cm_field128(sum, 0);
	int128 *part128 = cm_field128(part, 0);

	for (int i = 0; i < count64; i++)
		sum->fields[i] -= part->fields[i];
	for (int i = 0; i < count128; i++)
		sum128[i] -= part128[i];
	if (cm_summary_flaw(sum))
		cm_no_such_part();
}
