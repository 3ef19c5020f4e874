#!/usr/bin/env bash
# The main job on the local Sock Shop: sets up what is missing, builds the 14 images, and slims the whole stack.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
say() { printf 'demo: %s\n' "$*" >&2; }
stack=examples/sock-shop/local/compose.yml
say 'building the 14 images of the local Sock Shop (up to ten minutes the first time, seconds afterwards)'
bash examples/sock-shop/local/build
say "stack-slim plan $stack"
bin/stack-slim plan "$stack"
say "stack-slim apply $stack"
bin/stack-slim apply "$stack"
say 'the slim stack: examples/sock-shop/local/compose.slim.yml'
say 'the report:     examples/sock-shop/local/.stack-slim/report.md (and report.html, report.json)'
say 'try it:         docker compose -f examples/sock-shop/local/compose.slim.yml up'
