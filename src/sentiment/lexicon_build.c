/*
 * lexicon_build.c
 *		Builds the image of a lexicon from its rows.
 */
#include "c.h"

#include "sentiment/lexicon.h"
#include "sentiment/tokeniser.h"

/* A row with its normalised spelling: the words' spellings with one blank between them. */
typedef struct Term
{
	const char *spelling;
	uint8 length;
	uint8 n_words;
	uint8 role;
	int16 valence;
	uint32 row;
	uint64 path[CM_TERM_WORDS]; /* keys of its beginnings; the last is its own */
	uint32 next[CM_TERM_WORDS]; /* bits of its words */
} Term;

/* Spell the term from its tokens, and note the key of each beginning. */
static CmLexiconStatus
read_term(const CmLexiconRow *row, CmSentence *sentence, char *spelling, Term *term)
{
	CmReader reader;
	int length = 0;
	int i;

	cm_start_reading(&reader, row->term, row->length);
	if (!cm_read_sentence(&reader, sentence) || sentence->n_tokens == 0)
		return CM_LEXICON_NO_WORD;
	if (reader.at < reader.end || sentence->n_tokens > CM_TERM_WORDS)
		return CM_LEXICON_TERM_TOO_LONG;
	for (i = 0; i < sentence->n_tokens; i++)
	{
		const CmToken *token = &sentence->tokens[i];

		if (token->key == 0 || length + 1 + CM_WORD_BYTES > CM_TERM_BYTES)
			return CM_LEXICON_TERM_TOO_LONG;
		if (i > 0)
			spelling[length++] = ' ';
		length += cm_spell_token(row->term, token, spelling + length);
		term->next[i] = cm_next_bit(token->key);
		term->path[i] = i == 0 ? token->key : cm_key_of_phrase(term->path[i - 1], token->key);
	}
	term->length = (uint8) length;
	term->n_words = (uint8) sentence->n_tokens;
	return CM_LEXICON_OK;
}

static CmLexiconStatus
take_row(const CmLexiconRow *row, CmArena *arena, CmSentence *sentence, Term *term)
{
	char spelling[CM_TERM_BYTES];
	char *kept;
	CmLexiconStatus status;

	if (row->valence < -CM_VALENCE_MAX || row->valence > CM_VALENCE_MAX)
		return CM_LEXICON_BAD_VALENCE;
	if (row->role == CM_ROLE_NONE || row->role >= CM_N_ROLES)
		return CM_LEXICON_BAD_ROLE;
	status = read_term(row, sentence, spelling, term);
	if (status != CM_LEXICON_OK)
		return status;
	kept = arena->allocate(arena->context, term->length);
	if (kept == NULL)
		return CM_LEXICON_NO_MEMORY;
	memcpy(kept, spelling, term->length);
	term->spelling = kept;
	term->valence = row->valence;
	term->role = row->role;
	return CM_LEXICON_OK;
}

static int
compare_terms(const Term *left, const Term *right)
{
	int order = memcmp(left->spelling, right->spelling, Min(left->length, right->length));

	return order != 0 ? order : (int) left->length - (int) right->length;
}

/* A million terms take longer than somebody who cancels should wait. */
static void
let_interrupt(const CmArena *arena, size_t i)
{
	if (i % 4096 == 0 && arena->interrupt != NULL)
		arena->interrupt();
}

/* Merge terms[from..middle) and terms[middle..to), each sorted, into the same places of another array. */
static void
merge_terms(const Term *terms, size_t from, size_t middle, size_t to, Term *merged, const CmArena *arena)
{
	size_t left = from;
	size_t right = middle;
	size_t i;

	for (i = from; i < to; i++)
	{
		let_interrupt(arena, i);
		if (left < middle && (right == to || compare_terms(&terms[left], &terms[right]) <= 0))
			merged[i] = terms[left++];
		else
			merged[i] = terms[right++];
	}
}

/*
 * By spelling, so that equal terms meet and the image does not depend on the order of rows; equal
 * ones stay in their order.  Not by qsort(), which can't be interrupted.  Returns which of the two
 * arrays, terms or spare, has the result.
 */
static Term *
sort_terms(Term *terms, Term *spare, size_t n_terms, const CmArena *arena)
{
	size_t run;
	size_t from;

	for (run = 1; run < n_terms; run *= 2)
	{
		Term *merged = spare;

		for (from = 0; from < n_terms; from += 2 * run)
			merge_terms(terms, from, Min(from + run, n_terms), Min(from + 2 * run, n_terms), merged, arena);
		spare = terms;
		terms = merged;
	}
	return terms;
}

/* Drop repetitions of a term; two rows that differ are a conflict. */
static CmLexiconStatus
unite_terms(Term *terms, size_t *n_terms, size_t *bad_row)
{
	size_t kept = 0;
	size_t i;

	for (i = 0; i < *n_terms; i++)
	{
		Term *last = kept ? &terms[kept - 1] : NULL;

		if (last != NULL && last->length == terms[i].length &&
			memcmp(last->spelling, terms[i].spelling, last->length) == 0)
		{
			*bad_row = terms[i].row;
			if (last->valence != terms[i].valence || last->role != terms[i].role)
				return CM_LEXICON_CONFLICT;
			continue;
		}
		terms[kept++] = terms[i];
	}
	*n_terms = kept;
	return CM_LEXICON_OK;
}

static CmLexiconSlot *
claim_slot(CmLexicon *lexicon, uint64 key)
{
	uint32 mask = lexicon->n_slots - 1;
	uint32 at = (uint32) key & mask;
	uint8 *tags = unconstify(uint8 *, cm_tags_of(lexicon));

	while (lexicon->slots[at].key != 0 && lexicon->slots[at].key != key)
		at = (at + 1) & mask;
	lexicon->slots[at].key = key;
	tags[at] = cm_tag_of_key(key);
	return &lexicon->slots[at];
}

