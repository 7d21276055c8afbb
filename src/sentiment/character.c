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

/* Designated ranges are a GNU extension, so the letters are spelled out. */
#define EACH_LETTER(SMALL, CAPITAL) \
	['a'] = SMALL('a'), ['b'] = SMALL('b'), ['c'] = SMALL('c'), ['d'] = SMALL('d'), \
	['e'] = SMALL('e'), ['f'] = SMALL('f'), ['g'] = SMALL('g'), ['h'] = SMALL('h'), \
	['i'] = SMALL('i'), ['j'] = SMALL('j'), ['k'] = SMALL('k'), ['l'] = SMALL('l'), \
	['m'] = SMALL('m'), ['n'] = SMALL('n'), ['o'] = SMALL('o'), ['p'] = SMALL('p'), \
	['q'] = SMALL('q'), ['r'] = SMALL('r'), ['s'] = SMALL('s'), ['t'] = SMALL('t'), \
	['u'] = SMALL('u'), ['v'] = SMALL('v'), ['w'] = SMALL('w'), ['x'] = SMALL('x'), \
	['y'] = SMALL('y'), ['z'] = SMALL('z'), \
	['A'] = CAPITAL('a'), ['B'] = CAPITAL('b'), ['C'] = CAPITAL('c'), ['D'] = CAPITAL('d'), \
	['E'] = CAPITAL('e'), ['F'] = CAPITAL('f'), ['G'] = CAPITAL('g'), ['H'] = CAPITAL('h'), \
	['I'] = CAPITAL('i'), ['J'] = CAPITAL('j'), ['K'] = CAPITAL('k'), ['L'] = CAPITAL('l'), \
	['M'] = CAPITAL('m'), ['N'] = CAPITAL('n'), ['O'] = CAPITAL('o'), ['P'] = CAPITAL('p'), \
	['Q'] = CAPITAL('q'), ['R'] = CAPITAL('r'), ['S'] = CAPITAL('s'), ['T'] = CAPITAL('t'), \
	['U'] = CAPITAL('u'), ['V'] = CAPITAL('v'), ['W'] = CAPITAL('w'), ['X'] = CAPITAL('x'), \
	['Y'] = CAPITAL('y'), ['Z'] = CAPITAL('z')

#define EACH_DIGIT(DIGIT) \
	['0'] = DIGIT('0'), ['1'] = DIGIT('1'), ['2'] = DIGIT('2'), ['3'] = DIGIT('3'), \
	['4'] = DIGIT('4'), ['5'] = DIGIT('5'), ['6'] = DIGIT('6'), ['7'] = DIGIT('7'), \
	['8'] = DIGIT('8'), ['9'] = DIGIT('9')

#define IS_LETTER(c) CM_CHAR_LETTER
#define IS_DIGIT(c) CM_CHAR_DIGIT
#define ITSELF(c) (c)

/* Bytes from 128 on are all CM_CHAR_HIGH; the entries below cover the ASCII half. */
#define HIGH_16(base) \
	[base] = CM_CHAR_HIGH, [base + 1] = CM_CHAR_HIGH, [base + 2] = CM_CHAR_HIGH, \
	[base + 3] = CM_CHAR_HIGH, [base + 4] = CM_CHAR_HIGH, [base + 5] = CM_CHAR_HIGH, \
	[base + 6] = CM_CHAR_HIGH, [base + 7] = CM_CHAR_HIGH, [base + 8] = CM_CHAR_HIGH, \
	[base + 9] = CM_CHAR_HIGH, [base + 10] = CM_CHAR_HIGH, [base + 11] = CM_CHAR_HIGH, \
	[base + 12] = CM_CHAR_HIGH, [base + 13] = CM_CHAR_HIGH, [base + 14] = CM_CHAR_HIGH, \
	[base + 15] = CM_CHAR_HIGH

