#!/usr/bin/env bash
# Installs what is missing: `setup.sh fmt` and `setup.sh unit` what formatting and the Rust tests need, `setup.sh run` what building
# and running need, `setup.sh test` everything.
# Tools are kept in $PASSDESK_TOOLS (default ~/.cache/passdesk), so only the first run on a machine pays.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
. scripts/env.sh

what="${1:-test}"
log="$PASSDESK_TOOLS/setup.log"
mkdir -p "$PASSDESK_TOOLS"
: >"$log"

say() { printf 'passdesk set-up: %s\n' "$*"; }
fail() {
  printf 'passdesk set-up: %s\n' "$*" >&2
  exit 1
}
# quietly COMMAND… : its output goes to the log.
quietly() {
  printf '\n$ %s\n' "$*" >>"$log"
  "$@" >>"$log" 2>&1
}
# The last line that says something, for a one-line failure.
last_words() { { grep -vE '^(\$ |$|  *[0-9]+:|note:|hint:)' "$log" || true; } | tail -1 | cut -c1-200; }

# at_least WANTED FOUND : compares versions such as 1.94.1; what stands behind a hyphen does not count.
at_least() { [ "$(printf '%s\n' "$1" "${2%%-*}" | sort -t. -k1,1n -k2,2n -k3,3n | head -1)" = "$1" ]; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  elif have sudo && sudo -n true 2>/dev/null; then
    sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
  else
    echo "no administrator rights for: $*" >&2
    return 1
  fi
}
apt_install() {
  have apt-get || { echo "this machine has no apt" >>"$log"; return 1; }
  # The lists are refreshed once; an unreachable extra source must not stop the rest.
  if [ -z "${apt_fresh:-}" ]; then
    quietly as_root apt-get -q -oDPkg::Lock::Timeout=120 update || true
    apt_fresh=1
  fi
  quietly as_root apt-get -q -y -oDPkg::Lock::Timeout=120 --no-install-recommends install "$@"
}

# ---- compilers ----------------------------------------------------------------------------------

check_rust() {
  { have cargo && have rustc; } || fail "Rust is missing; install it with rustup (https://rustup.rs) and run this again"
  local found
  found="$(rustc --version 2>>"$log")" || fail "rustc does not start: $(last_words)"
  found="${found#rustc }"
  found="${found%% *}"
  at_least 1.94.1 "$found" || fail "rustc $found is too old, 1.94.1 or newer is needed; run: rustup update stable"
  have cc || {
    say "installing a C compiler (about 1 min)"
    apt_install gcc libc6-dev make || fail "a C compiler (cc) is missing and could not be installed: $(last_words); install gcc or clang by hand"
  }
}

# check_component NAME : the formatter or the linter, which some installations of the compiler leave out.
check_component() {
  "cargo-${1/rustfmt/fmt}" --version >/dev/null 2>&1 && return
  have rustup || fail "$1 is missing; install the one of your compiler and run this again"
  say "installing $1 (some seconds)"
  quietly limit 90 rustup component add "$1" || fail "$1 could not be installed: $(last_words); install it with: rustup component add $1"
}

check_node() {
  { have node && have npm; } || fail "Node.js is missing; install version 20.19 or newer with npm and run this again"
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    fail "Node.js $(node --version) is too old, version 20.19 or newer is needed"
}

# ---- the standard library for the browser half --------------------------------------------------

# One that was built here is good for the compiler that built it, and no other.
wasm_std_present() {
  local dir
  dir="$(rustc --print target-libdir --target "$WASM" 2>/dev/null)" || return 1
  if [ -f "$dir/.built-by" ] && [ "$(cat "$dir/.built-by")" != "$(rustc --version)" ]; then
    rm -rf "$dir"
    return 1
  fi
  compgen -G "$dir/libstd*.rlib" >/dev/null
}

wasm_std_from_rustup() {
  have rustup && quietly limit 90 rustup target add "$WASM" && wasm_std_present
}

