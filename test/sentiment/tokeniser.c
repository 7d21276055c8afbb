/*
 * tokeniser.c
 *		How text is cut into words.
 *
 * Expected tokens are written down by hand: words with a blank between them, "|" where a sentence
 * ends, "," and ";" where a comma or a stronger mark stands between.
 */
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sentiment/tokeniser.h"

typedef struct Case
{
	const char *name;
	const char *text;
	const char *tokens;
} Case;

static const Case cases[] = {
	{"words", "Good food", "good food"},
	{"an empty text", "", ""},
	{"blanks alone", " \t\r\n  ", ""},
	{"sentences", "Good. Bad! Why? Well", "good|bad|why|well"},
	{"commas and clauses", "good, bad; so: (no) yes", "good , bad ; so ; no ; yes"},
	{"three dots are a pause", "good... bad", "good ; bad"},
	{"abbreviations go on", "at 5 p.m today", "at 5 p m today"},
	{"a missing blank", "good.Bad", "good|bad"},
	{"a dash is a pause, a hyphen joins", "well-made - but bad -- no", "well made ; but bad ; no"},
	{"em dash", "good \xE2\x80\x94 bad", "good ; bad"},
	{"contraction", "I don't", "i don't"},
	{"curly apostrophe", "I don\xE2\x80\x99t", "i don't"},
	{"apostrophe as an entity", "I don&#39;t don&#x27;t don&apos;t", "i don't don't don't"},
	{"quotes are nothing", "'good' \"bad\" \xE2\x80\x9Cno\xE2\x80\x9D &quot;yes&quot;", "good bad no yes"},
	{"entities", "a &amp; b &lt;3 c&nbsp;d", "a b <3 c d"},
	{"no entity", "a & b &unknown; c", "a b unknown ; c"},
	{"mentions are no words", "@good you are bad", "you are bad"},
	{"addresses are no words", "see https://good.com/bad?x=1 and www.bad.com, or good.com/x", "see and , or"},
	{"e-mail addresses are no words", "write to good@bad.com now", "write to now"},
	{"hashtags", "#good #VeryGood #never_again", "good , very good , never again"},
	{"numbers", "10/10 4.5 1,000 100% 5* $20 3hrs", "10/10 4.5 1,000 100% 5* 20 3 hrs"},
	{"digits within words", "gr8 b4", "gr8 b4"},
	{"a mark", "A+ service", "a+ service"},
	{"stars within a word", "sh*t s**t **bold**", "sh*t s**t bold"},
	{"Latin capitals", "SCH\xC3\x96N \xC3\x89T\xC3\x89", "sch\xC3\xB6n \xC3\xA9t\xC3\xA9"},
	{"Greek and Cyrillic capitals", "\xCE\x9A\xCE\x91 \xD0\x94\xD0\x90", "\xCE\xBA\xCE\xB1 \xD0\xB4\xD0\xB0"},
	{"emoticons in one spelling", "a :-) b =) c :)) d :-( e >:( f <3", "a :) b :) c :) d :( e >:( f <3"},
	{"brackets are no emoticons", "note:(see) x=(y)", "note ; see ; x ; y"},
	{"emoji", "good\xF0\x9F\x98\x80\xF0\x9F\x98\x80 bad", "good \xF0\x9F\x98\x80 \xF0\x9F\x98\x80 bad"},
	{"skin tones and variation selectors",
	 "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD \xE2\x9D\xA4\xEF\xB8\x8F", "\xF0\x9F\x91\x8D \xE2\x9D\xA4"},
	{"joined emoji", "\xF0\x9F\x98\xAE\xE2\x80\x8D\xF0\x9F\x92\xA8", "\xF0\x9F\x98\xAE \xF0\x9F\x92\xA8"},
	{"a soft hyphen is nothing",
	 "won\xC2\xAD"
	 "derful",
	 "wonderful"},
	{"broken UTF-8",
	 "good\xFF\xFE"
	 "bad \xC3 \xE2\x80",
	 "good bad"},
	{"overlong UTF-8 is broken",
	 "a\xC0\xAF"
	 "b",
	 "a b"},
	{"tags", "good<br />bad <b>very</b> bad < 3", "good|bad very bad 3"},
	{"a wrapped line goes on", "not\ngood", "not good"},
	{"a new line with a capital", "good\nBad", "good|bad"},
	{"an empty line", "good\n\nbad", "good|bad"},
};

static void
append(char *to, const char *text, int length)
{
	size_t used = strlen(to);

	memcpy(to + used, text, length);
	to[used + length] = '\0';
}

/* Tokens in the notation of the table. */
static void
describe_tokens(const char *text, size_t length, char *to)
{
	static CmSentence sentence;
	static const char *const marks[] = {" ", " ", " , ", " ; "};
	CmReader reader;
	bool first_sentence = true;
	char spelling[CM_WORD_BYTES];
	int i;

	to[0] = '\0';
	cm_start_reading(&reader, text, length);
	while (cm_read_sentence(&reader, &sentence))
	{
		for (i = 0; i < sentence.n_tokens; i++)
		{
			if (i > 0)
				append(to, marks[sentence.tokens[i].before], (int) strlen(marks[sentence.tokens[i].before]));
			else if (!first_sentence)
				append(to, "|", 1);
			append(to, spelling, cm_spell_token(text, &sentence.tokens[i], spelling));
			first_sentence = false;
		}
	}
}

