/*
 * fuzz_lexicon_forms.c
 *		libFuzzer target: any UTF-8 as the text form of a lexicon, and any bytes as its binary form. They
 *		are refused with an error of their own, or what was read is written and read again as the same.
 */
#include "server.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "sentiment/score.h"
#include "types/sentiment_lexicon.h"

extern int LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

extern Datum cm_sentiment_lexicon_in(PG_FUNCTION_ARGS);
extern Datum cm_sentiment_lexicon_out(PG_FUNCTION_ARGS);
extern Datum cm_sentiment_lexicon_recv(PG_FUNCTION_ARGS);
extern Datum cm_sentiment_lexicon_send(PG_FUNCTION_ARGS);

/* What a list of terms may be refused for, besides its form. */
static bool
is_refusal(int failure)
{
	return failure == ERRCODE_INVALID_PARAMETER_VALUE || failure == ERRCODE_PROGRAM_LIMIT_EXCEEDED ||
		   failure == ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE || failure == ERRCODE_CARDINALITY_VIOLATION;
}

static int
read_binary(const char *data, size_t size, Datum *lexicon)
{
	StringInfoData message = {unconstify(char *, data), (int) size, (int) size, 0};

	return call(cm_sentiment_lexicon_recv, PointerGetDatum(&message), lexicon);
}

static void
check_lexicon(Datum lexicon)
{
	Datum text;
	Datum text_again;
	Datum binary;
	Datum again;

	require(cm_check_lexicon(DatumGetPointer(lexicon), VARSIZE(lexicon)) == NULL);
	require(call(cm_sentiment_lexicon_out, lexicon, &text) == 0);
	require(call(cm_sentiment_lexicon_in, text, &again) == 0);
	require(call(cm_sentiment_lexicon_out, again, &text_again) == 0);
	require(strcmp(DatumGetCString(text), DatumGetCString(text_again)) == 0);
	require(call(cm_sentiment_lexicon_send, lexicon, &binary) == 0);
	require(read_binary(VARDATA(binary), VARSIZE(binary) - VARHDRSZ, &again) == 0);
	require(call(cm_sentiment_lexicon_out, again, &text_again) == 0);
	require(strcmp(DatumGetCString(text), DatumGetCString(text_again)) == 0);
}

/* The server lets no text in that is not UTF-8 or holds a NUL. */
static void
try_text(const uint8 *data, size_t size)
{
	char *text = palloc(size + 1);
	Datum lexicon;
	int failure;

	memcpy(text, data, size);
	text[size] = '\0';
	if (memchr(text, '\0', size) || !pg_verify_mbstr(PG_UTF8, text, (int) size, true))
		return;
	failure = call(cm_sentiment_lexicon_in, CStringGetDatum(text), &lexicon);
	require(failure == 0 || failure == ERRCODE_INVALID_TEXT_REPRESENTATION || is_refusal(failure));
	if (failure == 0)
		check_lexicon(lexicon);
}

static void
try_binary(const uint8 *data, size_t size)
{
	char *bytes = palloc(size);
	Datum lexicon;
	int failure;

	memcpy(bytes, data, size);
	failure = read_binary(bytes, size, &lexicon);
	require(failure == 0 || failure == ERRCODE_INVALID_BINARY_REPRESENTATION ||
			failure == ERRCODE_PROTOCOL_VIOLATION || is_refusal(failure));
	if (failure == 0)
		check_lexicon(lexicon);
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	try_text(data, size);
	forget_memory();
	try_binary(data, size);
	forget_memory();
	return 0;
}
