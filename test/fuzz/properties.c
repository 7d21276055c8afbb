/*
 * properties.c
 *		What must be true of every summary that a reader accepts, and of every histogram.
 */
#include "properties.h"

#include <math.h>

#include "lib/stringinfo.h"

extern Datum cm_summary_out(PG_FUNCTION_ARGS);
extern Datum cm_summary_send(PG_FUNCTION_ARGS);

#define READ_BY(id, name, ...)                     \
	extern Datum cm_##name##_in(PG_FUNCTION_ARGS); \
	extern Datum cm_##name##_recv(PG_FUNCTION_ARGS);
CM_SUMMARY_TYPES(READ_BY)

#define READER(id, name, ...) {cm_##name##_in, cm_##name##_recv},
const Reader readers[] = {CM_SUMMARY_TYPES(READER)};

int
read_text(const Reader *reader, char *text, CmSummary **summary)
{
	Datum result;
	int failure = call(reader->in, CStringGetDatum(text), &result);

	*summary = DatumGetSummary(result);
	return failure;
}

int
read_binary(const Reader *reader, const uint8 *data, size_t size, CmSummary **summary)
{
	StringInfoData message = {(char *) data, (int) size, (int) size, 0};
	Datum result;
	int failure = call(reader->recv, PointerGetDatum(&message), &result);

	*summary = DatumGetSummary(result);
	return failure;
}

static bool
same_bytes(const CmSummary *a, const CmSummary *b)
{
	return VARSIZE(a) == VARSIZE(b) && memcmp(a, b, VARSIZE(a)) == 0;
}

/* Both forms are written, and read again as the same bytes. */
static void
check_forms(const Reader *reader, const CmSummary *summary)
{
	Datum written;
	CmSummary *again;

	require(call(cm_summary_out, PointerGetDatum(summary), &written) == 0);
	require(read_text(reader, DatumGetCString(written), &again) == 0);
	require(same_bytes(again, summary));
	require(call(cm_summary_send, PointerGetDatum(summary), &written) == 0);
	require(read_binary(reader, (uint8 *) VARDATA(written), VARSIZE(written) - VARHDRSZ, &again) == 0);
	require(same_bytes(again, summary));
}

typedef struct Pair
{
	CmSummary *sum;
	const CmSummary *part;
} Pair;

static void
add(void *context)
{
	Pair *pair = context;

	cm_add_to_summary(pair->sum, pair->part);
}

static void
subtract(void *context)
{
	Pair *pair = context;

	cm_subtract_from_summary(pair->sum, pair->part);
}

