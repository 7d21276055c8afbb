/*
 * lexicon_text.c
 *		Reading and writing the lines of a lexicon.
 *
 * Fields are taken from the right, since a term may hold blanks and digits: "top 10  2.5  sentiment".
 */
#include "c.h"

#include "sentiment/lexicon_text.h"

static bool
is_separator(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Cut the last field off a line; returns its start and shortens the line. */
static const char *
take_last_field(const char *line, size_t *length, size_t *field_length)
{
	size_t end;

	while (*length > 0 && is_separator(line[*length - 1]))
		(*length)--;
	end = *length;
	while (*length > 0 && !is_separator(line[*length - 1]))
		(*length)--;
	*field_length = end - *length;
	return line + *length;
}

/* A decimal number with up to three decimals, in thousandths: "-2.5" is -2500. */
static bool
read_thousandths(const char *text, size_t length, int16 *thousandths)
{
	size_t at = 0;
	int32 value = 0;
	int32 unit = 1000;
	bool negative;
	bool point = false;
	bool digits = false;

	negative = length > 0 && text[0] == '-';
	if (length > 0 && (text[0] == '-' || text[0] == '+'))
		at++;
	for (; at < length; at++)
	{
		if (text[at] == '.' && !point)
		{
			point = true;
			continue;
		}
		if (text[at] < '0' || text[at] > '9')
			return false;
		if (point)
			unit /= 10;
		else
			value *= 10;
		value += (text[at] - '0') * unit;
		digits = true;
		if (unit == 0 || value > PG_INT16_MAX)
			return false;
	}
	*thousandths = (int16) (negative ? -value : value);
	return digits;
}

bool
cm_read_lexicon_line(const char *line, size_t length, CmLexiconRow *row)
{
	size_t field_length;
	const char *field = take_last_field(line, &length, &field_length);

	row->role = CM_ROLE_SENTIMENT;
	if (!read_thousandths(field, field_length, &row->valence))
	{
		row->role = (uint8) cm_role_of_name(field, field_length);
		if (row->role == CM_ROLE_NONE)
			return false;
		field = take_last_field(line, &length, &field_length);
		if (!read_thousandths(field, field_length, &row->valence))
			return false;
	}
	while (length > 0 && is_separator(line[length - 1]))
		length--;
	row->term = line;
	row->length = length;
	return length > 0;
}

/* "-2.5" for -2500; one decimal at least */
static size_t
write_thousandths(int16 thousandths, char *to)
{
	int32 size = thousandths < 0 ? -thousandths : thousandths;
	size_t n = 0;

	if (thousandths < 0)
		to[n++] = '-';
	if (size >= 10000)
		to[n++] = (char) ('0' + size / 10000);
	to[n++] = (char) ('0' + size / 1000 % 10);
	to[n++] = '.';
	to[n++] = (char) ('0' + size / 100 % 10);
	if (size % 100 != 0)
		to[n++] = (char) ('0' + size / 10 % 10);
	if (size % 10 != 0)
		to[n++] = (char) ('0' + size % 10);
	return n;
}

size_t
cm_write_lexicon_line(const CmLexiconRow *row, char separator, char *line)
{
	const char *role = cm_name_of_role(row->role);
	size_t n = row->length;

	memcpy(line, row->term, n);
	line[n++] = separator;
	n += write_thousandths(row->valence, line + n);
	line[n++] = separator;
	memcpy(line + n, role, strlen(role));
	n += strlen(role);
	line[n++] = '\n';
	return n;
}
