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
#define FOLD_AT_MOST 10000

/* So many blocks are looked at to tell how many deltas are pending. */
#define BLOCKS_TO_LOOK_AT 64

/* A column of the table of deltas that no table has, so that DDL locks something else. */
#define FOLD_LOCK_COLUMN PG_UINT16_MAX

typedef struct Fold
{
	Oid rollup;
	Oid deltas;
	int most; /* deltas at once */
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

static BlockNumber
some_block(BlockNumber blocks)
{
	return (BlockNumber) (pg_prng_double(&pg_global_prng_state) * blocks);
}

static void
fold_some(void *argument)
{
	Fold *fold = (Fold *) argument;
	Relation deltas = table_open(fold->deltas, RowExclusiveLock);
	CmLiveParts parts;
	CmFilling more[] = {{"most", psprintf("%d", fold->most)},
						{"place", psprintf("'(%u,0)'::pg_catalog.tid",
										   some_block(RelationGetNumberOfBlocks(deltas)))},
						{NULL}};
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
	table_close(deltas, NoLock);
}

/* All that can be folded. */
int64
cm_fold_all(const CmLiveParts *parts)
{
	Fold fold = {parts->rollup, parts->deltas, FOLD_AT_MOST};
	int64 folded = 0;

	do
	{
		CHECK_FOR_INTERRUPTS();
		fold_some(&fold);
		folded += fold.folded;
	} while (fold.progress);
	return folded;
}

/* ---- By a writer -------------------------------------------------------------------------------------------------- */

/* About how many deltas there are, from some blocks of a larger table. */
static double
pending_deltas(Relation deltas)
{
	BlockNumber blocks = RelationGetNumberOfBlocks(deltas);
	BlockNumber first = blocks > BLOCKS_TO_LOOK_AT ? some_block(blocks - BLOCKS_TO_LOOK_AT) : 0;
	ItemPointerData from;
	ItemPointerData to;
	TupleTableSlot *slot = table_slot_create(deltas, NULL);
	TableScanDesc scan;
	int found = 0;

	ItemPointerSet(&from, first, 0);
	ItemPointerSet(&to, first + BLOCKS_TO_LOOK_AT - 1, MaxOffsetNumber);
	scan = cm_begin_range_scan(deltas, GetActiveSnapshot(), &from, &to);
	while (table_scan_getnextslot_tidrange(scan, ForwardScanDirection, slot))
		found++;
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	return (double) found * Max(blocks, BLOCKS_TO_LOOK_AT) / BLOCKS_TO_LOOK_AT;
}

/*
 * To look at each statement would cost more than to append.  So a writer looks now and then: by chance, so that
 * nobody has to remember anything, five times on the way to the limit.  A fold looks at all of the table: where an
 * old snapshot keeps deleted deltas in it, there have to be more to be worth that.
 */
static bool
is_due(const CmLiveParts *parts, Relation deltas, int64 appended)
{
	double pending;

	if (pg_prng_double(&pg_global_prng_state) * parts->pending_limit / 5 >= appended)
		return false;
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	pending = pending_deltas(deltas);
	PopActiveSnapshot();
	return pending > parts->pending_limit && pending > RelationGetNumberOfBlocks(deltas) / 2;
}

/*
 * Never where the snapshot is older than what others have folded.  The groups are not waited for either, should
 * their owner have locked them.  Where a group can't even be stored, as one of keys too long for an index, less
 * deltas may be without it.
 */
void
cm_fold_if_due(const CmLiveParts *parts, Relation deltas, int64 appended)
{
	Fold fold = {parts->rollup, parts->deltas, FOLD_AT_MOST};

	if (appended == 0 || IsolationUsesXactSnapshot() || !is_due(parts, deltas, appended) ||
		!cm_try_fold_lock(parts) || !ConditionalLockRelationOid(parts->groups, RowExclusiveLock))
		return;
	while (fold.most > 0 && !cm_attempt(fold_some, &fold))
		fold.most /= 10;
}
