/*
 * rules.c
 *		Each rule on a small lexicon, and the properties of scores and explanations.
 *
 * The value of each term is worked out by hand from the factors in src/sentiment/rules_*.c; the score
 * that they make is computed here from the definition in doc/sentiment.md.
 */
#include "tap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sentiment/lexicon_text.h"
#include "sentiment/score.h"
#include "sentiment/tokeniser.h"

static const char *const rows[] = {"good 2",
								   "great 3",
								   "bad -2",
								   "awful -3",
								   "slow -1",
								   "not -0.5 negator",
								   "without -0.2 negator",
								   "never -0.8 negator",
								   "very 0.5 intensifier",
								   "slightly -0.5 damper",
								   "too -0.8 excess",
								   "but 0 contrast",
								   "although 0 concession",
								   "would 0 irrealis",
								   "wish -0.7 irrealis",
								   "why -0.4 question",
								   "how do i 0 question",
								   "thanks 1 courtesy",
								   "used to be -0.3 past",
								   "than 0 comparison",
								   "fixed 0.6 relief",
								   "gone -0.3 relief",
								   "waited -0.4 hint",
								   "free trial 0 neutral",
								   "free 1",
								   "not only 0 neutral",
								   "great job 1 courtesy",
								   "hours on hold -2",
								   "# hours late -3",
								   "5 stars 3",
								   "10/10 4",
								   ":) 2",
								   "\xF0\x9F\x98\xAE\xE2\x80\x8D\xF0\x9F\x92\xA8 -1",
								   "shop 1",
								   "of 0 function",
								   "of the best 3",
								   "also 0.4 function",
								   "rarely -0.6 never",
								   "such 0.4 degree",
								   "needs -0.4 wish",
								   "bigger 1.2 comparative",
								   "isn't it -0.5 inversion"};

typedef struct Case
{
	const char *name;
	const char *text;
	double values[5];
} Case;

