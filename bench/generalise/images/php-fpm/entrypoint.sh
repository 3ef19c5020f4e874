#!/bin/sh
# serve: FPM behind nginx. worker, seed, console: the application without a server. Anything else runs as it is.
set -e
if [ -n "$PHP_MEMORY_LIMIT" ]; then
  echo "memory_limit = $PHP_MEMORY_LIMIT" | tee /etc/php/8.2/fpm/conf.d/95-memory.ini >/etc/php/8.2/cli/conf.d/95-memory.ini
fi
case "$1" in
  serve)
    mkdir -p /run/php
    chown www-data: /var/lib/shop
    php-fpm8.2 --daemonize
    exec nginx -g 'daemon off;'
    ;;
  worker | seed | console)
    command=$1
    shift
    exec php "/srv/shop/$command.php" "$@"
    ;;
  *) exec "$@" ;;
esac
