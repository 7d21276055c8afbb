/*
 * coverage.c
 *		How often each interval covers the truth: an exact enumeration of all samples.
 *
 * For every n from 5 to 100 and every truth on a grid, the coverage is the sum of the probabilities of
 * the samples whose interval contains the truth. The grid has no truth at which every sample is the
 * same, but comes near them: shares of 0.5 percent and up.
 *
 *		coverage			writes doc/inference.md's table
 *		coverage --test		for n up to 40 and checks what the documentation promises
 */
#include "tap.h"

#include <math.h>

#include "mathematics/interval.h"

#define CONFIDENCE	0.95
#define MOST		100

static const int sizes[] = {5, 10, 20, 30, 50, 100};
