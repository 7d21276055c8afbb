/*
 * character.h
 *		Characters of UTF-8 text as the sentiment tokeniser sees them.
 *
 * Floor 1: nothing here knows PostgreSQL beyond c.h.
 */
#ifndef CM_CHARACTER_H
#define CM_CHARACTER_H

#include "c.h"

typedef enum CmCharacterClass
{
	CM_CHAR_OTHER, /* separates words, means nothing */
	CM_CHAR_LETTER,
	CM_CHAR_DIGIT,
	CM_CHAR_SPACE,
	CM_CHAR_NEWLINE,
	CM_CHAR_APOSTROPHE,
	CM_CHAR_HYPHEN,
	CM_CHAR_DOT,
	CM_CHAR_COMMA,
	CM_CHAR_CLAUSE, /* ends a clause: ; : ( ) [ ] and dashes */
	CM_CHAR_QUESTION,
	CM_CHAR_EXCLAMATION,
	CM_CHAR_AMPERSAND, /* may open an HTML entity */
	CM_CHAR_AT,
	CM_CHAR_HASH,
	CM_CHAR_LESS,  /* may open an HTML tag or a heart */
	CM_CHAR_CARET, /* may open an emoticon, as may : ; = < ( - */
	CM_CHAR_STAR,
	CM_CHAR_PICTURE, /* emoji and other pictures: a word each */
	CM_CHAR_SILENT,  /* joiners, variation selectors, skin tones */
	CM_CHAR_HIGH     /* only in the byte table: not ASCII */
} CmCharacterClass;

/* One decoded character: its class, its folded form in UTF-8, and how many bytes it took. */
typedef struct CmCharacter
{
	CmCharacterClass class;
	bool upper;     /* folding changed it */
	uint8 consumed; /* bytes of source text, at least 1 */
	uint8 length;   /* bytes of folded */
	char folded[4];
} CmCharacter;

/* What an ASCII byte is by itself. */
extern const uint8 cm_byte_class[256];

/* What an ASCII byte is inside a word, with small letters; 0 where it can't be in one. */
static inline uint8
cm_fold_byte(uint8 byte)
{
	if (byte >= 'A' && byte <= 'Z')
		return byte | 0x20;
	return cm_byte_class[byte] == CM_CHAR_LETTER || cm_byte_class[byte] == CM_CHAR_DIGIT ? byte : 0;
}

extern CmCharacter cm_read_character(const char *at, const char *end);

#endif
