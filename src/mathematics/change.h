/*
 * change.h
 *		What a segment contributes to the change of a metric.
 */
#ifndef CM_CHANGE_H
#define CM_CHANGE_H

/* Responses (or weight) and the sum of their values. */
typedef struct CmTotal
{
	double weight;
	double sum;
} CmTotal;

typedef struct CmChange
{
	double from_share;
	double from_score;
} CmChange;

extern CmChange cm_segment_change(CmTotal before, CmTotal after, CmTotal all_before, CmTotal all_after);

#endif /* CM_CHANGE_H */
