#!/bin/bash
set -e

# first arg is an option of named
if [ "${1#-}" != "$1" ]; then
  set -- named "$@"
fi

if [ "$1" = named ]; then
  shift
  if [ ! -s /etc/bind/rndc.key ]; then
    rndc-confgen -a -A hmac-sha256 -b 256 -u bind
  fi
  chown -R bind:bind /var/cache/bind /var/lib/bind /run/named
  named-checkconf /etc/bind/named.conf
  exec /usr/sbin/named -g -u "${BIND9_USER:-bind}" "$@"
fi

exec "$@"
