#!/usr/bin/env bash
# Makes the package: builds the program anew and what is not up to date of both sensors, packs them, looks at what was packed, installs it where there
# is no compiler, and uses it there. Leaves stack-slim-VERSION.tgz in the current folder. Needs gcc, make and the cross compiler of the other
# architecture; an engine that has debian:bookworm-slim is used when one answers.
#   scripts/release.sh
set -euo pipefail
into=$PWD
cd "$(dirname "$0")/.."

readonly most_bytes=3000000 # of the tarball
say() { printf 'release: %s\n' "$*" >&2; }
fail() { printf 'release: %s\n' "$*" >&2; exit 3; }

case $(uname -m) in
  x86_64) other=arm64 cross=aarch64-linux-gnu-gcc package=gcc-aarch64-linux-gnu ;;
  aarch64) other=amd64 cross=x86_64-linux-gnu-gcc package=gcc-x86-64-linux-gnu ;;
  *) fail "the sensor is built on amd64 or arm64, not on $(uname -m)" ;;
esac
command -v "$cross" >/dev/null || fail "no $cross to build the sensor for $other with: apt-get install $package libc6-dev-$other-cross linux-libc-dev-$other-cross"

bash scripts/setup.sh modules sensor
say "building the sensor for $other"
make -s -C sensor cross
rm -rf dist
bash scripts/setup.sh build
node scripts/docs.mjs --check

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tarball=$(npm pack --silent --ignore-scripts --pack-destination "$work")
node scripts/look-at-package.mjs "$work/$tarball" "$most_bytes"

# A machine that has node, npm and what docker brings, but nothing to compile with. A blank in a path finds what isn't quoted.
machine="$work/a machine"
mkdir -p "$machine/bin" "$machine/stack"
for tool in node npm npx sh env docker readlink dirname uname sed grep tar gzip; do
  path=$(command -v "$tool") && ln -s "$path" "$machine/bin/$tool"
done
cd "$machine/stack"
alone() { env -i PATH="$machine/bin" HOME="$machine" DOCKER_CONFIG="${DOCKER_CONFIG:-$HOME/.docker}" ${DOCKER_HOST:+DOCKER_HOST="$DOCKER_HOST"} npm_config_cache="$(npm config get cache)" "$@"; }
for compiler in cc gcc c++ make python3; do
  if alone sh -c "command -v $compiler" >/dev/null; then fail "the machine to install on has $compiler"; fi
done
say 'installing it where there is no compiler'
alone npm install --silent --no-audit --no-fund --no-package-lock --prefer-offline "$work/$tarball" >&2 || fail 'it does not install'
version=$(alone npx stack-slim --version)
[ "$version" = "$(node -p 'require(process.argv[1]).version' "$OLDPWD/package.json")" ] || fail "npx says version $version"
printf 'name: stack-slim-release\nservices:\n  web:\n    image: debian:bookworm-slim\n    command: [sleep, infinity]\n    stop_grace_period: 0s\n' >compose.yml
alone npx stack-slim plan --json >plan.json || fail 'plan fails'
alone node -e 'import("stack-slim").then(async ({ plan }) => { if ((await plan()).services[0]?.name !== "web") process.exit(1); })' || fail 'the library does not plan'

if docker version >/dev/null 2>&1 && docker image inspect debian:bookworm-slim >/dev/null 2>&1; then
  say 'applying a stack with it'
  docker tag debian:bookworm-slim stack-slim-release/web:local
  trap 'rm -rf "$work"; docker image rm --force stack-slim-release/web:local stack-slim-release/web:local-slim >/dev/null 2>&1 || true' EXIT
  sed -i 's,debian:bookworm-slim,stack-slim-release/web:local,' compose.yml
  alone npx stack-slim apply --quiet >&2 || fail 'apply fails'
else
  say 'no engine with debian:bookworm-slim: apply was not tried'
fi
mv "$work/$tarball" "$into/"
say "$into/$tarball"
