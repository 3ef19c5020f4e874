#!/bin/bash
# Puts the baked-in accounts into an empty volume, then runs the server as the user redis.
set -euo pipefail

if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  chown redis:redis /data
  exec gosu redis "$0" "$@"
fi

if [ "$1" = redis-server ] && [ ! -e /data/dump.rdb ]; then
  cp /usr/share/user-db/dump.rdb /data/dump.rdb
fi

exec "$@"
