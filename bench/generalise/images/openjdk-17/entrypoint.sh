#!/bin/sh
# Options of the virtual machine come from JAVA_OPTS, as the well-known images do.
set -e
if [ "$1" = java ]; then
  shift
  set -- java $JAVA_OPTS -Djava.util.logging.config.file=/srv/desk/logging.properties "$@"
fi
exec "$@"
