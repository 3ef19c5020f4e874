#!/bin/bash
# Gives the data directory to rabbitmq and runs the broker as that user.
set -euo pipefail

# The scripts themselves, not the distribution's wrapper, which sends the output to files.
export PATH=/usr/lib/rabbitmq/bin:$PATH

if [ "$1" = rabbitmq-server ] && [ "$(id -u)" = 0 ]; then
  find /var/lib/rabbitmq \! -user rabbitmq -exec chown rabbitmq:rabbitmq '{}' +
  exec gosu rabbitmq "$0" "$@"
fi

exec "$@"
