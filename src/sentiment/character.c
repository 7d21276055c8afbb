/*
 * character.c
 *		Decoding, classes and case folding of characters.
 *
 * Case is folded by small ranges instead of towlower(), whose answer depends on the locale: a
 * score must be the same on every machine.
 */
#include "c.h"

#include "sentiment/character.h"

#define REPLACEMENT_CHARACTER 0xFFFD

/* Two letters a class, for a table that can be read. */
enum
{
	OT = CM_CHAR_OTHER,
	LT = CM_CHAR_LETTER,
	DG = CM_CHAR_DIGIT,
	SP = CM_CHAR_SPACE,
	NL = CM_CHAR_NEWLINE,
	AP = CM_CHAR_APOSTROPHE,
	HY = CM_CHAR_HYPHEN,
	DO = CM_CHAR_DOT,
	CO = CM_CHAR_COMMA,
	CL = CM_CHAR_CLAUSE,
	QU = CM_CHAR_QUESTION,
	EX = CM_CHAR_EXCLAMATION,
	AM = CM_CHAR_AMPERSAND,
	AT = CM_CHAR_AT,
	HA = CM_CHAR_HASH,
	LE = CM_CHAR_LESS,
	CA = CM_CHAR_CARET,
	ST = CM_CHAR_STAR,
	HI = CM_CHAR_HIGH
};

/* clang-format off */
const uint8 cm_byte_class[256] = {
	/* 0x00 */ OT, OT, OT, OT, OT, OT, OT, OT, OT, SP, NL, SP, SP, SP, OT, OT,
	/* 0x10 */ OT, OT, OT, OT, OT, OT, OT, OT, OT, OT, OT, OT, OT, OT, OT, OT,
	/* 0x20 */ SP, EX, OT, HA, OT, OT, AM, AP, CL, CL, ST, OT, CO, HY, DO, OT,
	/* 0x30 */ DG, DG, DG, DG, DG, DG, DG, DG, DG, DG, CL, CL, LE, CA, CA, QU,
	/* 0x40 */ AT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT,
	/* 0x50 */ LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, CL, OT, CL, CA, LT,
	/* 0x60 */ AP, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT,
	/* 0x70 */ LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, LT, OT, CL, OT, OT, OT,
	/* 0x80 */ HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI,
	/* 0x90 */ HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI,
	/* 0xA0 */ HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI,
	/* 0xB0 */ HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI,
	/* 0xC0 */ HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI,
	/* 0xD0 */ HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI,
	/* 0xE0 */ HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI,
	/* 0xF0 */ HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI,
};
/* clang-format on */

/* What characters beyond ASCII are; in the order of their code points; the rest are letters. */
typedef struct ClassRange
{
	uint32 first;
	uint32 last;
	CmCharacterClass class;
} ClassRange;

