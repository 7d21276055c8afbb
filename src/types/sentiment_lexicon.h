/*
 * sentiment_lexicon.h
 *	  The type sentiment_lexicon: the image of a lexicon with a varlena header in front.
 *
 * Terms in an image are UTF-8 whatever the server's encoding is.
 */
#ifndef CM_SENTIMENT_LEXICON_H
#define CM_SENTIMENT_LEXICON_H

#include "compat.h"

#include "fmgr.h"
#include "lib/stringinfo.h"

#include "sentiment/lexicon.h"

#define PG_RETURN_LEXICON(lexicon) PG_RETURN_POINTER(lexicon)
#define PG_GETARG_LEXICON(n)       cm_detoast_lexicon(PG_GETARG_DATUM(n))

/* A lexicon in memory and of a format that this library reads. */
extern const CmLexicon *cm_detoast_lexicon(Datum datum);

/* The same for an argument that is likely to be the same in many calls: kept between them. */
extern const CmLexicon *cm_cached_lexicon(FunctionCallInfo fcinfo, int argument);

/* Building; the results are values of the type. Problems with rows are errors, soft where they can be. */
extern CmLexicon *cm_create_lexicon(const CmLexiconRow *rows, size_t n_rows, struct Node *escontext);
extern CmLexicon *cm_merge_lexicons(const CmLexicon *left, const CmLexicon *right);
extern CmLexicon *cm_copy_lexicon(const CmLexicon *lexicon);

/* All rows in the order of their terms' bytes. */
extern CmLexiconRow *cm_sorted_rows(const CmLexicon *lexicon, size_t *n_rows);

/* One row in binary form, in a value that is sent and in the state of the aggregate. Receiving checks it. */
extern void cm_send_lexicon_row(StringInfo buffer, const CmLexiconRow *row);
extern void cm_receive_lexicon_row(StringInfo buffer, CmLexiconRow *row);

/* Text between the server's encoding and UTF-8; the same pointer where nothing changes. */
extern const char *cm_text_to_utf8(const char *text, size_t *length);
extern const char *cm_text_from_utf8(const char *text, size_t *length);

#endif /* CM_SENTIMENT_LEXICON_H */
