#!/usr/bin/env bash
# A private, throw-away PostgreSQL with the extension installed, for the demo, the tests and the benchmarks.
#
#   . scripts/server.sh              in a bash script with `set -euo pipefail`, then:
#     find_postgres                    sets PG_CONFIG, installs PostgreSQL where it is missing (Debian)
#     install_packages PACKAGE...      installs the Debian packages that are missing
#     install_extension                builds and installs the extension
#     start_server [SETTING=VALUE...]  starts a server; psql and the like then find it by PGHOST and PGUSER
#     in_group COMMAND...              runs a long command so that a signal ends it at once
#     keep_server                      leaves the server running when the script ends
#   scripts/server.sh start [SETTING=VALUE...]              starts a server that is kept, and prints its directory
#   scripts/server.sh standby DIRECTORY [SETTING=VALUE...]  the same, as a streaming copy of the server there
#   scripts/server.sh crash DIRECTORY                       kills all its processes, as a power cut would
#   scripts/server.sh shutdown DIRECTORY                    stops a server in good order, and leaves its data
#   scripts/server.sh again DIRECTORY [SETTING=VALUE...]    starts it again
#   scripts/server.sh upgrade OLD NEW                       moves the data of a stopped server to a newer one, also stopped
#   scripts/server.sh stop DIRECTORY                        stops and removes a server that was kept
#
# Whatever way the script ends, every server that it started is stopped and removed.
# PG_CONFIG or PGVERSION choose a PostgreSQL; otherwise it is the newest that is installed, or else Debian's own.

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
servers=()
group=
server_user=postgres

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# ---- The environment: the same for everybody, so that outputs are ---------------------------------------------

clean_environment() {
  local name
  for name in ${!PG@}; do
    [[ $name == PG_CONFIG || $name == PGVERSION ]] || unset "$name"
  done
  # Else a make started from here would take part in the outer one's job server and options.
  unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
  export LC_ALL=C.UTF-8
  # The server's user must be able to read what gets installed.
  umask 022
}

# ---- Debian packages ------------------------------------------------------------------------------------------

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

is_installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Its chatter is of interest only when it fails.
apt_get() {
  local said
  said=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Use-Pty=0 "$@" </dev/null 2>&1) || { printf '%s\n' "$said" >&2 && return 1; }
}

apt_update() {
  say 'Updating the list of Debian packages'
  # One unreachable source of several need not be the one that we want.
  apt_get update || say 'Not all package lists could be updated.' >&2
}

# Debian would make and start a server of its own with the package; a machine that had none shall have none afterwards.
no_debian_cluster=/etc/postgresql-common/createcluster.d/customer_metrics.conf

apt_install() {
  local status=0
  as_root mkdir -p "${no_debian_cluster%/*}"
  echo 'create_main_cluster = false' | as_root tee "$no_debian_cluster" >/dev/null
  apt_get install --no-install-recommends "$@" || status=$?
  as_root rm -f "$no_debian_cluster"
  return $status
}

install_packages() {
  local package missing=()
  # Elsewhere than on Debian the commands must be there already.
  [[ -x /usr/bin/apt-get ]] || return 0
  for package; do
    is_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  ((EUID == 0)) || command -v sudo >/dev/null ||
    fail "Missing packages: ${missing[*]}. Run this as root, or install sudo."
  say "Installing Debian packages: ${missing[*]}"
  apt-cache show "${missing[@]}" >/dev/null 2>&1 || apt_update
  # A list that is out of date names files that are gone.
  apt_install "${missing[@]}" || { apt_update && apt_install "${missing[@]}"; }
}

# ---- PostgreSQL and the extension -----------------------------------------------------------------------------

