#!/usr/bin/env bash
# All tests: sets up what is missing, then the checks without an engine, the sensor's own tests, the built program, and the tests on a real engine.
# The last line is `N passed, N failed`.
#   npm test                 everything
#   npm test -- --no-docker  what needs no engine
set -uo pipefail
cd "$(dirname "$0")/.."
steps=(modules sensor build)
projects=(--project unit --project cli)
if [ "${1:-}" != --no-docker ]; then
  steps=(engine compose base registry modules sensor build)
  projects+=(--project docker)
else
  # The command line is tested through compose, which needs no engine to read a file.
  steps=(compose modules sensor build)
fi
bash scripts/setup.sh "${steps[@]}" || exit 3

failed=0
for step in types lint format layering; do
  printf '== %s\n' "$step"
  npm run --silent "$step" || failed=$((failed + 1))
done
printf '== sensor\n'
make -s -C sensor test || failed=$((failed + 1))
if [ "${1:-}" != --no-docker ]; then
  printf '== the images of the local Sock Shop\n'
  bash examples/sock-shop/local/build || failed=$((failed + 1))
fi
printf '== tests\n'
report=$(mktemp)
npx vitest run "${projects[@]}" --reporter=default --reporter=json --outputFile.json="$report" || true
node scripts/tally.mjs "$report" "$failed"
