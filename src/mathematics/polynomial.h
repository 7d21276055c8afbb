/*
 * polynomial.h
 *	  Polynomials by their values at Chebyshev's points, which lie in -1..1.
 *
 * Source: Trefethen 2013, Approximation Theory and Approximation Practice.
 */
#ifndef CM_POLYNOMIAL_H
#define CM_POLYNOMIAL_H

#define CM_NODES 24

/* A number for each of the points. */
typedef double CmNodes[CM_NODES];

extern const CmNodes cm_node_position;

extern double cm_interpolate(double x, const double *values);
extern void cm_fill_differentiation(CmNodes *matrix);
extern void cm_differentiate(const CmNodes *matrix, const CmNodes values, CmNodes slopes);

#endif /* CM_POLYNOMIAL_H */
