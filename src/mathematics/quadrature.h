/*
 * quadrature.h
 *		Numerical integration by the Gauss-Legendre rule.
 *
 * The caller's function visits each node and adds up what it wants, so that one pass can
 * integrate several quantities.
 */
#ifndef CM_QUADRATURE_H
#define CM_QUADRATURE_H

/* Up to where a density counts, to exp(-45) of its peak: like a normal's, like an exponential's. */
#define CM_NORMAL_WIDTH      9.5
#define CM_EXPONENTIAL_WIDTH 45.0

/* The nodes in (0, 1) of a rule for -1..1; each stands for its mirror image too. */
typedef struct CmNode
{
	double position;
	double weight;
} CmNode;

typedef struct CmRule
{
	const CmNode *nodes;
	int count;
} CmRule;

extern const CmRule cm_fine_rule;  /* 40 nodes */
extern const CmRule cm_rough_rule; /* 20 nodes */

typedef void (*CmNodeVisitor)(double position, double weight, void *context);

extern void cm_visit_nodes(const CmRule *rule, CmNodeVisitor visit, void *context, double low, double high);
extern void cm_visit_nodes_from_end(const CmRule *rule, CmNodeVisitor visit, void *context,
									double end, double inside);
extern void cm_visit_side(const CmRule *rule, CmNodeVisitor visit, void *context, double inner,
						  double outer, double core);

#endif /* CM_QUADRATURE_H */
