#!/bin/sh
set -e
case "$1" in
  -*) set -- squid "$@" ;;
esac
if [ "$1" = squid ] && [ "$*" != "${*%-NYC}" ]; then
  chown proxy: /var/spool/squid /var/log/squid
  touch /var/log/squid/access.log && chown proxy: /var/log/squid/access.log
  rm -f /run/squid.pid
  [ -d /var/spool/squid/00 ] || squid -N -z 2>&1
  tail -q -n 0 -F /var/log/squid/access.log &
fi
exec "$@"
