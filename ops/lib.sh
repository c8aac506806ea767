# Shared by ops/demo and ops/test: finds what is needed, and installs what is missing where it may.

say() { printf '\033[2m%s\033[0m\n' "$*" >&2; }
fail() { printf 'ops: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null 2>&1; then sudo "$@"; else return 1; fi
}

# need COMMAND-OR-FILE PACKAGE…: installs Debian packages when the command or file is missing.
need() {
  what=$1; shift
  if command -v "$what" >/dev/null 2>&1 || [ -e "$what" ]; then return 0; fi
  command -v apt-get >/dev/null 2>&1 || fail "$what is missing, and this machine has no apt-get: install $*"
  say "installing $* …"
  if [ -z "${APT_UPDATED:-}" ]; then
    as_root apt-get update -qq || say "the package lists could not be refreshed; trying those that are here"
    APT_UPDATED=1
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
    || fail "could not install $*: install it and start again"
}

need_rust() {
  [ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
  command -v cargo >/dev/null 2>&1 || fail "no Rust toolchain: install Rust 1.95 or newer (https://rustup.rs)"
  version=$(rustc --version | awk '{print $2}')
  oldest=$(printf '%s\n1.95.0\n' "${version%%-*}" | sort -V | head -n 1)
  [ "$oldest" = 1.95.0 ] || fail "rustc $version is too old: 1.95 or newer is needed"
  need cc gcc libc6-dev
  # The allocator's own sources are built by it.
  need make make
  # What checks S/MIME is built against the system's OpenSSL.
  need /usr/include/openssl/ssl.h libssl-dev
  need pkg-config pkg-config
}

need_postgres() {
  for folder in /usr/lib/postgresql/*/bin; do
    version=$(basename "$(dirname "$folder")")
    case $version in *[!0-9]*) continue ;; esac
    if [ "$version" -ge 15 ] && [ -x "$folder/initdb" ]; then return 0; fi
  done
  if command -v pg_config >/dev/null 2>&1 && [ -x "$(pg_config --bindir)/initdb" ]; then return 0; fi
  # The server package starts a cluster of its own, which is left alone: ours are private.
  need /usr/lib/postgresql/any/bin/initdb postgresql
}

# pages: builds the back office's pages, unless what is there was built of the same sources.
pages() {
  need node nodejs
  need npm npm
  version=$(node --version | sed 's/^v//')
  oldest=$(printf '%s\n20.19.0\n' "$version" | sort -V | head -n 1)
  [ "$oldest" = 20.19.0 ] || fail "node $version is too old for the pages: 20.19 or newer is needed"
  office=$here/services/back-office
  if ! cmp -s "$office/package-lock.json" "$office/node_modules/.locked"; then
    say "installing what the pages are built with …"
    npm ci --prefix "$office" --silent --no-fund --no-audit || fail "the pages' packages could not be installed"
    cp "$office/package-lock.json" "$office/node_modules/.locked"
  fi
  made_of=$(cd "$office" && find pages public index.html package-lock.json ./*.ts ./*.cjs ../graphql/*.graphql \
    -path pages/api/generated -prune -o -type f -print | LC_ALL=C sort | xargs cat | sha256sum | cut -d " " -f 1)
  if [ "$made_of" != "$(cat "$office/node_modules/.built" 2>/dev/null)" ] || [ ! -e "$office/dist/index.html" ]; then
    say "building the pages …"
    npm run --prefix "$office" --silent build >"$office/node_modules/.build.log" 2>&1 \
      || { cat "$office/node_modules/.build.log" >&2; fail "the pages could not be built"; }
    printf '%s\n' "$made_of" >"$office/node_modules/.built"
  fi
}
