/*
 * rules.c
 *		What the words around a term do to it. One function a rule; the table at the end has them in
 *		the order in which they apply, each with the roles without which it has nothing to do.
 *
 * Factors are thousandths. Reaches are counted in words.
 */
#include "c.h"

#include "sentiment/rules.h"

enum
{
	/* "Not good" is less bad than "bad", and "not bad" much less good than "good". */
	NEGATED_POSITIVE = -750,
	NEGATED_NEGATIVE = -350,
	NEGATION_REACH = 5,
	NEGATION_REACH_JOINED = 3,

	INTENSIFIER_REACH = 2,
	INTENSIFIER_REACH_BACK = 3,

	STRETCHED = 1200,
	CAPITALS = 1150,
	EXCLAMATION = 80, /* for each mark, up to EXCLAMATIONS */
	EXCLAMATIONS = 3,

	EXCESS_OF_POSITIVE = -500,
	PAST_POSITIVE = -500,
	PAST_REACH = 6,
	COMPARED_WITH = 300,
	IRREALIS_POSITIVE = 550,
	IRREALIS_NEGATIVE = 900,
	IRREALIS_REACH = 8,
	QUESTIONED_POSITIVE = 350,
	QUESTIONED_NEGATIVE = 750,
	REQUESTED = 350,
	CONCEDED = 600,
	BEFORE_CONTRAST = 600,
	AFTER_CONTRAST = 1250,
	COURTESY_IN_REQUEST = 200
};

/* ---- tools ---- */

static bool
has_role(const CmFoundTerms *found, CmRole role)
{
	return (found->roles >> role & 1) != 0;
}

/* Terms whose value stands for itself and can be turned, strengthened and weakened. */
static bool
is_opinion(const CmFoundTerm *term)
{
	return term->role == CM_ROLE_SENTIMENT || term->role == CM_ROLE_COURTESY;
}

static int32
scale(int32 value, int32 factor)
{
	int64 product = (int64) value * factor;

	return (int32) ((product + (product < 0 ? -500 : 500)) / 1000);
}

static void
apply_effect(CmFoundTerm *term, uint8 rule, int32 factor)
{
	term->value = scale(term->value, factor);
	if (term->n_effects < CM_TERM_EFFECTS)
	{
		term->effects[term->n_effects].rule = rule;
		term->effects[term->n_effects].factor = (int16) factor;
		term->n_effects++;
	}
}

static int
end_of(const CmFoundTerm *term)
{
	return term->first_token + term->n_tokens;
}

/* Words between the end of one term and the start of a later one. */
static int
gap_between(const CmFoundTerm *earlier, const CmFoundTerm *later)
{
	return later->first_token - end_of(earlier);
}

/* The strongest boundary between two terms; the later one is at most a reach away. */
static CmBoundary
boundary_between(const CmFoundTerms *found, const CmFoundTerm *earlier, const CmFoundTerm *later)
{
	CmBoundary strongest = CM_BOUNDARY_NONE;
	int i;

	for (i = end_of(earlier); i <= later->first_token; i++)
		strongest = Max(strongest, (CmBoundary) found->sentence->tokens[i].before);
	return strongest;
}

/* Whether nothing but the end of its clause follows a term. */
static bool
ends_clause(const CmFoundTerms *found, const CmFoundTerm *term)
{
	int next = end_of(term);

	return next >= found->sentence->n_tokens || found->sentence->tokens[next].before >= CM_BOUNDARY_PICTURE;
}

/* Apply factors to the opinions after a term, up to a boundary and within a reach. */
static void
scale_following(CmFoundTerms *found, int i, uint8 rule, CmBoundary stop, int reach, int32 if_positive, int32 if_negative)
{
	const CmFoundTerm *from = &found->terms[i];
	int j;

	for (j = i + 1; j < found->n_terms; j++)
	{
		CmFoundTerm *term = &found->terms[j];
		int32 factor = term->value > 0 ? if_positive : if_negative;

		if (gap_between(from, term) > reach || term->role == CM_ROLE_CONTRAST ||
			boundary_between(found, from, term) >= stop)
			break;
		if (is_opinion(term) && factor != 1000)
			apply_effect(term, rule, factor);
	}
}

/* ---- rules ---- */

/* GREAT among small letters, and sooo good. */
static void
apply_emphasis(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		CmFoundTerm *term = &found->terms[i];
		uint8 flags = found->sentence->tokens[term->first_token].flags;

		if (!is_opinion(term))
			continue;
		if (flags & CM_TOKEN_STRETCHED)
			apply_effect(term, rule, STRETCHED);
		if (flags & CM_TOKEN_CAPITALS && found->sentence->lower_case)
			apply_effect(term, rule, CAPITALS);
	}
}

