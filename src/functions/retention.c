/*
 * retention.c
 *	  What can be asked of a retention_flow_summary.
 */
#include "types/summary.h"

#include <math.h>

#include "utils/fmgrprotos.h"

#include "functions/inference.h"
#include "functions/result.h"
#include "mathematics/interval.h"

static CmRetention
retention_argument(FunctionCallInfo fcinfo)
{
	CmRetention retention;

	cm_view_retention(PG_GETARG_SUMMARY(0), &retention);
	return retention;
}

/*
 * Percent, exact; NULL of nothing.  What is before the point and what is behind it are two numbers
 * until they are numeric: together they pass 128 bits where next to nothing was paid before.
 */
static Datum
percent(FunctionCallInfo fcinfo, int128 part, int128 whole)
{
	int128 numerator = 100 * part;

	if (whole <= 0)
		PG_RETURN_NULL();
	return DirectFunctionCall2(numeric_add, cm_numeric_of_fixed(numerator / whole, 0),
							   cm_numeric_of_fixed(cm_divide_rounded(numerator % whole, whole, CM_EXACT_DECIMALS),
												   CM_EXACT_DECIMALS));
}

/* A question is a row: its name, and what of the sums answers it. */
#define QUESTION(name, answer)                         \
	PG_FUNCTION_INFO_V1(cm_##name);                    \
	Datum cm_##name(PG_FUNCTION_ARGS)                  \
	{                                                  \
		CmRetention flow = retention_argument(fcinfo); \
                                                       \
		return answer;                                 \
	}
#define CUSTOMERS(name, number)       QUESTION(name, Int64GetDatum(number))
#define REVENUE(name, sum)            QUESTION(name, cm_numeric_of_fixed(sum, CM_AMOUNT_DECIMALS))
#define PERCENTAGE(name, part, whole) QUESTION(name, percent(fcinfo, part, whole))

CUSTOMERS(customers_before, flow.before)
CUSTOMERS(customers_kept, flow.kept)
CUSTOMERS(customers_lost, flow.before - flow.kept)
CUSTOMERS(customers_new, flow.new)
CUSTOMERS(customers_earned, flow.earned)
CUSTOMERS(customers_after, flow.kept + flow.new)

REVENUE(revenue_before, flow.revenue_before)
REVENUE(revenue_kept, flow.revenue_kept)
REVENUE(revenue_of_kept, flow.revenue_of_kept)
REVENUE(revenue_new, flow.revenue_new)
REVENUE(revenue_earned, flow.revenue_earned)
REVENUE(revenue_after, flow.revenue_of_kept + flow.revenue_new)

PERCENTAGE(customer_retention, flow.kept, flow.before)
PERCENTAGE(customer_churn, flow.before - flow.kept, flow.before)
PERCENTAGE(gross_revenue_retention, flow.revenue_kept, flow.revenue_before)
PERCENTAGE(net_revenue_retention, flow.revenue_of_kept, flow.revenue_before)
PERCENTAGE(revenue_growth, flow.revenue_of_kept + flow.revenue_new - flow.revenue_before, flow.revenue_before)
PERCENTAGE(earned_growth, flow.revenue_of_kept + flow.revenue_earned - flow.revenue_before, flow.revenue_before)
PERCENTAGE(earned_growth_share, flow.revenue_of_kept + flow.revenue_earned - flow.revenue_before,
		   flow.revenue_before > 0 ? flow.revenue_of_kept + flow.revenue_new - flow.revenue_before : 0)

/* A customer is kept or not: a share of two points. */
static Datum
retention_bound(FunctionCallInfo fcinfo, CmSide side)
{
	CmRetention flow = retention_argument(fcinfo);
	double customers[] = {(double) (flow.before - flow.kept), (double) flow.kept};
	CmSample sample = {.points = 2};

	if (flow.before == 0)
		PG_RETURN_NULL();
	for (int i = 0; i < sample.points; i++)
	{
		sample.value[i] = i;
		sample.weight[i] = sample.squared_weight[i] = sample.responses[i] = customers[i];
	}
	return cm_numeric_of_double(100 * cm_interval_bound(&sample, cm_find_interval_method(CM_SHARE, "wilson", 6),
														cm_confidence_argument(fcinfo, 1), side));
}

PG_FUNCTION_INFO_V1(cm_customer_retention_ci_low);
Datum
cm_customer_retention_ci_low(PG_FUNCTION_ARGS)
{
	return retention_bound(fcinfo, CM_LOW);
}

PG_FUNCTION_INFO_V1(cm_customer_retention_ci_high);
Datum
cm_customer_retention_ci_high(PG_FUNCTION_ARGS)
{
	return retention_bound(fcinfo, CM_HIGH);
}
