/*
 * quadrature.h
 *		Numerical integration by the Gauss-Legendre rule.
 *
 * The caller's function visits each node and adds up what it wants, so that one pass can
 * integrate several quantities.
 */
#ifndef CM_QUADRATURE_H
#define CM_QUADRATURE_H

typedef void (*CmNodeVisitor) (double position, double weight, void *context);

extern void cm_visit_nodes(CmNodeVisitor visit, void *context, double low, double high);
extern void cm_visit_nodes_from_end(CmNodeVisitor visit, void *context, double end,
									double inside);

#endif							/* CM_QUADRATURE_H */
