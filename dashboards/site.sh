#!/usr/bin/env bash
# The site from the Evidence project, for dashboards/build and the test of it. In a script that has read scripts/server.sh:
#
#   . dashboards/site.sh
#     install_evidence               npm's packages: 600 MB, a minute or more from nothing, kept in build/evidence
#     load_views DATABASE [FILE...]  a new database with the answers that files of SQL make, and dashboards/views.sql
#     build_site DATABASE DIRECTORY  the site of a database of the server that psql finds, with dashboards/views.sql in it
# shellcheck source=scripts/server.sh
[[ ${checkout:-} ]] || . "$(dirname "${BASH_SOURCE[0]}")/../scripts/server.sh"

project=$checkout/build/evidence

# install_packages_of_npm DIRECTORY PLACE: those that the package-lock.json of a directory names, where they aren't yet.
install_packages_of_npm() {
  local directory=$checkout/$1 place=$checkout/$2
  # There may be a node that is newer than Debian's.
  command -v npm >/dev/null || install_packages nodejs npm
  mkdir -p "$place"
  # npm takes its time to find that nothing is missing.
  if ! cmp -s "$directory/package-lock.json" "$place/installed.json"; then
    say "Installing npm's packages for $1."
    cp "$directory"/package*.json "$place"
    in_group npm ci --prefix "$place" --no-audit --no-fund --loglevel=error
    cp "$place/package-lock.json" "$place/installed.json"
  fi
}

load_views() {
  local database=$1 file
  createdb "$database"
  for file in "${@:2}" "$checkout/dashboards/views.sql"; do
    in_group psql -X -q -v ON_ERROR_STOP=1 -d "$database" -f "$file"
  done
}

install_evidence() { install_packages_of_npm dashboards/evidence build/evidence; }

evidence() {
  in_group npm run --prefix "$project" "$1" >"$project/log" 2>&1 || { cat "$project/log" >&2 && return 1; }
}

# Sources and pages are copied, so that nothing is built beside what is committed.
build_site() {
  local directory=$2
  rm -rf "$project"/{pages,components,sources,build,.evidence} "$directory"
  cp -R "$checkout"/dashboards/evidence/{pages,components,sources,evidence.config.yaml} "$project"
  say 'Building the site.'
  export EVIDENCE_SOURCE__survey__host=$PGHOST EVIDENCE_SOURCE__survey__port=$PGPORT \
    EVIDENCE_SOURCE__survey__database=$1 EVIDENCE_SOURCE__survey__user=$PGUSER \
    SEND_ANONYMOUS_USAGE_STATS=no NODE_OPTIONS=--max-old-space-size=3000
  evidence sources
  evidence build
  mkdir -p "${directory%/*}"
  mv "$project/build" "$directory"
}
