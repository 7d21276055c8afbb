/*
 * sentiment_lexicon.c
 *	  Values of the type sentiment_lexicon: made, merged, taken from storage.
 */
#include "types/sentiment_lexicon.h"

#include "access/detoast.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#include "sentiment/tokeniser.h"
#include "types/check_interrupts.h"

const char *
cm_text_to_utf8(const char *text, size_t *length)
{
	char *converted = pg_server_to_any(text, (int) *length, PG_UTF8);

	if (converted != text)
		*length = strlen(converted);
	return converted;
}

const char *
cm_text_from_utf8(const char *text, size_t *length)
{
	char *converted = pg_any_to_server(text, (int) *length, PG_UTF8);

	if (converted != text)
		*length = strlen(converted);
	return converted;
}

/* Stored by a release with another format, perhaps; its text form would still be read. */
static const CmLexicon *
check_lexicon(const struct varlena *value)
{
	if (!cm_lexicon_is_safe(value, VARSIZE(value)))
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("the value of type sentiment_lexicon has no format that this version reads"),
				errhint("Build it anew from its terms with sentiment_lexicon(term, valence, role)."));
	return (const CmLexicon *) value;
}

const CmLexicon *
cm_detoast_lexicon(Datum datum)
{
	return check_lexicon(PG_DETOAST_DATUM(datum));
}

/* A lexicon that was fetched from a TOAST table, and from where. */
typedef struct CachedLexicon
{
	struct varatt_external pointer;
	const CmLexicon *lexicon;
} CachedLexicon;

static CachedLexicon *
fetch_lexicon(FunctionCallInfo fcinfo, Datum datum, const struct varatt_external *pointer)
{
	CachedLexicon *cached = fcinfo->flinfo->fn_extra;
	MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

	/* Forgotten first, so that an error on the way leaves no pointer to freed memory. */
	fcinfo->flinfo->fn_extra = NULL;
	if (cached)
	{
		pfree(unconstify(CmLexicon *, cached->lexicon));
		pfree(cached);
	}
	cached = palloc(sizeof(CachedLexicon));
	cached->pointer = *pointer;
	cached->lexicon = cm_detoast_lexicon(datum);
	fcinfo->flinfo->fn_extra = cached;
	MemoryContextSwitchTo(caller);
	return cached;
}

/*
 * Only a toast pointer tells that two values are the same: it names a value that does not change.
 * Equal addresses of values in memory tell nothing, as memory is used again; but such a value needs
 * no fetching either.
 */
const CmLexicon *
cm_cached_lexicon(FunctionCallInfo fcinfo, int argument)
{
	struct varlena *value = (struct varlena *) PG_GETARG_POINTER(argument);
	struct varatt_external pointer;
	CachedLexicon *cached;

	if (!VARATT_IS_EXTERNAL_ONDISK(value) || !fcinfo->flinfo)
		return PG_GETARG_LEXICON(argument);
	VARATT_EXTERNAL_GET_POINTER(pointer, value);
	cached = fcinfo->flinfo->fn_extra;
	if (!cached || memcmp(&cached->pointer, &pointer, sizeof(pointer)) != 0)
		cached = fetch_lexicon(fcinfo, PG_GETARG_DATUM(argument), &pointer);
	return cached->lexicon;
}

static void *
allocate(void *context, size_t size)
{
	return MemoryContextAllocHuge(context, size);
}

/* Build in a context of its own, so that all but the result can be dropped at once. */
static MemoryContext
start_building(CmArena *arena)
{
	MemoryContext workspace =
		AllocSetContextCreate(CurrentMemoryContext, "sentiment lexicon", ALLOCSET_DEFAULT_SIZES);

	arena->allocate = allocate;
	arena->context = workspace;
	arena->interrupt = cm_check_interrupts;
	return workspace;
}

CmLexicon *
cm_copy_lexicon(const CmLexicon *lexicon)
{
	size_t size = cm_lexicon_size(lexicon);
	CmLexicon *copy = palloc(size);

	memcpy(copy, lexicon, size);
	SET_VARSIZE(copy, size);
	return copy;
}

