/*
 * lexicon.h
 *		A lexicon is one flat image of bytes: header, hash table, spellings. It holds no pointers, so
 *		it can be compiled in, stored in a table and used in place.
 *
 * Open addressing with linear probing; a slot is 16 bytes and holds the whole entry. Terms of
 * several words are found one word at a time: each beginning of a term has a slot of its own, and
 * a slot that longer terms begin with is marked as continued.
 *
 * Rows with the same terms, valences and roles give the same bytes in whatever order they come.
 */
#ifndef CM_LEXICON_H
#define CM_LEXICON_H

#include "c.h"

#define CM_LEXICON_MAGIC 0x584C4D43 /* "CMLX" on little-endian machines */
#define CM_LEXICON_VERSION 1
#define CM_TERM_WORDS 8
#define CM_TERM_BYTES 255
#define CM_LEXICON_TERMS 1000000

/* Valences are kept in thousandths. */
#define CM_VALENCE_ONE 1000
#define CM_VALENCE_MAX (4 * CM_VALENCE_ONE)

/* What a term does; doc/sentiment.md explains each, and rules.c has a rule for each. */
typedef enum CmRole
{
	CM_ROLE_NONE,				/* only the beginning of longer terms */
	CM_ROLE_SENTIMENT,
	CM_ROLE_NEUTRAL,
	CM_ROLE_HINT,
	CM_ROLE_NEGATOR,
	CM_ROLE_INTENSIFIER,
	CM_ROLE_DAMPER,
	CM_ROLE_EXCESS,
	CM_ROLE_CONTRAST,
	CM_ROLE_CONCESSION,
	CM_ROLE_IRREALIS,
	CM_ROLE_COURTESY,
	CM_ROLE_PAST,
	CM_ROLE_COMPARISON,
	CM_ROLE_QUESTION
} CmRole;

#define CM_N_ROLES (CM_ROLE_QUESTION + 1)

typedef struct CmLexiconSlot
{
	uint64		key;			/* 0: the slot is free */
	uint32		term;			/* offset of the spelling in the pool: a length byte, then bytes */
	int16		valence;		/* thousandths */
	uint8		role;			/* CmRole */
	uint8		continued;		/* longer terms begin with this one */
} CmLexiconSlot;

typedef struct CmLexicon
{
	int32		container;		/* room for a varlena header; no part of the lexicon */
	uint32		magic;
	uint16		version;
	uint16		reserved;
	uint32		n_terms;
	uint32		n_slots;		/* a power of two */
	uint32		pool_size;
	CmLexiconSlot slots[FLEXIBLE_ARRAY_MEMBER];
	/* the pool of spellings follows the slots */
} CmLexicon;

/* One row of a lexicon, as it is given or read back. */
typedef struct CmLexiconRow
{
	const char *term;
	size_t		length;
	int16		valence;		/* thousandths */
	uint8		role;
} CmLexiconRow;

typedef enum CmLexiconStatus
{
	CM_LEXICON_OK,
	CM_LEXICON_NO_MEMORY,
	CM_LEXICON_NO_WORD,			/* a term without a word */
	CM_LEXICON_TERM_TOO_LONG,
	CM_LEXICON_BAD_VALENCE,
	CM_LEXICON_BAD_ROLE,
	CM_LEXICON_CONFLICT,		/* a term given twice with different valence or role */
	CM_LEXICON_TOO_MANY_TERMS
} CmLexiconStatus;

/* Where the builder takes its memory; nothing is given back before it is done. */
typedef struct CmArena
{
	void	   *(*allocate) (void *context, size_t size);
	void	   *context;
} CmArena;

extern const CmLexicon *cm_builtin_lexicon(void);

/* Names of roles, by CmRole; the other way round CM_ROLE_NONE means an unknown name. */
extern const char *cm_name_of_role(uint8 role);
extern CmRole cm_role_of_name(const char *name, size_t length);

/* Build an image. On failure *bad_row tells which row it was. */
extern CmLexiconStatus cm_build_lexicon(const CmLexiconRow *rows, size_t n_rows, CmArena *arena,
										CmLexicon **lexicon, size_t *bad_row);

/* NULL where the bytes are a lexicon in every respect, else what is wrong with them. */
extern const char *cm_check_lexicon(const void *bytes, size_t size);

/* The quick half of the check: nothing that look-ups do with such an image leaves its bytes. */
extern bool cm_lexicon_is_safe(const void *bytes, size_t size);

extern size_t cm_lexicon_size(const CmLexicon *lexicon);

/* Rows in the order of slots; *slot starts at 0. Terms are not terminated by a zero byte. */
extern bool cm_next_lexicon_row(const CmLexicon *lexicon, uint32 *slot, CmLexiconRow *row);

static inline const CmLexiconSlot *
cm_find_key(const CmLexicon *lexicon, uint64 key)
{
	uint32		mask = lexicon->n_slots - 1;
	uint32		at = (uint32) key & mask;
	uint32		tries;

	for (tries = 0; tries <= mask; tries++, at = (at + 1) & mask)
	{
		const CmLexiconSlot *slot = &lexicon->slots[at];

		if (slot->key == key)
			return key ? slot : NULL;
		if (slot->key == 0)
			return NULL;
	}
	return NULL;
}

#endif
