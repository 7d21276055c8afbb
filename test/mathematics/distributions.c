/*
 * distributions.c
 *		Distributions against a table of reference values (distributions.tsv, by mpmath).
 */
#include "tap.h"

#include <math.h>

#include "mathematics/distributions.h"
#include "mathematics/quadrature.h"

#define WANTED_ACCURACY 1e-12

typedef double (*OneParameter)(double, double);
typedef double (*TwoParameters)(double, double, double);

typedef struct Distribution
{
	const char *name;
	double (*plain)(double);
	OneParameter one;
	TwoParameters two;
	int rows;
	double worst;
	char worst_at[160];
} Distribution;

static Distribution distributions[] = {
	{"normal_upper_tail", cm_normal_upper_tail, NULL, NULL, 0, 0, ""},
	{"normal_upper_quantile", cm_normal_upper_quantile, NULL, NULL, 0, 0, ""},
	{"t_upper_tail", NULL, cm_t_upper_tail, NULL, 0, 0, ""},
	{"t_upper_quantile", NULL, cm_t_upper_quantile, NULL, 0, 0, ""},
	{"beta_probability", NULL, NULL, cm_beta_probability, 0, 0, ""},
	{"beta_upper_tail", NULL, NULL, cm_beta_upper_tail, 0, 0, ""},
	{"beta_quantile", NULL, NULL, cm_beta_quantile, 0, 0, ""},
	{"beta_upper_quantile", NULL, NULL, cm_beta_upper_quantile, 0, 0, ""},
};

static double
evaluate(const Distribution *d, double x, double a, double b)
{
	return d->plain ? d->plain(x) : d->one ? d->one(x, a) : d->two(x, a, b);
}

static void
check_row(const char *name, double x, double a, double b, double expected)
{
	for (size_t i = 0; i < lengthof(distributions); i++)
	{
		Distribution *d = &distributions[i];
		double found;
		double error;

		if (strcmp(d->name, name) != 0)
			continue;
		found = evaluate(d, x, a, b);
		error = found == expected ? 0.0 : fabs(found / expected - 1.0);
		d->rows++;
		if (!(error <= d->worst))
		{
			d->worst = isnan(error) ? INFINITY : error;
			snprintf(d->worst_at, sizeof(d->worst_at), "(%.17g, %.17g, %.17g): %.17g, not %.17g", x,
					 a, b, found, expected);
		}
	}
}

static void
check_table(const char *path)
{
	FILE *table = fopen(path, "r");
	char name[64];
	double x;
	double a;
	double b;
	double expected;

	if (!tap_ok(table != NULL, "the table can be read"))
		return;
	while (fscanf(table, "%63s %lf %lf %lf %lf", name, &x, &a, &b, &expected) == 5)
		check_row(name, x, a, b, expected);
	fclose(table);
	for (size_t i = 0; i < lengthof(distributions); i++)
	{
		Distribution *d = &distributions[i];
		char text[320];

		snprintf(text, sizeof(text), "%s: %d rows, worst relative error %.1e at %s", d->name,
				 d->rows, d->worst, d->worst_at);
		tap_ok(d->rows > 10 && d->worst <= WANTED_ACCURACY, text);
	}
}

/*
 * A lower tail and its quantile undo each other up to the largest samples that a summary can hold.
 */
static void
check_large_samples(void)
{
	static const double sizes[] = {1e6, 1e9, 1e12, 1e15};
	static const double tails[] = {0.3, 0.025, 5e-7, 1e-15};
	double worst = 0.0;
	char text[128];

	for (size_t i = 0; i < lengthof(sizes); i++)
		for (size_t j = 0; j < lengthof(tails); j++)
		{
			double a = 0.3 * sizes[i];
			double b = 0.7 * sizes[i];
			double sd = sqrt(a * b / sizes[i]) / sizes[i];
			double z = cm_normal_upper_quantile(tails[j]);
			double skew = (z * z - 1.0) / 6.0 * 2.0 * (b - a) / sqrt(sizes[i] * a * b);
			double x = cm_beta_quantile(tails[j], a, b);

			/* Cornish and Fisher's expansion to the first order, whose error is below 10 / size */
			worst = fmax(worst, fabs(((x - 0.3) / sd + z - skew)) / (10.0 * z * z * z / sizes[i] + 1e-7));
		}
	snprintf(text, sizeof(text), "beta quantiles of large samples agree with their expansion (%.2g)", worst);
	tap_ok(worst < 1.0, text);
}

