/*
 * rules_relief.c
 *		A complaint that is over: the bug is gone, they fixed my problem.
 */
#include "c.h"

#include "sentiment/effect.h"

/* The factor is in thousandths; reaches are counted in words. */
enum
{
	RELIEVED = -350,
	RELIEF_REACH = 3,
	RELIEF_REACH_BACK = 4,
	LOSS_REACH_BACK = 2,
	UNREAL_REACH = 5
};

/* Not fixed, should be fixed, used to be fixed: what is over only in words. */
static bool
is_unreal(const CmFoundTerms *found, int i)
{
	int j;

	for (j = i - 1; j >= 0; j--)
	{
		const CmFoundTerm *term = &found->terms[j];

		if (term->role == CM_ROLE_CONTRAST ||
			!cm_is_within_reach(found, term, &found->terms[i], UNREAL_REACH, CM_BOUNDARY_COMMA))
			return false;
		if (cm_is_negator(term) || cm_is_irrealis(term) || term->role == CM_ROLE_PAST)
			return true;
	}
	return false;
}

/* A complaint is a negative opinion or a negator that counts by itself ("couldn't log in"). */
static bool
is_complaint(const CmFoundTerm *term)
{
	return term->value < 0 && (cm_is_opinion(term) || cm_is_negator(term));
}

/* The complaint before a term in its clause, over words that say nothing. */
static CmFoundTerm *
find_complaint_before(CmFoundTerms *found, int i)
{
	int reach = found->terms[i].value < 0 ? LOSS_REACH_BACK : RELIEF_REACH_BACK;
	int j;

	for (j = i - 1; j >= 0; j--)
	{
		CmFoundTerm *term = &found->terms[j];

		if (term->role == CM_ROLE_CONTRAST ||
			!cm_is_within_reach(found, term, &found->terms[i], reach, CM_BOUNDARY_CLAUSE))
			break;
		if (is_complaint(term))
			return term;
	}
	return NULL;
}

static CmFoundTerm *
find_complaint_after(CmFoundTerms *found, int i)
{
	int j;

	for (j = i + 1; j < found->n_terms; j++)
	{
		CmFoundTerm *term = &found->terms[j];

		if (term->role == CM_ROLE_CONTRAST ||
			!cm_is_within_reach(found, &found->terms[i], term, RELIEF_REACH, CM_BOUNDARY_COMMA))
			break;
		if (cm_is_opinion(term))
			return is_complaint(term) ? term : NULL;
	}
	return NULL;
}

/*
 * "Fixed" is good and takes the complaint before or after it; "gone" is bad unless it takes the
 * complaint before it.
 */
void
cm_apply_relief(CmFoundTerms *found, uint8 rule)
{
	int i;

	for (i = 0; i < found->n_terms; i++)
	{
		CmFoundTerm *term = &found->terms[i];
		CmFoundTerm *complaint;

		if (term->role != CM_ROLE_RELIEF || is_unreal(found, i))
			continue;
		complaint = find_complaint_before(found, i);
		if (complaint == NULL && term->value > 0)
			complaint = find_complaint_after(found, i);
		if (complaint == NULL)
			continue;
		cm_apply_effect(complaint, rule, RELIEVED);
		if (term->value < 0)
			cm_apply_effect(term, rule, 0);
	}
}