# build_wasm_std LIBRARY_FOLDER CARGO RUSTC : compiles Rust's own sources into that compiler's folder.
build_wasm_std() {
  local library="$1" cargo="$2" rustc="$3" out="$PASSDESK_TOOLS/wasm-std-build" into
  into="$("$rustc" --print sysroot)/lib/rustlib/$WASM/lib"
  (
    cd "$library"
    RUSTC="$rustc" RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Cembed-bitcode=yes -Zforce-unstable-if-unmarked" CARGO_TARGET_DIR="$out" \
      quietly "$cargo" build --release --target "$WASM" -p sysroot --no-default-features --features "panic-unwind compiler-builtins-mem"
  ) || return 1
  mkdir -p "$into" && cp "$out/$WASM"/release/deps/*.rlib "$into/" && "$rustc" --version >"$into/.built-by" && rm -rf "$out"
}

# Debian publishes the sources of several versions side by side; the one that is this compiler's own is taken.
wasm_std_from_debian_source() {
  have apt-get && have dpkg-deb || return 1
  local version mirror dir package keys=/usr/share/keyrings/debian-archive-keyring.gpg
  version="$(rustc --version | cut -d' ' -f2)"
  # shellcheck disable=SC2016 # the name in single quotes is apt's own
  mirror="$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 2>>"$log" | head -1)"
  [ -n "$mirror" ] && [ -f "$keys" ] || { echo "no Debian mirror is configured" >>"$log"; return 1; }
  dir="$(mktemp -d)"
  mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" "$dir/src"
  chmod 755 "$dir"
  echo "deb [signed-by=$keys] $mirror trixie-backports main" >"$dir/sources.list"
  local apt=(-oDir::Etc::SourceList="$dir/sources.list" -oDir::Etc::SourceParts=/dev/null -oDir::State::Lists="$dir/lists" -oDir::Cache="$dir/cache" -oAPT::Sandbox::User=)
  quietly apt-get "${apt[@]}" update || { rm -rf "$dir"; return 1; }
  package="$(apt-cache "${apt[@]}" madison rust-src 2>>"$log" | awk -v v="$version" '$3 ~ "^" v "[+~-]" { print $3; exit }')"
  if [ -n "$package" ] &&
    (cd "$dir" && quietly apt-get "${apt[@]}" download "rust-src=$package") &&
    quietly dpkg-deb -x "$dir"/rust-src_*.deb "$dir/src"; then
    local library
    library="$(find "$dir/src/usr/src" -maxdepth 2 -type d -name library | head -1)"
    if [ -n "$library" ] && build_wasm_std "$library" cargo rustc; then
      rm -rf "$dir"
      wasm_std_present
      return
    fi
  else
    echo "Debian has no rust-src of version $version" >>"$log"
  fi
  rm -rf "$dir"
  return 1
}

# The last resort is another compiler, whose sources Debian ships beside it; both halves are then built with it.
wasm_std_from_debian_compiler() {
  have apt-get && have rustup || return 1
  apt_install rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web || return 1
  local library linker
  library="$(find /usr/src -maxdepth 2 -type d -path '*/rustc-*/library' | sort | tail -1)"
  linker="$(dirname "$(rustup which rustc)")/../lib/rustlib/$(rustc -vV | awk '/^host:/ { print $2 }')/bin/rust-lld"
  [ -n "$library" ] || return 1
  as_root mkdir -p "/usr/lib/rustlib/$WASM/lib" || return 1
  build_wasm_std "$library" /usr/bin/cargo /usr/bin/rustc || return 1
  quietly rustup toolchain link passdesk-debian /usr || return 1
  {
    echo "export RUSTUP_TOOLCHAIN=passdesk-debian"
    printf 'export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=%q\n' "$linker"
  } >"$PASSDESK_TOOLS/compiler.env"
  # shellcheck source=/dev/null
  . "$PASSDESK_TOOLS/compiler.env"
  wasm_std_present
}

check_wasm_std() {
  wasm_std_present && return
  say "installing Rust's standard library for WebAssembly (some seconds with rustup; else built from Debian's sources, about 1 min)"
  local rung
  for rung in ${PASSDESK_WASM_STD_FROM:-rustup debian_source debian_compiler}; do
    if "wasm_std_from_$rung"; then
      say "  … from ${rung//_/ }"
      return
    fi
  done
  fail "Rust's standard library for WebAssembly could not be installed: $(last_words); install it with: rustup target add $WASM"
}

# ---- tools --------------------------------------------------------------------------------------

# cargo_tool CRATE VERSION [OPTIONS…] : a little optimised, since they run often and are built once.
cargo_tool() {
  local crate="$1" version="$2" root
  root="$PASSDESK_TOOLS/${1%-cli}-$2"
  shift 2
  CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_OPT_LEVEL=1 \
    quietly cargo install "$crate" --version "$version" --debug --root "$root" --target-dir "$PASSDESK_TOOLS/build" "$@" || return 1
  rm -rf "$PASSDESK_TOOLS/build"
}

check_wasm_bindgen() {
  [ -n "$WASM_BINDGEN_VERSION" ] || fail "Cargo.lock names no wasm-bindgen"
  case "$(wasm-bindgen --version 2>/dev/null)" in
    "wasm-bindgen $WASM_BINDGEN_VERSION"*) return ;;
  esac
  say "installing wasm-bindgen $WASM_BINDGEN_VERSION (about 2 min on 2 cores)"
  cargo_tool wasm-bindgen-cli "$WASM_BINDGEN_VERSION" --bin wasm-bindgen ||
    fail "wasm-bindgen could not be installed: $(last_words); install it with: cargo install wasm-bindgen-cli --version $WASM_BINDGEN_VERSION"
}

