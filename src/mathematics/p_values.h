/*
 * p_values.h
 *		p-values of several tests at once.
 */
#ifndef CM_P_VALUES_H
#define CM_P_VALUES_H

typedef void (*CmAdjustment)(double *p_values, int count);

typedef struct CmAdjustmentMethod
{
	const char *name;
	CmAdjustment adjust; /* in place; the p-values must be in falling order */
} CmAdjustmentMethod;

extern const CmAdjustmentMethod cm_adjustment_methods[];
extern const int cm_adjustment_method_count;

#endif /* CM_P_VALUES_H */
