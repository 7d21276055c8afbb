/*
 * sentiment_lexicon_text.c
 *	  The text form of lexicons: a line for each term, sorted, with its valence and its role.
 *
 *		hardly -0.6 negator
 *		not bad 0.8 sentiment
 *
 * On reading, the order does not matter, fields may be apart by tabs, and the role may be left out. A lexicon without
 * terms is written "empty".
 */
#include "types/sentiment_lexicon.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "sentiment/lexicon_text.h"

#define EMPTY_FORM "empty"

PG_FUNCTION_INFO_V1(cm_sentiment_lexicon_out);
Datum
cm_sentiment_lexicon_out(PG_FUNCTION_ARGS)
{
	const CmLexicon *lexicon = PG_GETARG_LEXICON(0);
	size_t n_rows;
	CmLexiconRow *rows = cm_sorted_rows(lexicon, &n_rows);
	StringInfoData text;
	size_t length;
	const char *converted;

	if (n_rows == 0)
		PG_RETURN_CSTRING(pstrdup(EMPTY_FORM));
	initStringInfo(&text);
	for (size_t i = 0; i < n_rows; i++)
	{
		enlargeStringInfo(&text, CM_LINE_BYTES);
		text.len += (int) cm_write_lexicon_line(&rows[i], ' ', text.data + text.len);
	}
	/* No line end after the last line. */
	text.data[--text.len] = '\0';
	length = text.len;
	converted = cm_text_from_utf8(text.data, &length);
	PG_RETURN_CSTRING(unconstify(char *, converted));
}

static bool
is_blank(const char *text, size_t length)
{
	return strspn(text, " \t\r\n") >= length;
}

/* How many rows there may be: as many as lines, but the shortest of a row has a term, a blank and a digit. */
static size_t
most_rows(const char *text)
{
	const char *c;
	size_t lines = 1;

	for (c = text; *c != '\0'; c++)
		lines += *c == '\n';
	return Min(lines, (size_t) (c - text) / 4 + 1);
}

/* Rows of all lines that are not blank; false after an error that was reported softly. */
static bool
read_lines(const char *text, CmLexiconRow *rows, size_t *n_rows, struct Node *escontext)
{
	int line = 0;

	*n_rows = 0;
	while (*text != '\0')
	{
		size_t length = strcspn(text, "\n");

		CHECK_FOR_INTERRUPTS();
		line++;
		if (!is_blank(text, length))
		{
			/* The line itself may be a long one. */
			CHECK_FOR_INTERRUPTS();
			if (!cm_read_lexicon_line(text, length, &rows[*n_rows]))
				ereturn(escontext, false, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
						errmsg("invalid input syntax for type sentiment_lexicon, line %d", line),
						errhint("Write a term, its valence from -4 to 4 with at most three decimals, and perhaps its role: \"hardly -0.6 negator\"."));
			(*n_rows)++;
		}
		text += length;
		text += *text == '\n';
	}
	return true;
}

PG_FUNCTION_INFO_V1(cm_sentiment_lexicon_in);
Datum
cm_sentiment_lexicon_in(PG_FUNCTION_ARGS)
{
	const char *input = PG_GETARG_CSTRING(0);
	size_t length = strlen(input);
	const char *text = cm_text_to_utf8(input, &length);
	CmLexiconRow *rows;
	CmLexicon *lexicon;
	size_t n_rows = 0;

	rows = MemoryContextAllocHuge(CurrentMemoryContext, most_rows(text) * sizeof(CmLexiconRow));
	if (strcmp(text, EMPTY_FORM) != 0 && !read_lines(text, rows, &n_rows, fcinfo->context))
		PG_RETURN_NULL();
	lexicon = cm_create_lexicon(rows, n_rows, fcinfo->context);
	if (!lexicon)
		PG_RETURN_NULL();
	PG_RETURN_LEXICON(lexicon);
}
