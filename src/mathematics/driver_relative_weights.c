/*
 * driver_relative_weights.c
 *	  Importance by relative weights (Johnson 2000, A Heuristic Method for Estimating the Relative Weight of
 *	  Predictor Variables in Multiple Regression, Multivariate Behavioral Research 35).
 *
 * The drivers are replaced by the uncorrelated variables that are nearest to them; what each of those
 * explains is divided among the drivers by their squared correlations with it.  With R the drivers'
 * correlations and r those with the outcome: Λ = R^½, β = R^-½ r, and driver j has Σ_k Λ_jk² β_k².
 */
#include "mathematics/driver.h"

#include <math.h>
#include <string.h>

/* An eigenvalue may be smaller than the smallest pivot, by the number of drivers. */
#define EIGENVALUE_TOLERANCE (CM_RANK_TOLERANCE / CM_MOST_DRIVERS)

/* Quadratic convergence: ten are many. */
#define MOST_JACOBI_SWEEPS 50

/* Rotates rows or columns p and q of which the elements lie so far apart. */
static void
rotate(double *p, double *q, int count, int step, double cosine, double sine)
{
	for (int i = 0; i < count * step; i += step)
	{
		double x = p[i];

		p[i] = cosine * x - sine * q[i];
		q[i] = sine * x + cosine * q[i];
	}
}

/* The rotation that makes an element 0, of the matrix and of the vectors. */
static void
annihilate(CmDriverMatrix a, CmDriverMatrix vectors, int variables, int p, int q)
{
	double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
	double tangent = copysign(1, theta) / (fabs(theta) + hypot(theta, 1));
	double cosine = 1 / hypot(tangent, 1);
	double sine = tangent * cosine;

	rotate(&a[0][p], &a[0][q], variables, CM_MOST_VARIABLES, cosine, sine);
	rotate(a[p], a[q], variables, 1, cosine, sine);
	rotate(&vectors[0][p], &vectors[0][q], variables, CM_MOST_VARIABLES, cosine, sine);
	a[p][q] = a[q][p] = 0;
}

/* Whether an element was so large that it had to be made 0. */
static bool
annihilate_all(CmDriverMatrix a, CmDriverMatrix vectors, int variables)
{
	bool any = false;

	for (int p = 1; p < variables; p++)
		for (int q = p + 1; q < variables; q++)
			if (fabs(a[p][q]) > 1e-300 && fabs(a[p][q]) > 1e-18 * fmax(fabs(a[p][p]), fabs(a[q][q])))
			{
				annihilate(a, vectors, variables, p, q);
				any = true;
			}
	return any;
}

/* Eigenvalues on the diagonal, and their vectors in the columns, by Jacobi's rotations. */
static void
find_eigenvectors(CmDriverMatrix a, CmDriverMatrix vectors, int variables)
{
	int sweeps = 0;

	for (int i = 0; i < variables; i++)
		for (int j = 0; j < variables; j++)
			vectors[i][j] = i == j;
	while (sweeps++ < MOST_JACOBI_SWEEPS && annihilate_all(a, vectors, variables))
		;
}

/* Element (i, j) of a power of the matrix that has these eigenvalues; those near 0 are left out. */
static double
element_of_power(CmDriverMatrix eigenvalues, CmDriverMatrix vectors, int variables, double power, int i, int j)
{
	double sum = 0;

	for (int k = 1; k < variables; k++)
		if (eigenvalues[k][k] > EIGENVALUE_TOLERANCE)
			sum += vectors[i][k] * vectors[j][k] * pow(eigenvalues[k][k], power);
	return sum;
}

void
cm_relative_weights(const CmCorrelations *correlations, CmInterruptHook interrupt, double *shares)
{
	int variables = correlations->variables;
	double beta[CM_MOST_VARIABLES];
	CmDriverMatrix eigenvalues;
	CmDriverMatrix vectors;

	memcpy(eigenvalues, correlations->r, sizeof(CmDriverMatrix));
	find_eigenvectors(eigenvalues, vectors, variables);
	for (int k = 1; k < variables; k++)
	{
		beta[k] = 0;
		for (int j = 1; j < variables; j++)
			beta[k] +=
				element_of_power(eigenvalues, vectors, variables, -0.5, k, j) * correlations->r[j][0];
	}
	for (int j = 1; j < variables; j++)
	{
		shares[j] = 0;
		for (int k = 1; k < variables; k++)
		{
			double correlation = element_of_power(eigenvalues, vectors, variables, 0.5, j, k);

			shares[j] += correlation * correlation * beta[k] * beta[k];
		}
	}
}
