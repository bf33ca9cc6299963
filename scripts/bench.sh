#!/usr/bin/env bash
# The benchmarks, by the names of docs/benchmarks.md, and then the table there.
#   BENCH=P4            only this one; several in quotes: BENCH="P1 P4"
#   LONG=1              those too that take long, and more pairs of the others
#   PAIRS=30            pairs of P4, P5, P6, P12 and overload
#   BULK_PAIRS=3        pairs of P7
# Figures and raw rows: target/bench/figures and target/bench/rows. Nothing else should be at work on the machine meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
. scripts/env.sh
export CARGO_TARGET_DIR="$PASSDESK_TARGET"
export PASSDESK_PYTHON="$PASSDESK_TOOLS/moto-$MOTO_VERSION/bin/python" PASSDESK_AWSCLI="$PASSDESK_TOOLS/awscli-$AWSCLI_VERSION/bin/aws"
export PASSDESK_MOTO="$PASSDESK_TOOLS/moto-$MOTO_VERSION/bin/moto_server"
# The sandbox takes any.
export AWS_ACCESS_KEY_ID=bench AWS_SECRET_ACCESS_KEY=bench AWS_EC2_METADATA_DISABLED=true

all="P1 P2 P4 P5 P6 P7 P8 P9 P10 P11 P12 P13 overload"
[ -z "${LONG:-}" ] || all="$all P3"
wanted="${BENCH:-$all}"
for name in $wanted; do
  case " P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 P11 P12 P13 overload " in
    *" $name "*) ;;
    *)
      echo "BENCH: $name is none of P1 to P13 and overload" >&2
      exit 2
      ;;
  esac
done

# some NAME… : those of the names that are wanted, with commas; fails where none is.
some() {
  local found="" name
  for name in "$@"; do
    case " $wanted " in *" $name "*) found="$found${found:+,}$name" ;; esac
  done
  [ -n "$found" ] && printf '%s\n' "$found"
}
say() { printf '\npassdesk bench: %s\n' "$*"; }
# What fails is said at the end: the figures of the others are worth keeping.
failed=""
attempt() { "$@" || failed="$failed
  $*"; }

if some P1 P2 P3 >/dev/null; then
  scripts/build.sh all release
  PASSDESK_CHROMIUM="$(find_chromium || true)"
  export PASSDESK_CHROMIUM
  if some P1 P2 >/dev/null; then
    say "bytes of the pages (P1, P2)"
    attempt node benches/web/weights.mjs
  fi
  if some P3 >/dev/null; then
    say "Lighthouse (P3)"
    attempt node benches/web/lighthouse.mjs
  fi
fi

if sections="$(some P4 P5 P6 P12 overload)"; then
  if some P5 P6 P12 overload >/dev/null; then
    # What is released is what is started and weighed.
    scripts/build.sh all release
    export PASSDESK_BENCH_BINARY="$PASSDESK_TARGET/release/passdesk"
    # Building the benchmarks writes a binary of its own kind to the same place.
    kept="$PASSDESK_TARGET/bench/passdesk"
    mkdir -p "$PASSDESK_TARGET/bench"
    cp "$PASSDESK_BENCH_BINARY" "$kept"
    export PASSDESK_BENCH_BINARY="$kept"
  fi
  # A program that is built to be fast holds the site.
  scripts/build.sh site release
  say "the server ($sections)"
  # Of these alone: a pair of bulk runs takes minutes.
  if [ -n "${LONG:-}" ]; then export PAIRS="${PAIRS:-40}"; fi
  SECTIONS="$sections" attempt cargo bench --features ssr --bench server
  unset PAIRS
fi

if some P8 P9 P10 P11 >/dev/null; then
  sections=""
  ! some P9 >/dev/null || sections="$sections,pages"
  ! some P10 >/dev/null || sections="$sections,search"
  ! some P8 >/dev/null || sections="$sections,appends"
  ! some P11 >/dev/null || sections="$sections,verify"
  say "the audit trail ($sections)"
  if [ -n "${LONG:-}" ]; then
    RECORDS="${RECORDS:-10000000}" ROUNDS="${ROUNDS:-300}" SECTIONS="${sections#,}" attempt scripts/bench-audit.sh
  else
    ROUNDS="${ROUNDS:-60}" SECTIONS="${sections#,}" attempt scripts/bench-audit.sh
  fi
fi

if some P7 P13 >/dev/null; then
  say "bulk runs (P7, P13)"
  PAIRS="${BULK_PAIRS:-3}" attempt scripts/bench-bulk.sh
fi

node scripts/write-benchmarks.mjs
if [ -n "$failed" ]; then
  printf '\nFailed:%s\n' "$failed" >&2
  exit 1
fi
