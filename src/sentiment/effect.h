/*
 * effect.h
 *		What rules ask about the terms of a sentence, and how they change one.
 */
#ifndef CM_EFFECT_H
#define CM_EFFECT_H

#include "c.h"

#include "sentiment/rules.h"

static inline bool
cm_has_role(const CmFoundTerms *found, uint32 roles)
{
	return (found->roles & roles) != 0;
}

/* Terms whose value stands for itself and can be turned, strengthened and weakened. */
static inline bool
cm_is_opinion(const CmFoundTerm *term)
{
	return (CM_OPINION_ROLES >> term->role & 1) != 0;
}

static inline bool
cm_is_negator(const CmFoundTerm *term)
{
	return (CM_NEGATOR_ROLES >> term->role & 1) != 0;
}

static inline bool
cm_is_intensifier(const CmFoundTerm *term)
{
	return (CM_INTENSIFIER_ROLES >> term->role & 1) != 0;
}

static inline bool
cm_is_irrealis(const CmFoundTerm *term)
{
	return (CM_IRREALIS_ROLES >> term->role & 1) != 0;
}

static inline int32
cm_scale_value(int32 value, int32 factor)
{
	int64 product = (int64) value * factor;

	return (int32) ((product + (product < 0 ? -500 : 500)) / 1000);
}

static inline void
cm_apply_effect(CmFoundTerm *term, uint8 rule, int32 factor)
{
	term->value = cm_scale_value(term->value, factor);
	if (term->n_effects < CM_TERM_EFFECTS)
	{
		term->effects[term->n_effects].rule = rule;
		term->effects[term->n_effects].factor = (int16) factor;
		term->n_effects++;
	}
}

static inline int
cm_end_of_term(const CmFoundTerm *term)
{
	return term->first_token + term->n_tokens;
}

/* Words between the end of one term and the start of a later one. */
static inline int
cm_gap_between(const CmFoundTerm *earlier, const CmFoundTerm *later)
{
	return later->first_token - cm_end_of_term(earlier);
}

/* The strongest boundary between two terms; the later one is at most a reach away. */
static inline CmBoundary
cm_boundary_between(const CmFoundTerms *found, const CmFoundTerm *earlier, const CmFoundTerm *later)
{
	CmBoundary strongest = CM_BOUNDARY_NONE;
	int i;

	for (i = cm_end_of_term(earlier); i <= later->first_token; i++)
		strongest = Max(strongest, (CmBoundary) found->sentence->tokens[i].before);
	return strongest;
}

/* Whether no more words than a reach stand between two terms, and no boundary that stops. */
static inline bool
cm_is_within_reach(const CmFoundTerms *found, const CmFoundTerm *earlier, const CmFoundTerm *later,
				   int reach, CmBoundary stop)
{
	return cm_gap_between(earlier, later) <= reach && cm_boundary_between(found, earlier, later) < stop;
}

/* Whether nothing but the end of its clause follows a term. */
static inline bool
cm_ends_clause(const CmFoundTerms *found, const CmFoundTerm *term)
{
	int next = cm_end_of_term(term);

	return next >= found->sentence->n_tokens || found->sentence->tokens[next].before >= CM_BOUNDARY_PICTURE;
}

/* The rules; the table in rules.c tells what each needs. */

/* rules_near.c */
extern void cm_apply_intensifiers(CmFoundTerms *found, uint8 rule);
extern void cm_apply_excess(CmFoundTerms *found, uint8 rule);
extern void cm_apply_negation(CmFoundTerms *found, uint8 rule);

/* rules_relief.c */
extern void cm_apply_relief(CmFoundTerms *found, uint8 rule);

/* rules_following.c */
extern void cm_apply_past(CmFoundTerms *found, uint8 rule);
extern void cm_apply_comparison(CmFoundTerms *found, uint8 rule);
extern void cm_apply_wish(CmFoundTerms *found, uint8 rule);
extern void cm_apply_irrealis(CmFoundTerms *found, uint8 rule);
extern void cm_apply_concession(CmFoundTerms *found, uint8 rule);

/* rules_sentence.c */
extern void cm_apply_emphasis(CmFoundTerms *found, uint8 rule);
extern void cm_apply_question(CmFoundTerms *found, uint8 rule);
extern void cm_apply_contrast(CmFoundTerms *found, uint8 rule);
extern void cm_apply_courtesy(CmFoundTerms *found, uint8 rule);
extern void cm_apply_exclamation(CmFoundTerms *found, uint8 rule);

#endif
