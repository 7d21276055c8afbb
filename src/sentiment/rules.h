/*
 * rules.h
 *		The terms found in a sentence, and the rules that change what they are worth.
 */
#ifndef CM_RULES_H
#define CM_RULES_H

#include "c.h"

#include "sentiment/lexicon.h"
#include "sentiment/tokeniser.h"

#define CM_TERM_EFFECTS 8

/* What a rule did to a term. */
typedef struct CmEffect
{
	uint8 rule;   /* index into the table of rules */
	int16 factor; /* thousandths */
} CmEffect;

/* A term of the lexicon, found in a sentence. */
typedef struct CmFoundTerm
{
	const CmLexiconSlot *slot;
	int32 value; /* thousandths; what the rules change */
	uint16 first_token;
	uint16 n_tokens;
	uint8 role;
	bool used; /* a negator or an intensifier that has found its term */
	uint8 n_effects;
	CmEffect effects[CM_TERM_EFFECTS];
} CmFoundTerm;

/* Roles that are alike to all rules but one. */
#define CM_OPINION_ROLES                                              \
	(CM_ROLE_BIT(CM_ROLE_SENTIMENT) | CM_ROLE_BIT(CM_ROLE_COURTESY) | \
	 CM_ROLE_BIT(CM_ROLE_RELIEF) | CM_ROLE_BIT(CM_ROLE_COMPARATIVE))
#define CM_NEGATOR_ROLES \
	(CM_ROLE_BIT(CM_ROLE_NEGATOR) | CM_ROLE_BIT(CM_ROLE_NEVER) | CM_ROLE_BIT(CM_ROLE_INVERSION))
#define CM_INTENSIFIER_ROLES \
	(CM_ROLE_BIT(CM_ROLE_INTENSIFIER) | CM_ROLE_BIT(CM_ROLE_DAMPER) | CM_ROLE_BIT(CM_ROLE_DEGREE))
#define CM_IRREALIS_ROLES (CM_ROLE_BIT(CM_ROLE_IRREALIS) | CM_ROLE_BIT(CM_ROLE_WISH))

typedef struct CmFoundTerms
{
	const char *text;
	const CmSentence *sentence;
	uint32 roles; /* a bit for each role that occurs */
	int n_terms;
	CmFoundTerm terms[CM_SENTENCE_TOKENS];
} CmFoundTerms;

/* The entry of one token, also of what its spelling comes from; NULL where there is none. */
extern const CmLexiconSlot *cm_find_token(const CmLexicon *lexicon, const char *text, const CmToken *token);

extern void cm_find_terms(const CmLexicon *lexicon, const char *text, const CmSentence *sentence,
						  CmFoundTerms *found);
extern void cm_apply_rules(CmFoundTerms *found);

extern const char *cm_name_of_rule(uint8 rule);

#endif
