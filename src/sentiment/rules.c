/*
 * rules.c
 *		The table of rules, in the order in which they apply, each with the roles without which it has
 *		nothing to do.
 */
#include "c.h"

#include "sentiment/effect.h"

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

/* Terms with these roles alone, as many sentences have them, keep their values. */
#define WITHOUT_RULE                                                                             \
	(CM_ROLE_BIT(CM_ROLE_SENTIMENT) | CM_ROLE_BIT(CM_ROLE_NEUTRAL) | CM_ROLE_BIT(CM_ROLE_HINT) | \
	 CM_ROLE_BIT(CM_ROLE_FUNCTION) | CM_ROLE_BIT(CM_ROLE_COMPARATIVE))

StaticAssertDecl(CM_N_ROLES < 29, "no bit is left for marks");

static const Rule rules[] = {
	{"emphasis", HAS_EMPHASIS, cm_apply_emphasis},
	{"intensifier", CM_INTENSIFIER_ROLES, cm_apply_intensifiers},
	{"excess", CM_ROLE_BIT(CM_ROLE_EXCESS), cm_apply_excess},
	{"negation", CM_NEGATOR_ROLES, cm_apply_negation},
	{"past", CM_ROLE_BIT(CM_ROLE_PAST), cm_apply_past},
	{"comparison", CM_ROLE_BIT(CM_ROLE_COMPARISON), cm_apply_comparison},
	{"wish", CM_ROLE_BIT(CM_ROLE_WISH), cm_apply_wish},
	{"irrealis", CM_IRREALIS_ROLES, cm_apply_irrealis},
	{"relief", CM_ROLE_BIT(CM_ROLE_RELIEF), cm_apply_relief},
	{"question", HAS_QUESTION, cm_apply_question},
	{"concession", CM_ROLE_BIT(CM_ROLE_CONCESSION), cm_apply_concession},
	{"contrast", CM_ROLE_BIT(CM_ROLE_CONTRAST), cm_apply_contrast},
	{"courtesy", CM_ROLE_BIT(CM_ROLE_COURTESY), cm_apply_courtesy},
	{"exclamation", HAS_EXCLAMATION, cm_apply_exclamation},
};

void
cm_apply_rules(CmFoundTerms *found)
{
	uint32 features = found->roles;
	int i;

	if (found->sentence->flags & (CM_TOKEN_STRETCHED | CM_TOKEN_CAPITALS))
		features |= HAS_EMPHASIS;
	if (found->sentence->question)
		features |= HAS_QUESTION;
	if (found->sentence->exclamations > 0)
		features |= HAS_EXCLAMATION;
	if (found->n_terms == 0 || (features & ~WITHOUT_RULE) == 0)
		return;
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
