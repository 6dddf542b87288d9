# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What tools/quickstart and tools/check share: installing Debian's packages and
# building a release. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build="$root/build"

packages=(
  cmake ninja-build ccache g++
  clang-22 lld-22 llvm-22-dev llvm-22-tools libmlir-22-dev mlir-22-tools
  libcli11-dev libfmt-dev nlohmann-json3-dev zlib1g-dev
)

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit 1
}

# run "what fails" command...: keeps quiet unless the command fails.
run_quietly() {
  local what=$1 log
  shift
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    rm -f "$log"
    fail "$what"
  fi
  rm -f "$log"
}

# install_packages names...: installs with apt-get those that are missing.
install_packages() {
  local missing=() unknown=() name sudo=()
  for name in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null |
      grep -qx installed || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null ||
    fail "needs Debian's packages ${missing[*]}, and there is no apt-get here"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      fail "needs root or sudo to install ${missing[*]}"
    sudo=(sudo)
    # Asks for the password here, before output goes to a log.
    sudo true || fail "sudo must be allowed to install ${missing[*]}"
  fi
  echo "Installing ${missing[*]}"
  run_quietly "apt-get update failed; are Debian's package sources reachable?" \
    "${sudo[@]}" apt-get update
  for name in "${missing[@]}"; do
    apt-cache show "$name" >/dev/null 2>&1 || unknown+=("$name")
  done
  [ ${#unknown[@]} -eq 0 ] ||
    fail "apt has no ${unknown[*]}; for LLVM 22 its sources must list Debian 12's security suite (bookworm-security)"
  run_quietly "can't install ${missing[*]} with apt-get" \
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y \
    --no-install-recommends "${missing[@]}"
}

# build_release ON|OFF [targets...]: configures, with the tests or without, and
# builds, with ninja's progress.
build_release() {
  local tests=$1
  shift
  command -v cmake >/dev/null || fail "cmake is not installed"
  if [ -f "$build/CMakeCache.txt" ] &&
    ! grep -qx "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
    fail "$build was configured for another checkout; remove it and run again"
  fi
  (cd "$root" && run_quietly "cmake can't configure $build (see above)" \
    cmake --preset release "-DNADIR_TESTS=$tests") || exit 1
  cmake --build "$build" -- "$@" || fail "the build failed (see above)"
}
