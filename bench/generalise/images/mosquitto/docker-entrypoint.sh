#!/bin/sh
set -e

# Set permissions
if [ "$(id -u)" = "0" ] && [ -d "/mosquitto" ]; then
  chown -R mosquitto:mosquitto /mosquitto/data /mosquitto/log || true
fi

exec "$@"
