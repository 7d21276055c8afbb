/*
 * median.h
 *	  The median of numbers in memory.
 */
#ifndef CM_MEDIAN_H
#define CM_MEDIAN_H

extern double cm_median_of_numbers(double *numbers, int count);

#endif /* CM_MEDIAN_H */
