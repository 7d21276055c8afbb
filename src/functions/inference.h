/*
 * inference.h
 *	  What intervals, tests and changes have in common: a summary as a sample of a metric.
 */
#ifndef CM_INFERENCE_H
#define CM_INFERENCE_H

#include "functions/accessors.h"

/*
 * Questions that have no row among the metrics: the share in the top boxes, which is asked of any
 * scale, and the net sentiment, which is asked of comments.
 */
#define CM_TOP_BOX       (-1)
#define CM_NET_SENTIMENT (-2)

/* A summary laid out as a sample, and how a mean of its values becomes the figure of the metric. */
typedef struct CmQuestion
{
	CmSample sample;
	int factor;
	int offset;
} CmQuestion;

extern const char *cm_question_name(int metric);
extern CmMetricKind cm_question_kind(int metric);
extern int cm_boxes_argument(FunctionCallInfo fcinfo, int metric, int argument);
extern bool cm_ask(const CmSummary *summary, int metric, int boxes, CmQuestion *question);
extern double cm_checked_confidence(double confidence);
extern double cm_confidence_argument(FunctionCallInfo fcinfo, int argument);
extern char *cm_list_names(char *list, const char *name);
extern bool cm_any_argument_is_null(FunctionCallInfo fcinfo, int count);

/* Numbers that are not defined are NaN. */
#define CM_RETURN_ROUNDED(value)             \
	do                                       \
	{                                        \
		double value_ = (value);             \
		if (isnan(value_))                   \
			PG_RETURN_NULL();                \
		return cm_numeric_of_double(value_); \
	} while (0)

#endif /* CM_INFERENCE_H */