static const ClassRange class_ranges[] = {
	{0x0080, 0x009F, CM_CHAR_OTHER},       {0x00A0, 0x00A0, CM_CHAR_SPACE},
	{0x00A1, 0x00A8, CM_CHAR_OTHER},       {0x00A9, 0x00A9, CM_CHAR_OTHER},
	{0x00AB, 0x00AC, CM_CHAR_OTHER},       {0x00AD, 0x00AD, CM_CHAR_SILENT},
	{0x00AE, 0x00B1, CM_CHAR_OTHER},       {0x00B4, 0x00B4, CM_CHAR_APOSTROPHE},
	{0x00B6, 0x00B9, CM_CHAR_OTHER},       {0x00BB, 0x00BF, CM_CHAR_OTHER},
	{0x00D7, 0x00D7, CM_CHAR_OTHER},       {0x00F7, 0x00F7, CM_CHAR_OTHER},
	{0x02BC, 0x02BC, CM_CHAR_APOSTROPHE},  {0x2000, 0x200A, CM_CHAR_SPACE},
	{0x200B, 0x200F, CM_CHAR_SILENT},      {0x2010, 0x2011, CM_CHAR_HYPHEN},
	{0x2012, 0x2015, CM_CHAR_CLAUSE},      {0x2016, 0x2017, CM_CHAR_OTHER},
	{0x2018, 0x201B, CM_CHAR_APOSTROPHE},  {0x201C, 0x2025, CM_CHAR_OTHER},
	{0x2026, 0x2026, CM_CHAR_CLAUSE},      {0x2027, 0x2027, CM_CHAR_OTHER},
	{0x2028, 0x2029, CM_CHAR_NEWLINE},     {0x202A, 0x202E, CM_CHAR_SILENT},
	{0x202F, 0x202F, CM_CHAR_SPACE},       {0x2030, 0x2031, CM_CHAR_OTHER},
	{0x2032, 0x2032, CM_CHAR_APOSTROPHE},  {0x2033, 0x203B, CM_CHAR_OTHER},
	{0x203C, 0x203C, CM_CHAR_EXCLAMATION}, {0x203D, 0x203D, CM_CHAR_QUESTION},
	{0x203E, 0x2046, CM_CHAR_OTHER},       {0x2047, 0x2049, CM_CHAR_QUESTION},
	{0x204A, 0x205E, CM_CHAR_OTHER},       {0x205F, 0x205F, CM_CHAR_SPACE},
	{0x2060, 0x206F, CM_CHAR_SILENT},      {0x20A0, 0x20CF, CM_CHAR_OTHER},
	{0x20D0, 0x20FF, CM_CHAR_SILENT},      {0x2100, 0x218F, CM_CHAR_OTHER},
	{0x2190, 0x2BFF, CM_CHAR_PICTURE},     {0x3000, 0x3000, CM_CHAR_SPACE},
	{0x3001, 0x3001, CM_CHAR_COMMA},       {0x3002, 0x3002, CM_CHAR_DOT},
	{0x3003, 0x3004, CM_CHAR_OTHER},       {0x3008, 0x3020, CM_CHAR_OTHER},
	{0xD800, 0xF8FF, CM_CHAR_OTHER},       {0xFE00, 0xFE0F, CM_CHAR_SILENT},
	{0xFEFF, 0xFEFF, CM_CHAR_SILENT},      {0xFF01, 0xFF01, CM_CHAR_EXCLAMATION},
	{0xFF02, 0xFF06, CM_CHAR_OTHER},       {0xFF07, 0xFF07, CM_CHAR_APOSTROPHE},
	{0xFF08, 0xFF0B, CM_CHAR_CLAUSE},      {0xFF0C, 0xFF0C, CM_CHAR_COMMA},
	{0xFF0D, 0xFF0F, CM_CHAR_OTHER},       {0xFF1A, 0xFF1B, CM_CHAR_CLAUSE},
	{0xFF1C, 0xFF1E, CM_CHAR_OTHER},       {0xFF1F, 0xFF1F, CM_CHAR_QUESTION},
	{0xFFF0, 0xFFFF, CM_CHAR_OTHER},       {0x1F000, 0x1F3FA, CM_CHAR_PICTURE},
	{0x1F3FB, 0x1F3FF, CM_CHAR_SILENT},    {0x1F400, 0x1FAFF, CM_CHAR_PICTURE},
	{0xE0000, 0xE0FFF, CM_CHAR_SILENT},
};

static CmCharacterClass
class_of(uint32 code_point)
{
	int low = 0;
	int high = lengthof(class_ranges) - 1;

	while (low <= high)
	{
		int middle = (low + high) / 2;

		if (code_point < class_ranges[middle].first)
			high = middle - 1;
		else if (code_point > class_ranges[middle].last)
			low = middle + 1;
		else
			return class_ranges[middle].class;
	}
	return CM_CHAR_LETTER;
}

/* Ranges of capitals; every step-th one counting from the first folds by adding distance. */
typedef struct FoldRange
{
	uint32 first;
	uint32 last;
	int32 step;
	int32 distance;
} FoldRange;

static const FoldRange fold_ranges[] = {
	{0x00C0, 0x00DE, 1, 32}, /* Latin-1 */
	{0x0100, 0x012E, 2, 1},  /* Latin Extended-A */
	{0x0132, 0x0136, 2, 1},    {0x0139, 0x0147, 2, 1},  {0x014A, 0x0176, 2, 1},
	{0x0178, 0x0178, 1, -121}, {0x0179, 0x017D, 2, 1},  {0x0386, 0x0386, 1, 38}, /* Greek */
	{0x0388, 0x038A, 1, 37},   {0x038C, 0x038C, 1, 64}, {0x038E, 0x038F, 1, 63},
	{0x0391, 0x03AB, 1, 32},   {0x0400, 0x040F, 1, 80}, /* Cyrillic */
	{0x0410, 0x042F, 1, 32},   {0x0460, 0x0480, 2, 1},  {0x048A, 0x04BE, 2, 1},
	{0x04D0, 0x052E, 2, 1},    {0x0531, 0x0556, 1, 48}, /* Armenian */
	{0x1E00, 0x1E94, 2, 1},                             /* Latin Extended Additional */
	{0x1EA0, 0x1EFE, 2, 1},    {0xFF21, 0xFF3A, 1, 32}, /* full width */
};

static uint32
fold_case(uint32 code_point)
{
	int i;

	for (i = 0; i < lengthof(fold_ranges); i++)
	{
		const FoldRange *range = &fold_ranges[i];

		if (code_point < range->first)
			break;
		if (code_point <= range->last && (code_point - range->first) % range->step == 0)
			return code_point + range->distance;
	}
	return code_point;
}

/*
 * Decode one UTF-8 sequence. A byte that starts no valid sequence (overlong forms, surrogates and
 * cut tails included) stands for itself alone as U+FFFD, so decoding always gets on.
 */
