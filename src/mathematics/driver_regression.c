/*
 * driver_regression.c
 *	  Ordinary least squares from correlations.
 */
#include "mathematics/driver.h"

#include <math.h>

#include "mathematics/distributions.h"

/* What is left of the outcome's variance at so small a share is rounding: the fit is perfect. */
#define PERFECT_FIT 1e-12

/*
 * Correlations of which some drivers are swept out, one after the other (Gauss and Jordan).  With S
 * the swept ones: among these, it is the inverse of their correlations; in the column of any other
 * variable, the standardised coefficients of that variable on S; and among the others, what S does
 * not explain of their correlations.
 */
typedef struct Sweep
{
	int variables;
	int rank;
	double explained; /* the share of the outcome's variance */
	bool swept[CM_MOST_VARIABLES];
	CmDriverMatrix a;
} Sweep;

static void
sweep_out(Sweep *sweep, int driver)
{
	double pivot = sweep->a[driver][driver];
	double *row = sweep->a[driver];

	sweep->explained += row[0] * row[0] / pivot;
	for (int j = 0; j < sweep->variables; j++)
		row[j] = j == driver ? 1 / pivot : row[j] / pivot;
	for (int i = 0; i < sweep->variables; i++)
	{
		double factor = sweep->a[i][driver];

		if (i == driver)
			continue;
		for (int j = 0; j < sweep->variables; j++)
			sweep->a[i][j] = j == driver ? -factor * row[driver] : sweep->a[i][j] - factor * row[j];
	}
	sweep->swept[driver] = true;
	sweep->rank++;
}

/* The driver of which most is not explained by those that are swept; 0 where that is nothing for all. */
static int
next_driver(const Sweep *sweep)
{
	double most = CM_RANK_TOLERANCE;
	int next = 0;

	for (int i = 1; i < sweep->variables; i++)
		if (!sweep->swept[i] && sweep->a[i][i] > most)
		{
			most = sweep->a[i][i];
			next = i;
		}
	return next;
}

static void
sweep_all(const CmCorrelations *correlations, Sweep *sweep)
{
	int driver;

	sweep->variables = correlations->variables;
	sweep->rank = 0;
	sweep->explained = 0;
	for (int i = 0; i < sweep->variables; i++)
	{
		sweep->swept[i] = false;
		for (int j = 0; j < sweep->variables; j++)
			sweep->a[i][j] = correlations->r[i][j];
	}
	while ((driver = next_driver(sweep)) != 0)
		sweep_out(sweep, driver);
}

/* Whether a driver that is left over would not be collinear without one that is swept. */
static bool
depends_on(const Sweep *sweep, int left_over, int driver)
{
	double coefficient = sweep->a[driver][left_over];

	return coefficient * coefficient / sweep->a[driver][driver] > CM_RANK_TOLERANCE;
}

static bool
is_determined(const Sweep *sweep, int driver)
{
	if (!sweep->swept[driver])
		return false;
	for (int other = 1; other < sweep->variables; other++)
		if (!sweep->swept[other] && depends_on(sweep, other, driver))
			return false;
	return true;
}

/* The share of the outcome's variance that the drivers leave. */
static double
unexplained_share(const Sweep *sweep)
{
	return sweep->a[0][0] > PERFECT_FIT ? sweep->a[0][0] : 0;
}

static void
fill_coefficient(const CmCorrelations *correlations, const Sweep *sweep, int64 df, int driver,
				 CmCoefficient *coefficient)
{
	double unit = sqrt(correlations->squares[0] / correlations->squares[driver]);
	double variance = unexplained_share(sweep) * sweep->a[driver][driver] / (double) df;

	coefficient->value = sweep->a[driver][0] * unit;
	coefficient->standard_error = df > 0 ? sqrt(variance) * unit : NAN;
	coefficient->p_value = NAN;
	if (df > 0 && variance > 0)
		coefficient->p_value =
			fmin(1, 2 * cm_t_upper_tail(fabs(sweep->a[driver][0]) / sqrt(variance), (double) df));
}

void
cm_regress(const CmCorrelations *correlations, CmRegression *regression)
{
	Sweep sweep;

	sweep_all(correlations, &sweep);
	regression->df = correlations->responses - 1 - sweep.rank;
	regression->r_squared = NAN;
	regression->adjusted_r_squared = NAN;
	if (correlations->squares[0] > 0)
		regression->r_squared = fmin(1, sweep.explained);
	if (correlations->squares[0] > 0 && regression->df > 0)
		regression->adjusted_r_squared = 1 - unexplained_share(&sweep) *
												 (double) (correlations->responses - 1) /
												 (double) regression->df;
	for (int i = 1; i < sweep.variables; i++)
	{
		regression->coefficient[i].is_determined = is_determined(&sweep, i);
		if (regression->coefficient[i].is_determined)
			fill_coefficient(correlations, &sweep, regression->df, i, &regression->coefficient[i]);
	}
}
