/*
 * driver_shapley.c
 *	  Importance by Shapley: what a driver adds to R², averaged over all orders in which drivers can be
 *	  taken up.
 *
 * Also called LMG (Lindeman, Merenda, Gold 1980, Introduction to Bivariate and Multivariate Analysis;
 * Grömping 2006, Relative Importance for Linear Regression in R: The Package relaimpo, Journal of Statistical
 * Software 17).  The average over the orders is a weighted sum over all subsets of what each driver adds
 * to each.  The subsets are visited as a tree: each is its parent and one driver that stands behind all
 * of the parent's.  The drivers that are not in a subset keep what it does not explain of them, from
 * which follows what each would add; so all terms are positive, and none cancels another.
 */
#include "mathematics/driver.h"

/* What the subset of a node leaves of the drivers that are not in it. */
typedef struct Node
{
	double variance[CM_MOST_VARIABLES];
	double outcome[CM_MOST_VARIABLES]; /* covariance with the outcome */
	CmDriverMatrix covariance; /* with those drivers that may still be taken up, in their columns */
} Node;

typedef struct Walk
{
	int variables;
	double weight[CM_MOST_VARIABLES]; /* the share of orders that begin with a given subset of so many, and go on with a given driver */
	bool taken[CM_MOST_VARIABLES];
	double *shares;
	CmInterruptHook interrupt;
	Node node[CM_MOST_VARIABLES]; /* from the root to where the walk is: one for each size */
} Walk;

/* s! (k - 1 - s)! / k! for k drivers and subsets of s. */
static void
fill_weights(Walk *walk)
{
	int drivers = walk->variables - 1;

	walk->weight[0] = 1.0 / drivers;
	for (int size = 1; size < drivers; size++)
		walk->weight[size] = walk->weight[size - 1] * size / (drivers - size);
}

static void
fill_root(Walk *walk, const CmCorrelations *correlations)
{
	Node *root = &walk->node[0];

	for (int i = 1; i < walk->variables; i++)
	{
		walk->shares[i] = 0;
		walk->taken[i] = false;
		root->variance[i] = correlations->r[i][i];
		root->outcome[i] = correlations->r[i][0];
		for (int j = 1; j < walk->variables; j++)
			root->covariance[i][j] = correlations->r[i][j];
	}
}

static void
add_gains(Walk *walk, int size)
{
	const Node *node = &walk->node[size];

	for (int i = 1; i < walk->variables; i++)
		if (!walk->taken[i] && node->variance[i] > CM_RANK_TOLERANCE)
			walk->shares[i] +=
				walk->weight[size] * (node->outcome[i] * node->outcome[i] / node->variance[i]);
}

/* The node of the subset with one driver more; one that is collinear with the subset explains nothing. */
static void
take_up(const Walk *walk, int driver, const Node *node, Node *next)
{
	double pivot = node->variance[driver];
	double inverse = pivot > CM_RANK_TOLERANCE ? 1 / pivot : 0;

	for (int i = 1; i < walk->variables; i++)
	{
		double factor = node->covariance[i][driver] * inverse;

		if (walk->taken[i])
			continue;
		next->variance[i] = node->variance[i] - factor * node->covariance[i][driver];
		next->outcome[i] = node->outcome[i] - factor * node->outcome[driver];
		for (int j = driver + 1; j < walk->variables; j++)
			next->covariance[i][j] = node->covariance[i][j] - factor * node->covariance[driver][j];
	}
}

/* So many subsets are visited between two interrupts: below a second even where that is slow. */
#define DRIVERS_BETWEEN_INTERRUPTS 10

/* All subsets that begin with the one that is taken, of so many drivers, all of which stand before the first. */
static void
visit(Walk *walk, int size, int first)
{
	if (walk->variables - first >= DRIVERS_BETWEEN_INTERRUPTS)
		walk->interrupt();
	add_gains(walk, size);
	for (int driver = first; driver < walk->variables; driver++)
	{
		walk->taken[driver] = true;
		take_up(walk, driver, &walk->node[size], &walk->node[size + 1]);
		visit(walk, size + 1, driver + 1);
		walk->taken[driver] = false;
	}
}

void
cm_shapley_importance(const CmCorrelations *correlations, CmInterruptHook interrupt, double *shares)
{
	Walk walk;

	walk.variables = correlations->variables;
	walk.shares = shares;
	walk.interrupt = interrupt;
	fill_weights(&walk);
	fill_root(&walk, correlations);
	visit(&walk, 0, 1);
}