static const Case cases[] = {
	{"a word", "good", {2}},
	{"no known word", "the table is round", {0}},
	{"two words", "a good and great one", {2, 3}},
	{"possessive", "the shop's table", {1}},
	{"stretched", "goooood", {2 * 1.2}},
	{"capitals", "this is GOOD", {2 * 1.15}},
	{"capitals say nothing where all are", "THIS IS GOOD", {2}},
	{"exclamation marks", "good!!", {2 * 1.16}},
	{"no more than three count", "good!!!!!!", {2 * 1.24}},
	{"intensifier", "very good", {2 * 1.5}},
	{"two intensifiers", "very very good", {2 * 1.5 * 1.5}},
	{"intensifier at the end", "it is good very", {2 * 1.5}},
	{"damper", "slightly slow", {-1 * 0.5}},
	{"negated positive", "not good", {-0.75 * 2}},
	{"negated negative", "not bad", {0.35 * 2}},
	{"negation reaches over words", "not a really good one", {-0.75 * 2}},
	{"negation ends at a comma", "not this, good", {-0.5, 2}},
	{"negation ends at a sentence", "It is not. Good", {-0.5, 2}},
	{"negation ends at a contrast", "not this but good", {-0.5 * 0.6, 2 * 1.25}},
	{"negation ends after five words", "not one two three four five six good", {-0.5, 2}},
	{"negation of what is joined", "not good or great", {-0.75 * 2, -0.75 * 3}},
	{"negation stops where the sign changes", "not good and bad", {-0.75 * 2, -2}},
	{"a negator alone", "it does not work", {-0.5}},
	{"a negator that is the whole answer", "Never.", {0}},
	{"a negator that is a whole sentence", "Good. Never! Bad", {2, -2}},
	{"without", "without bad taste", {0.35 * 2}},
	{"negated and intensified", "not very good", {-0.75 * 3}},
	{"double negation", "never not good", {-0.8, -0.75 * 2}},
	{"excess", "it is too small", {-0.8}},
	{"excess of something bad", "too slow", {-0.8 * 0.5, -1}},
	{"excess of something good", "too good", {-0.8 * 0.5, -1}},
	{"excess at the end", "me too", {0}},
	{"excess negated", "not too small", {-0.5}},
	{"past", "it used to be good", {-0.3, -0.5 * 2}},
	{"past of something bad", "it used to be bad", {0.4 * 2}},
	{"past of both", "it used to be bad and good", {-0.3, 0.4 * 2, -0.5 * 2}},
	{"past alone", "it used to be round", {-0.3}},
	{"relief", "the bad thing is fixed", {0.35 * 2, 0.6}},
	{"relief before what it takes", "they fixed the bad thing", {0.6, 0.35 * 2}},
	{"relief takes the nearest complaint", "slow and awful, fixed", {-1, 0.35 * 3, 0.6}},
	{"relief takes a negator that stands alone", "did not open, now fixed", {0.35 * 0.5, 0.6}},
	{"relief leaves praise", "good and fixed", {2, 0.6}},
	{"relief ends at a contrast", "bad but fixed", {-2 * 0.6, 0.6 * 1.25}},
	{"relief ends after four words", "bad one two three four five fixed", {-2, 0.6}},
	{"relief denied", "the bad thing is not fixed", {-2, -0.75 * 0.6}},
	{"relief wanted", "the bad thing would be fixed", {-2, 0.55 * 0.6}},
	{"a loss", "it is gone", {-0.3}},
	{"a loss of something bad", "the bad thing is gone", {0.35 * 2}},
	{"a loss takes nothing after it", "gone is the bad one", {-0.3, -2}},
	{"a loss does not reach as far", "bad one two three gone", {-2, -0.3}},
	{"comparison", "faster than a good one", {0.3 * 2}},
	{"irrealis", "would be good", {0.55 * 2}},
	{"irrealis and negative", "would be bad", {-0.9 * 2}},
	{"irrealis of its own value", "wish it was good", {-0.7, 0.55 * 2}},
	{"irrealis ends at a clause", "would do; good", {2}},
	{"question", "is it good?", {0.35 * 2}},
	{"question and negative", "is it bad?", {-0.75 * 2}},
	{"question that complains", "why is it bad?", {-0.4, -0.75 * 2}},
	{"question that asks for something", "how do i find a good or bad one?", {0.2 * 2, -0.2 * 2}},
	{"a hint in such a question", "how do i know what waited?", {-0.2 * 0.4}},
	{"contrast", "good but slow", {2 * 0.6, -1 * 1.25}},
	{"the last contrast decides", "good but slow but great", {2 * 0.6, -1 * 0.6, 3 * 1.25}},
	{"concession", "although good, slow", {2 * 0.6, -1}},
	{"courtesy", "thanks", {1}},
	{"courtesy in a question", "thanks?", {0.35 * 0.2}},
	{"courtesy beside a complaint", "bad. thanks", {-2, 0.25}},
	{"courtesy beside praise", "good. thanks", {2, 1}},
	{"a function word", "good of it", {2}},
	{"a function word that begins a longer term", "one of the best", {3}},
	{"a function word between terms", "too of good", {-0.8, 2}},
	{"a function word of its own value", "not also", {-0.5, 0.4}},
	{"never", "rarely bad", {0.35 * 2}},
	{"never as emphasis", "rarely have I had a such bad one", {-2 * 1.4}},
	{"never as emphasis of praise", "I rarely had such good a one", {2 * 1.4}},
	{"other negators are no emphasis", "not such good", {-0.75 * 2 * 1.4}},
	{"other intensifiers make no emphasis", "rarely very good", {-0.75 * 3}},
	{"emphasis of what is next", "rarely bad and such good", {0.35 * 2, 2 * 1.4}},
	{"emphasis ends at a comma", "rarely, such good", {-0.6, 2 * 1.4}},
	{"emphasis reaches over eight words", "rarely a b c d e f g h such good", {2 * 1.4}},
	{"and no further", "rarely a b c d e f g h i such good", {-0.6, 2 * 1.4}},
	{"wished for", "needs a bigger one", {-0.4, -0.5 * 1.2 * 0.9}},
	{"more of it wished for", "needs such good ones", {-0.4, -0.5 * 2 * 1.4 * 0.9}},
	{"wished for and intensified", "needs a very very bigger one", {-0.4, -0.5 * 1.2 * 1.5 * 1.5 * 0.9}},
	{"a wish without comparison", "needs a good one", {-0.4, 0.55 * 2}},
	{"a wish for what is next", "needs a good bigger one", {-0.4, 0.55 * 2, 0.55 * 1.2}},
	{"a wish ends after three words", "needs one two three four bigger", {-0.4, 1.2}},
	{"a wish denied", "needs not bigger", {-0.4, -0.75 * 1.2 * 0.9}},
	{"comparative without a wish", "bigger", {1.2}},
	{"a negated question", "isn't it good", {2}},
	{"a negated question that complains", "oh, isn't it bad", {-2}},
	{"a negated question that asks", "isn't it good?", {-0.75 * 2 * 0.75}},
	{"an inversion within a clause", "this isn't it good", {-0.75 * 2}},
	{"hint", "waited", {-0.4}},
	{"hints are not negated", "not waited", {-0.5, -0.4}},
	{"a neutral term shields its words", "free trial", {0}},
	{"the longest term counts", "free table", {1}},
	{"a neutral term shields a negator", "not only good", {2}},
	{"a term over several words", "hours on hold", {-2}},
	{"a term over a hyphen", "hours-on-hold", {-2}},
	{"no term over a comma", "hours, on hold", {0}},
	{"any number", "17 hours late", {-3}},
	{"a number of its own", "5 stars and 10/10", {3, 4}},
	{"another number", "4 stars", {0}},
	{"emoticon", "well :-)", {2}},
	{"joined emoji", "well \xF0\x9F\x98\xAE\xE2\x80\x8D\xF0\x9F\x92\xA8", {-1}},
};

