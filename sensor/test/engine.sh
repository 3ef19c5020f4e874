#!/usr/bin/env bash
# The sensor on a real engine: every way of running a container with the gate, against the same container without it.
# usage: engine.sh BUILD_DIRECTORY [CASE…]     needs docker, setcap, tar, gcc and an image with a shell and perl (TEST_IMAGE)
set -uo pipefail
build=$(realpath "$1"); shift
here=$(dirname "$(realpath "$0")")
prefix=${TEST_PREFIX:-sensor-test}
image=${TEST_IMAGE:-debian:bookworm-slim}
work=$(mktemp -d)
passed=0; failed=0

. "$here/engine/setup.sh"
. "$here/engine/cases.sh"
. "$here/engine/trouble.sh"

trap clean_up EXIT
prepare
for case in "${@:-${all_cases[@]}}"; do "case_$case"; done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