/* At most three slots in four are taken, so that an unknown word soon meets a free one. */
static uint32
choose_slots(const Term *terms, size_t n_terms)
{
	size_t paths = 0;
	uint32 n_slots = 8;
	size_t i;

	for (i = 0; i < n_terms; i++)
	{
		const Term *term = &terms[i];
		int shared = 0;

		/* Terms that begin alike follow one another. */
		if (i > 0)
		{
			while (shared < term->n_words && shared < term[-1].n_words &&
				   term->path[shared] == term[-1].path[shared])
				shared++;
		}
		paths += term->n_words - shared;
	}
	while (n_slots - n_slots / 4 < paths)
		n_slots *= 2;
	return n_slots;
}

static void
fill_lexicon(CmLexicon *lexicon, const Term *terms, size_t n_terms, const CmArena *arena)
{
	uint32 *spellings = unconstify(uint32 *, cm_terms_of(lexicon));
	uint8 *tags = unconstify(uint8 *, cm_tags_of(lexicon));
	char *pool = (char *) tags + lexicon->n_slots + CM_TAG_GROUP;
	uint32 used = 0;
	size_t i;
	int word;

	for (i = 0; i < n_terms; i++)
	{
		const Term *term = &terms[i];
		CmLexiconSlot *slot;

		let_interrupt(arena, i);
		for (word = 0; word < term->n_words - 1; word++)
			claim_slot(lexicon, term->path[word])->next |= term->next[word + 1];
		slot = claim_slot(lexicon, term->path[word]);
		spellings[slot - lexicon->slots] = used;
		slot->valence = term->valence;
		slot->role = term->role;
		pool[used] = (char) term->length;
		memcpy(pool + used + 1, term->spelling, term->length);
		used += 1 + term->length;
	}
	memcpy(tags + lexicon->n_slots, tags, CM_TAG_GROUP);
}

CmLexiconStatus
cm_build_lexicon(const CmLexiconRow *rows, size_t n_rows, CmArena *arena, CmLexicon **lexicon, size_t *bad_row)
{
	CmSentence sentence;
	Term *terms;
	Term *spare;
	size_t n_terms = n_rows;
	size_t pool_size = 0;
	size_t size;
	uint32 n_slots;
	CmLexiconStatus status;
	size_t i;

	*bad_row = 0;
	if (n_rows > CM_LEXICON_TERMS)
		return CM_LEXICON_TOO_MANY_TERMS;
	terms = arena->allocate(arena->context, (n_rows + 1) * sizeof(Term));
	spare = arena->allocate(arena->context, (n_rows + 1) * sizeof(Term));
	if (terms == NULL || spare == NULL)
		return CM_LEXICON_NO_MEMORY;
	for (i = 0; i < n_rows; i++)
	{
		let_interrupt(arena, i);
		*bad_row = i;
		terms[i].row = (uint32) i;
		status = take_row(&rows[i], arena, &sentence, &terms[i]);
		if (status != CM_LEXICON_OK)
			return status;
	}
	terms = sort_terms(terms, spare, n_terms, arena);
	status = unite_terms(terms, &n_terms, bad_row);
	if (status != CM_LEXICON_OK)
		return status;
	for (i = 0; i < n_terms; i++)
		pool_size += 1 + terms[i].length;

	n_slots = choose_slots(terms, n_terms);
	size = offsetof(CmLexicon, slots) + n_slots * (sizeof(CmLexiconSlot) + sizeof(uint32) + 1) +
		   CM_TAG_GROUP + pool_size;
	*lexicon = arena->allocate(arena->context, size);
	if (*lexicon == NULL)
		return CM_LEXICON_NO_MEMORY;
	memset(*lexicon, 0, size);
	(*lexicon)->magic = CM_LEXICON_MAGIC;
	(*lexicon)->version = CM_LEXICON_VERSION;
	(*lexicon)->n_terms = (uint32) n_terms;
	(*lexicon)->n_slots = n_slots;
	(*lexicon)->pool_size = (uint32) pool_size;
	fill_lexicon(*lexicon, terms, n_terms, arena);
	return CM_LEXICON_OK;
}

/* Add the rows of a lexicon to an array, except those of terms that another one has too. */
static size_t
append_rows(const CmLexicon *lexicon, const CmLexicon *except, CmLexiconRow *rows, size_t n_rows)
{
	uint32 slot = 0;

	while (cm_next_lexicon_row(lexicon, &slot, &rows[n_rows]))
	{
		const CmLexiconSlot *other = except ? cm_find_key(except, lexicon->slots[slot - 1].key) : NULL;

		if (other == NULL || other->role == CM_ROLE_NONE)
			n_rows++;
	}
	return n_rows;
}

CmLexiconStatus
cm_lay_lexicon_over(const CmLexicon *left, const CmLexicon *right, CmArena *arena, CmLexicon **lexicon)
{
	/* Reading a row needs a place to put it, also where it is then left out. */
	size_t room = (size_t) left->n_slots + right->n_slots + 1;
	CmLexiconRow *rows = arena->allocate(arena->context, room * sizeof(CmLexiconRow));
	size_t n_rows;
	size_t bad_row;

	if (rows == NULL)
		return CM_LEXICON_NO_MEMORY;
	n_rows = append_rows(right, NULL, rows, 0);
	n_rows = append_rows(left, right, rows, n_rows);
	return cm_build_lexicon(rows, n_rows, arena, lexicon, &bad_row);
}
