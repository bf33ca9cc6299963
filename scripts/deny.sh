#!/usr/bin/env bash
# Licences, sources and bans always; known vulnerabilities when their database can be had.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
. scripts/env.sh

cargo deny --all-features check --hide-inclusion-graph bans licenses sources
if GIT_TERMINAL_PROMPT=0 limit 60 cargo deny fetch db >/dev/null 2>&1; then
  cargo deny --all-features check --hide-inclusion-graph --disable-fetch advisories
else
  echo "advisories not checked: the advisory database cannot be reached from this machine"
fi
