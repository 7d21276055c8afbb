/*
 * comment_rows.c
 *	  Functions that take a comment apart: a row for each part.
 */
#include "functions/comment_rows.h"

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#define MOST_COLUMNS 6 /* none of them NULL */

CmComment
cm_comment_of(text *value)
{
	CmComment comment;

	comment.length = VARSIZE_ANY_EXHDR(value);
	comment.text = cm_text_to_utf8(VARDATA_ANY(value), &comment.length);
	return comment;
}

void
cm_start_comment_rows(CmCommentRows *rows, FunctionCallInfo fcinfo)
{
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	rows->comment = cm_comment_of(PG_GETARG_TEXT_PP(0));
	rows->result = (ReturnSetInfo *) fcinfo->resultinfo;
	rows->row = AllocSetContextCreate(CurrentMemoryContext, "a row about a comment", ALLOCSET_SMALL_SIZES);
	rows->caller = NULL;
	rows->counted = 0;
	rows->characters = 0;
}

Datum
cm_end_comment_rows(CmCommentRows *rows)
{
	MemoryContextDelete(rows->row);
	return (Datum) 0;
}

void
cm_start_comment_row(CmCommentRows *rows)
{
	rows->caller = MemoryContextSwitchTo(rows->row);
}

void
cm_put_comment_row(CmCommentRows *rows, Datum *values)
{
	static bool nulls[MOST_COLUMNS] = {false};

	tuplestore_putvalues(rows->result->setResult, rows->result->setDesc, values, nulls);
	MemoryContextSwitchTo(rows->caller);
	MemoryContextReset(rows->row);
}

/* Parts come in their order, so the text is counted once. */
int32
cm_position_of(CmCommentRows *rows, size_t offset)
{
	for (; rows->counted < offset; rows->counted++)
		rows->characters += (rows->comment.text[rows->counted] & 0xC0) != 0x80;
	return rows->characters + 1;
}

Datum
cm_text_of_utf8(const char *bytes, size_t length)
{
	const char *converted = cm_text_from_utf8(bytes, &length);

	return PointerGetDatum(cstring_to_text_with_len(converted, (int) length));
}
