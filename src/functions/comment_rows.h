/*
 * comment_rows.h
 *	  Functions that take a comment apart: a row for each part.
 */
#ifndef CM_COMMENT_ROWS_H
#define CM_COMMENT_ROWS_H

#include "types/sentiment_lexicon.h"

#include "nodes/execnodes.h"

/* A text in UTF-8. */
typedef struct CmComment
{
	const char *text;
	size_t length;
} CmComment;

typedef struct CmCommentRows
{
	CmComment comment;
	ReturnSetInfo *result;
	MemoryContext row; /* what one row takes, else millions of them add up */
	MemoryContext caller;
	size_t counted; /* bytes of the text whose characters are counted */
	int32 characters;
} CmCommentRows;

extern CmComment cm_comment_of(text *value);

/* The comment is the first argument. */
extern void cm_start_comment_rows(CmCommentRows *rows, FunctionCallInfo fcinfo);
extern Datum cm_end_comment_rows(CmCommentRows *rows);

/* Values of a row are made in between. */
extern void cm_start_comment_row(CmCommentRows *rows);
extern void cm_put_comment_row(CmCommentRows *rows, Datum *values);

/* The place of a byte as a number of characters from 1, and a part of the comment. */
extern int32 cm_position_of(CmCommentRows *rows, size_t offset);
extern Datum cm_text_of_utf8(const char *bytes, size_t length);

#endif /* CM_COMMENT_ROWS_H */
