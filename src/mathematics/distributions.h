/*
 * distributions.h
 *		Normal, Student t and beta distributions: probabilities and quantiles.
 *
 * An "upper" function counts from the upper end, so that a small tail keeps all its digits:
 * cm_t_upper_quantile(1e-20, df) is exact where cm_t_quantile(1 - 1e-20, df) could not be.
 * Outside a distribution's range the results are NaN.
 */
#ifndef CM_DISTRIBUTIONS_H
#define CM_DISTRIBUTIONS_H

extern double cm_normal_probability(double z);
extern double cm_normal_upper_tail(double z);
extern double cm_normal_quantile(double probability);
extern double cm_normal_upper_quantile(double tail);

extern double cm_t_probability(double t, double df);
extern double cm_t_upper_tail(double t, double df);
extern double cm_t_quantile(double probability, double df);
extern double cm_t_upper_quantile(double tail, double df);

extern double cm_beta_probability(double x, double a, double b);
extern double cm_beta_upper_tail(double x, double a, double b);
extern double cm_beta_quantile(double probability, double a, double b);
extern double cm_beta_upper_quantile(double tail, double a, double b);

#endif /* CM_DISTRIBUTIONS_H */
