/*
 * sentiment_lexicon_binary.c
 *	  The binary form of lexicons: their rows, not their image, whose bytes depend on the machine.
 *
 *		int8 version, int32 number of rows, then for each, sorted:
 *		int8 role, int16 valence in thousandths, int8 length of the term, the term in UTF-8
 *
 * What comes in is built like any other lexicon, so nothing in it has to be believed.
 */
#include "types/sentiment_lexicon.h"

#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#define BINARY_VERSION 1

/* Bytes of a row besides its term. */
#define ROW_BYTES 4

void
cm_send_lexicon_row(StringInfo buffer, const CmLexiconRow *row)
{
	pq_sendint8(buffer, row->role);
	pq_sendint16(buffer, (uint16) row->valence);
	pq_sendint8(buffer, (uint8) row->length);
	pq_sendbytes(buffer, row->term, (int) row->length);
}

PG_FUNCTION_INFO_V1(cm_sentiment_lexicon_send);
Datum
cm_sentiment_lexicon_send(PG_FUNCTION_ARGS)
{
	const CmLexicon *lexicon = PG_GETARG_LEXICON(0);
	size_t n_rows;
	CmLexiconRow *rows = cm_sorted_rows(lexicon, &n_rows);
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendint8(&buffer, BINARY_VERSION);
	pq_sendint32(&buffer, (uint32) n_rows);
	for (size_t i = 0; i < n_rows; i++)
		cm_send_lexicon_row(&buffer, &rows[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

pg_noreturn static void
refuse(const char *flaw)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			errmsg("invalid binary representation of type sentiment_lexicon"),
			errdetail("The value is no lexicon: %s.", flaw),
			errhint("Send what sentiment_lexicon_send() of this version or an earlier one wrote."));
}

void
cm_receive_lexicon_row(StringInfo buffer, CmLexiconRow *row)
{
	row->role = (uint8) pq_getmsgint(buffer, 1);
	row->valence = (int16) pq_getmsgint(buffer, 2);
	row->length = pq_getmsgint(buffer, 1);
	row->term = pq_getmsgbytes(buffer, (int) row->length);
	if (row->role == CM_ROLE_NONE || row->role >= CM_N_ROLES)
		refuse("it has an unknown role");
	if (!pg_verify_mbstr(PG_UTF8, row->term, (int) row->length, true))
		refuse("a term is not UTF-8");
}

PG_FUNCTION_INFO_V1(cm_sentiment_lexicon_recv);
Datum
cm_sentiment_lexicon_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	CmLexiconRow *rows;
	uint32 n_rows;

	if (pq_getmsgint(buffer, 1) != BINARY_VERSION)
		refuse("its version is not 1");
	n_rows = pq_getmsgint(buffer, 4);
	/* Before memory is taken for them: can they be there at all? */
	if (n_rows > (uint32) (buffer->len - buffer->cursor) / ROW_BYTES)
		refuse("it has fewer rows than it says");
	rows = MemoryContextAllocHuge(CurrentMemoryContext, (n_rows + 1) * sizeof(CmLexiconRow));
	for (uint32 i = 0; i < n_rows; i++)
		cm_receive_lexicon_row(buffer, &rows[i]);
	PG_RETURN_LEXICON(cm_create_lexicon(rows, n_rows, NULL));
}