const uint8 cm_byte_class[256] = {
	EACH_LETTER(IS_LETTER, IS_LETTER),
	EACH_DIGIT(IS_DIGIT),
	[' '] = CM_CHAR_SPACE,
	['\t'] = CM_CHAR_SPACE,
	['\r'] = CM_CHAR_SPACE,
	['\f'] = CM_CHAR_SPACE,
	['\v'] = CM_CHAR_SPACE,
	['\n'] = CM_CHAR_NEWLINE,
	['_'] = CM_CHAR_LETTER,
	['\''] = CM_CHAR_APOSTROPHE,
	['`'] = CM_CHAR_APOSTROPHE,
	['-'] = CM_CHAR_HYPHEN,
	['.'] = CM_CHAR_DOT,
	[','] = CM_CHAR_COMMA,
	[';'] = CM_CHAR_CLAUSE,
	[':'] = CM_CHAR_CLAUSE,
	['('] = CM_CHAR_CLAUSE,
	[')'] = CM_CHAR_CLAUSE,
	['['] = CM_CHAR_CLAUSE,
	[']'] = CM_CHAR_CLAUSE,
	['|'] = CM_CHAR_CLAUSE,
	['?'] = CM_CHAR_QUESTION,
	['!'] = CM_CHAR_EXCLAMATION,
	['&'] = CM_CHAR_AMPERSAND,
	['@'] = CM_CHAR_AT,
	['#'] = CM_CHAR_HASH,
	['<'] = CM_CHAR_LESS,
	['^'] = CM_CHAR_CARET,
	['='] = CM_CHAR_CARET,
	['>'] = CM_CHAR_CARET,
	['*'] = CM_CHAR_STAR,
	HIGH_16(128), HIGH_16(144), HIGH_16(160), HIGH_16(176),
	HIGH_16(192), HIGH_16(208), HIGH_16(224), HIGH_16(240)
};

const uint8 cm_byte_fold[256] = {
	EACH_LETTER(ITSELF, ITSELF),
	EACH_DIGIT(ITSELF),
	['_'] = '_'
};

/* What characters beyond ASCII are; in the order of their code points; the rest are letters. */
typedef struct ClassRange
{
	uint32		first;
	uint32		last;
	CmCharacterClass class;
} ClassRange;

static const ClassRange class_ranges[] = {
	{0x0080, 0x009F, CM_CHAR_OTHER},
	{0x00A0, 0x00A0, CM_CHAR_SPACE},
	{0x00A1, 0x00A8, CM_CHAR_OTHER},
	{0x00A9, 0x00A9, CM_CHAR_OTHER},
	{0x00AB, 0x00AC, CM_CHAR_OTHER},
	{0x00AD, 0x00AD, CM_CHAR_SILENT},
	{0x00AE, 0x00B1, CM_CHAR_OTHER},
	{0x00B4, 0x00B4, CM_CHAR_APOSTROPHE},
	{0x00B6, 0x00B9, CM_CHAR_OTHER},
	{0x00BB, 0x00BF, CM_CHAR_OTHER},
	{0x00D7, 0x00D7, CM_CHAR_OTHER},
	{0x00F7, 0x00F7, CM_CHAR_OTHER},
	{0x02BC, 0x02BC, CM_CHAR_APOSTROPHE},
	{0x2000, 0x200A, CM_CHAR_SPACE},
	{0x200B, 0x200F, CM_CHAR_SILENT},
	{0x2010, 0x2011, CM_CHAR_HYPHEN},
	{0x2012, 0x2015, CM_CHAR_CLAUSE},
	{0x2016, 0x2017, CM_CHAR_OTHER},
	{0x2018, 0x201B, CM_CHAR_APOSTROPHE},
	{0x201C, 0x2025, CM_CHAR_OTHER},
	{0x2026, 0x2026, CM_CHAR_CLAUSE},
	{0x2027, 0x2027, CM_CHAR_OTHER},
	{0x2028, 0x2029, CM_CHAR_NEWLINE},
	{0x202A, 0x202E, CM_CHAR_SILENT},
	{0x202F, 0x202F, CM_CHAR_SPACE},
	{0x2030, 0x2031, CM_CHAR_OTHER},
	{0x2032, 0x2032, CM_CHAR_APOSTROPHE},
	{0x2033, 0x203B, CM_CHAR_OTHER},
	{0x203C, 0x203C, CM_CHAR_EXCLAMATION},
	{0x203D, 0x203D, CM_CHAR_QUESTION},
	{0x203E, 0x2046, CM_CHAR_OTHER},
	{0x2047, 0x2049, CM_CHAR_QUESTION},
	{0x204A, 0x205E, CM_CHAR_OTHER},
	{0x205F, 0x205F, CM_CHAR_SPACE},
	{0x2060, 0x206F, CM_CHAR_SILENT},
	{0x20A0, 0x20CF, CM_CHAR_OTHER},
	{0x20D0, 0x20FF, CM_CHAR_SILENT},
	{0x2100, 0x218F, CM_CHAR_OTHER},
	{0x2190, 0x2BFF, CM_CHAR_PICTURE},
	{0x3000, 0x3000, CM_CHAR_SPACE},
	{0x3001, 0x3001, CM_CHAR_COMMA},
	{0x3002, 0x3002, CM_CHAR_DOT},
	{0x3003, 0x3004, CM_CHAR_OTHER},
	{0x3008, 0x3020, CM_CHAR_OTHER},
	{0xD800, 0xF8FF, CM_CHAR_OTHER},
	{0xFE00, 0xFE0F, CM_CHAR_SILENT},
	{0xFEFF, 0xFEFF, CM_CHAR_SILENT},
	{0xFF01, 0xFF01, CM_CHAR_EXCLAMATION},
	{0xFF02, 0xFF06, CM_CHAR_OTHER},
	{0xFF07, 0xFF07, CM_CHAR_APOSTROPHE},
	{0xFF08, 0xFF0B, CM_CHAR_CLAUSE},
	{0xFF0C, 0xFF0C, CM_CHAR_COMMA},
	{0xFF0D, 0xFF0F, CM_CHAR_OTHER},
	{0xFF1A, 0xFF1B, CM_CHAR_CLAUSE},
	{0xFF1C, 0xFF1E, CM_CHAR_OTHER},
	{0xFF1F, 0xFF1F, CM_CHAR_QUESTION},
	{0xFFF0, 0xFFFF, CM_CHAR_OTHER},
	{0x1F000, 0x1F3FA, CM_CHAR_PICTURE},
	{0x1F3FB, 0x1F3FF, CM_CHAR_SILENT},
	{0x1F400, 0x1FAFF, CM_CHAR_PICTURE},
	{0xE0000, 0xE0FFF, CM_CHAR_SILENT},
};

