/*
 * change.c
 *		What a segment contributes to the change of a metric.
 *
 * With shares s and S before and after, scores m and M, and the overall score before o:
 *		from its share	(S - s)(m - o)
 *		from its score	S(M - m)
 * Over all segments both parts add up to the change of the overall score, because the shares
 * add up to 1 before and after (Kitagawa 1955, Components of a Difference Between Two Rates, JASA
 * 50, with the interaction counted as change of score).
 *
 * A new segment has no score before, a vanished one none after: all that they contribute comes from
 * their share, S(M - o) and -s(m - o).
 */
#include "c.h"

#include "mathematics/change.h"

CmChange
cm_segment_change(CmTotal before, CmTotal after, CmTotal all_before, CmTotal all_after)
{
	bool existed = before.weight > 0.0;
	bool exists = after.weight > 0.0;
	double overall = all_before.sum / all_before.weight;
	double share = existed ? before.weight / all_before.weight : 0.0;
	double new_share = exists ? after.weight / all_after.weight : 0.0;
	double new_score = exists ? after.sum / after.weight : 0.0;
	double score = existed ? before.sum / before.weight : new_score;
	CmChange change = {0.0, 0.0};

	if (existed || exists)
		change.from_share = (new_share - share) * (score - overall);
	if (existed && exists)
		change.from_score = new_share * (new_score - score);
	return change;
}