/* The opinion that an intensifier belongs to: soon after it, or before it in its clause. */
static CmFoundTerm *
find_intensified(CmFoundTerms *found, int i)
{
	const CmFoundTerm *from = &found->terms[i];
	int j;

	for (j = i + 1; j < found->n_terms; j++)
	{
		CmFoundTerm *term = &found->terms[j];

		if (gap_between(from, term) > INTENSIFIER_REACH || boundary_between(found, from, term) >= CM_BOUNDARY_COMMA)
			break;
		if (is_opinion(term))
			return term;
		if (term->role == CM_ROLE_NEUTRAL || term->role == CM_ROLE_CONTRAST)
			break;
	}
	if (i > 0 && ends_clause(found, from))
	{
		CmFoundTerm *term = &found->terms[i - 1];

		if (is_opinion(term) && gap_between(term, from) <= INTENSIFIER_REACH_BACK &&
			boundary_between(found, term, from) < CM_BOUNDARY_COMMA)
			return term;
	}
	return NULL;
}

/* Very good, slightly slow; the intensifier's valence says by what part. */
static void
apply_intensifiers(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		CmFoundTerm *term = &found->terms[i];
		CmFoundTerm *target;

		if (term->role != CM_ROLE_INTENSIFIER && term->role != CM_ROLE_DAMPER)
			continue;
		term->value = 0;
		target = find_intensified(found, i);
		if (target != NULL)
			apply_effect(target, rule, 1000 + term->slot->valence);
	}
}

/* Too small is a complaint by itself, too good turns; "me too" and "not too bad" say nothing. */
static void
apply_excess(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		CmFoundTerm *term = &found->terms[i];
		CmFoundTerm *next = i + 1 < found->n_terms ? &found->terms[i + 1] : NULL;
		bool negated = i > 0 && term[-1].role == CM_ROLE_NEGATOR && gap_between(&term[-1], term) <= 1;

		if (term->role != CM_ROLE_EXCESS)
			continue;
		if (ends_clause(found, term) || negated)
			apply_effect(term, rule, 0);
		else if (next != NULL && is_opinion(next) && gap_between(term, next) == 0)
		{
			if (next->value > 0)
				apply_effect(next, rule, EXCESS_OF_POSITIVE);
			apply_effect(term, rule, 500);
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

		if (gap_between(last, term) > reach || term->role == CM_ROLE_CONTRAST ||
			term->role == CM_ROLE_CONCESSION || boundary_between(found, last, term) >= CM_BOUNDARY_COMMA)
			break;
		if (term->role == CM_ROLE_NEGATOR)
			break;
		if (!is_opinion(term) || term->value == 0)
			continue;
		if (sign && (term->value > 0) != (sign > 0))
			break;
		sign = term->value > 0 ? 1 : -1;
		apply_effect(term, rule, term->value > 0 ? NEGATED_POSITIVE : NEGATED_NEGATIVE);
		negator->used = true;
		last = term;
	}
}

/* Not good, no problems; a negator that turns nothing ("doesn't work") counts by itself. */
static void
apply_negation(CmFoundTerms *found, uint8 rule)
{
	int i;

	/* From the last to the first, so that each turns what the later ones have left. */
	for (i = found->n_terms - 1; i >= 0; i--)
	{
		CmFoundTerm *term = &found->terms[i];

		if (term->role != CM_ROLE_NEGATOR)
			continue;
		negate_following(found, i, rule);
		if (term->used)
			apply_effect(term, rule, 0);
	}
}

/* It used to be great. */
static void
apply_past(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		if (found->terms[i].role == CM_ROLE_PAST)
			scale_following(found, i, rule, CM_BOUNDARY_COMMA, PAST_REACH, PAST_POSITIVE, 1000);
	}
}

/* Better than good: what stands after "than" is only the measure. */
static void
apply_comparison(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		if (found->terms[i].role == CM_ROLE_COMPARISON)
			scale_following(found, i, rule, CM_BOUNDARY_COMMA, PAST_REACH, COMPARED_WITH, COMPARED_WITH);
	}
}

