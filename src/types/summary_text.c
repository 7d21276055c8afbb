/*
 * summary_text.c
 *	  The text form of summaries.
 *
 *		empty
 *		v1 0..10 counts 0,0,1,0,0,0,0,0,2,5,9
 *		v1 0..10 counts 0,…  weights 0,…  squared_weights 0,…
 *		v1 comments 2 positive 1 negative 0 sentiment 0.75 squared_sentiment 0.5625
 *		v1 drivers 1 responses 2 incomplete 0 sums 100,7 products 10000,500,29
 *
 * or the JSON that a cast to json gives: see summary_json.c.
 *
 * Version, scale or number of drivers where there is one, then a section for each field of the kind;
 * which sections there are tells the kind.  Decimals are exact and depend on no setting.
 */
#include "types/summary.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

/* Bytes, far beyond the longest text that is written: what is longer is refused unread, since reading can't be cancelled. */
#define LONGEST_TEXT (1024 * 1024)

/* Bytes of a refused text that are shown: the server's log would have to hold them all. */
#define SHOWN_TEXT 10000

#define SPACE " \t\n\r\f\v"

/* What stands in the text, and where to read on. */
typedef struct Reader
{
	const char *cursor;
	const char *flaw; /* NULL while all is well */
} Reader;

static void
append_field(StringInfo text, const CmSummary *summary, int field)
{
	const CmKind *kind = cm_kind_of(summary);
	int length = cm_length_of(&kind->field[field], summary->shape.points);
	char number[CM_DECIMAL_BUFFER];

	appendStringInfo(text, " %s", kind->field[field].name);
	for (int i = 0; i < length; i++)
	{
		cm_print_decimal(cm_field_value(summary, field, i), kind->field[field].decimals, number);
		appendStringInfo(text, "%c%s", i == 0 ? ' ' : ',', number);
	}
}

static void
append_extent(StringInfo text, const CmSummary *summary)
{
	const CmExtent *extent = cm_type_of(cm_kind_of(summary))->extent;

	if (extent->numbers == 0)
		return;
	if (*extent->mark[0])
		appendStringInfo(text, " %s", extent->mark[0]);
	appendStringInfo(text, " %s", cm_describe_extent(extent, cm_scale_of(summary)));
}

static char *
summary_to_text(const CmSummary *summary)
{
	const CmKind *kind = cm_kind_of(summary);
	StringInfoData text;

	if (cm_is_empty(summary))
		return pstrdup(CM_EMPTY_FORM);
	initStringInfo(&text);
	appendStringInfoString(&text, CM_TEXT_VERSION);
	append_extent(&text, summary);
	for (int field = 0; field < cm_fields_of(kind); field++)
		append_field(&text, summary, field);
	return text.data;
}

static void
fail(Reader *reader, const char *flaw)
{
	if (!reader->flaw)
		reader->flaw = flaw;
}

static bool
is_space(char c)
{
	return c != '\0' && strchr(SPACE, c) != NULL;
}

static void
skip_space(Reader *reader)
{
	while (is_space(*reader->cursor))
		reader->cursor++;
}

/* Moves behind a mark, such as a comma, if it stands here. */
static bool
read_mark(Reader *reader, const char *mark)
{
	size_t length = strlen(mark);

	skip_space(reader);
	if (strncmp(reader->cursor, mark, length) != 0)
		return false;
	reader->cursor += length;
	return true;
}

/* Moves behind a word if it stands here: as a whole, so that a later "v10" is not taken for "v1". */
static bool
read_word(Reader *reader, const char *word)
{
	Reader start = *reader;

	if (read_mark(reader, word) && (is_space(*reader->cursor) || *reader->cursor == '\0'))
		return true;
	*reader = start;
	return false;
}

static bool
at_end(Reader *reader)
{
	skip_space(reader);
	return *reader->cursor == '\0';
}

static int128
read_number(Reader *reader, int decimals)
{
	static const char *const flaws[] = {
		[CM_DECIMAL_NOT_A_NUMBER] = "a number is missing",
		[CM_DECIMAL_TOO_LARGE] = "a number is too large",
		[CM_DECIMAL_TOO_PRECISE] = "a number has more decimals than are kept",
	};
	int128 value = 0;
	CmDecimalStatus status;

	if (reader->flaw)
		return 0;
	skip_space(reader);
	status = cm_parse_decimal(&reader->cursor, decimals, &value);
	if (status != CM_DECIMAL_OK)
		fail(reader, flaws[status]);
	return value;
}

/* A number of a field of 64 bits; beyond it is far beyond the limit of a field, too. */
static int64
read_int64(Reader *reader, int decimals)
{
	int128 value = read_number(reader, decimals);

	if (value < -CM_MAX_FIELD || value > CM_MAX_FIELD)
		fail(reader, "a number is too large");
	return (int64) value;
}

static CmScale
read_extent(Reader *reader, const CmExtent *extent)
{
	CmScale scale = {0, 0};
	int64 number[2] = {0};

	for (int i = 0; i < extent->numbers && !reader->flaw; i++)
	{
		if (!read_mark(reader, extent->mark[i]))
			fail(reader, psprintf("\"%s\" is missing", extent->mark[i]));
		number[i] = read_int64(reader, 0);
	}
	if (!reader->flaw && !extent->lay_out(number, &scale))
		fail(reader, extent->flaw);
	return scale;
}

