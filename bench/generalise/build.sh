#!/usr/bin/env bash
# Builds the images of the bench, or the named ones: generalise/NAME:local. An image whose folder and base did not change is not built again.
#   bench/generalise/build.sh [NAME…]
set -euo pipefail
cd "$(dirname "$0")"

key_of() { # $1: folder, $2: id of what it builds on
  { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 sha256sum && find . -type f -perm /111 -print | sort); echo "$2"; } | sha256sum | cut -c1-16
}

build() { # $1: name, $2: folder, $3: what it builds on
  local key
  if [ -x "$2/build" ]; then "$2/build" >/dev/null; fi
  key=$(key_of "$2" "$(docker image inspect -f '{{.Id}}' "$3")")
  if [ "$(docker image inspect -f '{{index .Config.Labels "generalise.key"}}' "generalise/$1:local" 2>/dev/null)" = "$key" ]; then return; fi
  printf 'build: generalise/%s:local\n' "$1" >&2
  local log
  log=$(mktemp)
  if ! docker build -q --label "generalise.key=$key" -t "generalise/$1:local" "$2" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

build base base debian:bookworm-slim
build peer peer generalise/base:local
names=("$@")
[ ${#names[@]} -gt 0 ] || mapfile -t names < <(cd images && for folder in */; do echo "${folder%/}"; done)
for name in "${names[@]}"; do
  [ -f "images/$name/Dockerfile" ] || { printf 'build: no image %s here\n' "$name" >&2; exit 2; }
  build "$name" "images/$name" generalise/base:local
done
