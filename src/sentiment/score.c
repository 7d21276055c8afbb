/*
 * score.c
 *		From the values of terms to one score, and its explanation.
 *
 * With S the sum of all values and A the sum of their sizes, the score is
 *
 *		S · sqrt(1 + SPREAD) / sqrt(S² + SPREAD·A² + CALM²)
 *
 * A short text moves away from 0 as its sum grows (CALM is the size at which it is well under way);
 * in a long one S/A, which is how one-sided the text is, decides, since CALM no longer matters;
 * it goes to 1 where all terms agree.
 * Only + - × ÷ and √ of doubles and whole numbers are used: IEEE 754 fixes each, so the score is the
 * same on every machine.
 */
#include "c.h"

#include <math.h>

#include "sentiment/rules.h"
#include "sentiment/score.h"

/* In valences and their squares */
#define CALM   3.0
#define SPREAD 0.25

/* Thanks beside a complaint count by this part, in thousandths. */
#define COURTESY_BESIDE_COMPLAINT 250

#define INTERRUPT_BYTES 65536

/* What all sentences of a text add up to, in thousandths. */
typedef struct Totals
{
	int64 opinion;
	int64 opinion_size;
	int64 courtesy;
	int64 courtesy_size;
} Totals;

typedef struct Scorer
{
	const CmLexicon *lexicon;
	CmReader reader;
	CmInterruptHook interrupt;
	const char *next_interrupt;
	CmSentence sentence;
	CmFoundTerms found;
} Scorer;

static void
start_scoring(Scorer *scorer, const CmLexicon *lexicon, const char *text, size_t length, CmInterruptHook interrupt)
{
	scorer->lexicon = lexicon;
	scorer->interrupt = interrupt;
	scorer->next_interrupt = text + Min(length, INTERRUPT_BYTES);
	cm_start_reading(&scorer->reader, text, length);
}

static bool
score_sentence(Scorer *scorer)
{
	if (!cm_read_sentence(&scorer->reader, &scorer->sentence))
		return false;
	if (scorer->reader.at >= scorer->next_interrupt)
	{
		if (scorer->interrupt != NULL)
			scorer->interrupt();
		scorer->next_interrupt =
			scorer->reader.at + Min(scorer->reader.end - scorer->reader.at, INTERRUPT_BYTES);
	}
	cm_find_terms(scorer->lexicon, scorer->reader.text, &scorer->sentence, &scorer->found);
	cm_apply_rules(&scorer->found);
	return true;
}

static void
add_to_totals(Totals *totals, const CmFoundTerms *found)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		int32 value = found->terms[i].value;
		int32 size = value < 0 ? -value : value;

		if (found->terms[i].role == CM_ROLE_COURTESY)
		{
			totals->courtesy += value;
			totals->courtesy_size += size;
		}
		else
		{
			totals->opinion += value;
			totals->opinion_size += size;
		}
	}
}

/* How the totals of a text turn each value into its part of the score. */
typedef struct Measure
{
	int32 courtesy_factor; /* thousandths */
	double unit;           /* millionths of score for each millionth of valence */
} Measure;

static Measure
measure_totals(const Totals *totals)
{
	Measure measure;
	double sum;
	double size;

	measure.courtesy_factor = totals->opinion < 0 ? COURTESY_BESIDE_COMPLAINT : 1000;
	sum = (double) (totals->opinion * 1000 + totals->courtesy * measure.courtesy_factor) / 1e6;
	size = (double) (totals->opinion_size * 1000 + totals->courtesy_size * measure.courtesy_factor) / 1e6;
	measure.unit = sqrt(1.0 + SPREAD) / sqrt(sum * sum + SPREAD * (size * size) + CALM * CALM);
	return measure;
}

/* Half away from zero. */
static int32
round_to_score(double millionths)
{
	return (int32) (millionths < 0 ? millionths - 0.5 : millionths + 0.5);
}

/* The score that a sum of values, in millionths of a valence, amounts to. */
static int32
score_of_sum(const Measure *measure, int64 sum)
{
	return round_to_score((double) sum * measure->unit);
}

static int64
sum_of_totals(const Totals *totals, const Measure *measure)
{
	return totals->opinion * 1000 + totals->courtesy * measure->courtesy_factor;
}

