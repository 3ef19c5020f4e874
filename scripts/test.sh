#!/usr/bin/env bash
# All tests: sets up what is missing, then the checks without an engine, the sensor's own tests, the built program, and the tests on a real engine.
# The last line is `N passed, N failed`.
#   npm test                 everything
#   npm test -- --no-docker  what needs no engine
set -uo pipefail
cd "$(dirname "$0")/.."
docker=yes
# The command line is tested through compose, which needs no engine to read a file.
steps=(compose modules sensor build)
if [ "${1:-}" = --no-docker ]; then
  docker=no
else
  steps=(engine compose base registry modules sensor build)
fi
bash scripts/setup.sh "${steps[@]}" || exit 3

failed=0
for step in types lint format layering; do
  printf '== %s\n' "$step"
  npm run --silent "$step" || failed=$((failed + 1))
done
printf '== sensor\n'
make -s -C sensor test || failed=$((failed + 1))

# run_tests REPORT PROJECT...
run_tests() {
  local report=$1 project projects=()
  shift
  for project in "$@"; do projects+=(--project "$project"); done
  npx vitest run "${projects[@]}" --reporter=default --reporter=json --outputFile.json="$report"
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if [ "$docker" = no ]; then
  printf '== tests\n'
  run_tests "$scratch/quick.json" unit cli
  node scripts/tally.mjs "$failed" "$scratch/quick.json"
  exit
fi
# Those on the engine wait most of the time, for containers that start and stop: the others run meanwhile.
printf '== tests without an engine begin; what they say follows at the end\n'
run_tests "$scratch/quick.json" unit cli >"$scratch/quick.log" 2>&1 &
quick=$!
trap 'kill "$quick" 2>/dev/null; rm -rf "$scratch"' EXIT
printf '== the images of the local Sock Shop\n'
bash examples/sock-shop/local/build || failed=$((failed + 1))
printf '== tests on the engine\n'
run_tests "$scratch/docker.json" docker
wait "$quick"
printf '== tests without an engine\n'
cat "$scratch/quick.log"
node scripts/tally.mjs "$failed" "$scratch/quick.json" "$scratch/docker.json"