static void *
allocate(void *context, size_t size)
{
	(void) context;
	return malloc(size);
}

static CmLexicon *
build(const char *const *lines, int n_lines)
{
	CmArena arena = {allocate, NULL, NULL};
	CmLexiconRow parsed[lengthof(rows)];
	CmLexicon *lexicon = NULL;
	size_t bad_row;
	int i;

	for (i = 0; i < n_lines; i++)
	{
		if (!cm_read_lexicon_line(lines[i], strlen(lines[i]), &parsed[i]))
			abort();
	}
	return cm_build_lexicon(parsed, n_lines, &arena, &lexicon, &bad_row) == CM_LEXICON_OK ? lexicon : NULL;
}

static int32
score(const CmLexicon *lexicon, const char *text)
{
	return cm_score_text(lexicon, text, strlen(text), NULL);
}

/* The definition: S √1.25 / √(S² + A²/4 + 9) */
static double
defined_score(const double *values)
{
	long double sum = 0;
	long double size = 0;
	int i;

	for (i = 0; i < 5; i++)
	{
		sum += values[i];
		size += fabs(values[i]);
	}
	return (double) (sum * sqrtl(1.25L) / sqrtl(sum * sum + size * size / 4 + 9));
}

static void
test_rules(const CmLexicon *lexicon)
{
	char name[100];
	int i;

	for (i = 0; i < lengthof(cases); i++)
	{
		double expected = defined_score(cases[i].values) * CM_SCORE_ONE;
		int32 got = score(lexicon, cases[i].text);

		snprintf(name, sizeof(name), "%s: %s", cases[i].name, cases[i].text);
		/* Values are rounded to thousandths after each factor. */
		if (!tap_ok(fabs(got - expected) < 400, name))
			printf("# expected %.6f, got %.6f\n", expected / CM_SCORE_ONE, got / (double) CM_SCORE_ONE);
	}
}

typedef struct Explained
{
	int n;
	int64 sum;
	uint32 last_end;
	bool in_order;
	char effects[CM_EFFECTS_BYTES];
} Explained;

static void
note_term(void *context, const CmExplainedTerm *term)
{
	Explained *explained = context;

	explained->n++;
	explained->sum += term->contribution;
	explained->in_order &= term->start >= explained->last_end;
	explained->last_end = term->start + term->length;
	strcpy(explained->effects, term->effects);
}

static void
test_explanation(const CmLexicon *lexicon)
{
	static const char text[] =
		"Not good, thanks! It waited 3 hours late but was slightly slow, GREAT and sooo good :)";
	Explained explained = {0, 0, 0, true, ""};
	int32 whole = cm_explain_text(lexicon, text, strlen(text), NULL, note_term, &explained);
	char name[60];
	int length;
	bool adds_up = true;

	tap_ok(whole == score(lexicon, text), "the explanation ends with the score");
	tap_ok(explained.n == 11 && explained.in_order, "every term is there, in the order of the text");
	for (length = 0; length <= (int) strlen(text); length++)
	{
		explained.sum = 0;
		explained.last_end = 0;
		adds_up &= cm_explain_text(lexicon, text, length, NULL, note_term, &explained) == explained.sum;
	}
	tap_ok(adds_up, "contributions add up to the score, for every beginning of a text");
	cm_explain_text(lexicon, "NOT very GOOD!!", 15, NULL, note_term, &explained);
	snprintf(name, sizeof(name), "effects are told: %s", explained.effects);
	tap_ok(strcmp(explained.effects, "emphasis \xC3\x97"
									 "1.15, intensifier \xC3\x97"
									 "1.5, negation \xC3\x97-0.75, exclamation \xC3\x97"
									 "1.16") == 0,
		   name);
}

