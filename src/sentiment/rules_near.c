/*
 * rules_near.c
 *		Words that change the one term they belong to: very good, too small, not good.
 */
#include "c.h"

#include "sentiment/effect.h"

/* Factors are thousandths; reaches are counted in words. */
enum
{
	INTENSIFIER_REACH = 2,
	INTENSIFIER_REACH_BACK = 3,

	EXCESS = 500,
	EXCESS_OF_POSITIVE = -500,

	/* "Not good" is less bad than "bad", and "not bad" much less good than "good". */
	NEGATED_POSITIVE = -750,
	NEGATED_NEGATIVE = -350,
	NEGATION_REACH = 5,
	NEGATION_REACH_JOINED = 3,
	EMPHASIS_REACH = 8
};

/* The opinion that an intensifier belongs to: soon after it, or before it in its clause. */
static CmFoundTerm *
find_intensified(CmFoundTerms *found, int i)
{
	const CmFoundTerm *from = &found->terms[i];
	int j;

	for (j = i + 1; j < found->n_terms; j++)
	{
		CmFoundTerm *term = &found->terms[j];

		if (!cm_is_within_reach(found, from, term, INTENSIFIER_REACH, CM_BOUNDARY_COMMA))
			break;
		if (cm_is_opinion(term))
			return term;
		if (term->role == CM_ROLE_NEUTRAL || term->role == CM_ROLE_CONTRAST)
			break;
	}
	if (i > 0 && cm_ends_clause(found, from))
	{
		CmFoundTerm *term = &found->terms[i - 1];

		if (cm_is_opinion(term) && cm_is_within_reach(found, term, from, INTENSIFIER_REACH_BACK, CM_BOUNDARY_COMMA))
			return term;
	}
	return NULL;
}

/* Very good, slightly slow; the intensifier's valence says by what part. */
void
cm_apply_intensifiers(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		CmFoundTerm *term = &found->terms[i];
		CmFoundTerm *target;

		if (!cm_is_intensifier(term))
			continue;
		term->value = 0;
		target = find_intensified(found, i);
		if (target != NULL)
			cm_apply_effect(target, rule, 1000 + term->slot->valence);
	}
}

/* Too small is a complaint by itself, too good turns; "me too" and "not too bad" say nothing. */
void
cm_apply_excess(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		CmFoundTerm *term = &found->terms[i];
		CmFoundTerm *next = i + 1 < found->n_terms ? &found->terms[i + 1] : NULL;
		bool negated = i > 0 && cm_is_negator(&term[-1]) && cm_gap_between(&term[-1], term) <= 1;

		if (term->role != CM_ROLE_EXCESS)
			continue;
		if (cm_ends_clause(found, term) || negated)
			cm_apply_effect(term, rule, 0);
		else if (next != NULL && cm_is_opinion(next) && cm_gap_between(term, next) == 0)
		{
			if (next->value > 0)
				cm_apply_effect(next, rule, EXCESS_OF_POSITIVE);
			cm_apply_effect(term, rule, EXCESS);
		}
	}
}

/* Turn the opinions that a negator reaches: the next one, and those joined to it. */
static void
negate_following(CmFoundTerms *found, int i, uint8 rule)
{
	CmFoundTerm *negator = &found->terms[i];
	const CmFoundTerm *last = negator;
	int sign = 0;
	int j;

	for (j = i + 1; j < found->n_terms; j++)
	{
		CmFoundTerm *term = &found->terms[j];
		int reach = sign ? NEGATION_REACH_JOINED : NEGATION_REACH;

		if (term->role == CM_ROLE_CONTRAST || term->role == CM_ROLE_CONCESSION ||
			!cm_is_within_reach(found, last, term, reach, CM_BOUNDARY_COMMA))
			break;
		if (cm_is_negator(term))
			break;
		if (!cm_is_opinion(term) || term->value == 0)
			continue;
		if (sign && (term->value > 0) != (sign > 0))
			break;
		sign = term->value > 0 ? 1 : -1;
		cm_apply_effect(term, rule, term->value > 0 ? NEGATED_POSITIVE : NEGATED_NEGATIVE);
		negator->used = true;
		last = term;
	}
}

/* Never have I been so disappointed: "so" makes of "never" emphasis. */
static bool
is_emphatic(const CmFoundTerms *found, int i)
{
	const CmFoundTerm *from = &found->terms[i];
	int j;

	for (j = i + 1; from->role == CM_ROLE_NEVER && j < found->n_terms; j++)
	{
		const CmFoundTerm *term = &found->terms[j];

		if (cm_is_opinion(term) || cm_is_negator(term) || term->role == CM_ROLE_CONTRAST ||
			!cm_is_within_reach(found, from, term, EMPHASIS_REACH, CM_BOUNDARY_COMMA))
			return false;
		if (term->role == CM_ROLE_DEGREE)
			return find_intensified(unconstify(CmFoundTerms *, found), j) != NULL;
	}
	return false;
}

/* Isn't it great: begins its clause; with a question mark it may really ask. */
static bool
is_negated_question(const CmFoundTerms *found, const CmFoundTerm *term)
{
	return term->role == CM_ROLE_INVERSION && !found->sentence->question &&
		   (term->first_token == 0 || found->sentence->tokens[term->first_token].before >= CM_BOUNDARY_PICTURE);
}

/* "None." answers a question that we don't know. */
static bool
is_whole_sentence(const CmFoundTerms *found, const CmFoundTerm *term)
{
	return term->n_tokens == found->sentence->n_tokens;
}

/* Not good, no problems; a negator that turns nothing ("doesn't work") counts by itself. */
void
cm_apply_negation(CmFoundTerms *found, uint8 rule)
{
	int i;

	/* From the last to the first, so that each turns what the later ones have left. */
	for (i = found->n_terms - 1; i >= 0; i--)
	{
		CmFoundTerm *term = &found->terms[i];

		if (!cm_is_negator(term))
			continue;
		if (is_emphatic(found, i) || is_negated_question(found, term))
			term->used = true;
		else
			negate_following(found, i, rule);
		if (term->used || is_whole_sentence(found, term))
			cm_apply_effect(term, rule, 0);
	}
}
