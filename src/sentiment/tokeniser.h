/*
 * tokeniser.h
 *		Cuts UTF-8 text into sentences of words, numbers, emoticons and emoji.
 */
#ifndef CM_TOKENISER_H
#define CM_TOKENISER_H

#include "c.h"

#include "sentiment/key.h"

/* A clause longer than this is cut; longer words and spellings are no words. */
#define CM_SENTENCE_TOKENS 192
#define CM_WORD_BYTES      64

typedef enum CmTokenKind
{
	CM_TOKEN_WORD,
	CM_TOKEN_NUMBER,
	CM_TOKEN_EMOTICON,
	CM_TOKEN_PICTURE
} CmTokenKind;

/* What stands between a token and the one before it. */
typedef enum CmBoundary
{
	CM_BOUNDARY_NONE,    /* blank, hyphen, quote, slash */
	CM_BOUNDARY_PICTURE, /* a word beside an emoticon or emoji */
	CM_BOUNDARY_COMMA,
	CM_BOUNDARY_CLAUSE /* semicolon, colon, bracket, dash, dots */
} CmBoundary;

#define CM_TOKEN_CAPITALS   0x01 /* two letters or more, all capital */
#define CM_TOKEN_STRETCHED  0x02 /* a letter three times in a row: soooo */
#define CM_TOKEN_POSSESSIVE 0x04 /* ends in 's */
#define CM_TOKEN_ANY_NUMBER 0x08 /* a number, which a term may have as "#" */

/* Of these, other spellings may be looked up. */
#define CM_TOKEN_VARIANTS (CM_TOKEN_STRETCHED | CM_TOKEN_POSSESSIVE | CM_TOKEN_ANY_NUMBER)

typedef struct CmToken
{
	uint64 key;   /* 0: longer than a word */
	uint32 start; /* byte offset in the text */
	uint32 length;
	uint8 kind; /* CmTokenKind */
	uint8 flags;
	uint8 before; /* CmBoundary */
} CmToken;

typedef struct CmSentence
{
	int n_tokens;
	int exclamations; /* marks at its end */
	bool question;
	bool lower_case; /* some word is not in capitals */
	uint8 flags;     /* of all its tokens together */
	CmToken tokens[CM_SENTENCE_TOKENS];
} CmSentence;

typedef struct CmReader
{
	const char *text;
	const char *at;
	const char *end;
	uint8 pending; /* boundary before the next token */
} CmReader;

extern void cm_start_reading(CmReader *reader, const char *text, size_t length);
extern bool cm_read_sentence(CmReader *reader, CmSentence *sentence);

/* The normalised spelling of a token: at most CM_WORD_BYTES bytes; returns how many. */
extern int cm_spell_token(const char *text, const CmToken *token, char *spelling);

/* The key of a word without its possessive 's. */
extern uint64 cm_key_of_possessor(const char *text, const CmToken *token);

/* How often in a row a letter may stay when a stretched word is spelled shorter: 2, then 1. */
extern int cm_spell_shortened(const char *text, const CmToken *token, int longest_run, char *spelling);
extern uint64 cm_key_of_shortened(const char *text, const CmToken *token, int longest_run);

#endif