static void
test_cases(void)
{
	char tokens[1000];
	char copy[200];
	int i;

	for (i = 0; i < lengthof(cases); i++)
	{
		/* In the middle of other bytes, which must not be looked at. */
		size_t length = strlen(cases[i].text);
		char *text = malloc(length ? length : 1);

		memcpy(text, cases[i].text, length);
		describe_tokens(text, length, tokens);
		free(text);
		snprintf(copy, sizeof(copy), "%s", cases[i].name);
		if (!tap_ok(strcmp(tokens, cases[i].tokens) == 0, copy))
			printf("# expected: %s\n#      got: %s\n", cases[i].tokens, tokens);
	}
}

/* A key must not depend on which of the three ways a word was read by. */
static void
test_keys(void)
{
	static const char *const words[] = {"a",        "good",      "seventh",
										"eightlet", "ninelette", "sixteen_letters_",
										"it's",     "gr8",       "extraordinarily"};
	static CmSentence sentence;
	CmReader reader;
	char text[100];
	bool same = true;
	int i;

	for (i = 0; i < lengthof(words); i++)
	{
		static const char *const tails[] =
			{"", " ", ".", ", and much more behind it", "\xE2\x80\xA6", " x"};
		int tail;

		for (tail = 0; tail < lengthof(tails); tail++)
		{
			snprintf(text, sizeof(text), "%s%s", words[i], tails[tail]);
			cm_start_reading(&reader, text, strlen(text));
			(void) cm_read_sentence(&reader, &sentence);
			same &= sentence.tokens[0].key == cm_key_of_spelling(words[i], (int) strlen(words[i]));
		}
	}
	tap_ok(same, "a word has one key, whatever follows it");
}

static uint8
flags_of(const char *text)
{
	static CmSentence sentence;
	CmReader reader;

	cm_start_reading(&reader, text, strlen(text));
	(void) cm_read_sentence(&reader, &sentence);
	return sentence.tokens[0].flags;
}

static void
test_flags(void)
{
	tap_ok(flags_of("GREAT stuff here") == CM_TOKEN_CAPITALS, "capitals");
	tap_ok(flags_of("Great stuff here") == 0, "one capital letter is none");
	tap_ok(flags_of("I like it very much") == 0, "a word of one letter has no capitals");
	tap_ok(flags_of("\xC3\x84RGER is bad") == CM_TOKEN_CAPITALS, "capitals beyond ASCII");
	tap_ok(flags_of("sooo good it is") == CM_TOKEN_STRETCHED, "stretched");
	tap_ok(flags_of("amazinggg good it is") == CM_TOKEN_STRETCHED, "stretched across eight letters");
	tap_ok(flags_of("wooooooooooooonderful it is") == CM_TOKEN_STRETCHED, "stretched within a long word");
	tap_ok(flags_of("good book here") == 0, "two letters in a row are not stretched");
	tap_ok(flags_of("shop's owner is here") == CM_TOKEN_POSSESSIVE, "possessive");
	tap_ok(flags_of("shop\xE2\x80\x99s owner") == CM_TOKEN_POSSESSIVE, "possessive with a curly apostrophe");
}

static double
seconds_to_read(const char *piece, size_t size)
{
	static CmSentence sentence;
	size_t piece_length = strlen(piece);
	char *text = malloc(size);
	CmReader reader;
	clock_t start;
	size_t i;

	for (i = 0; i < size; i++)
		text[i] = piece[i % piece_length];
	start = clock();
	cm_start_reading(&reader, text, size);
	while (cm_read_sentence(&reader, &sentence))
		;
	free(text);
	return (double) (clock() - start) / CLOCKS_PER_SEC;
}

/* Texts in which some reader could look far ahead again and again. A quadratic one would take hours. */
static void
test_linear_time(void)
{
	static const char *const pieces[] = {"a",
										 "<",
										 "<a",
										 "&",
										 "&#",
										 ":",
										 "(",
										 "*",
										 "s*",
										 "'",
										 "a'",
										 "\xF0\x9F\x98\x80",
										 "\xE2\x80\x8D",
										 "@",
										 "a@",
										 "#",
										 "#a",
										 ".",
										 "a.",
										 "!",
										 "-",
										 "\n",
										 " ",
										 "http://",
										 "1/",
										 "\xFF"};
	char name[100];
	int i;

	for (i = 0; i < lengthof(pieces); i++)
	{
		double seconds = seconds_to_read(pieces[i], 4000000);

		snprintf(name, sizeof(name), "4 MB of piece %d in linear time", i);
		if (!tap_ok(seconds < 4.0, name))
			printf("# %.2f seconds\n", seconds);
	}
}

int
main(void)
{
	test_cases();
	test_keys();
	test_flags();
	test_linear_time();
	return tap_finish();
}