installed_version() {
  local postgres
  for postgres in /usr/lib/postgresql/*/bin/postgres; do
    [[ ! -x $postgres ]] || basename "${postgres%/bin/postgres}"
  done | sort -n | tail -1
}

debian_version() {
  apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -1
}

choose_debian_postgres() {
  [[ -x /usr/bin/apt-get ]] || fail 'Set PG_CONFIG to the pg_config of a PostgreSQL with server and headers.'
  PGVERSION=${PGVERSION:-$(installed_version)}
  PGVERSION=${PGVERSION:-$(debian_version)}
  if [[ -z $PGVERSION ]]; then
    apt_update
    PGVERSION=$(debian_version)
  fi
  [[ $PGVERSION ]] || fail 'No package named postgresql: is this Debian?'
  install_packages "postgresql-$PGVERSION" "postgresql-server-dev-$PGVERSION"
  PG_CONFIG=/usr/lib/postgresql/$PGVERSION/bin/pg_config
}

find_postgres() {
  [[ ${PG_CONFIG:-} ]] || choose_debian_postgres
  PG_CONFIG=$(command -v "$PG_CONFIG") || fail 'PG_CONFIG names no program.'
  PGVERSION=$("$PG_CONFIG" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
  bindir=$("$PG_CONFIG" --bindir)
  [[ -x $bindir/postgres ]] || fail "There is no server beside $PG_CONFIG."
  export PG_CONFIG PGVERSION PATH=$bindir:$PATH
}

built_with() {
  sed -n "s/^$1 *= *//p" "$(dirname "$("$PG_CONFIG" --pgxs)")/../Makefile.global"
}

# PostgreSQL's makefiles compile the bitcode for the JIT with the clang of their own build.
install_compilers() {
  local clang
  install_packages make gcc libc6-dev
  [[ $(built_with with_llvm) == yes ]] || return 0
  clang=$(built_with CLANG)
  command -v "$clang" >/dev/null || install_packages "$(basename "$clang")"
}

make_extension() {
  make --silent --no-print-directory -C "$checkout" "PG_CONFIG=$PG_CONFIG" "$@"
}

# Objects from another PostgreSQL look up to date to make, but the server would refuse them.
forget_other_builds() {
  local stamp=$checkout/build/built_with version
  version="$PG_CONFIG $("$PG_CONFIG" --version)"
  [[ $version == "$(cat "$stamp" 2>/dev/null)" ]] || make_extension clean
  mkdir -p "${stamp%/*}"
  echo "$version" >"$stamp"
}

install_extension() {
  local as=
  install_compilers
  forget_other_builds
  make_extension -j"$(nproc)" all
  [[ -w $("$PG_CONFIG" --pkglibdir) && -w $("$PG_CONFIG" --sharedir)/extension ]] || as=as_root
  $as make --silent --no-print-directory -C "$checkout" "PG_CONFIG=$PG_CONFIG" install >/dev/null
}

# ---- The server -----------------------------------------------------------------------------------------------

# PostgreSQL refuses to run as root. The user postgres may be barred from the current directory.
as_server_user() (
  cd /
  if ((EUID == 0)); then
    exec setpriv --reuid="$server_user" --regid="$(id -g "$server_user")" --init-groups "$@"
  fi
  exec "$@"
)