static int
decode_utf8(const uint8 *at, const uint8 *end, uint32 *code_point)
{
	static const uint32 smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
	int length = at[0] < 0x80   ? 1
				 : at[0] < 0xC2 ? 0
				 : at[0] < 0xE0 ? 2
				 : at[0] < 0xF0 ? 3
				 : at[0] < 0xF5 ? 4
								: 0;
	uint32 value;
	int i;

	*code_point = REPLACEMENT_CHARACTER;
	if (length == 0 || end - at < length)
		return 1;
	value = length == 1 ? at[0] : at[0] & (0x7F >> length);
	for (i = 1; i < length; i++)
	{
		if ((at[i] & 0xC0) != 0x80)
			return 1;
		value = value << 6 | (at[i] & 0x3F);
	}
	if (value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
		return 1;
	*code_point = value;
	return length;
}

static int
encode_utf8(uint32 code_point, char *to)
{
	if (code_point < 0x80)
	{
		to[0] = (char) code_point;
		return 1;
	}
	if (code_point < 0x800)
	{
		to[0] = (char) (0xC0 | code_point >> 6);
		to[1] = (char) (0x80 | (code_point & 0x3F));
		return 2;
	}
	if (code_point < 0x10000)
	{
		to[0] = (char) (0xE0 | code_point >> 12);
		to[1] = (char) (0x80 | (code_point >> 6 & 0x3F));
		to[2] = (char) (0x80 | (code_point & 0x3F));
		return 3;
	}
	to[0] = (char) (0xF0 | code_point >> 18);
	to[1] = (char) (0x80 | (code_point >> 12 & 0x3F));
	to[2] = (char) (0x80 | (code_point >> 6 & 0x3F));
	to[3] = (char) (0x80 | (code_point & 0x3F));
	return 4;
}

/* Named entities that occur in exported comments. The longest name has 6 letters. */
static const struct
{
	const char *name;
	uint32 code_point;
} entities[] = {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},        {"quot", '"'},
				{"apos", '\''},    {"nbsp", 0xA0},    {"rsquo", 0x2019},  {"lsquo", 0x2018},
				{"rdquo", 0x201D}, {"ldquo", 0x201C}, {"hellip", 0x2026}, {"ndash", 0x2013},
				{"mdash", 0x2014}};

static int
decode_numeric_entity(const char *at, const char *end, uint32 *code_point)
{
	const char *p = at + 2;
	uint32 base = 10;
	uint32 value = 0;

	if (p < end && (*p == 'x' || *p == 'X'))
	{
		base = 16;
		p++;
	}
	for (; p < end && p - at < 12 && *p != ';'; p++)
	{
		uint32 digit = *p >= '0' && *p <= '9'                 ? *p - '0'
					   : (*p | 32) >= 'a' && (*p | 32) <= 'f' ? (*p | 32) - 'a' + 10
															  : 99;

		if (digit >= base || value > 0x10FFFF)
			return 0;
		value = value * base + digit;
	}
	if (p >= end || *p != ';' || value < 0x20 || value > 0x10FFFF)
		return 0;
	*code_point = value;
	return (int) (p + 1 - at);
}

/* The bytes that an HTML entity at "at" takes, or 0 where there is none. */
static int
decode_entity(const char *at, const char *end, uint32 *code_point)
{
	int i;

	if (end - at < 4)
		return 0;
	if (at[1] == '#')
		return decode_numeric_entity(at, end, code_point);
	for (i = 0; i < lengthof(entities); i++)
	{
		size_t length = strlen(entities[i].name);

		if ((size_t) (end - at) >= length + 2 && at[length + 1] == ';' &&
			memcmp(at + 1, entities[i].name, length) == 0)
		{
			*code_point = entities[i].code_point;
			return (int) length + 2;
		}
	}
	return 0;
}

CmCharacter
cm_read_character(const char *at, const char *end)
{
	CmCharacter result;
	uint32 code_point;
	uint32 folded;
	int consumed = 0;

	if (*at == '&')
		consumed = decode_entity(at, end, &code_point);
	if (consumed == 0)
		consumed = decode_utf8((const uint8 *) at, (const uint8 *) end, &code_point);
	result.consumed = (uint8) consumed;
	if (code_point < 0x80)
	{
		result.class = (CmCharacterClass) cm_byte_class[code_point];
		/* An entity's ampersand opens no further entity. */
		if (result.class == CM_CHAR_AMPERSAND)
			result.class = CM_CHAR_OTHER;
		folded = cm_fold_byte((uint8) code_point);
		if (folded == 0)
			folded = code_point;
	}
	else
	{
		result.class = class_of(code_point);
		folded = result.class == CM_CHAR_LETTER ? fold_case(code_point) : code_point;
	}
	if (result.class == CM_CHAR_APOSTROPHE)
		folded = '\'';
	result.upper = folded != code_point && result.class == CM_CHAR_LETTER;
	result.length = (uint8) encode_utf8(folded, result.folded);
	return result;
}
