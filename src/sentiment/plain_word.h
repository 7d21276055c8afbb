/*
 * plain_word.h
 *		The short way for short words, which most words are: eight bytes looked at together.
 */
#ifndef CM_PLAIN_WORD_H
#define CM_PLAIN_WORD_H

#include "c.h"

#include "port/pg_bitutils.h"

#include "sentiment/bytes.h"
#include "sentiment/reading.h"

/* Marks after which a word is over without a further look; a dot may be within an address. */
static inline bool
cm_ends_plain_word(const char *at, const char *end)
{
	uint8 class = cm_byte_class[(uint8) *at];

	if (class == CM_CHAR_DOT)
		return at + 1 == end || at[1] == ' ';
	return class == CM_CHAR_COMMA || class == CM_CHAR_NEWLINE || class == CM_CHAR_EXCLAMATION ||
		   class == CM_CHAR_QUESTION || *at == ')' || *at == ';' || *at == '-';
}

/*
 * Read a word of at most seven ASCII letters with a blank or such a mark after it, as most words
 * are; returns NULL where it is none. A blank is taken too.
 */
static inline const char *
cm_read_plain_word(CmReader *reader, CmSentence *sentence, const char *start)
{
	uint64 bytes;
	uint64 small;
	uint64 others;
	uint64 taken;
	uint8 next;
	int bits;
	CmToken *token;

	if (reader->end - start < 8)
		return NULL;
	bytes = cm_load_bytes(start);
	small = bytes | CM_EVERY_BYTE(0x20);
	others = cm_find_letters(bytes, small) ^ CM_EVERY_BYTE(0x80);
	if (others == 0)
		return NULL;
	bits = pg_rightmost_one_pos64(others) - 7;
	next = (uint8) (bytes >> bits);
	if (next != ' ' && !cm_ends_plain_word(start + bits / 8, reader->end))
		return NULL;
	taken = (UINT64CONST(1) << bits) - 1;
	token = cm_add_token(reader, sentence, CM_TOKEN_WORD, start, start + bits / 8);
	token->key = cm_finish_key(&(CmKeyState){CM_KEY_SEED, small & taken, 0});
	if (unlikely(cm_starts_run_of_three(small, taken >> 16)))
		token->flags |= CM_TOKEN_STRETCHED;
	if ((bytes & CM_EVERY_BYTE(0x20) & taken) != 0)
		sentence->lower_case |= bits > 8;
	else if (bits > 8)
		token->flags |= CM_TOKEN_CAPITALS;
	sentence->flags |= token->flags;
	return start + bits / 8 + (next == ' ');
}

#endif
