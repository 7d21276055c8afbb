/*
 * server.c
 *		Stands in for the server: what the types need of it, on malloc and longjmp.
 */
#include "server.h"

#include <setjmp.h>

#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define MAX_BLOCKS 10000

static void *blocks[MAX_BLOCKS];
static int block_count;
static jmp_buf *handler;
static int sqlstate;

void
require(bool condition)
{
	if (!condition)
		abort();
}

/* ---- Memory ---- */

void *
palloc(Size size)
{
	void *block = malloc(size);

	require(AllocSizeIsValid(size) && block != NULL && block_count < MAX_BLOCKS);
	return blocks[block_count++] = block;
}

void *
palloc0(Size size)
{
	return memset(palloc(size), 0, size);
}

static int
find_block(void *block)
{
	int i = block_count;

	while (i > 0 && blocks[i - 1] != block)
		i--;
	require(i > 0);
	return i - 1;
}

void *
repalloc(void *block, Size size)
{
	int i = find_block(block);

	require(AllocSizeIsValid(size));
	blocks[i] = realloc(block, size);
	require(blocks[i] != NULL);
	return blocks[i];
}

void
pfree(void *block)
{
	blocks[find_block(block)] = blocks[block_count - 1];
	block_count--;
	free(block);
}

char *
pstrdup(const char *text)
{
	return strcpy(palloc(strlen(text) + 1), text);
}

char *
pnstrdup(const char *text, Size length)
{
	size_t bytes = strnlen(text, length);
	char *copy = palloc(bytes + 1);

	memcpy(copy, text, bytes);
	copy[bytes] = '\0';
	return copy;
}

void
forget_memory(void)
{
	while (block_count > 0)
		free(blocks[--block_count]);
}

/* There is one context, that of the statement. */
MemoryContext CurrentMemoryContext = NULL;

void *
MemoryContextAllocHuge(MemoryContext context, Size size)
{
	return palloc(size);
}

MemoryContext
AllocSetContextCreateInternal(MemoryContext parent, const char *name, Size minimum, Size initial, Size maximum)
{
	return NULL;
}

void
MemoryContextDelete(MemoryContext context)
{
}

struct varlena *
pg_detoast_datum(struct varlena *value)
{
	return value;
}

/* ---- Errors ---- */

bool
errstart(int elevel, const char *domain)
{
	require(elevel == ERROR);
	sqlstate = ERRCODE_INTERNAL_ERROR;
	return true;
}

bool
errstart_cold(int elevel, const char *domain)
{
	return errstart(elevel, domain);
}

void
errfinish(const char *filename, int lineno, const char *funcname)
{
	require(handler != NULL);
	longjmp(*handler, 1);
}

/* From PostgreSQL 16 on, input functions report errors by these. */
extern bool errsave_start(struct Node *context, const char *domain);
extern void errsave_finish(struct Node *context, const char *filename, int lineno, const char *funcname);

bool
errsave_start(struct Node *context, const char *domain)
{
	return errstart(ERROR, domain);
}

void
errsave_finish(struct Node *context, const char *filename, int lineno, const char *funcname)
{
	errfinish(filename, lineno, funcname);
}

int
errcode(int code)
{
	sqlstate = code;
	return 0;
}

/* Written out, so that the sanitizers see what a format reads. */
static int
write_message(const char *format, va_list arguments)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = palloc(length + 1);
	require(vsnprintf(text, length + 1, format, arguments) == length);
	return 0;
}

#define MESSAGE_FUNCTION(name)            \
	int name(const char *format, ...)     \
	{                                     \
		va_list arguments;                \
                                          \
		va_start(arguments, format);      \
		write_message(format, arguments); \
		va_end(arguments);                \
		return 0;                         \
	}

MESSAGE_FUNCTION(errmsg)
MESSAGE_FUNCTION(errmsg_internal)
MESSAGE_FUNCTION(errdetail)
MESSAGE_FUNCTION(errhint)

