#!/bin/sh
# First word with a dash: options for the server.
set -e
case "$1" in
  -*) set -- gunicorn --config gunicorn.conf.py "$@" notes:app ;;
esac
exec "$@"
