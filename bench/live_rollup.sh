#!/usr/bin/env bash
# What a live rollup costs the writers and saves the readers, side by side with a table that has none, taking turns.
#   ROUNDS=25 SECONDS_EACH=4 ROWS=10000000 bench/live_rollup.sh
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/server.sh
. scripts/server.sh

rounds=${ROUNDS:-11}
seconds_each=${SECONDS_EACH:-4}
rows=${ROWS:-10000000}
kinds=(none immediate deferred)

q() { psql -X -q -At -v ON_ERROR_STOP=1 "$@"; }

milliseconds() { q -c '\timing on' -c "$1" | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p'; }

# Of a prepared query, in the mean of some executions by one client.
prepared_milliseconds() {
  echo "$2" >"$scratch/read.sql"
  pgbench -n -M prepared -c 1 -t "$1" -f "$scratch/read.sql" postgres 2>/dev/null | sed -n 's/^latency average = \([0-9.]*\).*/\1/p'
}

median() { sort -n "$1" | sed -n "$((($(wc -l <"$1") + 1) / 2))p"; }

# Of two files of measurements, round by round: neighbours in time had the same machine.
ratio() {
  paste "$1" "$2" | awk '{ printf "%.2f\n", $1 / $2 }' >"$scratch/ratios"
  median "$scratch/ratios"
}

find_postgres
install_extension
# Commits wait for the disk, as they do in earnest.
start_server fsync=on synchronous_commit=on shared_buffers=1GB max_wal_size=8GB checkpoint_timeout=1h jit=off
scratch=$(mktemp -d)
trap 'clean_up; rm -rf "$scratch"' EXIT
say "PostgreSQL $PGVERSION, $(nproc) processors, fsync and synchronous_commit on; medians of $rounds rounds"
q -c 'CREATE EXTENSION customer_metrics'
for kind in "${kinds[@]}"; do
  q -c "CREATE TABLE responses_$kind (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, segment text, day date, score smallint, comment text)" \
    -c "CREATE INDEX ON responses_$kind (day)"
  [[ $kind == none ]] ||
    q -c "SELECT create_live_rollup('rollup_$kind', 'SELECT segment, day, nps_summary(score) AS s, count(*) AS n FROM responses_$kind GROUP BY segment, day', '$kind')" >/dev/null
  cat >"$scratch/$kind.sql" <<SQL
\set n random(0, 19)
INSERT INTO responses_$kind (segment, day, score, comment) VALUES ('segment ' || :n, '2024-01-01', :n % 11, 'As I had expected.');
SQL
done

for ((round = 0; round < rounds; round++)); do
  for kind in "${kinds[@]}"; do
    milliseconds "INSERT INTO responses_$kind (segment, day, score, comment)
                  SELECT 'segment ' || n % 10, date '2024-01-01' + n / 10 % 20, n % 11, 'As I had expected.' FROM generate_series(1, 100000) AS n" >>"$scratch/bulk.$kind"
    [[ $kind != deferred ]] || q -c "SELECT fold_live_rollup('rollup_deferred')" >/dev/null
  done
done
say ''
say 'INSERT of 100,000 rows in one statement into 200 groups'
for kind in "${kinds[@]}"; do
  say "  $kind: $(median "$scratch/bulk.$kind") ms, $(ratio "$scratch/bulk.$kind" "$scratch/bulk.none") times none"
done

for ((round = 0; round < rounds; round++)); do
  for kind in "${kinds[@]}"; do
    pgbench -n -M prepared -c 8 -j 2 -T "$seconds_each" -f "$scratch/$kind.sql" postgres 2>/dev/null | sed -n 's/^tps = \([0-9.]*\).*/\1/p' >>"$scratch/tps.$kind"
    [[ $kind != deferred ]] || q -c "SELECT fold_live_rollup('rollup_deferred')" >/dev/null
  done
done
say ''
say 'INSERT of single rows by 8 clients into 20 groups'
for kind in "${kinds[@]}"; do
  say "  $kind: $(median "$scratch/tps.$kind") a second, $(ratio "$scratch/tps.$kind" "$scratch/tps.none") times none"
done

q -c "CREATE TABLE responses AS SELECT n AS id, 'segment ' || n % 100 AS segment, date '2024-01-01' + (n / 100 % 365)::integer AS day, (n * 7 % 11)::smallint AS score FROM generate_series(1, $rows) AS n" \
  -c "SELECT create_live_rollup('daily', 'SELECT segment, day, nps_summary(score) AS s FROM responses GROUP BY segment, day')" \
  -c 'VACUUM ANALYZE responses' -c 'VACUUM ANALYZE daily_groups' >/dev/null
one="WHERE segment = 'segment 7'"
for ((round = 0; round < rounds; round++)); do
  prepared_milliseconds 2 'SELECT count(nps) FROM (SELECT day, segment, nps(score) FROM responses GROUP BY day, segment) AS x' >>"$scratch/year.rows"
  prepared_milliseconds 50 'SELECT count(nps) FROM (SELECT day, segment, nps(s) FROM daily) AS x' >>"$scratch/year.rollup"
  prepared_milliseconds 5 "SELECT count(nps) FROM (SELECT day, nps(score) FROM responses $one GROUP BY day) AS x" >>"$scratch/one.rows"
  prepared_milliseconds 2000 "SELECT count(nps) FROM (SELECT day, nps(s) FROM daily $one) AS x" >>"$scratch/one.rollup"
done
say ''
say "A year of daily NPS over 100 segments, 36,500 groups, of $rows rows"
say "  all: $(median "$scratch/year.rows") ms from the rows, $(median "$scratch/year.rollup") ms from the rollup: $(ratio "$scratch/year.rows" "$scratch/year.rollup") times as fast"
say "  one segment: $(median "$scratch/one.rows") ms from the rows, $(median "$scratch/one.rollup") ms from the rollup: $(ratio "$scratch/one.rows" "$scratch/one.rollup") times as fast"
