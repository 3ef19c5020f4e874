#!/bin/bash
# Build step: turns accounts.redis into dump.rdb.
set -euo pipefail
cd /build

redis-server --port 0 --unixsocket /build/redis.sock --dir /build --daemonize yes --save '' >/dev/null
for _ in {1..50}; do
  redis-cli -s redis.sock ping >/dev/null 2>&1 && break
  sleep 0.1
done
grep -v '^#' accounts.redis | redis-cli -s redis.sock | sort | uniq -c
if [ "$(redis-cli -s redis.sock scard customers)" != 3 ]; then
  echo "accounts.redis did not load" >&2
  exit 1
fi
redis-cli -s redis.sock save
redis-cli -s redis.sock shutdown nosave
