/*
 * polynomial.c
 *	  Polynomials by their values at Chebyshev's points: the barycentric formula (Berrut and Trefethen
 *	  2004, Barycentric Lagrange Interpolation, SIAM Review 46).
 */
#include "c.h"

#include "mathematics/polynomial.h"

/* -cos(iπ / 23) */
const CmNodes cm_node_position = {-1,
								  -0.9906859460363308,
								  -0.9629172873477992,
								  -0.917211301505453,
								  -0.8544194045464886,
								  -0.7757112907044198,
								  -0.6825531432186541,
								  -0.5766803221148672,
								  -0.46006503773115215,
								  -0.33487961217098616,
								  -0.20345601305263378,
								  -0.06824241336467098,
								  0.06824241336467098,
								  0.20345601305263378,
								  0.33487961217098616,
								  0.46006503773115215,
								  0.5766803221148672,
								  0.6825531432186541,
								  0.7757112907044198,
								  0.8544194045464886,
								  0.917211301505453,
								  0.9629172873477992,
								  0.9906859460363308,
								  1};

/* The weights of the barycentric formula. */
static const CmNodes weight = {0.5, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1,
							   1,   -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -0.5};

double
cm_interpolate(double x, const double *values)
{
	double above = 0;
	double below = 0;

	for (int n = 0; n < CM_NODES; n++)
	{
		double part = weight[n] / (x - cm_node_position[n]);

		if (x == cm_node_position[n])
			return values[n];
		above += part * values[n];
		below += part;
	}
	return above / below;
}

/* What the value at one node adds to the slope at another; each row sums to 0. */
void
cm_fill_differentiation(CmNodes *matrix)
{
	for (int i = 0; i < CM_NODES; i++)
	{
		matrix[i][i] = 0;
		for (int j = 0; j < CM_NODES; j++)
			if (j != i)
			{
				matrix[i][j] = weight[j] / weight[i] / (cm_node_position[i] - cm_node_position[j]);
				matrix[i][i] -= matrix[i][j];
			}
	}
}

/* The slopes at the nodes. */
void
cm_differentiate(const CmNodes *matrix, const CmNodes values, CmNodes slopes)
{
	for (int i = 0; i < CM_NODES; i++)
	{
		slopes[i] = 0;
		for (int j = 0; j < CM_NODES; j++)
			slopes[i] += matrix[i][j] * values[j];
	}
}