/* The numbers of a field: of 64 bits or, where it is wide, of 128. */
static void
read_numbers(Reader *reader, int64 *target, int length, bool wide, int decimals)
{
	for (int i = 0; i < length && !reader->flaw; i++)
	{
		if (i > 0 && !read_mark(reader, ","))
			fail(reader, "a list has too few numbers");
		else if (wide)
			((int128 *) target)[i] = read_number(reader, decimals);
		else
			target[i] = read_int64(reader, decimals);
	}
	if (!reader->flaw && read_mark(reader, ","))
		fail(reader, "a list has too many numbers");
}

/* All sections of one kind up to the end of the text; NULL where they are not this kind's. */
static CmSummary *
read_sections(Reader *reader, CmScale scale, CmKindId id)
{
	const CmKind *kind = &cm_kinds[id];
	CmSummary *summary = cm_create_summary(scale, id);

	for (int i = 0; i < cm_fields_of(kind); i++)
	{
		const CmField *field = &kind->field[i];

		if (!read_word(reader, field->name))
			return NULL;
		read_numbers(reader, cm_elements_of_field(summary, i), cm_length_of(field, scale.points),
					 i >= kind->fields64, field->decimals);
		if (reader->flaw)
			return NULL;
	}
	return at_end(reader) ? summary : NULL;
}

/* Tries every kind of the type in turn: few there are, and sections are few. */
static CmSummary *
read_any_kind(Reader *reader, CmScale scale, const CmSummaryType *type)
{
	Reader start = *reader;

	for (int id = 0; id < CM_KINDS && !reader->flaw; id++)
	{
		CmSummary *summary;

		if (cm_type_of(&cm_kinds[id]) != type)
			continue;
		*reader = start;
		summary = read_sections(reader, scale, id);
		if (summary)
			return summary;
	}
	fail(reader, "its sections are those of no kind of summary");
	return NULL;
}

static CmSummary *
read_form(Reader *reader, const CmSummaryType *type)
{
	CmScale scale;
	CmSummary *summary;

	if (read_word(reader, CM_EMPTY_FORM))
	{
		if (!at_end(reader))
			fail(reader, "something follows \"" CM_EMPTY_FORM "\"");
		return cm_empty_summary();
	}
	if (!read_word(reader, CM_TEXT_VERSION))
	{
		fail(reader, "it starts with none of \"" CM_EMPTY_FORM "\", \"" CM_TEXT_VERSION "\" and \"{\"");
		return NULL;
	}
	scale = read_extent(reader, type->extent);
	summary = read_any_kind(reader, scale, type);
	if (!summary)
		return NULL;
	fail(reader, cm_summary_flaw(summary));
	return cm_canonical_summary(summary);
}

/*
 * The summary that a text stands for.  Where it stands for none, the flaw says why, or the context has an
 * error already.
 */
static CmSummary *
read_summary(const char *text, const CmSummaryType *type, struct Node *context, const char **flaw)
{
	Reader reader = {text, NULL};
	CmSummary *summary = NULL;

	if (strnlen(text, LONGEST_TEXT + 1) > LONGEST_TEXT)
		fail(&reader, "it is longer than any summary");
	else if (text[strspn(text, SPACE)] == '{')
		reader.cursor = cm_text_of_json(text, type, context, &reader.flaw);
	if (reader.cursor && !reader.flaw)
		summary = read_form(&reader, type);
	*flaw = reader.flaw;
	return summary;
}

/* A text for a message: cut where it is long. */
static const char *
shown_text(const char *text)
{
	int length = (int) strnlen(text, SHOWN_TEXT + 1);

	if (length <= SHOWN_TEXT)
		return text;
	return psprintf("%.*s...", pg_mbcliplen(text, length, SHOWN_TEXT), text);
}

static Datum
summary_in(FunctionCallInfo fcinfo, const CmSummaryType *type)
{
	const char *text = PG_GETARG_CSTRING(0);
	const char *flaw;
	CmSummary *summary = read_summary(text, type, fcinfo->context, &flaw);

	if (flaw)
		ereturn(fcinfo->context, (Datum) 0, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type %s: \"%s\"", type->name, shown_text(text)),
				errdetail("The value is no summary: %s.", flaw),
				errhint("Write \"" CM_EMPTY_FORM "\" or, for example, \"%s\".", type->example));
	PG_RETURN_SUMMARY(summary);
}

#define INPUT(id, name, ...)                              \
	PG_FUNCTION_INFO_V1(cm_##name##_in);                  \
	Datum cm_##name##_in(PG_FUNCTION_ARGS)                \
	{                                                     \
		return summary_in(fcinfo, &cm_summary_types[id]); \
	}

CM_SUMMARY_TYPES(INPUT)

PG_FUNCTION_INFO_V1(cm_summary_out);
Datum
cm_summary_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(summary_to_text(PG_GETARG_SUMMARY(0)));
}