static void
check_limits(void)
{
	tap_ok(isinf(cm_normal_upper_quantile(0.0)) && isinf(cm_normal_upper_quantile(1.0)) &&
			   cm_normal_upper_quantile(0.5) == 0.0,
		   "normal quantiles at 0, 1/2 and 1");
	tap_ok(isnan(cm_normal_upper_quantile(-0.1)) && isnan(cm_normal_upper_quantile(NAN)) &&
			   isnan(cm_t_upper_quantile(0.1, 0.0)) && isnan(cm_beta_quantile(0.1, 0.0, 1.0)) &&
			   isnan(cm_beta_probability(1.5, 1.0, 1.0)),
		   "outside the range: NaN");
	tap_ok(cm_t_upper_tail(INFINITY, 3.0) == 0.0 && cm_t_upper_tail(-INFINITY, 3.0) == 1.0 &&
			   cm_t_upper_tail(0.0, 3.0) == 0.5,
		   "t tails at the ends and the middle");
	tap_ok(cm_beta_probability(0.0, 2.0, 3.0) == 0.0 && cm_beta_probability(1.0, 2.0, 3.0) == 1.0 &&
			   cm_beta_quantile(0.0, 2.0, 3.0) == 0.0 && cm_beta_quantile(1.0, 2.0, 3.0) == 1.0 &&
			   cm_beta_upper_quantile(0.0, 2.0, 3.0) == 1.0,
		   "beta at the ends");
	tap_ok(cm_beta_quantile(1e-300, 0.25, 3.0) == 0.0, "a quantile below the smallest number is 0");
	tap_ok(fabs(cm_t_upper_quantile(0.025, 1.0) - 12.7062047361747) < 1e-12 &&
			   fabs(cm_t_upper_quantile(0.025, INFINITY) - 1.95996398454005) < 1e-13,
		   "published t quantiles: 12.7062 with 1 degree of freedom, 1.95996 with infinitely many");
}

typedef struct Powers
{
	int power;
	double sum;
	double first; /* of the position itself */
} Powers;

static void
add_power(double position, double weight, void *context)
{
	Powers *powers = (Powers *) context;

	powers->sum += weight * pow(position, powers->power);
	powers->first += weight * position;
}

static void
check_quadrature(void)
{
	Powers forty = {78, 0.0, 0.0};
	Powers twenty = {38, 0.0, 0.0};
	Powers from_end = {0, 0.0, 0.0};

	cm_visit_nodes(&cm_fine_rule, add_power, &forty, -1.0, 1.0);
	tap_ok(fabs(forty.sum - 2.0 / 79.0) < 1e-15 && fabs(forty.first) < 1e-15,
		   "40 nodes integrate the power 78 exactly");
	cm_visit_nodes(&cm_rough_rule, add_power, &twenty, -1.0, 1.0);
	tap_ok(fabs(twenty.sum - 2.0 / 39.0) < 1e-15 && fabs(twenty.first) < 1e-15,
		   "20 nodes integrate the power 38 exactly");
	cm_visit_nodes_from_end(&cm_rough_rule, add_power, &from_end, 2.0, 0.0);
	tap_ok(fabs(from_end.first - 2.0) < 1e-14, "integration from an end counts the span as positive");
}

int
main(int argc, char **argv)
{
	check_quadrature();
	check_limits();
	check_large_samples();
	check_table(argc > 1 ? argv[1] : "test/mathematics/distributions.tsv");
	return tap_finish();
}
