#!/bin/bash
set -euo pipefail

# allow the container to be started with `--user`
if [[ "$1" == rabbitmq* ]] && [ "$(id -u)" = '0' ]; then
  if [ "$1" = 'rabbitmq-server' ]; then
    find /var/lib/rabbitmq \! -user rabbitmq -exec chown rabbitmq '{}' +
  fi
  exec gosu rabbitmq "${BASH_SOURCE[0]}" "$@"
fi

deprecatedEnvVars=(RABBITMQ_DEFAULT_PASS_FILE RABBITMQ_DEFAULT_USER_FILE RABBITMQ_VM_MEMORY_HIGH_WATERMARK)
hasOldEnv=
for old in "${deprecatedEnvVars[@]}"; do
  if [ -n "${!old:-}" ]; then
    echo >&2 "error: $old is set but deprecated"
    hasOldEnv=1
  fi
done
if [ -n "$hasOldEnv" ]; then
  echo >&2 'error: deprecated environment variables detected'
  echo >&2 'Please use a configuration file instead; visit https://www.rabbitmq.com/configure.html to learn more'
  exit 1
fi

# if the long and short hostname differ, RABBITMQ_USE_LONGNAME is needed; a fixed cookie lets other nodes and tools in
if [ "${RABBITMQ_ERLANG_COOKIE:-}" ]; then
  cookieFile='/var/lib/rabbitmq/.erlang.cookie'
  if [ ! -e "$cookieFile" ]; then
    echo "$RABBITMQ_ERLANG_COOKIE" > "$cookieFile"
  fi
  chmod 600 "$cookieFile"
fi

exec "$@"
