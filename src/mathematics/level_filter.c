/*
 * level_filter.c
 *	  The Kalman filter of a level that wanders, with a season, from an exact diffuse start.
 *
 * One pass at a fixed ratio serves all periods: on its way it meets, for each of them, what those
 * before lead to expect, and their likelihood.  Several ratios go side by side, which processors do
 * at once.
 */
#include "mathematics/level.h"

/* Where row i of a lower triangle begins. */
#define ROW(i) ((size_t) (i) * ((i) + 1) / 2)

static CmNodes *
covariance_of(const CmLevelFilter *filter, int i, int j)
{
	return &filter->covariance[i >= j ? ROW(i) + j : ROW(j) + i];
}

/* Of the room that a filter takes, and which is aligned for a double. */
size_t
cm_level_filter_size(int season)
{
	return (ROW(season) + 2 * season) * sizeof(CmNodes) + season * sizeof(bool);
}

void
cm_lay_out_level_filter(CmLevelFilter *filter, int season, void *room)
{
	filter->season = season;
	filter->level = room;
	filter->gain = filter->level + season;
	filter->covariance = filter->gain + season;
	filter->seen = (void *) (filter->covariance + ROW(season));
}

/* Before the first period.  The ratios are the caller's to set. */
void
cm_start_level_filter(CmLevelFilter *filter)
{
	filter->drift = 0;
	memset(filter->log_determinant, 0, sizeof(CmNodes));
	memset(filter->squares, 0, sizeof(CmNodes));
	memset(filter->seen, false, filter->season * sizeof(bool));
}

/* On to the next period: the walk moves all places of the season alike. */
void
cm_drift_level(CmLevelFilter *filter)
{
	filter->drift++;
}

/* The variance of what is expected at a place that was seen. */
void
cm_predict_level(const CmLevelFilter *filter, int place, CmNodes variance)
{
	const double *known = *covariance_of(filter, place, place);

	for (int n = 0; n < CM_NODES; n++)
		variance[n] = known[n] + filter->drift * filter->ratio[n];
}

/* The first metric at a place says nothing of other places: all of them but one error is unknown. */
static void
see_place(CmLevelFilter *filter, int place, double metric, double error)
{
	for (int i = 0; i < filter->season; i++)
	{
		if (!filter->seen[i])
			continue;
		memset(*covariance_of(filter, i, place), 0, sizeof(CmNodes));
		for (int j = 0; j <= i; j++)
			if (filter->seen[j])
				for (int n = 0; n < CM_NODES; n++)
					(*covariance_of(filter, i, j))[n] += filter->drift * filter->ratio[n];
	}
	filter->seen[place] = true;
	for (int n = 0; n < CM_NODES; n++)
	{
		filter->level[place][n] = metric;
		(*covariance_of(filter, place, place))[n] = error;
	}
}

/*
 * Surprise and its variance for all nodes.  The covariances with the place observed become the
 * gains, in so far as they are not divided by that variance yet.
 */
static void
meet_surprise(CmLevelFilter *filter, int place, double metric, double error, CmNodes surprise, CmNodes variance)
{
	for (int i = 0; i < filter->season; i++)
	{
		const double *known = *covariance_of(filter, i, place);
		double *gain = filter->gain[i];

		if (!filter->seen[i])
			continue;
		for (int n = 0; n < CM_NODES; n++)
			gain[n] = known[n] + filter->drift * filter->ratio[n];
	}
	for (int n = 0; n < CM_NODES; n++)
	{
		variance[n] = Max(filter->gain[place][n], 0) + error;
		surprise[n] = metric - filter->level[place][n];
		filter->squares[n] += surprise[n] * surprise[n] / variance[n];
	}
	for (int n = 0; n < CM_NODES; n++)
		filter->log_determinant[n] += log(variance[n]);
}

/* A row of the covariances, of the places seen, but for that of the place observed. */
static void
correct_row(CmLevelFilter *filter, int i, int place, const CmNodes drift, const CmNodes variance)
{
	CmNodes *row = filter->covariance + ROW(i);
	CmNodes share;

	for (int n = 0; n < CM_NODES; n++)
		share[n] = filter->gain[i][n] / variance[n];
	for (int j = 0; j <= i; j++)
	{
		double *covariance = row[j];
		const double *gain = filter->gain[j];

		if (!filter->seen[j] || j == place)
			continue;
		for (int n = 0; n < CM_NODES; n++)
			covariance[n] += drift[n] - share[n] * gain[n];
	}
}

/* At the place observed, in a form in which nothing cancels: what was known × error / variance. */
static void
correct_place(CmLevelFilter *filter, int place, double error, const CmNodes surprise, const CmNodes variance)
{
	for (int i = 0; i < filter->season; i++)
	{
		double *covariance = *covariance_of(filter, i, place);
		double *level = filter->level[i];
		const double *gain = filter->gain[i];

		if (!filter->seen[i])
			continue;
		for (int n = 0; n < CM_NODES; n++)
		{
			covariance[n] = gain[n] * (error / variance[n]);
			level[n] += gain[n] / variance[n] * surprise[n];
		}
	}
}

/* The metric of the present period, and the variance of its error. */
void
cm_observe_level(CmLevelFilter *filter, int place, double metric, double error)
{
	CmNodes surprise;
	CmNodes variance;
	CmNodes drift;

	if (!filter->seen[place])
		see_place(filter, place, metric, error);
	else
	{
		for (int n = 0; n < CM_NODES; n++)
			drift[n] = filter->drift * filter->ratio[n];
		meet_surprise(filter, place, metric, error, surprise, variance);
		for (int i = 0; i < filter->season; i++)
			if (filter->seen[i] && i != place)
				correct_row(filter, i, place, drift, variance);
		correct_place(filter, place, error, surprise, variance);
	}
	filter->drift = 0;
}
