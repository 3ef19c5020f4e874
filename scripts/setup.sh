#!/usr/bin/env bash
# Brings a bare machine to where stack-slim can be built, demonstrated and tested. Idempotent: every step first looks whether it is needed.
# An engine that answers already is used as it is and nothing is installed for it.
#   scripts/setup.sh            everything (engine, compose, base image, node modules, sensor, build)
#   scripts/setup.sh engine …   only the named steps: engine compose base modules sensor build, registry (for the tests of pushing)
set -euo pipefail
cd "$(dirname "$0")/.."

readonly compose_module=github.com/docker/compose/v2/cmd@v2.32.4 # newer tags carry replace directives, which `go install` refuses
readonly base_image=debian:bookworm-slim
state=${STACK_SLIM_SETUP_LOG:-${TMPDIR:-/tmp}/stack-slim-setup}
mkdir -p "$state"

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 3; }

apt_updated=
apt_install() {
  command -v apt-get >/dev/null || fail "missing: $*. Install it by hand: this script knows only apt."
  [ "$(id -u)" = 0 ] || fail "missing: $*. Run this script as root, or install it by hand."
  [ -n "$apt_updated" ] || { say 'apt-get update'; apt-get update -qq >"$state/apt.log" 2>&1 || fail "apt-get update failed, see $state/apt.log"; apt_updated=1; }
  say "apt-get install $*"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >>"$state/apt.log" 2>&1 || fail "apt-get install $* failed, see $state/apt.log"
}

engine_answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

wait_for_engine() { # $1: pid of dockerd; its own log says why when it ends early
  local deadline=$((SECONDS + 90))
  until engine_answers; do
    kill -0 "$1" 2>/dev/null || return 1
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.3
  done
}

step_engine() {
  if engine_answers; then say "engine $(docker version --format '{{.Server.Version}}') answers"; return; fi
  [ -z "${DOCKER_HOST:-}" ] || fail "DOCKER_HOST is $DOCKER_HOST, but no engine answers there"
  [ "$(id -u)" = 0 ] || fail 'no Docker engine answers, and only root can start one'
  command -v dockerd >/dev/null || apt_install docker.io iptables
  command -v docker >/dev/null || apt_install docker.io
  local attempt
  for attempt in 1 2; do
    say "starting dockerd (log: $state/dockerd.log)"
    # An earlier daemon that was killed leaves its pid file, which dockerd takes for a running one when that pid is in use again.
    if [ -f /var/run/docker.pid ] && ! tr '\0' ' ' <"/proc/$(cat /var/run/docker.pid)/cmdline" 2>/dev/null | grep -q dockerd; then rm -f /var/run/docker.pid; fi
    setsid dockerd >"$state/dockerd.log" 2>&1 </dev/null &
    if wait_for_engine $!; then say "engine $(docker version --format '{{.Server.Version}}') started"; return; fi
    say "dockerd ended or did not answer (attempt $attempt): $(tail -n 1 "$state/dockerd.log")"
  done
  fail "dockerd does not start, see $state/dockerd.log"
}

# A Go of at least 1.22, which compose needs. Debian 12's own is 1.19: too old to fetch a newer one by itself, but able to download it as a module.
go_new_enough() {
  command -v go >/dev/null || apt_install golang-go ca-certificates
  local version dir
  version=$(go env GOVERSION | sed 's/^go//')
  if [ "$(printf '%s\n1.22\n' "$version" | sort -V | head -n 1)" = 1.22 ]; then command -v go; return; fi
  say "go $version is too old to build docker compose: downloading a newer one as a module"
  dir=$(cd "$state" && GOFLAGS= go mod download -json "golang.org/toolchain@v0.0.1-go1.23.4.linux-$(dpkg --print-architecture)" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  [ -n "$dir" ] || fail 'no Go of at least 1.22 to build docker compose with'
  chmod -R u+w "$dir"
  chmod +x "$dir"/bin/* "$dir"/pkg/tool/*/*
  printf '%s\n' "$dir/bin/go"
}

step_compose() {
  if docker compose version >/dev/null 2>&1; then say 'docker compose is there'; return; fi
  local go plugins bin
  go=$(go_new_enough)
  plugins=${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins
  bin=$(mktemp -d)
  say "building docker compose ($compose_module), about two minutes"
  GOBIN=$bin GOFLAGS=-trimpath GOTOOLCHAIN=local "$go" install -ldflags '-s -w' "$compose_module" 2>"$state/compose.log" || fail "docker compose does not build, see $state/compose.log"
  mkdir -p "$plugins"
  mv "$bin/cmd" "$plugins/docker-compose"
  rmdir "$bin"
  docker compose version >/dev/null || fail "docker compose was built into $plugins, but docker does not find it"
}

step_base() {
  if docker image inspect $base_image >/dev/null 2>&1; then say "base image $base_image is there"; return; fi
  if timeout 60 docker pull -q $base_image >/dev/null 2>&1; then say "base image $base_image pulled"; return; fi
  command -v debootstrap >/dev/null || apt_install debootstrap
  local root
  root=$(mktemp -d)
  say "making $base_image with debootstrap (it can't be pulled here), about half a minute"
  debootstrap --variant=minbase bookworm "$root" >"$state/debootstrap.log" 2>&1 || fail "debootstrap failed, see $state/debootstrap.log"
  rm -rf "$root"/var/cache/apt/archives/*.deb
  tar -C "$root" -c . | docker import -c 'CMD ["bash"]' - $base_image >/dev/null
  rm -rf "$root"
}

# For the tests of pushing: each starts one of its own, so the package's service is left as it is.
step_registry() {
  if command -v docker-registry >/dev/null; then say 'docker-registry is there'; return; fi
  apt_install docker-registry
}

step_modules() {
  if [ -f node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ]; then say 'node modules are there'; return; fi
  say 'npm ci'
  npm ci --no-audit --no-fund --loglevel=error >&2
}

step_sensor() {
  # libc6-dev and linux-libc-dev are what gcc only recommends.
  if ! command -v gcc >/dev/null || ! command -v make >/dev/null || [ ! -e /usr/include/linux/seccomp.h ]; then apt_install gcc make libc6-dev linux-libc-dev; fi
  make -s -C sensor >&2
  say 'sensor is built'
}

step_build() {
  npm run --silent build >&2
  say 'stack-slim is built'
}

steps=("$@")
[ ${#steps[@]} -gt 0 ] || steps=(engine compose base modules sensor build)
for step in "${steps[@]}"; do
  declare -F "step_$step" >/dev/null || fail "unknown step '$step' (engine compose base modules sensor build registry)"
  "step_$step"
done
