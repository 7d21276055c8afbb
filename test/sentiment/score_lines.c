/*
 * score_lines.c
 *		Scores one text a line; for trying the rules on labelled texts.
 *
 * usage: score_lines [-e] [lexicon.tsv] < texts
 *
 * Lines are escaped as in COPY. With -e each score is followed by its explanation.
 */
#include "c.h"

#include "sentiment/lexicon_text.h"
#include "sentiment/score.h"

#undef printf
#undef fprintf

static void *
allocate(void *context, size_t size)
{
	(void) context;
	return malloc(size);
}

static const CmLexicon *
read_lexicon(const char *path)
{
	FILE *file = fopen(path, "r");
	CmArena arena = {allocate, NULL, NULL};
	CmLexiconRow *rows = malloc(sizeof(CmLexiconRow) * CM_LEXICON_TERMS);
	CmLexicon *lexicon;
	CmLexiconStatus status;
	char *line = NULL;
	size_t room = 0;
	size_t n_rows = 0;
	size_t bad_row;
	ssize_t length;

	if (file == NULL || rows == NULL)
		exit(2);
	while ((length = getline(&line, &room, file)) > 0)
	{
		if (!cm_read_lexicon_line(line, length - 1, &rows[n_rows]))
		{
			fprintf(stderr, "%s:%zu: not a row\n", path, n_rows + 1);
			exit(2);
		}
		line = NULL; /* rows point into it */
		n_rows++;
	}
	fclose(file);
	status = cm_build_lexicon(rows, n_rows, &arena, &lexicon, &bad_row);
	if (status != CM_LEXICON_OK)
	{
		fprintf(stderr, "%s:%zu: status %d\n", path, bad_row + 1, status);
		exit(2);
	}
	return lexicon;
}

static size_t
unescape(char *line, size_t length)
{
	size_t from;
	size_t to = 0;

	for (from = 0; from < length; from++)
	{
		char c = line[from];

		if (c == '\\' && from + 1 < length)
		{
			c = line[++from];
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
		}
		line[to++] = c;
	}
	return to;
}

static void
print_term(void *context, const CmExplainedTerm *term)
{
	printf("  %5u %+.6f %+.2f %-11s %.*s   %s\n", term->start, term->contribution / 1e6,
		   term->slot->valence / 1000.0, cm_name_of_role(term->slot->role), (int) term->length,
		   (char *) context + term->start, term->effects);
}

int
main(int argc, char **argv)
{
	bool explain = argc > 1 && strcmp(argv[1], "-e") == 0;
	const CmLexicon *lexicon = argc > 1 + explain ? read_lexicon(argv[1 + explain]) : cm_builtin_lexicon();
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	while ((n = getline(&line, &room, stdin)) > 0)
	{
		size_t length = unescape(line, line[n - 1] == '\n' ? n - 1 : n);

		if (explain)
			printf("%.*s\n", (int) length, line);
		printf("%.6f\n", cm_score_text(lexicon, line, length, NULL) / 1e6);
		if (explain)
			cm_explain_text(lexicon, line, length, NULL, print_term, line);
	}
	free(line);
	return 0;
}
