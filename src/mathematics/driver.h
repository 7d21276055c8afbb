/*
 * driver.h
 *	  Key drivers: how far each of several variables explains an outcome.
 *
 * All of it follows from the sums and the sums of products of the variables, which are exact; so they are
 * centred exactly, too, before anything is computed in double precision.
 */
#ifndef CM_DRIVER_H
#define CM_DRIVER_H

#include "mathematics/fixed_point.h"
#include "mathematics/interrupt.h"

#define CM_MOST_DRIVERS   20
#define CM_MOST_VARIABLES (CM_MOST_DRIVERS + 1)

/* Values are kept to so many decimals, up to this size. */
#define CM_DRIVER_DECIMALS 6
#define CM_DRIVER_UNIT     1000000
#define CM_LARGEST_DRIVER  1000000

/* Below that share of a variable's variance, what the others don't explain of it is taken for nothing. */
#define CM_RANK_TOLERANCE 1e-9

/* Variable 0 is the outcome.  Products are those of pairs: (0,0), (1,0), (1,1), (2,0), ... */
typedef struct CmProducts
{
	int variables;
	int64 responses;
	const int128 *sum;     /* in units of 10^-6 ... */
	const int128 *product; /* ... and of 10^-12 */
} CmProducts;

static inline int
cm_pair(int larger, int smaller)
{
	return larger * (larger + 1) / 2 + smaller;
}

/* A symmetric matrix of the variables, both triangles of which are filled. */
typedef double CmDriverMatrix[CM_MOST_VARIABLES][CM_MOST_VARIABLES];

/* Correlations of all variables; a constant one has 0 with all, and with itself. */
typedef struct CmCorrelations
{
	int variables;
	int64 responses;
	double squares[CM_MOST_VARIABLES]; /* n times the sum of squares about the mean, in units of the products */
	CmDriverMatrix r;
} CmCorrelations;

typedef struct CmCoefficient
{
	bool is_determined; /* else its driver is constant or one of a collinear set, and there is no more */
	double value;
	double standard_error; /* NaN without degrees of freedom */
	double p_value;        /* NaN without degrees of freedom, and where the fit is perfect */
} CmCoefficient;

/* By ordinary least squares with an intercept. */
typedef struct CmRegression
{
	int64 df;                  /* responses - rank */
	double r_squared;          /* NaN for a constant outcome */
	double adjusted_r_squared; /* NaN without degrees of freedom, too */
	CmCoefficient coefficient[CM_MOST_VARIABLES];
} CmRegression;

/* The shares of R² that the drivers have, which add up to it; that of variable 0 is left alone. */
typedef void (*CmImportance)(const CmCorrelations *correlations, CmInterruptHook interrupt, double *shares);

extern double cm_centred_product(const CmProducts *products, int larger, int smaller);
extern void cm_correlate(const CmProducts *products, CmCorrelations *correlations);
extern void cm_regress(const CmCorrelations *correlations, CmRegression *regression);
extern void cm_shapley_importance(const CmCorrelations *correlations, CmInterruptHook interrupt, double *shares);
extern void cm_relative_weights(const CmCorrelations *correlations, CmInterruptHook interrupt, double *shares);

#endif /* CM_DRIVER_H */
