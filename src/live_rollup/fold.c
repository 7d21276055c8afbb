/*
 * fold.c
 *	  Folds deltas into the groups of a live rollup: by a writer who finds too many, or when asked to.
 *
 * As in GIN's pending list, a writer folds where nobody else does, and goes on with its own work whatever
 * comes of it.  One folds at a time, from before its snapshot to the end of its transaction, since until
 * then nobody else sees what has been folded.
 */
#include "live_rollup/fold.h"

#include "access/xact.h"
#include "catalog/pg_class.h"
#include "common/pg_prng.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/lmgr.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "live_rollup/attempt.h"
#include "live_rollup/statements.h"

/* So many deltas are folded at once: some 20 ms of work. */
#define FOLD_AT_MOST 10000

/* A column of the table of deltas that no table has, so that DDL locks something else. */
#define FOLD_LOCK_COLUMN PG_UINT16_MAX

typedef struct Fold
{
	const CmLiveParts *parts;
	int64 folded;
	bool progress; /* something was folded, or will be found merged */
} Fold;

/* ---- The lock ----------------------------------------------------------------------------------------------------- */

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
some_block(Oid table)
{
	Relation relation = RelationIdGetRelation(table);
	BlockNumber blocks = RelationGetNumberOfBlocks(relation);

	RelationClose(relation);
	return (BlockNumber) (pg_prng_double(&pg_global_prng_state) * blocks);
}

static void
fold_some(void *argument)
{
	Fold *fold = (Fold *) argument;
	char *place = psprintf("'(%u,0)'::pg_catalog.tid", some_block(fold->parts->deltas));
	CmFilling more[] = {{"place", place}, {"most", psprintf("%d", FOLD_AT_MOST)}, {NULL}};
	char *statement = cm_write_statement(cm_statements_of(fold->parts), cm_fold_statements[0], more);
	CmIdentity before;
	int level;
	bool isnull;

	cm_become_owner(fold->parts, &before);
	level = cm_pin_search_path();
	SPI_connect();
	if (SPI_execute(statement, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "SPI_execute failed: %s", statement);
	fold->folded = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	fold->progress =
		fold->folded > 0 || DatumGetBool(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	SPI_finish();
	AtEOXact_GUC(false, level);
	cm_be_oneself_again(&before);
}

/* All that can be folded, with the caller's own errors. */
int64
cm_fold_all(const CmLiveParts *parts)
{
	Fold fold = {parts};
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

/*
 * To count at each statement would cost more than to append.  So a writer counts now and then: by chance, so
 * that nobody has to remember anything, ten times on the way to the limit.  Where an old snapshot keeps many
 * deleted deltas in the table, which all have to be looked at, it is done more rarely.
 */
static bool
is_time_to_count(const CmLiveParts *parts, Relation deltas, int64 appended)
{
	double interval = Max(parts->pending_limit / 10, RelationGetNumberOfBlocks(deltas));

	return pg_prng_double(&pg_global_prng_state) * interval < appended;
}

static bool
has_reached_limit(const CmLiveParts *parts, Relation deltas)
{
	int64 pending;

	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	pending = cm_count_deltas(deltas, (int64) parts->pending_limit + 1, NULL);
	PopActiveSnapshot();
	return pending > parts->pending_limit;
}

/*
 * Never where the snapshot is older than what others have folded.  The groups are not waited for either, should
 * their owner have locked them.
 */
void
cm_fold_if_due(const CmLiveParts *parts, Relation deltas, int64 appended)
{
	Fold fold = {parts};

	if (appended == 0 || IsolationUsesXactSnapshot() || !is_time_to_count(parts, deltas, appended) ||
		!has_reached_limit(parts, deltas))
		return;
	if (cm_try_fold_lock(parts) && ConditionalLockRelationOid(parts->groups, RowExclusiveLock))
		(void) cm_attempt(fold_some, &fold);
}