/* A term in the server's encoding, cut where it is very long, for messages. */
static const char *
quote_term(const CmLexiconRow *row)
{
	size_t length = pg_encoding_mbcliplen(PG_UTF8, row->term, (int) row->length, (int) Min(row->length, 60));
	const char *term = cm_text_from_utf8(row->term, &length);

	return pnstrdup(term, length);
}

static void
refuse_row(CmLexiconStatus status, const CmLexiconRow *row, struct Node *escontext)
{
	switch (status)
	{
		case CM_LEXICON_NO_WORD:
			ereturn(escontext, , errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("term \"%s\" of a sentiment_lexicon has no word", quote_term(row)),
					errhint("A term is a word, a phrase, an emoticon or an emoji."));
		case CM_LEXICON_TERM_TOO_LONG:
			ereturn(escontext, , errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("term \"%s\" of a sentiment_lexicon is too long", quote_term(row)),
					errhint("A term has at most %d words in one sentence, %d bytes, and %d in a word.",
							CM_TERM_WORDS, CM_TERM_BYTES, CM_WORD_BYTES));
		case CM_LEXICON_BAD_VALENCE:
			ereturn(escontext, , errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					errmsg("valence of term \"%s\" is outside the range -4..4", quote_term(row)),
					errhint("Lay the valences of another lexicon on -4..4."));
		case CM_LEXICON_CONFLICT:
			ereturn(escontext, , errcode(ERRCODE_CARDINALITY_VIOLATION),
					errmsg("term \"%s\" occurs twice in a sentiment_lexicon, with different valence or role",
						   quote_term(row)),
					errhint("Capitals, hyphens and quotes make no difference. Take one valence for each term, such as avg(valence)."));
		case CM_LEXICON_TOO_MANY_TERMS:
			ereturn(escontext, , errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("a sentiment_lexicon has at most %d terms", CM_LEXICON_TERMS));
		default:
			elog(ERROR, "unexpected status %d of a sentiment_lexicon", status);
	}
}

CmLexicon *
cm_create_lexicon(const CmLexiconRow *rows, size_t n_rows, struct Node *escontext)
{
	CmArena arena;
	MemoryContext workspace = start_building(&arena);
	CmLexicon *image;
	CmLexicon *lexicon = NULL;
	size_t bad_row;
	CmLexiconStatus status = cm_build_lexicon(rows, n_rows, &arena, &image, &bad_row);

	if (status == CM_LEXICON_OK)
		lexicon = cm_copy_lexicon(image);
	else
		refuse_row(status, &rows[bad_row], escontext);
	MemoryContextDelete(workspace);
	return lexicon;
}

CmLexicon *
cm_merge_lexicons(const CmLexicon *left, const CmLexicon *right)
{
	CmArena arena;
	MemoryContext workspace = start_building(&arena);
	CmLexicon *image;
	CmLexicon *lexicon;
	CmLexiconStatus status = cm_lay_lexicon_over(left, right, &arena, &image);

	if (status != CM_LEXICON_OK)
		refuse_row(status, NULL, NULL);
	lexicon = cm_copy_lexicon(image);
	MemoryContextDelete(workspace);
	return lexicon;
}

static int
compare_rows(const void *a, const void *b)
{
	const CmLexiconRow *left = a;
	const CmLexiconRow *right = b;
	int order;

	/* PostgreSQL's qsort() can be left at any time. */
	cm_check_interrupts();
	order = memcmp(left->term, right->term, Min(left->length, right->length));

	return order != 0 ? order : (int) left->length - (int) right->length;
}

CmLexiconRow *
cm_sorted_rows(const CmLexicon *lexicon, size_t *n_rows)
{
	CmLexiconRow *rows =
		MemoryContextAllocHuge(CurrentMemoryContext, (lexicon->n_slots + 1) * sizeof(CmLexiconRow));
	uint32 slot = 0;

	*n_rows = 0;
	while (cm_next_lexicon_row(lexicon, &slot, &rows[*n_rows]))
		(*n_rows)++;
	qsort(rows, *n_rows, sizeof(CmLexiconRow), compare_rows);
	return rows;
}
