#!/usr/bin/env bash
# What a live rollup costs the writers and saves the readers, side by side with a table that has none, taking turns.
#   ROUNDS=25 SECONDS_EACH=4 ROWS=10000000 bench/live_rollup.sh
#   FSYNC=off bench/live_rollup.sh             commits that do not wait for the disk
#   OLD_SNAPSHOT=yes bench/live_rollup.sh      while a report in repeatable read is open, so that nothing deleted can go
#   BACKLOG=1000000 bench/live_rollup.sh       after somebody held the fold in a transaction while so many deltas came
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/server.sh
. scripts/server.sh

rounds=${ROUNDS:-11}
seconds_each=${SECONDS_EACH:-4}
rows=${ROWS:-10000000}
fsync=${FSYNC:-on}
kinds=(none live)

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

# A session that stays in a transaction while others work, until it is ended: hold ISOLATION STATEMENT; end_held.
hold() {
  psql -X -q -At -c "BEGIN ISOLATION LEVEL $1" -c "$2" -c 'SELECT pg_sleep(1e6)' >/dev/null 2>&1 &
  sleep 1
}
end_held() { q -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(1e6)'" >/dev/null; }

find_postgres
install_extension
start_server fsync="$fsync" synchronous_commit="$fsync" shared_buffers=1GB max_wal_size=8GB checkpoint_timeout=1h jit=off
scratch=$(mktemp -d)
trap 'clean_up; rm -rf "$scratch"' EXIT
say "PostgreSQL $PGVERSION, $(nproc) processors, fsync and synchronous_commit $fsync; medians of $rounds rounds"
q -c 'CREATE EXTENSION customer_metrics'
for kind in "${kinds[@]}"; do
  q -c "CREATE TABLE responses_$kind (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, segment text, day date, score smallint, comment text)" \
    -c "CREATE INDEX ON responses_$kind (day)"
  cat >"$scratch/$kind.sql" <<SQL
\set n random(0, 19)
INSERT INTO responses_$kind (segment, day, score, comment) VALUES ('segment ' || :n, '2024-01-01', :n % 11, 'As I had expected.');
SQL
done
q -c "SELECT create_live_rollup('rollup', 'SELECT segment, day, nps_summary(score) AS s, count(*) AS n FROM responses_live GROUP BY segment, day')" >/dev/null
if [[ ${OLD_SNAPSHOT:-} ]]; then
  hold 'REPEATABLE READ' 'SELECT count(*) FROM rollup'
  say 'A report in repeatable read is open all the time.'
fi
if [[ ${BACKLOG:-} ]]; then
  hold 'READ COMMITTED' "SELECT fold_live_rollup('rollup')"
  q -c "ALTER TABLE responses_live SET (autovacuum_enabled = off)" \
    -c "DO \$\$ BEGIN FOR i IN 1..$((BACKLOG / 1000)) LOOP INSERT INTO responses_live (segment, day, score) SELECT 'segment ' || n / 50, date '2024-01-01' + n % 50, n % 11 FROM generate_series(0, 999) AS n; COMMIT; END LOOP; END \$\$"
  end_held
  say "$(q -c "SELECT pending_deltas FROM live_rollups") deltas are pending."
fi

for ((round = 0; round < rounds; round++)); do
  for kind in "${kinds[@]}"; do
    milliseconds "INSERT INTO responses_$kind (segment, day, score, comment)
                  SELECT 'segment ' || n % 10, date '2024-01-01' + n / 10 % 20, n % 11, 'As I had expected.' FROM generate_series(1, 100000) AS n" >>"$scratch/bulk.$kind"
  done
done
say ''
say 'INSERT of 100,000 rows in one statement into 200 groups'
say "  $(median "$scratch/bulk.none") ms without a rollup, $(median "$scratch/bulk.live") ms with one: $(ratio "$scratch/bulk.live" "$scratch/bulk.none") times as long"

for ((round = 0; round < rounds; round++)); do
  for kind in "${kinds[@]}"; do
    (cd "$scratch" && pgbench -n -M prepared -c 8 -j 2 -T "$seconds_each" -l --log-prefix="log.$kind" -f "$scratch/$kind.sql" postgres 2>/dev/null) |
      sed -n 's/^tps = \([0-9.]*\).*/\1/p' >>"$scratch/tps.$kind"
    cat "$scratch/log.$kind".* | awk '{ if ($3 > most) most = $3 } END { print most / 1000 }' >>"$scratch/longest.$kind"
    cat "$scratch/log.$kind".* | wc -l >>"$scratch/inserts.$kind"
    rm -f "$scratch/log.$kind".*
  done
done
say ''
say 'INSERT of single rows by 8 clients into 20 groups, folds included'
say "  $(median "$scratch/tps.none") a second without a rollup, $(median "$scratch/tps.live") with one: $(ratio "$scratch/tps.live" "$scratch/tps.none") times as many"
for kind in "${kinds[@]}"; do
  say "  $kind: the longest of $(awk '{ n += $1 } END { print n }' "$scratch/inserts.$kind") took $(sort -n "$scratch/longest.$kind" | tail -1) ms, the longest of a round in the median $(median "$scratch/longest.$kind") ms"
done
say "  $(q -c "SELECT pending_deltas || ' deltas are pending, in ' || pg_size_pretty(pg_relation_size('rollup_deltas')) FROM live_rollups"); $(q -c 'SELECT count(*) FROM check_live_rollup('\''rollup'\'')') groups differ"
end_held

q -c "CREATE TABLE responses AS SELECT n AS id, CASE WHEN n % 100 > 0 THEN 'segment ' || n % 100 END AS segment, date '2024-01-01' + (n / 100 % 365)::integer AS day, (n * 7 % 11)::smallint AS score FROM generate_series(1, $rows) AS n" \
  -c "SELECT create_live_rollup('daily', 'SELECT segment, day, nps_summary(score) AS s FROM responses GROUP BY segment, day')" \
  -c 'VACUUM ANALYZE responses' -c 'VACUUM ANALYZE daily_groups' >/dev/null
one="WHERE segment = 'segment 7'"
read_rollup() {
  prepared_milliseconds 50 'SELECT count(nps) FROM (SELECT day, segment, nps(s) FROM daily) AS x' >>"$scratch/all.$1"
  prepared_milliseconds 2000 "SELECT count(nps) FROM (SELECT day, nps(s) FROM daily $one) AS x" >>"$scratch/one.$1"
  prepared_milliseconds 50 'SELECT count(nps) FROM (SELECT segment, nps(rollup(s)) FROM daily GROUP BY segment) AS x' >>"$scratch/up.$1"
}
for ((round = 0; round < rounds; round++)); do
  prepared_milliseconds 2 'SELECT count(nps) FROM (SELECT day, segment, nps(score) FROM responses GROUP BY day, segment) AS x' >>"$scratch/all.rows"
  prepared_milliseconds 5 "SELECT count(nps) FROM (SELECT day, nps(score) FROM responses $one GROUP BY day) AS x" >>"$scratch/one.rows"
  read_rollup folded
  # As many deltas as the limit is, in as many groups.
  q -c "INSERT INTO responses (segment, day, score) SELECT CASE WHEN n % 100 > 0 THEN 'segment ' || n % 100 END, date '2024-01-01' + (n / 100 % 365 + $round)::integer, 5 FROM generate_series(1, 1000) AS n"
  read_rollup pending
  milliseconds "SELECT fold_live_rollup('daily')" >>"$scratch/fold"
done
say ''
say "A year of daily NPS over 100 segments, 36,500 groups, of $rows rows"
say "  all: $(median "$scratch/all.rows") ms from the rows, $(median "$scratch/all.folded") ms from the rollup: $(ratio "$scratch/all.rows" "$scratch/all.folded") times as fast"
say "  one segment: $(median "$scratch/one.rows") ms from the rows, $(median "$scratch/one.folded") ms from the rollup: $(ratio "$scratch/one.rows" "$scratch/one.folded") times as fast"
say '  with 1000 deltas pending, in as many groups, against none:'
say "  all: $(median "$scratch/all.pending") ms, $(ratio "$scratch/all.pending" "$scratch/all.folded") times as long"
say "  one segment: $(median "$scratch/one.pending") ms, $(ratio "$scratch/one.pending" "$scratch/one.folded") times as long"
say "  rolled up to segments: $(median "$scratch/up.pending") ms, $(ratio "$scratch/up.pending" "$scratch/up.folded") times as long"
say "  to fold them: $(median "$scratch/fold") ms"
