/*
 * p_values.c
 *		p-values of several tests at once.
 */
#include "c.h"

#include "mathematics/p_values.h"

/*
 * Holm 1979, A Simple Sequentially Rejective Multiple Test Procedure, Scandinavian Journal of
 * Statistics 6: the k-th smallest of m counts m - k + 1 times, and none less than a smaller one.
 */
static void
adjust_holm(double *p_values, int count)
{
	double largest = 0.0;

	for (int i = count - 1; i >= 0; i--)
	{
		largest = Max(largest, Min(1.0, (i + 1) * p_values[i]));
		p_values[i] = largest;
	}
}

/*
 * Benjamini and Hochberg 1995, Controlling the False Discovery Rate, Journal of the Royal
 * Statistical Society B 57: the k-th smallest of m counts m / k times, and none more than a
 * larger one.
 */
static void
adjust_benjamini_hochberg(double *p_values, int count)
{
	double smallest = 1.0;

	for (int i = 0; i < count; i++)
	{
		smallest = Min(smallest, (double) count / (count - i) * p_values[i]);
		p_values[i] = smallest;
	}
}

const CmAdjustmentMethod cm_adjustment_methods[] = {
	{"holm", adjust_holm},
	{"benjamini-hochberg", adjust_benjamini_hochberg},
};

const int cm_adjustment_method_count = lengthof(cm_adjustment_methods);
