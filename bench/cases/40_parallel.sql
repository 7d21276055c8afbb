\echo Two parallel workers
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
-- A function that sets a parameter for the time of one query.
CREATE FUNCTION with_workers(query text, workers integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('max_parallel_workers_per_gather', workers::text, true);
    EXECUTE query;
END $$;
SET parallel_leader_participation = off;
CALL compare('nps(score), one process : two workers (at least 1.6)', NULL, :rounds,
    $$SELECT with_workers('SELECT nps(score) FROM responses', 0)$$,
    $$SELECT with_workers('SELECT nps(score) FROM responses', 2)$$);
CALL compare('count(*), one process : two workers, for comparison', NULL, :rounds,
    $$SELECT with_workers('SELECT count(*) FROM responses', 0)$$,
    $$SELECT with_workers('SELECT count(*) FROM responses', 2)$$);
