#!/usr/bin/env bash
# Cost per call with and without the sensor, on a real engine. usage: cost.sh BUILD_DIRECTORY
# Both sides run on CPU 0: on two CPUs the price is the machine's wake-up time, not the sensor's.
set -uo pipefail
build=$(realpath "$1")
here=$(dirname "$(realpath "$0")")/../test
prefix=${TEST_PREFIX:-sensor-bench}
image=${TEST_IMAGE:-debian:bookworm-slim}
work=$(mktemp -d)
. "$here/engine/setup.sh"
trap clean_up EXIT
prepare
docker update --cpuset-cpus 0 "$prefix-observer" >/dev/null
docker volume create "$prefix-bench" >/dev/null
docker create --name "$prefix-fill" -v "$prefix-bench:/bench" "$image" >/dev/null
docker cp "$build/cost" "$prefix-fill:/bench/cost"
run="--cpuset-cpus 0 -v $prefix-bench:/bench:ro"
echo "without the sensor"; plain $run "$prefix-app" /bench/cost
echo "with the sensor"; gated "$run --cap-add SYS_ADMIN" "-d $sys_admin -P bench" /bench/cost
