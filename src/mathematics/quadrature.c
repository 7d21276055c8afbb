/*
 * quadrature.c
 *		Numerical integration by the Gauss-Legendre rule with 40 or 20 nodes.
 *
 * With n nodes the rule is exact for polynomials up to degree 2n - 1. The nodes are the zeros of the
 * Legendre polynomial of degree n; test/mathematics checks them by integrating powers.
 */
#include "c.h"

#include <math.h>

#include "mathematics/quadrature.h"

/* The nodes in (0, 1); each stands for its mirror image too. */
static const CmNode forty_nodes[] = {
	{0.03877241750605082193, 0.07750594797842481126},
	{0.1160840706752552085, 0.07703981816424796559},
	{0.1926975807013710997, 0.07611036190062624237},
	{0.2681521850072536811, 0.0747231690579682642},
	{0.341994090825758473, 0.07288658239580405906},
	{0.4137792043716050015, 0.0706116473912867797},
	{0.4830758016861787129, 0.06791204581523390383},
	{0.5494671250951282021, 0.06480401345660103807},
	{0.612553889667980238, 0.06130624249292893917},
	{0.6719566846141795484, 0.05743976909939155137},
	{0.7273182551899271033, 0.05322784698393682435},
	{0.7783056514265193877, 0.04869580763507223206},
	{0.8246122308333116632, 0.04387090818567327199},
	{0.8659595032122595038, 0.03878216797447201764},
	{0.9020988069688742967, 0.03346019528254784739},
	{0.9328128082786765334, 0.0279370069800234011},
	{0.9579168192137916558, 0.02224584919416695726},
	{0.9772599499837742627, 0.01642105838190788871},
	{0.9907262386994570065, 0.01049828453115281361},
	{0.9982377097105592003, 0.004521277098533191258},
};

static const CmNode twenty_nodes[] = {
	{0.07652652113349733375, 0.1527533871307258507},
	{0.2277858511416450781, 0.1491729864726037468},
	{0.3737060887154195607, 0.1420961093183820513},
	{0.510867001950827098, 0.1316886384491766269},
	{0.6360536807265150255, 0.1181945319615184173},
	{0.7463319064601507926, 0.101930119817240435},
	{0.8391169718222188234, 0.08327674157670474872},
	{0.9122344282513259059, 0.06267204833410906357},
	{0.9639719272779137913, 0.04060142980038694133},
	{0.9931285991850949248, 0.01761400713915211831},
};

const CmRule cm_fine_rule = {forty_nodes, lengthof(forty_nodes)};
const CmRule cm_rough_rule = {twenty_nodes, lengthof(twenty_nodes)};

/*
 * Integrate over low..high.
 */
void
cm_visit_nodes(const CmRule *rule, CmNodeVisitor visit, void *context, double low, double high)
{
	double middle = 0.5 * (low + high);
	double half = 0.5 * (high - low);

	for (int i = 0; i < rule->count; i++)
	{
		double step = half * rule->nodes[i].position;
		double weight = half * rule->nodes[i].weight;

		visit(middle - step, weight, context);
		visit(middle + step, weight, context);
	}
}

/*
 * Integrate between `end` and `inside` (in either order), where the integrand may behave like a
 * broken power of the distance from `end`. In the cube root of that distance it is smooth enough.
 */
void
cm_visit_nodes_from_end(const CmRule *rule, CmNodeVisitor visit, void *context, double end, double inside)
{
	double width = inside - end;

	for (int i = 0; i < rule->count; i++)
	{
		for (int side = -1; side <= 1; side += 2)
		{
			double root = 0.5 + side * 0.5 * rule->nodes[i].position;
			double weight = 1.5 * rule->nodes[i].weight * root * root * fabs(width);

			visit(end + width * root * root * root, weight, context);
		}
	}
}

/*
 * Integrate a density between `inner`, where it is high, and `outer`, where it ends or is
 * negligible. Nodes are densest in the `core`, with most of the mass.
 */
void
cm_visit_side(const CmRule *rule, CmNodeVisitor visit, void *context, double inner, double outer, double core)
{
	double direction = inner < outer ? 1.0 : -1.0;

	for (double width = core; fabs(outer - inner) > 2.0 * width; width *= 2.0)
	{
		double knee = inner + direction * width;

		cm_visit_nodes(rule, visit, context, Min(inner, knee), Max(inner, knee));
		inner = knee;
	}
	cm_visit_nodes_from_end(rule, visit, context, outer, inner);
}
