/*
 * median.c
 *	  The median of numbers in memory.
 */
#include "c.h"

#include "mathematics/median.h"

static void
swap(double *a, double *b)
{
	double kept = *a;

	*a = *b;
	*b = kept;
}

/*
 * Brings the number of that rank to its place, with none above it to the left and none below it to
 * the right (Hoare 1961, Algorithm 65: Find, Communications of the ACM 4).
 */
static void
find_rank(double *numbers, int count, int rank)
{
	int low = 0;
	int high = count - 1;

	while (low < high)
	{
		double pivot = numbers[low + (high - low) / 2];
		int i = low;
		int j = high;

		while (i <= j)
		{
			while (numbers[i] < pivot)
				i++;
			while (pivot < numbers[j])
				j--;
			if (i <= j)
				swap(&numbers[i++], &numbers[j--]);
		}
		if (rank <= j)
			high = j;
		else if (rank >= i)
			low = i;
		else
			break;
	}
}

/* Puts the numbers, of which there must be one, into another order; none may be NaN. */
double
cm_median_of_numbers(double *numbers, int count)
{
	int upper = count / 2;
	double lower;

	find_rank(numbers, count, upper);
	if (count % 2 == 1)
		return numbers[upper];
	lower = numbers[0];
	for (int i = 1; i < upper; i++)
		lower = Max(lower, numbers[i]);
	return (lower + numbers[upper]) / 2;
}
