/*
 * sample.c
 *		Mean, standard error and effective size of a sample.
 *
 * The standard error is the linearised one of a weighted mean, sqrt(sum w^2 (f - m)^2) / sum w;
 * without weights it is sqrt(V / n) with V the population variance.
 */
#include "c.h"

#include <math.h>

#include "mathematics/sample.h"

/* Rocks 2016, Interval Estimation for the "Net Promoter Score", The American Statistician 70. */
const CmCounts cm_net_pseudo_responses = {.negative = 0.75, .neutral = 1.5, .positive = 0.75};

/* Agresti and Coull 1998, The American Statistician 52: four responses, two of them satisfied. */
const CmCounts cm_share_pseudo_responses = {.neutral = 2.0, .positive = 2.0};

static double
effective_responses(bool weighted, double weight, double squared_weight)
{
	if (!weighted || squared_weight == 0.0)
		return weight;
	return weight / squared_weight * weight;
}

/*
 * A sample without any weight has the moments NaN.
 */
CmMoments
cm_sample_moments(const CmSample *sample)
{
	CmMoments moments = {0};
	double total = 0.0;
	double squared_weight = 0.0;
	double squares = 0.0;

	for (int i = 0; i < sample->points; i++)
	{
		moments.responses += sample->responses[i];
		moments.weight += sample->weight[i];
		squared_weight += sample->squared_weight[i];
		total += sample->weight[i] * sample->value[i];
	}
	moments.mean = total / moments.weight;
	for (int i = 0; i < sample->points; i++)
	{
		double distance = sample->value[i] - moments.mean;

		squares += sample->squared_weight[i] * distance * distance;
	}
	moments.squared_error = squares / moments.weight / moments.weight;
	moments.effective = effective_responses(sample->weighted, moments.weight, squared_weight);
	return moments;
}

/*
 * The square of the standard error by the sample variance (n - 1), which one response leaves
 * undefined. With weights it is the one of R's package survey.
 */
double
cm_unbiased_squared_error(const CmMoments *moments)
{
	if (moments->responses <= 1.0)
		return NAN;
	return moments->squared_error / (moments->responses - 1.0) * moments->responses;
}

/*
 * Weights and squared weights of the classes -1, 0 and 1.
 */
static void
sum_classes(const CmSample *sample, double weight[3], double squared_weight[3])
{
	for (int i = 0; i < 3; i++)
		weight[i] = squared_weight[i] = 0.0;
	for (int i = 0; i < sample->points; i++)
	{
		int class = 1 + (int) sample->value[i];

		weight[class] += sample->weight[i];
		squared_weight[class] += sample->squared_weight[i];
	}
}

/*
 * Of a share, `negative` is 0, `neutral` counts the value 0 and `positive` the value 1.
 */
CmCounts
cm_sample_counts(const CmSample *sample)
{
	CmCounts counts;
	double weight[3];
	double squared_weight[3];
	double total;
	double scale;

	sum_classes(sample, weight, squared_weight);
	total = weight[0] + weight[1] + weight[2];
	counts.total = effective_responses(sample->weighted, total,
									   squared_weight[0] + squared_weight[1] + squared_weight[2]);
	scale = sample->weighted ? counts.total / total : 1.0;
	counts.negative = scale * weight[0];
	counts.neutral = scale * weight[1];
	counts.positive = scale * weight[2];
	return counts;
}

/*
 * The moments of the classes -1, 0 and 1 of these weights.
 */
static CmMoments
class_moments(const double weight[3], const double squared_weight[3])
{
	CmMoments moments = {0};
	double distance[3];

	moments.weight = weight[0] + weight[1] + weight[2];
	moments.effective = effective_responses(true, moments.weight,
											squared_weight[0] + squared_weight[1] + squared_weight[2]);
	moments.mean = (weight[2] - weight[0]) / moments.weight;
	/* The distances from the mean, written so that nothing cancels. */
	distance[0] = (weight[1] + 2.0 * weight[2]) / moments.weight;
	distance[1] = moments.mean;
	distance[2] = (weight[1] + 2.0 * weight[0]) / moments.weight;
	for (int i = 0; i < 3; i++)
		moments.squared_error += squared_weight[i] * distance[i] * distance[i];
	moments.squared_error /= moments.weight * moments.weight;
	return moments;
}

/*
 * The moments of a net share with the pseudo-responses added. In a weighted sample each of them
 * has the weight that makes one effective response.
 */
CmMoments
cm_adjusted_moments(const CmSample *sample)
{
	const CmCounts *added = &cm_net_pseudo_responses;
	const double added_responses[] = {added->negative, added->neutral, added->positive};
	double weight[3];
	double squared_weight[3];
	double total = 0.0;
	double total_squared = 0.0;
	double unit;

	sum_classes(sample, weight, squared_weight);
	for (int i = 0; i < 3; i++)
	{
		total += weight[i];
		total_squared += squared_weight[i];
	}
	unit = sample->weighted ? total_squared / total : 1.0;
	for (int i = 0; i < 3; i++)
	{
		weight[i] += added_responses[i] * unit;
		squared_weight[i] += added_responses[i] * unit * unit;
	}
	return class_moments(weight, squared_weight);
}

/*
 * The moments of the effective number of responses, pseudo-responses added: those of a plain sample
 * of that size.
 */
CmMoments
cm_padded_moments(const CmSample *sample, const CmCounts *added)
{
	CmCounts counts = cm_sample_counts(sample);
	const double padded[] = {counts.negative + added->negative, counts.neutral + added->neutral,
							 counts.positive + added->positive};

	return class_moments(padded, padded);
}
