#!/usr/bin/env bash
# The audit trail's benchmark: makes a trail of RECORDS records (1,000,000), or takes the one of an earlier run, and measures on it.
#   RECORDS=10000000   how many
#   ROUNDS=300         runs of each measure
#   SECTIONS=search    only these sections
# Files and figures: target/bench/ (ten million records need 16 GB).
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
. scripts/env.sh
export CARGO_TARGET_DIR="$PASSDESK_TARGET"
# A program that is built to be fast holds the site.
scripts/build.sh site release
exec cargo bench --features ssr --bench audit
