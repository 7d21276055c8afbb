/*
 * zero.h
 *	  Where a function of one variable is zero.
 */
#ifndef CM_ZERO_H
#define CM_ZERO_H

typedef double (*CmFunction)(double x, const void *context);

extern double cm_find_zero(CmFunction function, const void *context, double low, double high);

#endif /* CM_ZERO_H */