static Totals
total_text(Scorer *scorer)
{
	Totals totals = {0, 0, 0, 0};

	while (score_sentence(scorer))
		add_to_totals(&totals, &scorer->found);
	return totals;
}

int32
cm_score_text(const CmLexicon *lexicon, const char *text, size_t length, CmInterruptHook interrupt)
{
	Scorer scorer;
	Totals totals;
	Measure measure;

	start_scoring(&scorer, lexicon, text, length, interrupt);
	totals = total_text(&scorer);
	measure = measure_totals(&totals);
	return score_of_sum(&measure, sum_of_totals(&totals, &measure));
}

/* ---- explanation ---- */

/* Append text to the effects as far as there is room. */
static void
append_text(CmExplainedTerm *term, const char *text)
{
	size_t used = strlen(term->effects);
	size_t length = Min(strlen(text), CM_EFFECTS_BYTES - 1 - used);

	memcpy(term->effects + used, text, length);
	term->effects[used + length] = '\0';
}

/* "negation ×-0.75": a factor in thousandths, without the zeros at its end. */
static void
append_effect(CmExplainedTerm *term, const char *name, int32 factor)
{
	char digits[16];
	uint32 size = (uint32) (factor < 0 ? -factor : factor);
	int n = 0;

	if (term->effects[0] != '\0')
		append_text(term, ", ");
	append_text(term, name);
	append_text(term, factor < 0 ? " ×-" : " ×");
	if (size >= 10000)
		digits[n++] = (char) ('0' + size / 10000 % 10);
	digits[n++] = (char) ('0' + size / 1000 % 10);
	digits[n++] = '.';
	digits[n++] = (char) ('0' + size / 100 % 10);
	digits[n++] = (char) ('0' + size / 10 % 10);
	digits[n++] = (char) ('0' + size % 10);
	while (digits[n - 1] == '0')
		n--;
	if (digits[n - 1] == '.')
		n--;
	digits[n] = '\0';
	append_text(term, digits);
}

static void
describe_effects(CmExplainedTerm *explained, const CmFoundTerm *term, const Measure *measure)
{
	int i;

	explained->effects[0] = '\0';
	for (i = 0; i < term->n_effects; i++)
		append_effect(explained, cm_name_of_rule(term->effects[i].rule), term->effects[i].factor);
	if (term->role == CM_ROLE_COURTESY && measure->courtesy_factor != 1000)
		append_effect(explained, "beside complaint", measure->courtesy_factor);
}

/*
 * Explain the terms of one sentence. A term's contribution is what the score of the running sum
 * gains by it, so contributions add up to the score exactly, rounding included; each is within a
 * millionth of its own share.
 */
static void
explain_sentence(const Scorer *scorer, const Measure *measure, int64 *sum, CmExplainHook explain, void *context)
{
	const CmToken *tokens = scorer->sentence.tokens;
	int i;

	for (i = 0; i < scorer->found.n_terms; i++)
	{
		const CmFoundTerm *term = &scorer->found.terms[i];
		const CmToken *last = &tokens[term->first_token + term->n_tokens - 1];
		CmExplainedTerm explained;
		int32 before = score_of_sum(measure, *sum);

		*sum += (int64) term->value * (term->role == CM_ROLE_COURTESY ? measure->courtesy_factor : 1000);
		explained.start = tokens[term->first_token].start;
		explained.length = last->start + last->length - explained.start;
		explained.slot = term->slot;
		explained.contribution = score_of_sum(measure, *sum) - before;
		describe_effects(&explained, term, measure);
		explain(context, &explained);
	}
}

int32
cm_explain_text(const CmLexicon *lexicon, const char *text, size_t length,
				CmInterruptHook interrupt, CmExplainHook explain, void *context)
{
	Scorer scorer;
	Totals totals;
	Measure measure;
	int64 sum = 0;

	start_scoring(&scorer, lexicon, text, length, interrupt);
	totals = total_text(&scorer);
	measure = measure_totals(&totals);
	start_scoring(&scorer, lexicon, text, length, interrupt);
	while (score_sentence(&scorer))
		explain_sentence(&scorer, &measure, &sum, explain, context);
	return score_of_sum(&measure, sum);
}
