#!/usr/bin/env bash
# The edit loop: a debug build of both halves, rebuilt and restarted when a source file changes. Ctrl-C ends it.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
. scripts/env.sh

mkdir -p "$PASSDESK_TARGET"
stamp="$PASSDESK_TARGET/.dev-stamp"
server=
build=

# apart COMMAND… : in the background and in a process group of its own, so that ending it ends whatever it started.
apart() {
  set -m
  "$@" &
  set +m
}
# stop PID : ends a group, and waits for it.
stop() {
  [ -n "$1" ] || return 0
  kill -TERM -- "-$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}
trap 'stop "$build"; stop "$server"; rm -f "$stamp"' EXIT
trap 'exit 0' INT TERM HUP

# changed PLACE… : is a file there newer than the last build?
changed() {
  local place places=()
  for place in "$@"; do [ -e "$place" ] && places+=("$place"); done
  [ "${#places[@]}" -gt 0 ] && [ -n "$(find "${places[@]}" -type f -newer "$stamp" -print | head -1)" ]
}

# make_quick PART : a build that a signal need not wait for.
make_quick() {
  local status=0
  touch "$stamp"
  apart scripts/build.sh "$1" quick
  build=$!
  wait "$build" || status=$?
  build=
  [ "$status" -eq 0 ] || echo "passdesk dev: does not build; waiting for the next change"
  return "$status"
}

rebuild() {
  make_quick all || return 0
  stop "$server"
  apart "$PASSDESK_TARGET/debug/passdesk" sandbox
  server=$!
}

rebuild
while sleep 0.5; do
  if [ -n "$server" ] && ! kill -0 "$server" 2>/dev/null; then
    server=
    echo "passdesk dev: the sandbox has ended; waiting for the next change"
  fi
  if changed src migrations build.rs Cargo.toml Cargo.lock; then
    rebuild
  elif changed style public; then
    # These need no restart, only a reload of the page.
    if make_quick static; then echo "passdesk dev: style sheet and static files rebuilt"; fi
  fi
done