/* s + s - s = s, and s - s is empty. Only what is too large may be refused. */
static void
check_arithmetic(const CmSummary *summary)
{
	Pair pair = {cm_copy_summary(summary), summary};
	int failure = attempt(add, &pair);

	require(failure == 0 || failure == ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	if (failure != 0)
		return;
	require(cm_summary_flaw(pair.sum) == NULL);
	require(attempt(subtract, &pair) == 0 && same_bytes(pair.sum, summary));
	require(attempt(subtract, &pair) == 0 && cm_is_empty(cm_canonical_summary(pair.sum)));
}

static void
check_measure(const CmHistogram *histogram, const CmMeasure *measure)
{
	int128 unit = cm_power_of_ten(16);
	int128 low = (measure->offset + measure->factor * cm_lowest_value(measure)) * unit;
	int128 high = (measure->offset + measure->factor * cm_highest_value(measure)) * unit;
	int128 figure;

	if (cm_evaluate(histogram, measure, 16, &figure))
		require(figure >= low && figure <= high);
	else
		require(cm_total_weight(histogram) == 0);
}

static void
check_percentiles(const CmHistogram *histogram)
{
	static const int64 fractions[] =
		{0, 1, 250000000000, 333333333333, 500000000000, 999999999999, CM_FRACTION_UNIT};
	int64 low = histogram->scale.lo * CM_FRACTION_UNIT;
	int64 last = low;

	for (int i = 0; i < lengthof(fractions); i++)
	{
		int64 percentile = cm_percentile(histogram, fractions[i]);

		require(percentile >= last);
		last = percentile;
	}
	require(last <= cm_scale_hi(histogram->scale) * CM_FRACTION_UNIT);
}

static void
check_moments(const CmHistogram *histogram)
{
	int points = histogram->scale.points;
	double responses = (double) cm_responses_between(histogram, 0, points - 1);
	double effective = cm_effective_responses(histogram);
	double variance = cm_variance(histogram);
	double sample_variance = cm_sample_variance(histogram);

	require(effective > 0 && effective <= responses * (1 + 1e-8));
	require(variance >= 0 && variance <= (points - 1) * (points - 1) / 4.0 * (1 + 1e-9));
	/* -1 where it is undefined */
	require(sample_variance == -1 || (sample_variance >= variance * (1 - 1e-9) && !isinf(sample_variance)));
}

void
check_histogram(const CmHistogram *histogram)
{
	CmMeasure measure;

	for (int i = 0; i < lengthof(cm_metrics); i++)
		if (cm_metric_fits(&cm_metrics[i], histogram->scale))
		{
			cm_measure_metric(&cm_metrics[i], histogram->scale, &measure);
			check_measure(histogram, &measure);
		}
	for (int top = 1; top < histogram->scale.points; top *= 2)
	{
		cm_measure_boxes(histogram->scale, top, histogram->scale.points - top, &measure);
		check_measure(histogram, &measure);
	}
	if (cm_total_weight(histogram) == 0)
		return;
	check_percentiles(histogram);
	check_moments(histogram);
}

static void
weigh(void *context)
{
	const CmSummary *summary = context;

	for (int i = 0; i < CM_METRICS_WITH_SENTIMENT; i++)
		if (cm_metric_fits(&cm_metrics[i], cm_scale_of(summary)))
		{
			CmMeasure measure;
			CmHistogram histogram;

			cm_measure_metric(&cm_metrics[i], cm_scale_of(summary), &measure);
			cm_view_summary(cm_weigh_by_sentiment(summary, &measure), &histogram);
			check_histogram(&histogram);
		}
}

static void
no_interrupt(void)
{
}

static void
check_shares(const CmCorrelations *correlations, CmImportance importance)
{
	double shares[CM_MOST_VARIABLES];

	importance(correlations, no_interrupt, shares);
	for (int i = 1; i < correlations->variables; i++)
		require(shares[i] >= 0 && isfinite(shares[i]) && (correlations->squares[i] > 0 || shares[i] == 0));
}

static void
check_coefficient(const CmCoefficient *coefficient)
{
	require(isfinite(coefficient->value));
	require(isnan(coefficient->standard_error) || coefficient->standard_error >= 0);
	require(isnan(coefficient->p_value) || (coefficient->p_value >= 0 && coefficient->p_value <= 1));
}

/* Sums that no responses have pass, as long as each pair of them could be some's: so R² may be anything, but not the rest. */
static void
check_drivers(const CmProducts *products)
{
	CmCorrelations correlations;
	CmRegression regression;

	cm_correlate(products, &correlations);
	cm_regress(&correlations, &regression);
	require(isnan(regression.r_squared) || (regression.r_squared >= 0 && regression.r_squared <= 1));
	require(isnan(regression.adjusted_r_squared) || regression.adjusted_r_squared <= 1);
	for (int i = 1; i < products->variables; i++)
		if (regression.coefficient[i].is_determined)
			check_coefficient(&regression.coefficient[i]);
	check_shares(&correlations, cm_relative_weights);
	/* Others take too long for a fuzzer. */
	if (products->variables <= 8)
		check_shares(&correlations, cm_shapley_importance);
}

void
check_summary(const Reader *reader, const CmSummary *summary)
{
	CmHistogram histogram;
	CmProducts products;
	int failure = 0;

	check_forms(reader, summary);
	if (cm_is_empty(summary))
		return;
	require(cm_summary_flaw(summary) == NULL);
	check_arithmetic(summary);
	if (summary->shape.kind == CM_DRIVERS)
	{
		cm_view_products(summary, &products);
		check_drivers(&products);
	}
	if (cm_kind_of(summary)->type != CM_SCORE_SUMMARY)
		return;
	cm_view_summary(summary, &histogram);
	check_histogram(&histogram);
	if (summary->shape.kind == CM_SENTIMENT)
		failure = attempt(weigh, unconstify(CmSummary *, summary));
	require(failure == 0 || failure == ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
}
