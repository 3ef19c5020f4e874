#!/usr/bin/env bash
# Everything that needs no engine: types, lint, format, layering, unit tests. Under a minute.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()
run() {
  printf '== %s\n' "$1"
  npm run --silent "$1" || failed+=("$1")
}
for step in types lint format layering unit; do run "$step"; done
[ ${#failed[@]} -eq 0 ] || { printf 'check: failed: %s\n' "${failed[*]}" >&2; exit 1; }
