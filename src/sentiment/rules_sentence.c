/*
 * rules_sentence.c
 *		What a sentence does to all its terms: its letters, its marks, a question, a "but".
 */
#include "c.h"

#include "sentiment/effect.h"

/* Factors, in thousandths */
enum
{
	STRETCHED = 1200,
	CAPITALS = 1150,
	EXCLAMATION = 80, /* for each mark, up to EXCLAMATIONS */
	EXCLAMATIONS = 3,

	QUESTIONED_POSITIVE = 350,
	QUESTIONED_NEGATIVE = 750,
	REQUESTED = 200,
	BEFORE_CONTRAST = 600,
	AFTER_CONTRAST = 1250,
	COURTESY_IN_REQUEST = 200
};

/* GREAT among small letters, and sooo good. */
void
cm_apply_emphasis(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		CmFoundTerm *term = &found->terms[i];
		uint8 flags = found->sentence->tokens[term->first_token].flags;

		if (!cm_is_opinion(term))
			continue;
		if (flags & CM_TOKEN_STRETCHED)
			cm_apply_effect(term, rule, STRETCHED);
		if (flags & CM_TOKEN_CAPITALS && found->sentence->lower_case)
			cm_apply_effect(term, rule, CAPITALS);
	}
}

/* How do I, is there: a question that asks for something, not one like "why is it always late?" */
static bool
is_request(const CmFoundTerms *found)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		if (found->terms[i].role == CM_ROLE_QUESTION)
			return found->terms[i].slot->valence == 0;
	}
	return false;
}

/* A question asks more than it says. */
void
cm_apply_question(CmFoundTerms *found, uint8 rule)
{
	bool request = is_request(found);
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		CmFoundTerm *term = &found->terms[i];

		if (request && term->value != 0)
			cm_apply_effect(term, rule, REQUESTED);
		else if (cm_is_opinion(term))
			cm_apply_effect(term, rule, term->value > 0 ? QUESTIONED_POSITIVE : QUESTIONED_NEGATIVE);
	}
}

/* What comes after the last "but" weighs more than what came before it. */
void
cm_apply_contrast(CmFoundTerms *found, uint8 rule)
{
	int last = found->n_terms - 1;
	int i;

	while (last >= 0 && found->terms[last].role != CM_ROLE_CONTRAST)
		last--;
	for (i = 0; i < found->n_terms; i++)
	{
		if (i != last && found->terms[i].value != 0)
			cm_apply_effect(&found->terms[i], rule, i < last ? BEFORE_CONTRAST : AFTER_CONTRAST);
	}
}

/* Thanks and please in a request are manners, not praise. */
void
cm_apply_courtesy(CmFoundTerms *found, uint8 rule)
{
	bool request = found->sentence->question ||
				   cm_has_role(found, CM_IRREALIS_ROLES | CM_ROLE_BIT(CM_ROLE_QUESTION));
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		if (request && found->terms[i].role == CM_ROLE_COURTESY)
			cm_apply_effect(&found->terms[i], rule, COURTESY_IN_REQUEST);
	}
}

void
cm_apply_exclamation(CmFoundTerms *found, uint8 rule)
{
	int marks = Min(found->sentence->exclamations, EXCLAMATIONS);
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		if (cm_is_opinion(&found->terms[i]))
			cm_apply_effect(&found->terms[i], rule, 1000 + marks * EXCLAMATION);
	}
}
