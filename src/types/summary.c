/*
 * summary.c
 *	  Making, checking, adding and subtracting summaries of any kind.
 */
#include "types/summary.h"

static Size
summary_size(CmScale scale, const CmKind *kind)
{
	return CM_SUMMARY_HEADER + cm_length_of_fields(kind, scale.points, 0, kind->fields64) * sizeof(int64) +
		   cm_length_of_fields(kind, scale.points, kind->fields64, kind->fields128) * sizeof(int128);
}

/* Of any field of any kind, by its place in the kind's field table; those of 128 bits have to be cast. */
int64 *
cm_elements_of_field(const CmSummary *summary, int field)
{
	const CmKind *kind = cm_kind_of(summary);
	int points = summary->shape.points;

	if (field < kind->fields64)
		return unconstify(CmSummary *, summary)->fields + cm_length_of_fields(kind, points, 0, field);
	return (int64 *) (cm_elements128(summary) +
					  cm_length_of_fields(kind, points, kind->fields64, field - kind->fields64));
}

int128
cm_field_value(const CmSummary *summary, int field, int element)
{
	int64 *elements = cm_elements_of_field(summary, field);

	return field < cm_kind_of(summary)->fields64 ? elements[element] : ((int128 *) elements)[element];
}

/* A summary with all fields 0, to be filled: with no responses it is not a value of the type. */
CmSummary *
cm_create_summary(CmScale scale, CmKindId kind)
{
	Size size = summary_size(scale, &cm_kinds[kind]);
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

/* Where nothing was counted, the flaws see to it that nothing was summed either. */
static bool
has_responses(const CmSummary *summary)
{
	int count64 = cm_count64(summary);

	for (int i = 0; i < count64; i++)
		if (summary->fields[i] != 0)
			return true;
	return false;
}

/* The summary itself, or the empty one where no response is left in it. */
CmSummary *
cm_canonical_summary(CmSummary *summary)
{
	return has_responses(summary) ? summary : cm_empty_summary();
}

/* All fields of 64 bits within the limit. */
static bool
within_limits(const CmSummary *summary)
{
	int count64 = cm_count64(summary);

	for (int i = 0; i < count64; i++)
		if (!cm_within_limit(summary->fields[i]))
			return false;
	return true;
}

/*
 * Why a summary can't have come from responses; NULL if it can.  Text, binary and counts from
 * outside all pass through here; the size, scale and kind are right already, since the memory was
 * laid out by them.
 */
const char *
cm_summary_flaw(const CmSummary *summary)
{
	if (!within_limits(summary))
		return "a sum is beyond 90000000000000000";
	for (int i = 0; i < summary->shape.points; i++)
	{
		const char *flaw = cm_point_flaw(summary, i);

		if (flaw)
			return flaw;
	}
	return NULL;
}

static CmSentimentSums
sentiment_sums(const CmSummary *summary, int point)
{
	CmSentimentSums sums = {cm_field64(summary, CM_RESPONSES)[point],
							cm_field64(summary, CM_SUM_OF_SENTIMENT)[point],
							cm_field128(summary, CM_SQUARED_SENTIMENT)[point]};

	return sums;
}

/* The weighted summary in which each response counts by how far its comment bears it out. */
CmSummary *
cm_weigh_by_sentiment(const CmSummary *summary, const CmMeasure *measure)
{
	CmSummary *weighted = cm_create_summary(cm_scale_of(summary), CM_WEIGHTED);

	for (int i = 0; i < summary->shape.points; i++)
	{
		CmSentimentSums sums = sentiment_sums(summary, i);

		cm_field64(weighted, CM_RESPONSES)[i] = sums.responses;
		if (!cm_sentiment_weight(&sums, measure, i, &cm_field128(weighted, CM_WEIGHT)[i],
								 &cm_field128(weighted, CM_SQUARED_WEIGHT)[i]))
			cm_wide_field_overflow(cm_kind_of(weighted), cm_kind_of(weighted)->fields64 + CM_SQUARED_WEIGHT);
	}
	return weighted;
}

/* Without weights where the kind has none: there, every response counts once. */
void
cm_view_summary(const CmSummary *summary, CmHistogram *histogram)
{
	bool weighted = summary->shape.kind == CM_WEIGHTED;

	histogram->scale = cm_scale_of(summary);
	histogram->responses = cm_field64(summary, CM_RESPONSES);
	histogram->weight = weighted ? cm_field128(summary, CM_WEIGHT) : NULL;
	histogram->squared_weight = weighted ? cm_field128(summary, CM_SQUARED_WEIGHT) : NULL;
}

/* The sums of a summary of drivers, for those who reckon with them. */
void
cm_view_products(const CmSummary *summary, CmProducts *products)
{
	products->variables = summary->shape.points;
	products->responses = summary->fields[CM_RESPONSES];
	products->sum = cm_elements128(summary);
	products->product = products->sum + products->variables;
}

/* The sums of a summary of retention; all 0 for the empty one. */
void
cm_view_retention(const CmSummary *summary, CmRetention *retention)
{
	const int128 *revenue;

	memset(retention, 0, sizeof(CmRetention));
	if (cm_is_empty(summary))
		return;
	revenue = cm_elements128(summary);
	retention->before = summary->fields[CM_CUSTOMERS_BEFORE];
	retention->kept = summary->fields[CM_CUSTOMERS_KEPT];
	retention->new = summary->fields[CM_CUSTOMERS_NEW];
	retention->earned = summary->fields[CM_CUSTOMERS_EARNED];
	retention->revenue_before = revenue[CM_REVENUE_BEFORE];
	retention->revenue_kept = revenue[CM_REVENUE_KEPT];
	retention->revenue_of_kept = revenue[CM_REVENUE_OF_KEPT];
	retention->revenue_new = revenue[CM_REVENUE_NEW];
	retention->revenue_earned = revenue[CM_REVENUE_EARNED];
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

/* Two summaries that are not empty must have extent and kind in common to be merged. */
void
cm_shapes_differ(CmShape a, CmShape b)
{
	const CmExtent *extent = cm_type_of(&cm_kinds[a.kind])->extent;
	CmScale scale_a = {a.lo, a.points};
	CmScale scale_b = {b.lo, b.points};

	if (a.lo != b.lo || a.points != b.points)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("summaries %s %s and %s do not merge", extent->noun,
					   cm_describe_extent(extent, scale_a), cm_describe_extent(extent, scale_b)),
				errhint("%s", extent->hint));
	ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
			errmsg("%s and %s summaries do not merge", cm_kinds[a.kind].name, cm_kinds[b.kind].name),
			errhint("Build both with the same aggregate; give every response the weight 1 where it has none."));
}

