/*
 * lexicon.h
 *		A lexicon is one flat image of bytes: header, hash table, spellings. It holds no pointers, so
 *		it can be compiled in, stored in a table and used in place.
 *
 * Open addressing with linear probing; a slot is 16 bytes. Each slot has a one-byte tag besides:
 * seven bits of the key, 0 where the slot is free. All tags together are small enough for a
 * processor's cache and are compared eight at a time, so that the look-up of an unknown word, the
 * commonest one, touches nothing else.
 *
 * Terms of several words are found one word at a time: each beginning of a term has a slot of its
 * own, with a 32-bit set of the words that may come next, hashed to one bit each. It spares most
 * look-ups after words like "the" with which a few terms begin.
 *
 * Rows with the same terms, valences and roles give the same bytes in whatever order they come.
 */
#ifndef CM_LEXICON_H
#define CM_LEXICON_H

#include "c.h"

#include "port/pg_bitutils.h"

#include "mathematics/interrupt.h"
#include "sentiment/bytes.h"

#define CM_LEXICON_MAGIC   0x584C4D43 /* "CMLX" on little-endian machines */
#define CM_LEXICON_VERSION 1
#define CM_TERM_WORDS      8
#define CM_TERM_BYTES      255
#define CM_LEXICON_TERMS   1000000

#define CM_TAG_GROUP 8

/* Valences are kept in thousandths. */
#define CM_VALENCE_ONE 1000
#define CM_VALENCE_MAX (4 * CM_VALENCE_ONE)

/* What a term does; doc/sentiment.md explains each, and rules.c has a rule for each. */
typedef enum CmRole
{
	CM_ROLE_NONE, /* only the beginning of longer terms */
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
	CM_ROLE_QUESTION,
	CM_ROLE_RELIEF,
	CM_ROLE_FUNCTION,
	CM_ROLE_NEVER,
	CM_ROLE_DEGREE,
	CM_ROLE_WISH,
	CM_ROLE_COMPARATIVE,
	CM_ROLE_INVERSION
} CmRole;

#define CM_N_ROLES (CM_ROLE_INVERSION + 1)

/* A set of roles is a bit each. */
#define CM_ROLE_BIT(role) ((uint32) 1 << (role))

typedef struct CmLexiconSlot
{
	uint64 key;    /* 0: the slot is free */
	uint32 next;   /* bits of the words that go on with longer terms */
	int16 valence; /* thousandths */
	uint8 role;    /* CmRole */
	uint8 reserved;
} CmLexiconSlot;

typedef struct CmLexicon
{
	int32 container; /* room for a varlena header; no part of the lexicon */
	uint32 magic;
	uint16 version;
	uint16 reserved;
	uint32 n_terms;
	uint32 n_slots; /* a power of two */
	uint32 pool_size;
	CmLexiconSlot slots[FLEXIBLE_ARRAY_MEMBER];

	/*
	 * Then for each slot its term, a uint32 offset into the pool; for each slot its tag, a byte, and
	 * the first CM_TAG_GROUP tags once more; and the pool, of spellings each after a length byte.
	 */
} CmLexicon;

/* One row of a lexicon, as it is given or read back. */
typedef struct CmLexiconRow
{
	const char *term;
	size_t length;
	int16 valence; /* thousandths */
	uint8 role;
} CmLexiconRow;

typedef enum CmLexiconStatus
{
	CM_LEXICON_OK,
	CM_LEXICON_NO_MEMORY,
	CM_LEXICON_NO_WORD, /* a term without a word */
	CM_LEXICON_TERM_TOO_LONG,
	CM_LEXICON_BAD_VALENCE,
	CM_LEXICON_BAD_ROLE,
	CM_LEXICON_CONFLICT, /* a term given twice with different valence or role */
	CM_LEXICON_TOO_MANY_TERMS
} CmLexiconStatus;

/* Where the builder takes its memory; nothing is given back before it is done. */
typedef struct CmArena
{
	void *(*allocate)(void *context, size_t size);
	void *context;
	CmInterruptHook interrupt; /* NULL where nobody interrupts */
} CmArena;

/* Compiled from lexicon.tsv; the checksum is of that table, the same on every machine. */
extern const CmLexicon *cm_builtin_lexicon(void);
extern const uint32 cm_builtin_lexicon_checksum;

/* Names of roles, by CmRole; the other way round CM_ROLE_NONE means an unknown name. */
extern const char *cm_name_of_role(uint8 role);
extern CmRole cm_role_of_name(const char *name, size_t length);

