#!/usr/bin/env bash
# Builds the browser half into target/site and the server.
#   build.sh site  [release|quick]    the browser half only
#   build.sh static [release|quick]   the style sheet and the static files only
#   build.sh all   [release|quick]    both halves
# `release` is small, optimised and precompressed; `quick` is for the edit loop.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
. scripts/env.sh

part="${1:-all}"
kind="${2:-release}"
pkg="$PASSDESK_SITE_DIR/pkg"

say() { printf 'passdesk build: %s\n' "$*"; }

build_style() {
  local options=(--no-source-map --style=compressed)
  [ "$kind" = release ] || options=(--embed-source-map --style=expanded)
  mkdir -p "$pkg"
  sass "${options[@]}" style/main.scss "$pkg/passdesk.css"
}

build_browser_half() {
  local profile=wasm-release wasm
  [ "$kind" = release ] || profile=dev
  # A dynamic library for the browser only: named in Cargo.toml, the server's would be linked and optimised once more, for nobody.
  cargo rustc --lib --crate-type cdylib --features hydrate --target "$WASM" --profile "$profile"
  wasm="$PASSDESK_TARGET/$WASM/${profile/#dev/debug}/passdesk.wasm"
  # Post-processing is skipped while its input is unchanged.
  local stamp="$PASSDESK_TARGET/site.stamp" now
  now="$kind $WASM_BINDGEN_VERSION $(cksum <"$wasm")"
  [ -f "$pkg/passdesk_bg.wasm" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ] && return
  rm -rf "$PASSDESK_SITE_DIR"
  mkdir -p "$pkg"
  wasm-bindgen --target web --no-typescript --out-dir "$pkg" --out-name passdesk "$wasm"
  if [ "$kind" = release ]; then
    # What rustc's wasm32 target takes for granted, and nothing newer.
    wasm-opt -Oz --enable-bulk-memory --enable-mutable-globals --enable-nontrapping-float-to-int --enable-sign-ext \
      --enable-reference-types --enable-multivalue "$pkg/passdesk_bg.wasm" -o "$pkg/passdesk_bg.opt.wasm"
    mv "$pkg/passdesk_bg.opt.wasm" "$pkg/passdesk_bg.wasm"
  fi
  echo "$now" >"$stamp"
}

build_static() {
  build_style
  if [ -d public ]; then cp -R public/. "$PASSDESK_SITE_DIR/"; fi
  node scripts/pack-site.mjs "$PASSDESK_SITE_DIR" "$kind"
}

build_site() {
  local started=$SECONDS
  build_browser_half
  build_static
  say "browser half ($kind) built in $((SECONDS - started)) s"
}

build_server() {
  local started=$SECONDS
  if [ "$kind" = release ]; then
    cargo build --release --features ssr --bin passdesk
  else
    cargo build --features ssr --bin passdesk
  fi
  say "server ($kind) built in $((SECONDS - started)) s"
}

case "$part" in
  site) build_site ;;
  static) build_static ;;
  all)
    build_site
    build_server
    ;;
  *)
    echo "usage: scripts/build.sh site|static|all [release|quick]" >&2
    exit 2
    ;;
esac
