/*
 * reading.h
 *		What the parts of the tokeniser share: steps through the text, and adding tokens.
 *
 * Every step consumes at least one byte and looks ahead by a bounded number, so time is linear in
 * the length of the text. No step consumes more than CM_STEP_BYTES, so that a caller that looks for
 * interrupts between sentences is never kept waiting.
 */
#ifndef CM_READING_H
#define CM_READING_H

#include "c.h"

#include "sentiment/character.h"
#include "sentiment/tokeniser.h"

#define CM_STEP_BYTES 65536

/* Where a step from "at" ends at the latest. */
static inline const char *
cm_limit_step(const char *at, const char *end)
{
	return end - at > CM_STEP_BYTES ? at + CM_STEP_BYTES : end;
}

/* What one step of reading tells its caller. */
typedef struct CmStep
{
	const char *at;
	bool ends_sentence;
} CmStep;

static inline CmStep
cm_go_on(const char *at)
{
	CmStep step = {at, false};

	return step;
}

static inline CmStep
cm_end_sentence(const char *at)
{
	CmStep step = {at, true};

	return step;
}

static inline void
cm_note_boundary(CmReader *reader, CmBoundary boundary)
{
	if (reader->pending < boundary)
		reader->pending = (uint8) boundary;
}

static inline CmToken *
cm_add_token(CmReader *reader, CmSentence *sentence, CmTokenKind kind, const char *start, const char *end)
{
	CmToken *token = &sentence->tokens[sentence->n_tokens++];

	token->key = 0;
	token->start = (uint32) (start - reader->text);
	token->length = (uint32) (end - start);
	token->kind = (uint8) kind;
	token->flags = 0;
	token->before = reader->pending;
	reader->pending = CM_BOUNDARY_NONE;
	if (kind >= CM_TOKEN_EMOTICON)
	{
		/* A boundary stands between a picture and a word, none between two pictures. */
		if (token->before == CM_BOUNDARY_PICTURE)
			token->before = CM_BOUNDARY_NONE;
		else if (token->before == CM_BOUNDARY_NONE && sentence->n_tokens > 1)
			token->before = CM_BOUNDARY_PICTURE;
		reader->pending = CM_BOUNDARY_PICTURE;
	}
	return token;
}

static inline bool
cm_is_word_byte(const char *at, const char *end)
{
	return at < end && cm_fold_byte((uint8) *at) != 0;
}

/* spelling.c */
extern bool cm_continues_word(const CmCharacter *character, const char *at, const char *end);
extern const char *cm_find_end_of_word(const char *start, const char *end);
extern void cm_describe_word(CmToken *token, const char *start, const char *end);

/* word.c */
extern const char *cm_read_word(CmReader *reader, CmSentence *sentence, const char *start, const char *end);
extern const char *cm_read_number(CmReader *reader, CmSentence *sentence, const char *start, const char *end);

/* mark.c */
extern CmStep cm_read_marks(CmSentence *sentence, const char *at, const char *end);
extern CmStep cm_read_dots(CmReader *reader, CmSentence *sentence, const char *at, const char *end);
extern CmStep cm_read_newline(const char *at, const char *end);
extern CmStep cm_read_hyphen(CmReader *reader, const char *at, const char *end);

/* web.c */
extern bool cm_is_address(const char *start, const char *at, const char *end);
extern const char *cm_skip_address(const char *at, const char *end);
extern CmStep cm_read_mention(const char *at, const char *end);
extern CmStep cm_read_hashtag(CmReader *reader, CmSentence *sentence, const char *at, const char *end);
extern CmStep cm_read_tag(const char *at, const char *end);

#endif