check_cargo_deny() {
  local found
  found="$(cargo-deny --version 2>/dev/null || true)"
  found="${found#cargo-deny }"
  # An older one may not read deny.toml, or today's advisories.
  if [ -n "$found" ] && at_least "$CARGO_DENY_VERSION" "$found"; then return; fi
  say "installing cargo-deny $CARGO_DENY_VERSION (about 2 min on 2 cores)"
  cargo_tool cargo-deny "$CARGO_DENY_VERSION" --locked ||
    fail "cargo-deny could not be installed: $(last_words); install it with: cargo install cargo-deny --version $CARGO_DENY_VERSION --locked"
}

check_npm_tools() {
  local stamp=node_modules/.passdesk-lock sum
  sum="$(cksum <package-lock.json)"
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && return
  say "installing the npm tools (sass, wasm-opt, Playwright and test servers; about 10 s)"
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 quietly npm ci --no-audit --no-fund || fail "the npm tools could not be installed: $(last_words); try by hand: npm ci"
  echo "$sum" >"$stamp"
}

check_chromium() {
  if [ -n "${PASSDESK_CHROMIUM:-}" ]; then
    [ -x "$PASSDESK_CHROMIUM" ] || fail "PASSDESK_CHROMIUM names $PASSDESK_CHROMIUM, which cannot be run"
    return
  fi
  if find_chromium >/dev/null; then
    # Whoever has a Chromium is not asked for a password; a machine that is ours gets the one without windows as well: see find_headless_chromium.
    if ! find_headless_chromium >/dev/null && have apt-get && [ "$(id -u)" -eq 0 ]; then
      say "installing the Chromium without windows (about 20 s)"
      apt_install chromium-headless-shell || say "there is none here: the browser tests run in the whole one"
    fi
    return
  fi
  say "installing Chromium and fonts (about 1 min)"
  # Older Debians have no such package.
  apt_install chromium chromium-headless-shell fonts-dejavu-core fonts-noto-core fonts-noto-cjk && return
  if apt_install chromium fonts-dejavu-core fonts-noto-core fonts-noto-cjk; then
    return
  fi
  quietly limit 300 playwright install chromium && find_chromium >/dev/null && return
  fail "Chromium could not be installed: $(last_words); install it by hand and set PASSDESK_CHROMIUM"
}

# python_tool PACKAGE VERSION PROGRAM WHAT SECONDS : a virtual environment of its own, so that no two tools settle on each other's libraries.
python_tool() {
  local name="${1%%\[*}" venv
  venv="$PASSDESK_TOOLS/$name-$2"
  [ -x "$venv/bin/$3" ] && return
  have python3 || fail "Python 3 is missing; install it and run this again"
  say "installing $name $2, $4 (about $5 s)"
  rm -rf "$venv"
  # Debian splits venv off; virtualenv does the same without administrator rights.
  quietly python3 -m venv "$venv" ||
    { rm -rf "$venv" && apt_install python3-venv && quietly python3 -m venv "$venv"; } ||
    { rm -rf "$venv" && quietly python3 -m pip install --target "$PASSDESK_TOOLS/virtualenv" virtualenv &&
      PYTHONPATH="$PASSDESK_TOOLS/virtualenv" quietly python3 -m virtualenv "$venv"; } ||
    fail "a Python virtual environment could not be made: $(last_words); install python3-venv by hand"
  if ! quietly "$venv/bin/python" -m pip install --disable-pip-version-check "$1==$2"; then
    rm -rf "$venv"
    fail "$name could not be installed: $(last_words); it comes from PyPI, check that pip works"
  fi
}

check_moto() { python_tool "moto[server]" "$MOTO_VERSION" moto_server "the test's Cognito" 30; }
check_awscli() { python_tool awscli "$AWSCLI_VERSION" aws "which makes the console's calls again" 15; }

started=$SECONDS
case "$what" in
  fmt | unit | run | test) ;;
  *) fail "usage: scripts/setup.sh fmt|unit|run|test" ;;
esac
check_rust
case "$what" in
  fmt) check_component rustfmt ;;
  run | test)
    check_node
    check_wasm_std
    check_npm_tools
    check_wasm_bindgen
    ;;
esac
if [ "$what" = test ]; then
  check_component rustfmt
  check_component clippy
  check_chromium
  check_moto
  check_awscli
  check_cargo_deny
fi
say "ready ($((SECONDS - started)) s)"
