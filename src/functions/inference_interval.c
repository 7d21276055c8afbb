/*
 * inference_interval.c
 *	  Confidence intervals, margins and standard errors of the metrics.
 *
 * The functions of a metric differ in its row alone.  Their arguments: the summary, the number of
 * boxes for top_box, the confidence, the method, and for a margin the size of the population.
 */
#include "functions/inference.h"

#include <math.h>

#include "functions/result.h"
#include "mathematics/interval.h"

static const CmIntervalMethod *
method_argument(FunctionCallInfo fcinfo, int argument, int metric)
{
	text *name = PG_GETARG_TEXT_PP(argument);
	CmMetricKind kind = cm_question_kind(metric);
	const CmIntervalMethod *method =
		cm_find_interval_method(kind, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	char *allowed = NULL;

	if (method)
		return method;
	for (int i = 0; i < cm_interval_method_count; i++)
		if (cm_interval_methods[i].kind == kind)
			allowed = cm_list_names(allowed, cm_interval_methods[i].name);
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown interval method \"%.*s\" for %s", (int) VARSIZE_ANY_EXHDR(name),
				   VARDATA_ANY(name), cm_question_name(metric)),
			errhint("The methods are %s.", allowed));
}

static Datum
bound_result(FunctionCallInfo fcinfo, int metric, CmSide side)
{
	int boxes = cm_boxes_argument(fcinfo, metric, 1);
	int next = metric == CM_TOP_BOX ? 2 : 1;
	double confidence = cm_confidence_argument(fcinfo, next);
	const CmIntervalMethod *method = method_argument(fcinfo, next + 1, metric);
	CmQuestion question;

	if (!cm_ask(PG_GETARG_SUMMARY(0), metric, boxes, &question))
		PG_RETURN_NULL();
	CM_RETURN_ROUNDED(question.offset +
					  question.factor * cm_interval_bound(&question.sample, method, confidence, side));
}

static double
responses_in(const CmSample *sample)
{
	double responses = 0;

	for (int i = 0; i < sample->points; i++)
		responses += sample->responses[i];
	return responses;
}

/* How much a sample from a finite population narrows the margin. */
static double
population_factor(int64 population, double responses)
{
	if (population < responses)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("population %lld is smaller than the %.0f responses in the summary",
					   (long long) population, responses),
				errhint("Give the number of all whom the responses were drawn from, or NULL for many."));
	return cm_population_factor(responses, (double) population);
}

static void
check_method_knows_populations(const CmIntervalMethod *method)
{
	if (!method->finite_population)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the margin of method \"%s\" can't be narrowed for a population", method->name),
				errhint("It holds for every look at a growing sample, the correction for one look at a "
						"finished one. Leave the population out, which is on the safe side, or choose "
						"another method."));
}

static Datum
margin_result(FunctionCallInfo fcinfo, int metric)
{
	int next = metric == CM_TOP_BOX ? 2 : 1;
	int population = next + 2;
	double confidence;
	const CmIntervalMethod *method;
	double factor = 1;
	CmQuestion question;

	if (cm_any_argument_is_null(fcinfo, population))
		PG_RETURN_NULL();
	confidence = cm_confidence_argument(fcinfo, next);
	method = method_argument(fcinfo, next + 1, metric);
	if (!PG_ARGISNULL(population))
		check_method_knows_populations(method);
	if (!cm_ask(PG_GETARG_SUMMARY(0), metric, cm_boxes_argument(fcinfo, metric, 1), &question))
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(population))
		factor = population_factor(PG_GETARG_INT64(population), responses_in(&question.sample));
	CM_RETURN_ROUNDED(question.factor * factor * cm_interval_margin(&question.sample, method, confidence));
}

static Datum
standard_error_result(FunctionCallInfo fcinfo, int metric)
{
	CmQuestion question;

	if (!cm_ask(PG_GETARG_SUMMARY(0), metric, cm_boxes_argument(fcinfo, metric, 1), &question))
		PG_RETURN_NULL();
	CM_RETURN_ROUNDED(question.factor * cm_standard_error(&question.sample, cm_question_kind(metric)));
}

#define INTERVAL_FUNCTIONS(name, metric)              \
	PG_FUNCTION_INFO_V1(cm_##name##_ci_low);          \
	Datum cm_##name##_ci_low(PG_FUNCTION_ARGS)        \
	{                                                 \
		return bound_result(fcinfo, metric, CM_LOW);  \
	}                                                 \
	PG_FUNCTION_INFO_V1(cm_##name##_ci_high);         \
	Datum cm_##name##_ci_high(PG_FUNCTION_ARGS)       \
	{                                                 \
		return bound_result(fcinfo, metric, CM_HIGH); \
	}                                                 \
	PG_FUNCTION_INFO_V1(cm_##name##_margin);          \
	Datum cm_##name##_margin(PG_FUNCTION_ARGS)        \
	{                                                 \
		return margin_result(fcinfo, metric);         \
	}                                                 \
	PG_FUNCTION_INFO_V1(cm_##name##_stderr);          \
	Datum cm_##name##_stderr(PG_FUNCTION_ARGS)        \
	{                                                 \
		return standard_error_result(fcinfo, metric); \
	}

INTERVAL_FUNCTIONS(nps, CM_NPS)
INTERVAL_FUNCTIONS(csat, CM_CSAT)
INTERVAL_FUNCTIONS(ces, CM_CES)
INTERVAL_FUNCTIONS(mean, CM_MEAN)
INTERVAL_FUNCTIONS(top_box, CM_TOP_BOX)
INTERVAL_FUNCTIONS(net_sentiment, CM_NET_SENTIMENT)
