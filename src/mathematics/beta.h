/*
 * beta.h
 *		The beta distribution in the form that repeated evaluation needs.
 */
#ifndef CM_BETA_H
#define CM_BETA_H

/* A beta distribution, with what does not depend on the position worked out beforehand. */
typedef struct CmBeta
{
	double a;
	double b;
	double total;       /* a + b */
	double total_error; /* what rounding took from it */
	double scale;       /* factor of the density */
} CmBeta;

/*
 * A position. `deviation` is (a + b)x - a, the distance from the mean in units of counts: it is
 * kept beside x because x alone has too few digits when the parameters are large.
 */
typedef struct CmBetaPosition
{
	double x;
	double y; /* 1 - x */
	double deviation;
} CmBetaPosition;

typedef struct CmBetaValue
{
	double lower;
	double upper;
	double density; /* of the log odds, that is x(1 - x) times the density of x */
} CmBetaValue;

extern double cm_stirling_error(double a);
extern double cm_excess_over_log(double difference, double ratio);
extern double cm_beta_fraction(double a, double b, CmBetaPosition position);

extern void cm_prepare_beta(CmBeta *beta, double a, double b);
extern CmBetaPosition cm_beta_position(const CmBeta *beta, double x);
extern CmBetaPosition cm_beta_position_at(const CmBeta *beta, double deviation);
extern double cm_beta_density(const CmBeta *beta, CmBetaPosition position);
extern CmBetaValue cm_evaluate_beta(const CmBeta *beta, CmBetaPosition position);

#endif /* CM_BETA_H */