# A socket's path may have 107 bytes.
server_directory() {
  local parent=${TMPDIR:-/tmp}
  ((${#parent} < 60)) || parent=/tmp
  mktemp -d "$parent/customer_metrics.XXXXXX"
}

# Only the owner of the directory reaches the socket, so whoever gets there may be anybody.
new_directory() {
  directory=$(server_directory)
  servers+=("$directory")
  ((EUID != 0)) || chown "$server_user:" "$directory"
}

# Of settings given twice the last one counts.
run_server() {
  local directory=$1
  printf '%s\n' "${@:2}" >>"$directory/data/postgresql.conf"
  as_server_user "$bindir/pg_ctl" --pgdata="$directory/data" --log="$directory/log" --silent --wait start ||
    { cat "$directory/log" >&2; return 1; }
  export PGHOST=$directory PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
}

start_server() {
  local directory
  new_directory
  as_server_user "$bindir/initdb" --pgdata="$directory/data" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
  run_server "$directory" "listen_addresses=''" "unix_socket_directories='$directory'" fsync=off timezone=UTC \
    log_timezone=UTC lc_messages=C "datestyle='ISO, MDY'" "$@"
}

start_standby() {
  local directory primary=$1
  new_directory
  as_server_user "$bindir/pg_basebackup" --host="$primary" --username=postgres --pgdata="$directory/data" \
    --checkpoint=fast --write-recovery-conf --no-sync
  run_server "$directory" "unix_socket_directories='$directory'" "${@:2}"
}

# Nothing is written any more, not even the last words of the server.
crash_server() {
  local server pids tenths
  server=$(head -1 "$1/data/postmaster.pid")
  read -r -a pids </proc/"$server"/task/"$server"/children || true
  # Some may have ended meanwhile.
  kill -KILL "$server" "${pids[@]}" 2>/dev/null || true
  for ((tenths = 0; tenths < 100; tenths++)); do
    kill -0 "$server" "${pids[@]}" 2>/dev/null || return 0
    sleep 0.1
  done
}

# pg_upgrade leaves files where it stands.
upgrade_server() {
  local old=$1 new=$2 old_bindir
  find_kept_server "$old"
  old_bindir=$bindir
  find_kept_server "$new"
  # Since 18, pages have checksums unless told otherwise; both must have them, or neither.
  if as_server_user "$old_bindir/pg_controldata" "$old/data" | grep -q '^Data page checksum version: *0$'; then
    as_server_user "$bindir/pg_checksums" --pgdata="$new/data" --disable >/dev/null 2>&1 || true
  fi
  # shellcheck disable=SC2016
  as_server_user bash -c 'cd "$1" && shift && exec "$@"' - "$new" "$bindir/pg_upgrade" --old-bindir="$old_bindir" \
    --new-bindir="$bindir" --old-datadir="$old/data" --new-datadir="$new/data" --username=postgres --socketdir="$new" ||
    { grep -h -A9 -i 'error:\|fatal:' "$new"/data/pg_upgrade_output.d/*/log/*.log >&2; return 1; }
}

stop_server() {
  as_server_user "$bindir/pg_ctl" --pgdata="$1/data" --mode=immediate --silent stop 2>/dev/null || true
  rm -rf "$1"
}

keep_server() { servers=(); }

# ---- The end --------------------------------------------------------------------------------------------------

# bash runs a trap only after the command in the foreground; so what takes long gets a process group of its own,
# is waited for, and is ended with all its children by the trap.
in_group() {
  local status=0
  set -m
  "$@" </dev/null &
  group=$!
  set +m
  wait "$group" || status=$?
  group=
  return $status
}

end_group() {
  local tenths
  [[ $group ]] || return 0
  kill -TERM -- "-$group" 2>/dev/null || return 0
  for ((tenths = 0; tenths < 100; tenths++)); do
    kill -0 -- "-$group" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$group" 2>/dev/null || true
}

clean_up() {
  local directory
  trap '' INT TERM HUP PIPE
  [[ ! -e $no_debian_cluster ]] || as_root rm -f "$no_debian_cluster"
  end_group
  for directory in "${servers[@]}"; do
    stop_server "$directory"
  done
}

find_kept_server() {
  [[ $1 == */customer_metrics.* && -f $1/data/PG_VERSION ]] || fail "$1 is not the directory of such a server."
  bindir=$(dirname "$(head -1 "$1/data/postmaster.opts" | cut -d' ' -f1)")
  # Root may stop anybody's.
  server_user=$(stat -c %U "$1/data")
}

usage() {
  fail "Usage: $0 start [SETTING=VALUE...] or $0 standby|crash|shutdown|again|stop DIRECTORY or $0 upgrade OLD NEW"
}

on_the_command_line() {
  local what=${1:-} directory=${2:-}
  clean_environment
  case $what in
    start | standby) find_postgres ;;
    crash | shutdown | again | stop) find_kept_server "$directory" ;;
    upgrade) (($# == 3)) || usage ;;
    *) usage ;;
  esac
  case $what in
    start) start_server "${@:2}" && keep_server && say "$PGHOST" ;;
    standby) start_standby "${@:2}" && keep_server && say "$PGHOST" ;;
    crash) crash_server "$directory" ;;
    shutdown) as_server_user "$bindir/pg_ctl" --pgdata="$directory/data" --mode=fast --silent --wait stop ;;
    again) run_server "${@:2}" ;;
    upgrade) upgrade_server "${@:2}" ;;
    stop) stop_server "$directory" ;;
  esac
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  set -euo pipefail
  trap clean_up EXIT
  on_the_command_line "$@"
else
  clean_environment
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 141' PIPE
  trap 'exit 143' TERM
fi
