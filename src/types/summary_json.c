/*
 * summary_json.c
 *	  Summaries as json and jsonb, for programs.
 *
 *		{"kind": "empty"}
 *		{"kind": "weighted", "lo": 1, "hi": 2, "counts": [1, 0], "weights": [1.5, 0], "squared_weights": [2.25, 0]}
 *		{"kind": "comments", "comments": [2], "positive": [1], …}
 *		{"kind": "drivers", "drivers": 1, "responses": [2], "incomplete": [0], "sums": [100, 7], …}
 *
 * The input functions read it, too: through them a row that became JSON comes back, as by
 * jsonb_populate_record().  To be read, it is translated into the text form.
 */
#include "types/summary.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

static void
append_field(StringInfo json, const CmSummary *summary, int field)
{
	const CmKind *kind = cm_kind_of(summary);
	int length = cm_length_of(&kind->field[field], summary->shape.points);
	char number[CM_DECIMAL_BUFFER];

	appendStringInfo(json, ", \"%s\": [", kind->field[field].name);
	for (int i = 0; i < length; i++)
	{
		cm_print_decimal(cm_field_value(summary, field, i), kind->field[field].decimals, number);
		appendStringInfo(json, "%s%s", i == 0 ? "" : ", ", number);
	}
	appendStringInfoChar(json, ']');
}

static void
append_extent(StringInfo json, const CmSummary *summary)
{
	const CmExtent *extent = cm_type_of(cm_kind_of(summary))->extent;
	int64 number[2];

	extent->describe(cm_scale_of(summary), number);
	for (int i = 0; i < extent->numbers; i++)
		appendStringInfo(json, ", \"%s\": %lld", extent->key[i], (long long) number[i]);
}

static char *
summary_to_json(const CmSummary *summary)
{
	const CmKind *kind = cm_kind_of(summary);
	StringInfoData json;

	if (cm_is_empty(summary))
		return pstrdup("{\"kind\": \"" CM_EMPTY_FORM "\"}");
	initStringInfo(&json);
	appendStringInfo(&json, "{\"kind\": \"%s\"", kind->name);
	append_extent(&json, summary);
	for (int field = 0; field < cm_fields_of(kind); field++)
		append_field(&json, summary, field);
	appendStringInfoChar(&json, '}');
	return json.data;
}

PG_FUNCTION_INFO_V1(cm_summary_to_json);
Datum
cm_summary_to_json(PG_FUNCTION_ARGS)
{
	return CStringGetTextDatum(summary_to_json(PG_GETARG_SUMMARY(0)));
}

PG_FUNCTION_INFO_V1(cm_summary_to_jsonb);
Datum
cm_summary_to_jsonb(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(summary_to_json(PG_GETARG_SUMMARY(0))));
}

static const JsonbValue *
value_of_key(JsonbContainer *object, const char *key)
{
	return getKeyJsonValueFromContainer(object, key, strlen(key), NULL);
}

/* A number as the text form has it, which knows no 2.0 for 2; nothing where it is none. */
static const char *
number_of(const JsonbValue *value)
{
	Datum number;

	if (!value || value->type != jbvNumeric)
		return "";
	number = DirectFunctionCall1(numeric_trim_scale, NumericGetDatum(value->val.numeric));
	return DatumGetCString(DirectFunctionCall1(numeric_out, number));
}

static void
append_section(StringInfo text, JsonbContainer *object, const char *name)
{
	const JsonbValue *value = value_of_key(object, name);
	JsonbContainer *array;

	appendStringInfo(text, " %s", name);
	if (!value || value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
		return;
	array = value->val.binary.data;
	for (uint32 i = 0; i < JsonContainerSize(array); i++)
	{
		const char *number = number_of(getIthJsonbValueFromContainer(array, i));

		appendStringInfo(text, "%c%.*s", i == 0 ? ' ' : ',', CM_DECIMAL_BUFFER, number);
		/* 1e100000 has as many digits: one such number is enough for the reader to refuse. */
		if (strlen(number) >= CM_DECIMAL_BUFFER)
			break;
	}
}

static bool
is_string(const JsonbValue *value, const char *string)
{
	return value && value->type == jbvString && value->val.string.len == (int) strlen(string) &&
		   memcmp(value->val.string.val, string, value->val.string.len) == 0;
}

/* The kind of the type that an object names; NULL where it names none. */
static const CmKind *
kind_of_object(JsonbContainer *object, const CmSummaryType *type)
{
	const JsonbValue *name = value_of_key(object, "kind");

	for (int id = 0; id < CM_KINDS; id++)
		if (cm_type_of(&cm_kinds[id]) == type && is_string(name, cm_kinds[id].name))
			return &cm_kinds[id];
	return NULL;
}

/* The text form that an object stands for: all keys that its kind has, and no others. */
static const char *
text_of_object(JsonbContainer *object, const CmKind *kind)
{
	const CmExtent *extent = cm_type_of(kind)->extent;
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoString(&text, CM_TEXT_VERSION " ");
	for (int i = 0; i < extent->numbers; i++)
		appendStringInfo(&text, "%s %s", extent->mark[i], number_of(value_of_key(object, extent->key[i])));
	for (int field = 0; field < cm_fields_of(kind); field++)
		append_section(&text, object, kind->field[field].name);
	return text.data;
}

static const char *
read_object(JsonbContainer *object, const CmSummaryType *type, const char **flaw)
{
	const CmKind *kind = kind_of_object(object, type);
	bool empty = is_string(value_of_key(object, "kind"), CM_EMPTY_FORM);
	int keys = 1;

	if (kind)
		keys += type->extent->numbers + cm_fields_of(kind);
	if (!kind && !empty)
		*flaw = "its kind is not one of the type";
	else if (JsonContainerSize(object) != keys)
		*flaw = "its keys are not those of its kind";
	else
		return empty ? CM_EMPTY_FORM : text_of_object(object, kind);
	return NULL;
}

/*
 * The text form that a JSON object stands for.  Where it stands for none, the flaw says why; where the
 * text is no JSON at all, jsonb says so itself.
 */
const char *
cm_text_of_json(const char *json, const CmSummaryType *type, struct Node *context, const char **flaw)
{
	Datum object;

	if (!cm_input_jsonb(json, context, &object))
		return NULL;
	return read_object(&DatumGetJsonbP(object)->root, type, flaw);
}
