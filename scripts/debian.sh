#!/usr/bin/env bash
# Other Debians than the machine's own, each in a folder, and the sources of Debian's packages.
#
#   . scripts/server.sh; . scripts/debian.sh       in a bash script with `set -euo pipefail`, then:
#     list_packages [LINE...]          fetches the lists of all suites of the machine's Debian mirror, and of more LINEs
#                                      in the form of apt's sources.list
#     source_of PACKAGE VERSION        the line of the first suite that has the version: "deb ..."
#     make_root NAME LINE              makes the folder $cache/NAME with a Debian of that line, unless it is there
#     in_root NAME COMMAND...          runs a command inside, with its own processes and mounts
#     fetch_source PACKAGE DIRECTORY   unpacks the source package of the machine's own release there
#     copy_checkout DIRECTORY          copies this checkout without what was built
#
# The mirror's address comes from apt's own configuration. What is fetched stays in $cache, so that the next run is
# faster; CUSTOMER_METRICS_CACHE names another place for it.

# shellcheck source=scripts/server.sh
[[ ${checkout:-} ]] || { echo 'Read scripts/server.sh first.' >&2 && exit 1; }

cache=${CUSTOMER_METRICS_CACHE:-/var/tmp/customer_metrics}

# The machine's own suite goes by its name, the others by theirs, from the most settled to the newest.
suites=(oldstable stable testing unstable experimental)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# A name that everybody knows in a folder that everybody may write to.
open_cache() {
  mkdir -p "$cache"
  [[ -O $cache ]] || fail "$cache belongs to somebody else: set CUSTOMER_METRICS_CACHE."
}

# use_sources NAME LINES: what private_apt is to know.
use_sources() {
  apt=$cache/$1
  mkdir -p "$apt/state" "$apt/cache"
  printf '%s\n' "$2" >"$apt/sources.list"
}

mirror_of_apt() {
  # shellcheck disable=SC2016  # apt expands these
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 'Component: main' | head -1
}

find_mirror() {
  [[ -x /usr/bin/apt-get ]] || fail 'This needs the apt of a Debian.'
  mirror=$(mirror_of_apt)
  if [[ -z $mirror ]]; then
    apt_update
    mirror=$(mirror_of_apt)
  fi
  [[ $mirror ]] || fail 'apt has no Debian mirror in its configuration.'
}

# apt with sources of its own, so that the machine's stay as they are. Any user may run it.
private_apt() {
  local program=$1
  shift
  "$program" -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State="$apt/state" -o Dir::Cache="$apt/cache" -o Dir::Cache::pkgcache=pkgcache.bin \
    -o Dir::Cache::srcpkgcache=srcpkgcache.bin -o Debug::NoLocking=1 \
    -o Acquire::Languages=none -o APT::Sandbox::User= -o APT::Update::Post-Invoke-Success::= \
    -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false "$@"
}

list_packages() {
  local lines
  open_cache
  find_mirror
  lines=$(printf "deb [signed-by=$keyring] $mirror %s main\n" "${suites[@]}")
  use_sources apt.all "$lines$(printf '\n%s' "$@")"
  # A suite that the mirror lacks is one where nothing will be found.
  private_apt apt-get -qq update || say 'Not all package lists could be fetched.' >&2
}

# "deb [...] URI SUITE COMPONENT..." without what is in brackets: its words.
words_of() {
  sed 's/^deb *//; s/\[[^]]*\]//' <<<"$1"
}

# apt-cache names for each version the address and "SUITE/COMPONENT".
source_of() {
  local package=$1 line uri suite places
  places=$(private_apt apt-cache madison "$package")
  while read -r line; do
    read -r uri suite _ < <(words_of "$line")
    if [[ $places == *"${uri%/} $suite/"* ]]; then
      echo "$line"
      return
    fi
  done <"$apt/sources.list"
}

# ---- A Debian in a folder -------------------------------------------------------------------------------------

# Nothing of an experimental suite comes into a system unasked, nor is it enough for a system of its own.
add_experimental() {
  echo "deb [signed-by=$keyring] $mirror experimental main" | as_root tee "$1/etc/apt/sources.list.d/experimental.list"
  printf '%s\n' 'Package: postgresql* libpq*' 'Pin: release a=experimental' 'Pin-Priority: 500' |
    as_root tee "$1/etc/apt/preferences.d/experimental"
} >/dev/null

make_root() {
  local name=$1 line=$2 uri suite base components script=sid
  local root=$cache/$name.root signed_by=$keyring
  [[ -f $root.made ]] && return
  install_packages debootstrap
  read -r uri suite components < <(words_of "$line")
  base=${suite/experimental/unstable}
  [[ ! $line =~ signed-by=([^] ]*) ]] || signed_by=${BASH_REMATCH[1]}
  [[ ! -e /usr/share/debootstrap/scripts/$base ]] || script=$base
  say "Making a Debian in $root: $suite"
  as_root rm -rf "$root"
  as_root debootstrap --variant=minbase --keyring="$signed_by" "--components=${components// /,}" \
    --include=make,perl,ca-certificates "$base" "$root" "$uri" "/usr/share/debootstrap/scripts/$script" \
    >"$root.log" 2>&1 || { tail -5 "$root.log" >&2 && return 1; }
  # Proxies, and how old a mirror's lists may be.
  apt-config dump Acquire | grep -v IndexTargets | as_root tee "$root/etc/apt/apt.conf.d/00outside" >/dev/null
  [[ $suite == "$base" ]] || add_experimental "$root"
  as_root chroot "$root" apt-get -qq update
  touch "$root.made"
}

# Whatever is started inside ends with the command, and the mounts with it.
in_root() {
  local root=$cache/$1.root
  shift
  # shellcheck disable=SC2016  # the inner shell expands these
  as_root env -u PG_CONFIG PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TMPDIR=/tmp \
    unshare --mount --pid --ipc --fork --kill-child bash -euc '
      mount -t proc proc "$0/proc"
      mount --rbind /dev "$0/dev"
      exec chroot "$0" "$@"' "$root" "$@"
}

# ---- Sources --------------------------------------------------------------------------------------------------

copy_checkout() {
  mkdir -p "$1"
  tar -C "$checkout" --exclude=./.git --exclude=./build --exclude='*.o' --exclude='*.bc' --exclude='*.so' -cf - . |
    tar -C "$1" --no-same-owner -xf -
}

# The machine's own release as apt has it; $1 narrows it down.
own_sources() {
  # shellcheck disable=SC2016  # apt expands these
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' "${1:-}" |
    sed "s|^|deb-src [signed-by=$keyring] |"
}

# Some mirrors name updates that they don't hold: then the release without them.
fetch_source() {
  local package=$1 directory=$2 label
  install_packages dpkg-dev
  open_cache
  find_mirror
  mkdir -p "$directory"
  for label in '' 'Label: Debian'; do
    use_sources apt.source "$(own_sources "$label")"
    private_apt apt-get -qq update
    (cd "$directory" && private_apt apt-get -qq source --only-source "$package") >/dev/null 2>&1 && return
  done
  say "There is no source of $package." >&2
  return 1
}
