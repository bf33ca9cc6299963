# shellcheck shell=bash disable=SC2034
# Names and paths that every script here shares. Sourced, never run; the caller has already changed to the project's root.

PASSDESK_TOOLS="${PASSDESK_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/passdesk}"
PASSDESK_TARGET="${CARGO_TARGET_DIR:-$PWD/target}"
PASSDESK_SITE_DIR="${PASSDESK_SITE_DIR:-$PASSDESK_TARGET/site}"
WASM=wasm32-unknown-unknown
CARGO_DENY_VERSION=0.20.2
MOTO_VERSION=5.2.5
AWSCLI_VERSION=1.46.3
# The compiler whose warnings this code is held to; another version's new lints are shown and do not fail.
LINT_RUST=1.95

# The command-line tool must be the very version of the library that Cargo.lock names.
WASM_BINDGEN_VERSION="$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock)"

PATH="$PASSDESK_TOOLS/wasm-bindgen-$WASM_BINDGEN_VERSION/bin:$PASSDESK_TOOLS/cargo-deny-$CARGO_DENY_VERSION/bin:$PWD/node_modules/.bin:$PATH"
# Set-up writes this file when it had to fall back to another compiler.
if [ -f "$PASSDESK_TOOLS/compiler.env" ]; then
  # shellcheck source=/dev/null
  . "$PASSDESK_TOOLS/compiler.env"
fi
export PATH PASSDESK_TOOLS PASSDESK_SITE_DIR

have() { command -v "$1" >/dev/null 2>&1; }

# limit SECONDS COMMAND… : give up after that long, where the machine has a way to.
limit() {
  local seconds="$1"
  shift
  if have timeout; then
    timeout "$seconds" "$@"
  elif have gtimeout; then
    gtimeout "$seconds" "$@"
  else
    "$@"
  fi
}

# Prints the path of a Chromium to test with, or fails.
find_chromium() {
  local candidate
  if [ -n "${PASSDESK_CHROMIUM:-}" ]; then
    [ -x "$PASSDESK_CHROMIUM" ] && printf '%s\n' "$PASSDESK_CHROMIUM"
    return
  fi
  for candidate in chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    if have "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  candidate="$(node -p 'require("@playwright/test").chromium.executablePath()' 2>/dev/null)" || return 1
  [ -x "$candidate" ] && printf '%s\n' "$candidate"
}

# Prints the path of a Chromium without windows, or fails: the same engine for three quarters of the processor time. It keeps no pages for the way back.
find_headless_chromium() {
  [ -z "${PASSDESK_CHROMIUM:-}" ] && command -v chromium-headless-shell
}
