/*
 * over_time_level.c
 *	  Window functions: what to expect of each period, and the level behind a series.
 */
#include "functions/over_time.h"

#include "functions/inference.h"
#include "functions/result.h"
#include "mathematics/level.h"
#include "types/check_interrupts.h"

#define FEWEST_IN_SEASON 2
#define MOST_IN_SEASON   400

/* What a function tells of a period, of whose metric this much is expected. */
typedef double (*Answer)(const CmExpectation *expectation, const CmPeriods *periods, int row, double confidence);

typedef struct Question
{
	CmMetricId metric;
	Answer answer;
	int season_argument; /* where the function is called with so many */
	bool has_confidence;
} Question;

static double
expected(const CmExpectation *expectation, const CmPeriods *periods, int row, double confidence)
{
	return expectation->metric;
}

static double
within_range(const CmPeriods *periods, double value)
{
	return value < periods->lowest    ? periods->lowest
		   : value > periods->highest ? periods->highest
									  : value;
}

static double
expected_low(const CmExpectation *expectation, const CmPeriods *periods, int row, double confidence)
{
	return within_range(periods, expectation->metric -
									 cm_expected_margin(expectation, &periods->period[row], confidence));
}

static double
expected_high(const CmExpectation *expectation, const CmPeriods *periods, int row, double confidence)
{
	return within_range(periods, expectation->metric +
									 cm_expected_margin(expectation, &periods->period[row], confidence));
}

static double
expected_p_value(const CmExpectation *expectation, const CmPeriods *periods, int row, double confidence)
{
	return cm_expected_p_value(expectation, &periods->period[row]);
}

/* Without the argument there is no season. */
static int
season_parameter(CmPartition *partition, int argument)
{
	if (partition->fcinfo->nargs <= argument)
		return 1;
	return cm_integer_parameter(partition, argument, "season", FEWEST_IN_SEASON, MOST_IN_SEASON);
}

static double
confidence_parameter(CmPartition *partition, int argument)
{
	return cm_checked_confidence(DatumGetFloat8(cm_partition_parameter(partition, argument, "confidence")));
}

static void *
allocate(Size size)
{
	return MemoryContextAllocHuge(CurrentMemoryContext, size);
}

/* What to expect of each row, and of the one after the last. */
static CmExpectation *
expect(const CmSeries *series, CmLevelFilter *filter)
{
	CmExpectation *expectations = allocate((series->count + 1) * sizeof(CmExpectation));

	cm_lay_out_level_filter(filter, series->season, allocate(cm_level_filter_size(series->season)));
	cm_expect(series, filter, cm_check_interrupts, expectations);
	return expectations;
}

static void
fill_answers(CmPartition *partition, const void *context, double *answers)
{
	const Question *question = context;
	double confidence = question->has_confidence ? confidence_parameter(partition, 1) : 0;
	int season = season_parameter(partition, question->season_argument);
	CmPeriods periods = cm_take_periods(partition, question->metric);
	CmSeries series = {periods.period, partition->rows, season};
	CmLevelFilter filter;
	const CmExpectation *expectations = expect(&series, &filter);

	for (int row = 0; row < partition->rows; row++)
		answers[row] = question->answer(&expectations[row], &periods, row, confidence);
}

static void
fill_levels(CmPartition *partition, const void *metric, double *levels)
{
	int season = season_parameter(partition, 1);
	CmPeriods periods = cm_take_periods(partition, *(const CmMetricId *) metric);
	CmSeries series = {periods.period, partition->rows, season};
	CmLevelFilter filter;
	const CmExpectation *expectations = expect(&series, &filter);

	cm_smooth_level(&series, &expectations[series.count], &filter, cm_check_interrupts,
					allocate(series.count * sizeof(double)), levels);
}

static Datum
answer_result(FunctionCallInfo fcinfo, const Question *question)
{
	CM_RETURN_ROUNDED(cm_partition_number(fcinfo, fill_answers, question));
}

static Datum
p_value_result(FunctionCallInfo fcinfo, const Question *question)
{
	double p_value = cm_partition_number(fcinfo, fill_answers, question);

	if (isnan(p_value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(p_value);
}

static Datum
level_result(FunctionCallInfo fcinfo, CmMetricId metric)
{
	CM_RETURN_ROUNDED(cm_partition_number(fcinfo, fill_levels, &metric));
}

#define QUESTION(name, result, metric, answer, season_argument, has_confidence)             \
	PG_FUNCTION_INFO_V1(cm_##name);                                                         \
	Datum cm_##name(PG_FUNCTION_ARGS)                                                       \
	{                                                                                       \
		static const Question question = {metric, answer, season_argument, has_confidence}; \
                                                                                            \
		return result(fcinfo, &question);                                                   \
	}

#define LEVEL_FUNCTIONS(name, metric)                                                     \
	QUESTION(name##_expected, answer_result, metric, expected, 1, false)                  \
	QUESTION(name##_expected_low, answer_result, metric, expected_low, 2, true)           \
	QUESTION(name##_expected_high, answer_result, metric, expected_high, 2, true)         \
	QUESTION(name##_expected_p_value, p_value_result, metric, expected_p_value, 1, false) \
	PG_FUNCTION_INFO_V1(cm_##name##_smoothed);                                            \
	Datum cm_##name##_smoothed(PG_FUNCTION_ARGS)                                          \
	{                                                                                     \
		return level_result(fcinfo, metric);                                              \
	}

LEVEL_FUNCTIONS(nps, CM_NPS)
LEVEL_FUNCTIONS(csat, CM_CSAT)
LEVEL_FUNCTIONS(ces, CM_CES)
LEVEL_FUNCTIONS(mean, CM_MEAN)
