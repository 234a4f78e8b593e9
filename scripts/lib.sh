# Sourced by the other scripts: finding and installing what is needed, building, and saying what happens.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

build_packages=(gcc cmake ninja-build pkg-config libc6-dev libuv1-dev libhiredis-dev libjansson-dev
  libcurl4-openssl-dev libh2o-dev libssl-dev libncurses-dev zlib1g-dev redis-server redis-tools ca-certificates)
test_packages=(clang clang-format libclang-rt-14-dev libcmocka-dev valgrind jq tmux mandoc zsh fish openssl prometheus
  curl git procps locales)

# Installs the Debian packages that are missing, as root or with sudo; says which.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null || die "these packages are missing, and there is no apt-get: ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "these packages are missing; run as root: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq >/dev/null
  # Servers that a package brings are not to start by themselves: the scripts start their own.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
}

# Node.js with npm, from Debian unless there is one.
need_node() {
  command -v node >/dev/null && command -v npm >/dev/null && return 0
  need_packages nodejs npm
}

# configure_build DIR [CMAKE-OPTION...], then builds everything.
build_in() {
  local directory=$1
  shift
  mkdir -p "$(dirname "$directory")"
  cmake -G Ninja -S "$root" -B "$directory" "$@" >"$directory.log" 2>&1 || { cat "$directory.log" >&2; return 1; }
  ninja -C "$directory" >>"$directory.log" 2>&1 || { tail -n 60 "$directory.log" >&2; return 1; }
}
