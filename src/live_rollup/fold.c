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

/* A writer gives up looking for groups that can't be folded after so many failures, of some ms each. */
#define FAILURES_OF_A_WRITER 12

typedef struct Fold
{
	Oid rollup;
	BlockNumber first_block;
	int failures_left;
	bool progress;         /* something was folded, or is pending as fewer deltas */
	ErrorData *pending;    /* why something else could not be folded */
	const char *statement; /* one of those for some deltas, */
	int first_group;       /* and of which groups, by their number in order of the keys */
	int last_group;
	int64 result; /* of the statement; 0 where it failed */
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

static int64 fold_groups(Fold *fold, int first, int last);

static void
run_as_owner(void *argument)
{
	Fold *fold = (Fold *) argument;
	CmFilling more[] = {{"most", psprintf("%d", FOLD_AT_MOST)},
						{"first_place", psprintf("'(%u,0)'", fold->first_block)},
						{"last_place", psprintf("'(%u,0)'", fold->first_block + BLOCKS_TO_FOLD)},
						{"first_group", psprintf("%d", fold->first_group)},
						{"last_group", psprintf("%d", fold->last_group)},
						{NULL}};
	CmLiveParts parts;
	CmIdentity before;
	int level;
	bool isnull;

	cm_get_live_parts(fold->rollup, &parts);
	cm_become_owner(&parts, false, &before);
	level = cm_pin_search_path();
	SPI_connect();
	cm_run(cm_write_statement(cm_statements_of(&parts), fold->statement, more));
	fold->result = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	SPI_finish();
	AtEOXact_GUC(false, level);
	cm_be_oneself_again(&before);
}

static ErrorData *
attempt(Fold *fold, const char *statement, int first_group, int last_group)
{
	fold->statement = statement;
	fold->first_group = first_group;
	fold->last_group = last_group;
	fold->result = 0;
	return cm_attempt(run_as_owner, fold);
}

/*
 * What can't be merged fails all groups that it is folded with, so they are halved until it is alone, the latter half
 * first, since the numbers after a folded group change.  It then stays pending, as one delta of each kind if that can
 * be made: more may come that make it whole.  Of groups that failed together, returns how many deltas were folded.
 */
static int64
fold_apart(Fold *fold, int first, int last, ErrorData *error)
{
	int middle = first + (last - first) / 2;

	if (first < last && fold->failures_left-- > 0)
	{
		int64 folded = fold_groups(fold, middle + 1, last);

		return folded + fold_groups(fold, first, middle);
	}
	fold->pending = error;
	(void) attempt(fold, cm_lump_statement, first, last);
	fold->progress |= fold->result > 0;
	return 0;
}

static int64
fold_groups(Fold *fold, int first, int last)
{
	ErrorData *error = attempt(fold, cm_fold_statement, first, last);

	if (error)
		return fold_apart(fold, first, last, error);
	fold->progress |= fold->result > 0;
	return fold->result;
}

/* Some of the deltas of some blocks.  How many groups they are of is asked only where they can't be folded at once. */
static int64
fold_some(Fold *fold)
{
	ErrorData *error = attempt(fold, cm_fold_statement, 1, FOLD_AT_MOST);

	fold->pending = NULL;
	fold->progress = fold->result > 0;
	if (error == NULL)
		return fold->result;
	(void) attempt(fold, cm_groups_statement, 1, FOLD_AT_MOST);
	return fold_apart(fold, 1, (int) fold->result, error);
}

/* All that can be folded, and a warning of what can't. */
int64
cm_fold_all(const CmLiveParts *parts)
{
	Fold fold = {parts->rollup, .failures_left = INT_MAX};
	Relation deltas = table_open(parts->deltas, RowExclusiveLock);
	BlockNumber blocks = RelationGetNumberOfBlocks(deltas);
	int64 folded = 0;

	/* What is wrong with its query is an error. */
	(void) cm_read_live_query(parts->query);
	for (; fold.first_block < blocks; fold.first_block += BLOCKS_TO_FOLD)
	{
		do
		{
			CHECK_FOR_INTERRUPTS();
			folded += fold_some(&fold);
		} while (fold.progress);
		if (fold.pending)
		{
			fold.pending->elevel = WARNING;
			ThrowErrorData(fold.pending);
		}
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
 * their owner have locked them.
 */
void
cm_fold_if_due(const CmLiveParts *parts, Relation deltas, int64 appended)
{
	Fold fold = {parts->rollup, .failures_left = FAILURES_OF_A_WRITER};
	BlockNumber center;

	if (appended == 0 || IsolationUsesXactSnapshot() || !is_time_to_look(parts, appended) ||
		!is_due(parts, deltas, &center) || !cm_try_fold_lock(parts) ||
		!ConditionalLockRelationOid(parts->groups, RowExclusiveLock))
		return;
	fold.first_block = first_around(center, BLOCKS_TO_FOLD);
	(void) fold_some(&fold);
	/* More than is folded at once may be stuck before what was looked at. */
	if (!fold.progress && fold.first_block < first_around(center, BLOCKS_TO_LOOK_AT))
	{
		fold.first_block = first_around(center, BLOCKS_TO_LOOK_AT);
		(void) fold_some(&fold);
	}
}
