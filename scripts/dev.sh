#!/usr/bin/env bash
# The edit loop: a debug build of both halves, rebuilt and restarted when a source file changes. Ctrl-C ends it.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
. scripts/env.sh

mkdir -p "$PASSDESK_TARGET"
stamp="$PASSDESK_TARGET/.dev-stamp"
server=

stop_server() {
  [ -n "$server" ] || return 0
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}
trap 'stop_server; rm -f "$stamp"' EXIT
trap 'exit 0' INT TERM

# changed PLACE… : is a file there newer than the last build?
changed() {
  local place places=()
  for place in "$@"; do [ -e "$place" ] && places+=("$place"); done
  [ "${#places[@]}" -gt 0 ] && [ -n "$(find "${places[@]}" -type f -newer "$stamp" -print | head -1)" ]
}

rebuild() {
  touch "$stamp"
  if scripts/build.sh all quick; then
    stop_server
    "$PASSDESK_TARGET/debug/passdesk" sandbox &
    server=$!
  else
    echo "passdesk dev: does not build; waiting for the next change"
  fi
}

rebuild
while sleep 0.5; do
  if changed src migrations public Cargo.toml Cargo.lock; then
    rebuild
  elif changed style; then
    # A new style sheet needs no restart, only a reload of the page.
    touch "$stamp"
    if scripts/build.sh style quick; then echo "passdesk dev: style sheet rebuilt"; fi
  fi
done