void
cm_field_overflow(void)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("a sum of a summary goes beyond %lld", (long long) CM_MAX_FIELD),
			errhint("Keep the responses in several summaries."));
}

/* The field is one of 128 bits, by its place in the kind's field table. */
void
cm_wide_field_overflow(const CmKind *kind, int field)
{
	double unit = (double) cm_power_of_ten(kind->field[field].decimals);

	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("a sum of a summary, \"%s\", goes beyond %.3e", kind->field[field].name,
				   (double) CM_INT128_MAX / unit),
			errhint("Keep the responses in several summaries, or divide all that is summed by a constant: ratios such as metrics do not change."));
}

void
cm_no_such_part(void)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("can't take out of a summary responses that are not in it"),
			errhint("Subtract only what was added before, with the same scores, weights and sentiment."));
}

/* For an element of 128 bits: the message names its field. */
pg_noreturn static void
element_overflow(const CmSummary *sum, int element)
{
	const CmKind *kind = cm_kind_of(sum);
	int field = kind->fields64;

	while (element >= cm_length_of(&kind->field[field], sum->shape.points))
		element -= cm_length_of(&kind->field[field++], sum->shape.points);
	cm_wide_field_overflow(kind, field);
}

/* Both have the same shape. */
void
cm_add_to_summary(CmSummary *sum, const CmSummary *part)
{
	int length64 = cm_count64(sum);
	int length128 = cm_count128(sum, length64);
	int128 *sum128 = (int128 *) (sum->fields + length64);
	const int128 *part128 = (const int128 *) (part->fields + length64);
	uint64 bits = 0;

	/* Within the limits, no sum can wrap; so one look at all their bits spares a look at each. */
	for (int i = 0; i < length64; i++)
		bits |= (uint64) (sum->fields[i] += part->fields[i]);
	if (unlikely(bits > (uint64) CM_MAX_FIELD) && !within_limits(sum))
		cm_field_overflow();
	for (int i = 0; i < length128; i++)
		if (unlikely(!cm_add_int128(&sum128[i], part128[i])))
			element_overflow(sum, i);
}

/* Both have the same shape.  What is left has to be a summary again. */
void
cm_subtract_from_summary(CmSummary *sum, const CmSummary *part)
{
	int length64 = cm_count64(sum);
	int length128 = cm_count128(sum, length64);
	int128 *sum128 = cm_elements128(sum);
	int128 *part128 = cm_elements128(part);

	for (int i = 0; i < length64; i++)
		sum->fields[i] -= part->fields[i];
	for (int i = 0; i < length128; i++)
		sum128[i] -= part128[i];
	if (cm_summary_flaw(sum))
		cm_no_such_part();
}
