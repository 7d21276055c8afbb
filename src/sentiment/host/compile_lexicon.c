/*
 * compile_lexicon.c
 *		Turns the readable lexicon into C: make builds and runs this on the building machine.
 *
 * usage: compile_lexicon < lexicon.tsv > builtin_lexicon.c
 *
 * c.h lets printf() mean PostgreSQL's own, which would have to be linked: so plain fputs().
 */
#include "c.h"

#include "sentiment/lexicon_text.h"

static void *
allocate(void *context, size_t size)
{
	(void) context;
	return malloc(size);
}

static int
fail(size_t line, const char *complaint)
{
	char digits[24];
	int n = sizeof(digits);

	digits[--n] = '\0';
	do
		digits[--n] = (char) ('0' + line % 10);
	while ((line /= 10) > 0);
	fputs("lexicon.tsv, line ", stderr);
	fputs(digits + n, stderr);
	fputs(": ", stderr);
	fputs(complaint, stderr);
	fputs("\n", stderr);
	return 1;
}

static void
put_hexadecimal(uint64 value)
{
	char text[24] = "0x";
	int i;

	for (i = 0; i < 16; i++)
		text[2 + i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
	text[18] = '\0';
	fputs(text, stdout);
}

/* Of the readable table, so that it is the same on machines with another order of bytes. */
static uint32
checksum_of(const char *bytes, size_t size)
{
	uint32 sum = 2166136261u;
	size_t i;

	for (i = 0; i < size; i++)
		sum = (sum ^ (uint8) bytes[i]) * 16777619u;
	return sum;
}

static void
put_image(const CmLexicon *lexicon, uint32 checksum)
{
	size_t size = cm_lexicon_size(lexicon);
	const char *bytes = (const char *) lexicon;
	size_t at;

	fputs("/* Made by make from src/sentiment/lexicon.tsv. */\n"
		  "#include \"c.h\"\n\n#include \"sentiment/lexicon.h\"\n\n"
		  "static const uint64 image[] = {\n",
		  stdout);
	for (at = 0; at < size; at += sizeof(uint64))
	{
		uint64 word = 0;

		memcpy(&word, bytes + at, Min(sizeof(uint64), size - at));
		put_hexadecimal(word);
		fputs(",", stdout);
		if (at % (5 * sizeof(uint64)) == 0)
			fputs("\n", stdout);
	}
	fputs("\n};\n\nconst CmLexicon *\ncm_builtin_lexicon(void)\n{\n"
		  "\treturn (const CmLexicon *) image;\n}\n\nconst uint32 cm_builtin_lexicon_checksum = (uint32) ",
		  stdout);
	put_hexadecimal(checksum);
	fputs(";\n", stdout);
}

/* NULL without memory, and then the input is freed. */
static char *
make_room(char *input, size_t room)
{
	char *larger = realloc(input, room);

	if (larger == NULL)
		free(input);
	return larger;
}

/* All of standard input, with a line end after the last line. */
static char *
read_input(size_t *size)
{
	size_t room = 1 << 16;
	char *input = malloc(room);

	*size = 0;
	while (input != NULL)
	{
		size_t n = fread(input + *size, 1, room - *size - 1, stdin);

		if (n == 0)
			break;
		*size += n;
		if (*size + 1 == room)
			input = make_room(input, room *= 2);
	}
	if (input != NULL && *size > 0 && input[*size - 1] != '\n')
		input[(*size)++] = '\n';
	return input;
}

int
main(void)
{
	static const char *const complaints[] = {"",
											 "no memory",
											 "no word",
											 "too long",
											 "valence beyond -4..4",
											 "unknown role",
											 "a second row of the same term",
											 "too many terms"};
	CmArena arena = {allocate, NULL, NULL};
	size_t size;
	char *input = read_input(&size);
	CmLexiconRow *rows = input ? malloc((size / 2 + 1) * sizeof(CmLexiconRow)) : NULL;
	CmLexicon *lexicon;
	CmLexiconStatus status;
	size_t n_rows = 0;
	size_t bad_row;
	char *line;
	char *end;

	if (rows == NULL)
		return fail(0, "no memory");
	for (line = input; line < input + size; line = end + 1)
	{
		end = memchr(line, '\n', input + size - line);
		if (!cm_read_lexicon_line(line, end - line, &rows[n_rows++]))
			return fail(n_rows, "expected term, valence and role");
	}
	status = cm_build_lexicon(rows, n_rows, &arena, &lexicon, &bad_row);
	if (status != CM_LEXICON_OK)
		return fail(bad_row + 1, complaints[status]);
	if (cm_check_lexicon(lexicon, cm_lexicon_size(lexicon)) != NULL)
		return fail(0, cm_check_lexicon(lexicon, cm_lexicon_size(lexicon)));
	put_image(lexicon, checksum_of(input, size));
	return ferror(stdout) || fflush(stdout) != 0;
}
