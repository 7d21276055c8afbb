/*
 * fold.c
 *	  Folds deltas into the groups of a live rollup: by a writer who finds too many, or when asked to.
 *
 * As in GIN's pending list, a writer folds where nobody else does, and goes on with its own work whatever
 * comes of it.  One folds at a time, from before its snapshot to the end of its transaction, since until
 * then nobody else sees what has been folded.
 */
#include "live_rollup/live_rollup.h"

#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "common/pg_prng.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/lmgr.h"
#include "utils/guc.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

/* So many deltas are folded at once: some 20 ms of work. */
#define FOLD_AT_MOST 2500

/* Of so many blocks: more may be full of what is deleted, and can't go while an old snapshot is there. */
#define BLOCKS_TO_FOLD 1000

/* So many blocks are looked at to tell how many deltas are pending. */
#define BLOCKS_TO_LOOK_AT 64

/* A column of the table of deltas that no table has, so that DDL locks something else. */
#define FOLD_LOCK_COLUMN PG_UINT16_MAX

typedef struct Fold
{
	Oid rollup;
	BlockNumber first; /* of the blocks that are folded */
	int most;          /* deltas at once */
	int64 folded;
	bool progress; /* something was folded, or is pending as less deltas */
} Fold;

/* Not of the table, so that it conflicts with no reader, writer or autovacuum; nor advisory, which anybody could take. */
bool
cm_try_fold_lock(const CmLiveParts *parts)
{
	return ConditionalLockDatabaseObject(RelationRelationId, parts->deltas, FOLD_LOCK_COLUMN, ExclusiveLock);
}

void
cm_wait_for_fold_lock(const CmLiveParts *parts)
{
	LockDatabaseObject(RelationRelationId, parts->deltas, FOLD_LOCK_COLUMN, ExclusiveLock);
}

/* ---- The fold ----------------------------------------------------------------------------------------------------- */

static void
fold_some(void *argument)
{
	Fold *fold = (Fold *) argument;
	CmFilling more[] = {{"most", psprintf("%d", fold->most)},
						{"from", psprintf("'(%u,0)'", fold->first)},
						{"to", psprintf("'(%u,0)'", fold->first + BLOCKS_TO_FOLD)},
						{NULL}};
	CmLiveParts parts;
	CmIdentity before;
	int level;
	bool isnull;

	cm_get_live_parts(fold->rollup, &parts);
	cm_become_owner(&parts, false, &before);
	level = cm_pin_search_path();
	SPI_connect();
	cm_run(cm_write_statement(cm_statements_of(&parts), cm_fold_statements[0], more));
	fold->folded = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	fold->progress = fold->folded > 0 ||
					 DatumGetBool(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	SPI_finish();
	AtEOXact_GUC(false, level);
	cm_be_oneself_again(&before);
}

/* All that can be folded. */
int64
cm_fold_all(const CmLiveParts *parts)
{
	Fold fold = {parts->rollup, 0, FOLD_AT_MOST};
	Relation deltas = table_open(parts->deltas, RowExclusiveLock);
	BlockNumber blocks = RelationGetNumberOfBlocks(deltas);
	int64 folded = 0;

	for (; fold.first < blocks; fold.first += BLOCKS_TO_FOLD)
	{
		do
		{
			CHECK_FOR_INTERRUPTS();
			fold_some(&fold);
			folded += fold.folded;
		} while (fold.progress);
	}
	table_close(deltas, NoLock);
	return folded;
}

/* ---- By a writer -------------------------------------------------------------------------------------------------- */

/* The first of so many blocks around one. */
static BlockNumber
first_around(BlockNumber center, BlockNumber many)
{
	return center > many / 2 ? center - many / 2 : 0;
}

static BlockNumber
any_block(Relation deltas)
{
	return (BlockNumber) (pg_prng_double(&pg_global_prng_state) * RelationGetNumberOfBlocks(deltas));
}

static int
count_around(Relation deltas, BlockNumber center)
{
	BlockNumber first = first_around(center, BLOCKS_TO_LOOK_AT);
	TupleTableSlot *slot = table_slot_create(deltas, NULL);
	ItemPointerData from;
	ItemPointerData to;
	TableScanDesc scan;
	int found = 0;

	ItemPointerSet(&from, first, 0);
	ItemPointerSet(&to, first + BLOCKS_TO_LOOK_AT - 1, MaxOffsetNumber);
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	scan = cm_begin_range_scan(deltas, GetActiveSnapshot(), &from, &to);
	while (table_scan_getnextslot_tidrange(scan, ForwardScanDirection, slot))
		found++;
	table_endscan(scan);
	PopActiveSnapshot();
	ExecDropSingleTupleTableSlot(slot);
	return found;
}

/*
 * To look at each statement would cost more than to append.  So a writer looks now and then: by chance, so that
 * nobody has to remember anything, five times on the way to the limit.  Every other time where this session has just
 * written, since others write near it, else anywhere, for what is left from other times.  Returns where it looked.
 */
static bool
is_due(const CmLiveParts *parts, Relation deltas, BlockNumber *center)
{
	BlockNumber blocks = RelationGetNumberOfBlocks(deltas);
	bool anywhere = pg_prng_bool(&pg_global_prng_state);
	double share = anywhere && blocks > BLOCKS_TO_LOOK_AT ? (double) BLOCKS_TO_LOOK_AT / blocks : 1;

	*center = anywhere ? any_block(deltas) : Min(RelationGetTargetBlock(deltas), blocks);
	return count_around(deltas, *center) > share * parts->pending_limit;
}

static bool
is_time_to_look(const CmLiveParts *parts, int64 appended)
{
	return pg_prng_double(&pg_global_prng_state) * parts->pending_limit / 5 < appended;
}

/*
 * Never where the snapshot is older than what others have folded.  The groups are not waited for either, should
 * their owner have locked them.  Where a group can't even be stored, as one of keys too long for an index, less
 * deltas elsewhere may be without it.
 */
void
cm_fold_if_due(const CmLiveParts *parts, Relation deltas, int64 appended)
{
	Fold fold = {parts->rollup, 0, FOLD_AT_MOST};
	BlockNumber center;

	if (appended == 0 || IsolationUsesXactSnapshot() || !is_time_to_look(parts, appended) ||
		!is_due(parts, deltas, &center) || !cm_try_fold_lock(parts) ||
		!ConditionalLockRelationOid(parts->groups, RowExclusiveLock))
		return;
	fold.first = first_around(center, BLOCKS_TO_FOLD);
	while (fold.most > 0 && !cm_attempt(fold_some, &fold))
	{
		fold.first = any_block(deltas);
		fold.most /= 10;
	}
}
