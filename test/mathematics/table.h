/*
 * table.h
 *		Checks against a table of reference values: lines of cells, of which the first says what a line is.
 */
#ifndef CM_TABLE_H
#define CM_TABLE_H

#include "tap.h"

#include <math.h>
#include <stdlib.h>

#define LONGEST_LINE 8192
#define MOST_CELLS   16

/* One line of the summary: what was checked, and the largest error. */
typedef struct Check
{
	char name[96];
	double allowed;
	int rows;
	double worst;
	char worst_at[200];
} Check;

static Check checks[64];
static int check_count = 0;

static Check *
find_check(const char *name, double allowed)
{
	for (int i = 0; i < check_count; i++)
		if (strcmp(checks[i].name, name) == 0)
			return &checks[i];
	snprintf(checks[check_count].name, sizeof(checks[0].name), "%s", name);
	checks[check_count].allowed = allowed;
	return &checks[check_count++];
}

/*
 * Errors are in units of the metric's own scale, where a share's is 0 to 100; relative for numbers
 * far beyond it.
 */
static void
note(const char *name, double allowed, double found, double expected, double scale, const char *where)
{
	Check *check = find_check(name, allowed);
	double error = found == expected || (isnan(found) && isnan(expected))
					   ? 0.0
					   : scale * fabs(found - expected) / fmax(1.0, scale * fabs(expected) / 1000.0);

	check->rows++;
	if (error <= check->worst)
		return;
	check->worst = isnan(error) ? INFINITY : error;
	snprintf(check->worst_at, sizeof(check->worst_at), "%.17g, not %.17g, at %s", found, expected, where);
}

static int
split(char *text, const char *separator, char **cells)
{
	int count = 0;

	for (char *cell = strtok(text, separator); cell && count < MOST_CELLS; cell = strtok(NULL, separator))
		cells[count++] = cell;
	return count;
}

typedef struct Row
{
	const char *name;
	int cells;
	void (*check)(char **cell, const char *line);
} Row;

static void
check_line(const Row *rows, size_t row_count, char *line)
{
	char copy[LONGEST_LINE];
	char *cells[MOST_CELLS];
	int count;

	snprintf(copy, sizeof(copy), "%s", line);
	count = split(line, "\t\n", cells);
	for (size_t i = 0; i < row_count; i++)
		if (count == rows[i].cells && strcmp(cells[0], rows[i].name) == 0)
		{
			rows[i].check(cells, copy);
			return;
		}
	tap_ok(false, "every row of the table is understood");
}

static void
check_table(const char *path, const Row *rows, size_t row_count)
{
	FILE *table = fopen(path, "r");
	char line[LONGEST_LINE];

	if (!tap_ok(table != NULL, "the table can be read"))
		return;
	while (fgets(line, sizeof(line), table))
		check_line(rows, row_count, line);
	fclose(table);
	for (int i = 0; i < check_count; i++)
	{
		char text[400];

		checks[i].worst_at[strcspn(checks[i].worst_at, "\n")] = '\0';
		snprintf(text, sizeof(text), "%.100s: %d numbers, worst error %.1e%s%.200s", checks[i].name,
				 checks[i].rows, checks[i].worst, checks[i].worst > 0.0 ? ": " : "", checks[i].worst_at);
		tap_ok(checks[i].worst <= checks[i].allowed, text);
	}
}

#endif /* CM_TABLE_H */