int
attempt(void (*work)(void *context), void *context)
{
	jmp_buf *volatile outer = handler;
	jmp_buf here;
	volatile int failure = 0;

	handler = &here;
	if (setjmp(here) == 0)
		work(context);
	else
		failure = sqlstate;
	handler = outer;
	return failure;
}

/* Nobody cancels anything. */
volatile sig_atomic_t InterruptPending = false;

void
ProcessInterrupts(void)
{
}

/* ---- Function calls ---- */

typedef struct Call
{
	PGFunction function;
	Datum argument;
	Datum result;
} Call;

static void
do_call(void *context)
{
	Call *call = context;
	LOCAL_FCINFO(fcinfo, 1);

	InitFunctionCallInfoData(*fcinfo, NULL, 1, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = call->argument;
	fcinfo->args[0].isnull = false;
	call->result = call->function(fcinfo);
	require(!fcinfo->isnull);
}

int
call(PGFunction function, Datum argument, Datum *result)
{
	Call call = {function, argument, 0};
	int failure = attempt(do_call, &call);

	*result = call.result;
	return failure;
}

/* ---- Encodings: that of the server is UTF-8 ---- */

bool
pg_verify_mbstr(int encoding, const char *text, int length, bool no_error)
{
	require(encoding == PG_UTF8 && no_error);
	return pg_encoding_verifymbstr(encoding, text, length) == length;
}

/* Cut between characters. */
int
pg_encoding_mbcliplen(int encoding, const char *text, int length, int limit)
{
	int clipped = 0;

	while (clipped < length && clipped + pg_encoding_mblen(encoding, text + clipped) <= Min(length, limit))
		clipped += pg_encoding_mblen(encoding, text + clipped);
	return clipped;
}

int
pg_mbcliplen(const char *text, int length, int limit)
{
	return pg_encoding_mbcliplen(PG_UTF8, text, length, limit);
}

char *
pg_server_to_any(const char *text, int length, int encoding)
{
	return unconstify(char *, text);
}

char *
pg_any_to_server(const char *text, int length, int encoding)
{
	return unconstify(char *, text);
}

/* ---- Messages of the protocol ---- */

static const uint8 *
take_bytes(StringInfo message, int count)
{
	const uint8 *bytes = (const uint8 *) message->data + message->cursor;

	if (count < 0 || count > message->len - message->cursor)
		ereport(ERROR, errcode(ERRCODE_PROTOCOL_VIOLATION), errmsg("insufficient data left in message"));
	message->cursor += count;
	return bytes;
}

static uint64
take_integer(StringInfo message, int count)
{
	const uint8 *bytes = take_bytes(message, count);
	uint64 value = 0;

	for (int i = 0; i < count; i++)
		value = value << 8 | bytes[i];
	return value;
}

unsigned int
pq_getmsgint(StringInfo message, int count)
{
	return (unsigned int) take_integer(message, count);
}

int64
pq_getmsgint64(StringInfo message)
{
	return (int64) take_integer(message, 8);
}

const char *
pq_getmsgbytes(StringInfo message, int count)
{
	return (const char *) take_bytes(message, count);
}

#if PG_VERSION_NUM >= 160000
#define BYTES void
#else
#define BYTES char
#endif

void
pq_sendbytes(StringInfo buffer, const BYTES *data, int length)
{
	appendBinaryStringInfo(buffer, data, length);
}

void
pq_begintypsend(StringInfo buffer)
{
	initStringInfo(buffer);
	for (int i = 0; i < VARHDRSZ; i++)
		appendStringInfoCharMacro(buffer, '\0');
}

bytea *
pq_endtypsend(StringInfo buffer)
{
	bytea *result = (bytea *) buffer->data;

	SET_VARSIZE(result, buffer->len);
	return result;
}

/* ---- JSON, of which test/pgtap/json.sql tries mutations ---- */

const char *
cm_text_of_json(const char *json, const CmSummaryType *type, struct Node *context, const char **flaw)
{
	*flaw = "there is no JSON here";
	return NULL;
}