/* It would be great if, should be easy, I hope it is good: wanted is not had. */
static void
apply_irrealis(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		if (found->terms[i].role == CM_ROLE_IRREALIS)
			scale_following(found, i, rule, CM_BOUNDARY_CLAUSE, IRREALIS_REACH, IRREALIS_POSITIVE, IRREALIS_NEGATIVE);
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
static void
apply_question(CmFoundTerms *found, uint8 rule)
{
	bool request = is_request(found);
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		CmFoundTerm *term = &found->terms[i];

		if (request && term->value != 0)
			apply_effect(term, rule, REQUESTED);
		else if (is_opinion(term))
			apply_effect(term, rule, term->value > 0 ? QUESTIONED_POSITIVE : QUESTIONED_NEGATIVE);
	}
}

/* Although the food was good, …: up to the comma. */
static void
apply_concession(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		if (found->terms[i].role == CM_ROLE_CONCESSION)
			scale_following(found, i, rule, CM_BOUNDARY_COMMA, CM_SENTENCE_TOKENS, CONCEDED, CONCEDED);
	}
}

/* What comes after the last "but" weighs more than what came before it. */
static void
apply_contrast(CmFoundTerms *found, uint8 rule)
{
	int last = found->n_terms - 1;
	int i;

	while (last >= 0 && found->terms[last].role != CM_ROLE_CONTRAST)
		last--;
	for (i = 0; i < found->n_terms; i++)
	{
		if (i != last && found->terms[i].value != 0)
			apply_effect(&found->terms[i], rule, i < last ? BEFORE_CONTRAST : AFTER_CONTRAST);
	}
}

/* Thanks and please in a request are manners, not praise. */
static void
apply_courtesy(CmFoundTerms *found, uint8 rule)
{
	bool request = found->sentence->question || has_role(found, CM_ROLE_IRREALIS) ||
				   has_role(found, CM_ROLE_QUESTION);
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		if (request && found->terms[i].role == CM_ROLE_COURTESY)
			apply_effect(&found->terms[i], rule, COURTESY_IN_REQUEST);
	}
}

static void
apply_exclamation(CmFoundTerms *found, uint8 rule)
{
	int marks = Min(found->sentence->exclamations, EXCLAMATIONS);
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		if (is_opinion(&found->terms[i]))
			apply_effect(&found->terms[i], rule, 1000 + marks * EXCLAMATION);
	}
}

typedef struct Rule
{
	const char *name;
	uint32 needs; /* has nothing to do without one of these */
	void (*apply)(CmFoundTerms *found, uint8 rule);
} Rule;

/* What a sentence may have besides roles. */
#define HAS_EMPHASIS    ((uint32) 1 << 29)
#define HAS_QUESTION    ((uint32) 1 << 30)
#define HAS_EXCLAMATION ((uint32) 1 << 31)

#define ROLE_BIT(role) ((uint32) 1 << (role))

StaticAssertDecl(CM_N_ROLES < 29, "no bit is left for marks");

static const Rule rules[] = {
	{"emphasis", HAS_EMPHASIS, apply_emphasis},
	{"intensifier", ROLE_BIT(CM_ROLE_INTENSIFIER) | ROLE_BIT(CM_ROLE_DAMPER), apply_intensifiers},
	{"excess", ROLE_BIT(CM_ROLE_EXCESS), apply_excess},
	{"negation", ROLE_BIT(CM_ROLE_NEGATOR), apply_negation},
	{"past", ROLE_BIT(CM_ROLE_PAST), apply_past},
	{"comparison", ROLE_BIT(CM_ROLE_COMPARISON), apply_comparison},
	{"irrealis", ROLE_BIT(CM_ROLE_IRREALIS), apply_irrealis},
	{"question", HAS_QUESTION, apply_question},
	{"concession", ROLE_BIT(CM_ROLE_CONCESSION), apply_concession},
	{"contrast", ROLE_BIT(CM_ROLE_CONTRAST), apply_contrast},
	{"courtesy", ROLE_BIT(CM_ROLE_COURTESY), apply_courtesy},
	{"exclamation", HAS_EXCLAMATION, apply_exclamation},
};

void
cm_apply_rules(CmFoundTerms *found)
{
	uint32 features = found->roles;
	int i;

	if (found->n_terms == 0)
		return;
	if (found->sentence->flags & (CM_TOKEN_STRETCHED | CM_TOKEN_CAPITALS))
		features |= HAS_EMPHASIS;
	if (found->sentence->question)
		features |= HAS_QUESTION;
	if (found->sentence->exclamations > 0)
		features |= HAS_EXCLAMATION;
	for (i = 0; i < lengthof(rules); i++)
	{
		if (features & rules[i].needs)
			rules[i].apply(found, (uint8) i);
	}
}

const char *
cm_name_of_rule(uint8 rule)
{
	return rule < lengthof(rules) ? rules[rule].name : "";
}
