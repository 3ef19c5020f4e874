#!/bin/sh
# What is no program is an argument of node, as in the well-known image.
set -e
if [ "${1#-}" != "$1" ] || [ -z "$(command -v "$1")" ]; then
  set -- node "$@"
fi
exec "$@"
