/*
 * parts.h
 *		What a comment is made of: its sentences, and the words and phrases that say what it is about.
 */
#ifndef CM_PARTS_H
#define CM_PARTS_H

#include "c.h"

#include "mathematics/interrupt.h"
#include "sentiment/lexicon.h"
#include "sentiment/tokeniser.h"

/* ---- Sentences ---- */

/* A part of a text, in bytes. */
typedef struct CmSpan
{
	size_t start;
	size_t length;
} CmSpan;

typedef struct CmSentences
{
	CmReader reader;
	CmSentence sentence; /* the one last read */
	size_t start;        /* of what is read and not yet given out */
	size_t end;
	bool has_words;
} CmSentences;

extern void cm_start_sentences(CmSentences *sentences, const char *text, size_t length);

/* The next sentence, without the blanks around it; false after the last. */
extern bool cm_next_sentence(CmSentences *sentences, CmInterruptHook interrupt, CmSpan *span);

/* ---- Terms ---- */

/* Words in a term */
#define CM_LONGEST_TERM CM_TERM_WORDS

/* Takes a term, as often as it occurs: its key and its spelling. */
typedef void (*CmTermHook)(void *context, uint64 key, const char *spelling, size_t length);

/*
 * All words and phrases of up to so many words. Which are function words the lexicon says. The
 * interrupt hook is called for each sentence.
 */
extern void cm_list_terms(const CmLexicon *lexicon, const char *text, size_t length, int longest,
						  CmInterruptHook interrupt, CmTermHook take, void *context);

#endif
