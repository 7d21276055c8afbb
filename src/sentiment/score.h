/*
 * score.h
 *		Scores text with a lexicon, and explains the score.
 */
#ifndef CM_SCORE_H
#define CM_SCORE_H

#include "c.h"

#include "mathematics/interrupt.h"
#include "sentiment/lexicon.h"

/* Scores are whole millionths: -1000000 to 1000000. */
#define CM_SCORE_ONE 1000000

/* Counts up whenever a rule changes scores; the lexicon has a checksum of its own. */
#define CM_RULES_VERSION 2

/* Room for one line of rule effects. */
#define CM_EFFECTS_BYTES 160

typedef struct CmExplainedTerm
{
	uint32 start; /* bytes before the term in the text */
	uint32 length;
	const CmLexiconSlot *slot;
	int32 contribution; /* millionths; they add up to the score */
	char effects[CM_EFFECTS_BYTES];
} CmExplainedTerm;

typedef void (*CmExplainHook)(void *context, const CmExplainedTerm *term);

/* The hook is called about every 64 kB of text. */
extern int32 cm_score_text(const CmLexicon *lexicon, const char *text, size_t length, CmInterruptHook interrupt);

/* The same, with a call for each term that contributes or was kept from contributing. */
extern int32 cm_explain_text(const CmLexicon *lexicon, const char *text, size_t length,
							 CmInterruptHook interrupt, CmExplainHook explain, void *context);

#endif
