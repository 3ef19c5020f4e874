#!/bin/sh
set -e
case "$1" in
  -*) set -- apache2-foreground "$@" ;;
  migrate | report) set -- php "/var/www/app/bin/$1.php" ;;
esac
exec "$@"
