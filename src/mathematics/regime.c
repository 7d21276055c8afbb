/*
 * regime.c
 *	  When a series changed, exactly, by dynamic programming.
 *
 * Source of the search: Jackson and others 2005, An Algorithm for Optimal Partitioning of Data on
 * an Interval, IEEE Signal Processing Letters 12.  It runs from the last period to the first, so
 * that of equal partitions the one with the earliest changes is the one that is met first.
 */
#include "mathematics/regime.h"

#include "mathematics/median.h"

/* What a further stretch costs, in units of ln T. */
#define PENALTY 3.0

/* Costs that differ by less are equal. */
#define TOLERANCE 1e-9

/* The median of the square of a standard normal variable. */
#define MEDIAN_OF_CHI_SQUARE 0.454936423119572

typedef struct Search
{
	CmStretch *stretches;
	int count; /* periods with responses */
	int shortest;
	double scale; /* 1 / (S² φ) */
	double penalty;
} Search;

/* The periods with responses; their number is returned. */
static int
take_periods(const CmPeriod *periods, int count, CmStretch *stretches, CmPooledVariance *pooled)
{
	int taken = 0;

	for (int i = 0; i < count; i++)
		if (cm_has_responses(&periods[i]))
		{
			stretches[taken].metric = periods[i].metric;
			stretches[taken].responses = periods[i].responses;
			cm_pool_variance(pooled, &periods[i]);
			taken++;
		}
	return taken;
}

/* φ, by the median of the squared differences of neighbours, each in units of its variance. */
static double
unrest_of(const CmStretch *stretches, int count, double variance, double *unrest)
{
	for (int i = 0; i < count - 1; i++)
	{
		double difference = stretches[i + 1].metric - stretches[i].metric;

		unrest[i] = difference * difference /
					(variance * (1 / stretches[i].responses + 1 / stretches[i + 1].responses));
	}
	if (count < 2)
		return 1;
	return Max(1, cm_median_of_numbers(unrest, count - 1) / MEDIAN_OF_CHI_SQUARE);
}

/* Whether the best partition with this first stretch is better than the best so far. */
static bool
is_better(double cost, int stretches, const CmStretch *best)
{
	if (cost < best->cost - TOLERANCE)
		return true;
	return cost <= best->cost + TOLERANCE && stretches < best->stretches;
}

/*
 * The best partition of the periods from `first` on, once those of all later ones are known.  No
 * longer first stretch can be better when one alone costs more than the best.
 */
static void
find_best_from(const Search *search, int first)
{
	CmStretch *best = &search->stretches[first];
	double responses = 0;
	double mean = 0;
	double squares = 0;

	best->cost = INFINITY;
	best->stretches = search->count + 1;
	for (int next = first + 1; next <= search->count; next++)
	{
		const CmStretch *period = &search->stretches[next - 1];
		const CmStretch *rest = &search->stretches[next];
		double distance = period->metric - mean;
		double cost;

		responses += period->responses;
		mean += distance * (period->responses / responses);
		squares += period->responses * distance * (period->metric - mean);
		cost = squares * search->scale;
		if (cost > best->cost + TOLERANCE)
			break;
		if (next - first < search->shortest)
			continue;
		if (next < search->count)
			cost += search->penalty + rest->cost;
		if (is_better(cost, rest->stretches + 1, best))
		{
			best->cost = cost;
			best->stretches = rest->stretches + 1;
			best->next = next;
		}
	}
}

static void
find_best_partition(const Search *search, CmInterruptHook interrupt)
{
	CmStretch *none = &search->stretches[search->count];

	none->cost = 0;
	none->stretches = 0;
	for (int first = search->count - 1; first >= 0; first--)
	{
		interrupt();
		find_best_from(search, first);
	}
}

/* Without a variance there is no sampling error: each change of the metric is one. */
static void
split_at_each_change(CmStretch *stretches, int count)
{
	int next = count;

	for (int i = count - 1; i >= 0; i--)
	{
		if (i + 1 < count && stretches[i].metric != stretches[i + 1].metric)
			next = i + 1;
		stretches[i].next = next;
	}
}

static void
partition(CmStretch *stretches, int count, int shortest, double variance, double *unrest, CmInterruptHook interrupt)
{
	Search search = {stretches, count, shortest};

	if (!(variance > 0))
	{
		split_at_each_change(stretches, count);
		return;
	}
	if (count / 2 < shortest)
	{
		stretches[0].next = count;
		return;
	}
	search.scale = 1 / (variance * unrest_of(stretches, count, variance, unrest));
	search.penalty = PENALTY * log(count);
	find_best_partition(&search, interrupt);
}

/*
 * Numbers the regimes 1, 2, and so on, for each of the periods.  Those without responses carry on
 * the regime before them, or the first.
 */
void
cm_find_regimes(const CmPeriod *periods, int count, int shortest, CmRegimeRoom room,
				CmInterruptHook interrupt, double *regimes)
{
	CmPooledVariance pooled = {0};
	int taken = take_periods(periods, count, room.stretches, &pooled);
	int place = 0;
	int next = 0;
	int regime = 0;

	if (taken > 0)
		partition(room.stretches, taken, shortest, cm_pooled_variance(&pooled), room.unrest, interrupt);
	for (int i = 0; i < count; i++)
	{
		if (cm_has_responses(&periods[i]) && place++ == next)
		{
			next = room.stretches[next].next;
			regime++;
		}
		regimes[i] = Max(regime, 1);
	}
}
