#!/usr/bin/env bash
# Starts the sandbox that has just been built; it prints the address and the personas.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
. scripts/env.sh
# It holds the site that it was built with.
unset PASSDESK_SITE_DIR
exec "$PASSDESK_TARGET/release/passdesk" sandbox "$@"
