/*
 * rules_following.c
 *		Words that change all opinions that follow in their clause: used to be, than, would, although.
 */
#include "c.h"

#include "sentiment/effect.h"

/* Factors are thousandths; reaches are counted in words. */
enum
{
	PAST_POSITIVE = -500,
	PAST_NEGATIVE = -400,
	PAST_REACH = 6,
	COMPARED_WITH = 300,
	WISHED_FOR = -500,
	WISH_REACH = 3,
	IRREALIS_POSITIVE = 550,
	IRREALIS_NEGATIVE = 900,
	IRREALIS_REACH = 8,
	CONCEDED = 600
};

/* Apply factors to the opinions after a term, up to a boundary and within a reach; returns the last one, or NULL. */
static const CmFoundTerm *
scale_following(CmFoundTerms *found, int i, uint8 rule, CmBoundary stop, int reach, int32 if_positive, int32 if_negative)
{
	const CmFoundTerm *from = &found->terms[i];
	const CmFoundTerm *last = NULL;
	int j;

	for (j = i + 1; j < found->n_terms; j++)
	{
		CmFoundTerm *term = &found->terms[j];
		int32 factor = term->value > 0 ? if_positive : if_negative;

		if (term->role == CM_ROLE_CONTRAST || !cm_is_within_reach(found, from, term, reach, stop))
			break;
		if (!cm_is_opinion(term) || term->value == 0)
			continue;
		cm_apply_effect(term, rule, factor);
		last = term;
	}
	return last;
}

/* It used to be great; it used to crash, which is over: the complaint that "used to" alone is, as well. */
void
cm_apply_past(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		const CmFoundTerm *last;

		if (found->terms[i].role != CM_ROLE_PAST)
			continue;
		last = scale_following(found, i, rule, CM_BOUNDARY_COMMA, PAST_REACH, PAST_POSITIVE, PAST_NEGATIVE);
		if (last != NULL && last->value > 0)
			cm_apply_effect(&found->terms[i], rule, 0);
	}
}

/* Better than good: what stands after "than" is only the measure. */
void
cm_apply_comparison(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		if (found->terms[i].role == CM_ROLE_COMPARISON)
			scale_following(found, i, rule, CM_BOUNDARY_COMMA, PAST_REACH, COMPARED_WITH, COMPARED_WITH);
	}
}

/*
 * Needs a better one, could use more comfortable seats: who wants more of it has too little. Needs a
 * good one is left to irrealis, for it may be a good one that is had.
 */
void
cm_apply_wish(CmFoundTerms *found, uint8 rule)
{
	const CmFoundTerm *end = found->terms + found->n_terms;
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		CmFoundTerm *term = &found->terms[i];
		CmFoundTerm *next = term + 1;
		bool is_more = false;

		if (term->role != CM_ROLE_WISH)
			continue;
		for (; next < end && cm_is_intensifier(next); next++)
			is_more |= next->role == CM_ROLE_DEGREE;
		if (next < end && (is_more || next->role == CM_ROLE_COMPARATIVE) && cm_is_opinion(next) &&
			next->value > 0 && cm_is_within_reach(found, term, next, WISH_REACH, CM_BOUNDARY_COMMA))
			cm_apply_effect(next, rule, WISHED_FOR);
	}
}

/* It would be great if, should be easy, I hope it is good: wanted is not had. */
void
cm_apply_irrealis(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		int reach = found->terms[i].role == CM_ROLE_WISH ? WISH_REACH : IRREALIS_REACH;

		if (cm_is_irrealis(&found->terms[i]))
			scale_following(found, i, rule, CM_BOUNDARY_CLAUSE, reach, IRREALIS_POSITIVE, IRREALIS_NEGATIVE);
	}
}

/* Although the food was good, …: up to the comma. */
void
cm_apply_concession(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		if (found->terms[i].role == CM_ROLE_CONCESSION)
			scale_following(found, i, rule, CM_BOUNDARY_COMMA, CM_SENTENCE_TOKENS, CONCEDED, CONCEDED);
	}
}