/* Text by text, so that nothing outside it is read and only the whole of it counts. */
static void
test_long_texts(const CmLexicon *lexicon)
{
	static const char sentence[] = "good and bad and slow ";
	size_t size = 3000000;
	char *text = malloc(size);
	size_t i;

	for (i = 0; i < size; i++)
		text[i] = sentence[i % (sizeof(sentence) - 1)];
	tap_ok(abs(cm_score_text(lexicon, text, size, NULL) + 415227) < 10,
		   "a long text scores by how one-sided it is: -1/5 √1.25 / √(1/25 + 1/4) = -0.415");
	memset(text, 'g', size);
	tap_ok(cm_score_text(lexicon, text, size, NULL) == 0, "a word of three million letters is no word");
	for (i = 0; i < size; i++)
		text[i] = "great "[i % 6];
	tap_ok(cm_score_text(lexicon, text, size, NULL) == CM_SCORE_ONE, "a long text of praise scores 1");
	free(text);
}

static int interrupts = 0;

static void
count_interrupts(void)
{
	interrupts++;
}

static void
test_interrupts(const CmLexicon *lexicon)
{
	static const char *const pieces[] = {"good ", "a", " ", ".", "http://", "<", "!", "#a"};
	size_t size = 2000000;
	char *text = malloc(size);
	bool often = true;
	size_t i;
	int piece;

	for (piece = 0; piece < lengthof(pieces); piece++)
	{
		for (i = 0; i < size; i++)
			text[i] = pieces[piece][i % strlen(pieces[piece])];
		interrupts = 0;
		(void) cm_score_text(lexicon, text, size, count_interrupts);
		often &= interrupts >= 10;
	}
	free(text);
	tap_ok(often, "interrupts are looked for in any text of 2 MB");
}

static void
test_lexicons(void)
{
	static const char *const one[] = {"good 2", "Very-Bad -3"};
	static const char *const turned[] = {"very bad -3", "good 2"};
	static const char *const twice[] = {"good 2", "GOOD 2"};
	static const char *const conflict[] = {"good 2", "Good 1"};
	static const char *const no_word[] = {"... 2"};
	static const char *const over[] = {"good 0", "fine 1"};
	static const char *const long_term[] = {"a b c d e f g h i 1"};
	CmArena arena = {allocate, NULL, NULL};
	CmLexicon *a = build(one, 2);
	CmLexicon *b = build(turned, 2);
	CmLexicon *c = build(twice, 2);
	CmLexicon *merged;

	tap_ok(a && b && cm_lexicon_size(a) == cm_lexicon_size(b) && memcmp(a, b, cm_lexicon_size(a)) == 0,
		   "the image does not depend on the order or the spelling of rows");
	tap_ok(cm_check_lexicon(a, cm_lexicon_size(a)) == NULL, "an image passes its check");
	tap_ok(cm_check_lexicon(a, cm_lexicon_size(a) - 1) != NULL, "an image that was cut does not");
	tap_ok(c && c->n_terms == 1, "equal rows are one term");
	tap_ok(build(conflict, 2) == NULL, "a term with two valences is refused");
	tap_ok(build(no_word, 1) == NULL, "a term without a word is refused");
	tap_ok(build(long_term, 1) == NULL, "a term of nine words is refused");
	tap_ok(build(NULL, 0) != NULL && score(build(NULL, 0), "good") == 0, "a lexicon may be empty");
	tap_ok(cm_lay_lexicon_over(a, build(over, 2), &arena, &merged) == CM_LEXICON_OK && merged->n_terms == 3 &&
			   score(merged, "good") == 0 && score(merged, "fine") > 0 && score(merged, "very bad") < 0,
		   "of two lexicons the right one wins");
	tap_ok(cm_check_lexicon(cm_builtin_lexicon(), cm_lexicon_size(cm_builtin_lexicon())) == NULL,
		   "the built-in lexicon passes the check");
	tap_ok(cm_find_key(cm_builtin_lexicon(), cm_builtin_lexicon()->slots[0].key) ==
				   &cm_builtin_lexicon()->slots[0] ||
			   cm_builtin_lexicon()->slots[0].key == 0,
		   "its first slot is found");
}

int
main(void)
{
	CmLexicon *lexicon = build(rows, lengthof(rows));

	if (!tap_ok(lexicon != NULL, "the lexicon of these tests can be built"))
		return tap_finish();
	test_rules(lexicon);
	test_explanation(lexicon);
	test_long_texts(lexicon);
	test_interrupts(lexicon);
	test_lexicons();
	return tap_finish();
}
