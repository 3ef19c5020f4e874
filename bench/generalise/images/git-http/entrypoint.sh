#!/bin/sh
set -e
if [ "$1" = apache2 ] || [ "${1#-}" != "$1" ]; then
  [ "$1" = apache2 ] && shift
  . /etc/apache2/envvars
  mkdir -p "$APACHE_RUN_DIR" "$APACHE_LOCK_DIR"
  rm -f "$APACHE_PID_FILE"
  set -- apache2 "$@"
fi
exec "$@"
