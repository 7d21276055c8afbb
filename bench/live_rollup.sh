#!/usr/bin/env bash
# What a live rollup costs the writers and saves the readers, side by side with a table that has none.
#   bench/live_rollup.sh            about two minutes
#   SECONDS_EACH=20 ROWS=10000000 bench/live_rollup.sh
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/server.sh
. scripts/server.sh

seconds_each=${SECONDS_EACH:-10}
rows=${ROWS:-10000000}

find_postgres
install_extension
# Commits wait for the disk, as they do in earnest.
start_server fsync=on synchronous_commit=on shared_buffers=1GB max_wal_size=8GB checkpoint_timeout=1h jit=off
say "$(postgres --version), $(nproc) processors, fsync and synchronous_commit on"

q() { psql -X -q -At -v ON_ERROR_STOP=1 "$@"; }

# The median of five, in milliseconds.
milliseconds() {
  local n
  for n in 1 2 3 4 5; do
    q -c '\timing on' -c "$1" | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p'
  done | sort -n | sed -n 3p
}

ratio() { awk "BEGIN { printf \"%.$3f\", $1 / $2 }"; }

q -c 'CREATE EXTENSION customer_metrics'

say ''
say 'Inserting 100,000 rows in one statement, 200 groups, five at a time'
for kind in none immediate deferred; do
  q <<SQL
    CREATE TABLE responses_$kind (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, segment text, day date, score smallint, comment text);
    CREATE INDEX ON responses_$kind (day);
SQL
  [[ $kind == none ]] || q -c "SELECT create_live_rollup('rollup_$kind', 'SELECT segment, day, nps_summary(score) AS s, count(*) AS n FROM responses_$kind GROUP BY segment, day', '$kind')" >/dev/null
done
for kind in none immediate deferred; do
  time[$((${#time[@]}))]=$(milliseconds "INSERT INTO responses_$kind (segment, day, score, comment) SELECT 'segment ' || n % 10, date '2024-01-01' + n % 20, n % 11, 'as expected' FROM generate_series(1, 100000) AS n")
done 2>/dev/null || true
