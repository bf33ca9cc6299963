#!/usr/bin/env bash
# Every check and every test, in order; or only the named ones: test.sh [format|lint|deny|unit|site|server|conformance|verifier|same-call|e2e|peers]…
# Goes on after a failure, ends with a table and one line `N passed, N failed`, and fails if anything did.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
. scripts/env.sh

mkdir -p "$PASSDESK_TARGET"
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
# The reporters of the browser tests and of the three Python suites write their two numbers here.
export PASSDESK_COUNTS="$out/counts"
# What failed, by name, from every step: said again at the end.
export PASSDESK_FAILURES="$out/failures"
: >"$PASSDESK_FAILURES"
PASSDESK_HEADLESS_CHROMIUM="$(find_headless_chromium || true)"
PASSDESK_CHROMIUM="$(find_chromium || true)"
export PASSDESK_CHROMIUM PASSDESK_HEADLESS_CHROMIUM
export PASSDESK_BIN="${PASSDESK_BIN:-$PASSDESK_TARGET/debug/passdesk}"
export PASSDESK_PYTHON="$PASSDESK_TOOLS/moto-$MOTO_VERSION/bin/python"
export PASSDESK_AWSCLI="$PASSDESK_TOOLS/awscli-$AWSCLI_VERSION/bin/aws"

table=()
built=yes
passed=0
failed=0
began=$SECONDS

# step NAME COUNTER COMMAND… : COUNTER prints "passed failed" from the step's output, or `one` if the step is one check.
step() {
  local name="$1" counter="$2" before=$SECONDS status=0 ok bad took
  shift 2
  printf '\n==> %s\n' "$name"
  rm -f "$PASSDESK_COUNTS"
  "$@" 2>&1 | tee "$out/log" || status=$?
  took=$((SECONDS - before))
  read -r ok bad < <($counter "$out/log" "$status") || true
  # A step that failed without a failed test (it did not build, a server did not start) is one failure.
  if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then bad=1; fi
  if [ "$counter" = rust_counts ]; then
    sed 's/\x1b\[[0-9;]*m//g' "$out/log" | awk '/^ *(FAIL|TIMEOUT|SIG[A-Z]+|ABORT|LEAK-FAIL) +\[/ && !seen[$0]++' >>"$PASSDESK_FAILURES"
  fi
  passed=$((passed + ${ok:-0}))
  failed=$((failed + ${bad:-0}))
  table+=("$(printf '  %-32s %5s ok %5s bad %6s s' "$name" "${ok:-0}" "${bad:-0}" "$took")")
  if [ "$status" -eq 0 ]; then
    printf '<== %s: passed in %s s\n' "$name" "$took"
  else
    printf '<== %s: FAILED after %s s\n' "$name" "$took"
    case "$name" in build*) built=no ;; esac
  fi
  return 0
}

one() { if [ "$2" -eq 0 ]; then echo 1 0; else echo 0 1; fi; }
rust_counts() {
  # cargo-nextest's summary, else the sum of what each test program says.
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    /^ *Summary \[/ { nextest = 1
      for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) ok = $(i - 1); if ($i ~ /^failed/ || $i ~ /^timed/) bad += $(i - 1) } }
    /^test result:/ && !nextest { ok += $4; bad += $6 }
    END { print ok + 0, bad + 0 }'
}
browser_counts() { cat "$PASSDESK_COUNTS" 2>/dev/null || echo 0 0; }

lint() {
  local strict=(-D warnings)
  case "$(rustc --version)" in
    "rustc $LINT_RUST."*) ;;
    *)
      strict=()
      echo "clippy's warnings do not fail here: this is $(rustc --version), the code is held to $LINT_RUST"
      ;;
  esac
  if [ "$1" = server ]; then
    cargo clippy --all-targets --features ssr -- ${strict[@]+"${strict[@]}"}
  else
    cargo clippy --lib --features hydrate --target "$WASM" -- ${strict[@]+"${strict[@]}"}
  fi
}

# What writes docs/benchmarks.md.
scripts_tests() { node --test scripts/*.test.mjs; }

unit() {
  # The same command builds the server that the browser tests start.
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --features ssr --no-fail-fast
  else
    cargo test --features ssr --no-fail-fast
  fi
}

# The browser tests run what ships in the browser, and the debug server that the Rust tests have just built.
site() { scripts/build.sh site release; }
# `--tests` selects the dependencies' features as the Rust tests do; without it many of them would be compiled twice.
server() { cargo build --features ssr --bin passdesk --tests; }
# Without this, what an earlier run built would be tested.
needs_build() {
  [ "$built" = yes ] && return
  echo "not run: the console does not build"
  return 1
}
conformance() { needs_build && "$PASSDESK_PYTHON" end2end/conformance/run.py; }
verifier() { needs_build && "$PASSDESK_PYTHON" end2end/verifier/run.py; }
same_call() { needs_build && "$PASSDESK_PYTHON" end2end/same_call/run.py; }
e2e() { needs_build && playwright test --config end2end/playwright.config.ts; }
peers() { needs_build && node end2end/peers/run.mjs; }

run_step() {
  case "$1" in
    format) step "format" one cargo fmt --check ;;
    lint)
      step "clippy, server half" one lint server
      step "clippy, browser half" one lint browser
      step "tests of the scripts" one scripts_tests
      step "types of the browser tests" one tsc --noEmit -p end2end
      ;;
    deny) step "licences, sources, advisories" one scripts/deny.sh ;;
    unit) step "Rust tests" rust_counts unit ;;
    site)
      step "build, browser half" one site
      step "build, server" one server
      ;;
    # Part of site; alone for what needs no browser half.
    server) step "build, server" one server ;;
    conformance) step "sandbox against AWS's model" browser_counts conformance ;;
    verifier) step "two verifiers of the trail" browser_counts verifier ;;
    same-call) step "the same call by other tools" browser_counts same_call ;;
    e2e) step "browser tests" browser_counts e2e ;;
    peers) step "moto and oidc-provider" browser_counts peers ;;
    *)
      echo "test.sh: no step is called $1" >&2
      exit 2
      ;;
  esac
}

if [ "$#" -eq 0 ]; then set -- format lint deny unit site conformance verifier same-call e2e peers; fi
for name in "$@"; do run_step "$name"; done

printf '\nSummary (%s s)\n' "$((SECONDS - began))"
printf '%s\n' "${table[@]}"
if [ -s "$PASSDESK_FAILURES" ]; then
  printf '\nFailed\n'
  sed 's/^/  /' "$PASSDESK_FAILURES"
fi
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