/* Build an image. On failure *bad_row tells which row it was. */
extern CmLexiconStatus cm_build_lexicon(const CmLexiconRow *rows, size_t n_rows, CmArena *arena,
										CmLexicon **lexicon, size_t *bad_row);

/* Build a lexicon of the rows of both; where both have a term, that of the right one holds. */
extern CmLexiconStatus cm_lay_lexicon_over(const CmLexicon *left, const CmLexicon *right,
										   CmArena *arena, CmLexicon **lexicon);

/* NULL where the bytes are a lexicon in every respect, else what is wrong with them. */
extern const char *cm_check_lexicon(const void *bytes, size_t size);

/* The quick half of the check: nothing that look-ups do with such an image leaves its bytes. */
extern bool cm_lexicon_is_safe(const void *bytes, size_t size);

extern size_t cm_lexicon_size(const CmLexicon *lexicon);

/* Rows in the order of slots; *slot starts at 0. Terms are not terminated by a zero byte. */
extern bool cm_next_lexicon_row(const CmLexicon *lexicon, uint32 *slot, CmLexiconRow *row);

static inline const uint32 *
cm_terms_of(const CmLexicon *lexicon)
{
	return (const uint32 *) &lexicon->slots[lexicon->n_slots];
}

static inline const uint8 *
cm_tags_of(const CmLexicon *lexicon)
{
	return (const uint8 *) (cm_terms_of(lexicon) + lexicon->n_slots);
}

static inline uint8
cm_tag_of_key(uint64 key)
{
	return (uint8) ((key >> 57) + 1);
}

static inline uint32
cm_next_bit(uint64 key)
{
	return (uint32) 1 << (key >> 32 & 31);
}

/*
 * High bits of the bytes that are 0. Bits above the lowest one may be wrong; that one is right.
 */
static inline uint64
cm_find_zero_bytes(uint64 bytes)
{
	return (bytes - UINT64CONST(0x0101010101010101)) & ~bytes & UINT64CONST(0x8080808080808080);
}

/* Tags that are the key's; bits above the lowest one may be wrong. */
static inline uint64
cm_find_tag(uint64 group, uint64 key)
{
	return cm_find_zero_bytes(group ^ UINT64CONST(0x0101010101010101) * cm_tag_of_key(key));
}

static inline uint32
cm_slot_of_tag(uint32 at, uint64 tag_bits)
{
	return at + (uint32) (pg_rightmost_one_pos64(tag_bits) >> 3);
}

/*
 * Whether a key is likely to have a slot, and which; if not, it has none. Has the slot fetched from
 * memory, and does so without branches: the fetches for a whole sentence go on at the same time, and
 * nothing is mispredicted.
 */
static inline bool
cm_expect_key(const CmLexicon *lexicon, const char *tags, uint32 mask, uint64 key, uint32 *likely)
{
	uint32 at = (uint32) key & mask;
	uint64 group = cm_load_bytes(tags + at);
	uint64 same = cm_find_tag(group, key);

	*likely = cm_slot_of_tag(at, same | UINT64CONST(1) << 63) & mask;
	cm_prefetch(&lexicon->slots[*likely]);
	/* Without a free slot among these, it may be further on. */
	return (same != 0) | (cm_find_zero_bytes(group) == 0);
}

/* The slot of a key, or NULL. It ends even where an image has no free slot. */
static inline const CmLexiconSlot *
cm_find_key(const CmLexicon *lexicon, uint64 key)
{
	const char *tags = (const char *) cm_tags_of(lexicon);
	uint32 mask = lexicon->n_slots - 1;
	uint32 at = (uint32) key & mask;
	uint32 tries;

	for (tries = 0; tries <= mask; tries += CM_TAG_GROUP, at = (at + CM_TAG_GROUP) & mask)
	{
		uint64 group = cm_load_bytes(tags + at);
		uint64 free = cm_find_zero_bytes(group);
		uint64 same = cm_find_tag(group, key);

		/* Only the tags before the first free slot count. */
		for (same &= (free & (~free + 1)) - 1; same != 0; same &= same - 1)
		{
			const CmLexiconSlot *slot = &lexicon->slots[cm_slot_of_tag(at, same) & mask];

			if (slot->key == key)
				return slot;
		}
		if (free != 0)
			return NULL;
	}
	return NULL;
}

#endif