static CmCharacterClass
class_of(uint32 code_point)
{
	int			low = 0;
	int			high = lengthof(class_ranges) - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;

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
	uint32		first;
	uint32		last;
	int32		step;
	int32		distance;
} FoldRange;

static const FoldRange fold_ranges[] = {
	{0x00C0, 0x00DE, 1, 32},	/* Latin-1 */
	{0x0100, 0x012E, 2, 1},		/* Latin Extended-A */
	{0x0132, 0x0136, 2, 1},
	{0x0139, 0x0147, 2, 1},
	{0x014A, 0x0176, 2, 1},
	{0x0178, 0x0178, 1, -121},
	{0x0179, 0x017D, 2, 1},
	{0x0386, 0x0386, 1, 38},	/* Greek */
	{0x0388, 0x038A, 1, 37},
	{0x038C, 0x038C, 1, 64},
	{0x038E, 0x038F, 1, 63},
	{0x0391, 0x03AB, 1, 32},
	{0x0400, 0x040F, 1, 80},	/* Cyrillic */
	{0x0410, 0x042F, 1, 32},
	{0x0460, 0x0480, 2, 1},
	{0x048A, 0x04BE, 2, 1},
	{0x04D0, 0x052E, 2, 1},
	{0x0531, 0x0556, 1, 48},	/* Armenian */
	{0x1E00, 0x1E94, 2, 1},		/* Latin Extended Additional */
	{0x1EA0, 0x1EFE, 2, 1},
	{0xFF21, 0xFF3A, 1, 32},	/* full width */
};

static uint32
fold_case(uint32 code_point)
{
	int			i;

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
	int			length = at[0] < 0x80 ? 1 : at[0] < 0xC2 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : at[0] < 0xF5 ? 4 : 0;
	uint32		value;
	int			i;

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
	uint32		code_point;
}			entities[] = {
	{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", 0xA0},
	{"rsquo", 0x2019}, {"lsquo", 0x2018}, {"rdquo", 0x201D}, {"ldquo", 0x201C},
	{"hellip", 0x2026}, {"ndash", 0x2013}, {"mdash", 0x2014}
};

static int
decode_numeric_entity(const char *at, const char *end, uint32 *code_point)
{
	const char *p = at + 2;
	uint32		base = 10;
	uint32		value = 0;

	if (p < end && (*p == 'x' || *p == 'X'))
	{
		base = 16;
		p++;
	}
	for (; p < end && p - at < 12 && *p != ';'; p++)
	{
		uint32		digit = *p >= '0' && *p <= '9' ? *p - '0' : (*p | 32) >= 'a' && (*p | 32) <= 'f' ? (*p | 32) - 'a' + 10 : 99;

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
	int			i;

	if (end - at < 4)
		return 0;
	if (at[1] == '#')
		return decode_numeric_entity(at, end, code_point);
	for (i = 0; i < lengthof(entities); i++)
	{
		size_t		length = strlen(entities[i].name);

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
	uint32		code_point;
	uint32		folded;
	int			consumed = 0;

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
		folded = cm_byte_fold[code_point] ? cm_byte_fold[code_point] : code_point;
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
