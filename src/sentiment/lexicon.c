/*
 * lexicon.c
 *		Reading lexicon images, and checking ones that come from outside.
 */
#include "c.h"

#include "sentiment/lexicon.h"
#include "sentiment/tokeniser.h"

static const char *const role_names[CM_N_ROLES] = {"none",       "sentiment",  "neutral",
												   "hint",       "negator",    "intensifier",
												   "damper",     "excess",     "contrast",
												   "concession", "irrealis",   "courtesy",
												   "past",       "comparison", "question",
												   "relief",     "function",   "never",
												   "degree",     "wish",       "comparative",
												   "inversion"};

const char *
cm_name_of_role(uint8 role)
{
	return role < CM_N_ROLES ? role_names[role] : "unknown";
}

CmRole
cm_role_of_name(const char *name, size_t length)
{
	int i;

	for (i = CM_ROLE_NONE + 1; i < CM_N_ROLES; i++)
	{
		if (strlen(role_names[i]) == length && memcmp(role_names[i], name, length) == 0)
			return (CmRole) i;
	}
	return CM_ROLE_NONE;
}

static const char *
pool_of(const CmLexicon *lexicon)
{
	return (const char *) cm_tags_of(lexicon) + lexicon->n_slots + CM_TAG_GROUP;
}

size_t
cm_lexicon_size(const CmLexicon *lexicon)
{
	return offsetof(CmLexicon, slots) +
		   (size_t) lexicon->n_slots * (sizeof(CmLexiconSlot) + sizeof(uint32) + 1) + CM_TAG_GROUP +
		   lexicon->pool_size;
}

bool
cm_lexicon_is_safe(const void *bytes, size_t size)
{
	const CmLexicon *lexicon = bytes;

	return size >= offsetof(CmLexicon, slots) && lexicon->magic == CM_LEXICON_MAGIC &&
		   lexicon->version == CM_LEXICON_VERSION && lexicon->n_slots >= CM_TAG_GROUP &&
		   (lexicon->n_slots & (lexicon->n_slots - 1)) == 0 && cm_lexicon_size(lexicon) == size;
}

/* The row of a slot; false where the slot is free, a mere beginning, or points out of the pool. */
static bool
read_slot(const CmLexicon *lexicon, const CmLexiconSlot *slot, CmLexiconRow *row)
{
	const char *pool = pool_of(lexicon);
	uint32 term = cm_terms_of(lexicon)[slot - lexicon->slots];

	if (slot->key == 0 || slot->role == CM_ROLE_NONE || term >= lexicon->pool_size)
		return false;
	row->length = (uint8) pool[term];
	row->term = pool + term + 1;
	row->valence = slot->valence;
	row->role = slot->role;
	return term + 1 + row->length <= lexicon->pool_size;
}

bool
cm_next_lexicon_row(const CmLexicon *lexicon, uint32 *slot, CmLexiconRow *row)
{
	while (*slot < lexicon->n_slots)
	{
		if (read_slot(lexicon, &lexicon->slots[(*slot)++], row))
			return true;
	}
	return false;
}

/* The slot that a term leads to, word by word, as the scorer would find it. */
static const CmLexiconSlot *
find_term(const CmLexicon *lexicon, const CmLexiconRow *row, CmSentence *sentence)
{
	CmReader reader;
	uint64 path;
	const CmLexiconSlot *slot;
	int i;

	cm_start_reading(&reader, row->term, row->length);
	if (!cm_read_sentence(&reader, sentence) || sentence->n_tokens == 0)
		return NULL;
	path = sentence->tokens[0].key;
	slot = cm_find_key(lexicon, path);
	for (i = 1; i < sentence->n_tokens && slot != NULL; i++)
	{
		if (!(slot->next & cm_next_bit(sentence->tokens[i].key)))
			return NULL;
		path = cm_key_of_phrase(path, sentence->tokens[i].key);
		slot = cm_find_key(lexicon, path);
	}
	return i == sentence->n_tokens ? slot : NULL;
}

static const char *
check_slot(const CmLexicon *lexicon, const CmLexiconSlot *slot, CmSentence *sentence)
{
	CmLexiconRow row;

	if (slot->reserved != 0)
		return "a reserved byte in use";
	if (slot->role >= CM_N_ROLES)
		return "an unknown role";
	if (slot->role == CM_ROLE_NONE)
		return slot->next != 0 && slot->valence == 0 ? NULL : "an entry without a role";
	if (slot->valence < -CM_VALENCE_MAX || slot->valence > CM_VALENCE_MAX)
		return "a valence out of range";
	if (!read_slot(lexicon, slot, &row))
		return "a term outside its bytes";
	if (find_term(lexicon, &row, sentence) != slot)
		return "a term that look-ups don't find";
	return NULL;
}

const char *
cm_check_lexicon(const void *bytes, size_t size)
{
	const CmLexicon *lexicon = bytes;
	CmSentence sentence;
	uint32 n_terms = 0;
	uint32 n_free = 0;
	uint32 i;

	if (!cm_lexicon_is_safe(bytes, size) || lexicon->reserved != 0)
		return "a wrong header";
	for (i = 0; i < lexicon->n_slots; i++)
	{
		const CmLexiconSlot *slot = &lexicon->slots[i];
		const char *complaint;

		if (cm_tags_of(lexicon)[i] != (slot->key == 0 ? 0 : cm_tag_of_key(slot->key)))
			return "a wrong tag";
		if (slot->key == 0)
		{
			n_free++;
			continue;
		}
		complaint = check_slot(lexicon, slot, &sentence);
		if (complaint != NULL)
			return complaint;
		n_terms += slot->role != CM_ROLE_NONE;
	}
	if (n_terms != lexicon->n_terms)
		return "a wrong number of terms";
	if (memcmp(cm_tags_of(lexicon), cm_tags_of(lexicon) + lexicon->n_slots, CM_TAG_GROUP) != 0)
		return "wrong tags at the end";
	/* Look-ups of unknown words stop at free slots; without enough of them they would be slow. */
	if (n_free < lexicon->n_slots / 4)
		return "too few free slots";
	return NULL;
}
