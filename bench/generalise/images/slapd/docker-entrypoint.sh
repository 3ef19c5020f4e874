#!/bin/bash
set -eo pipefail

: "${LDAP_DOMAIN:=example.org}" "${LDAP_ORGANISATION:=Example Inc.}" "${LDAP_LOG_LEVEL:=256}" "${LDAP_URLS:=ldap:/// ldapi:///}"

# dc=example,dc=org from example.org
suffix="dc=${LDAP_DOMAIN//./,dc=}"

fill() {
  sed -e "s|@SUFFIX@|$suffix|g" -e "s|@DC@|${LDAP_DOMAIN%%.*}|g" -e "s|@ORGANISATION@|$LDAP_ORGANISATION|g" -e "s|@PASSWORD@|$password|g" "$1"
}

if [ "${1#-}" != "$1" ]; then
  set -- slapd "$@"
fi

if [ "$1" = slapd ]; then
  if [ -n "${LDAP_ADMIN_PASSWORD_FILE:-}" ]; then
    LDAP_ADMIN_PASSWORD=$(<"$LDAP_ADMIN_PASSWORD_FILE")
  fi
  if [ ! -e '/etc/ldap/slapd.d/cn=config.ldif' ]; then
    if [ -z "${LDAP_ADMIN_PASSWORD:-}" ]; then
      echo >&2 'error: database is uninitialized and LDAP_ADMIN_PASSWORD is not set'
      exit 1
    fi
    password=$(slappasswd -n -h '{SSHA}' -s "$LDAP_ADMIN_PASSWORD")
    fill /usr/local/share/slapd/config.ldif > /tmp/config.ldif
    if [ -n "${LDAP_TLS_CRT_FILE:-}" ]; then
      sed -i "/^olcArgsFile/a olcTLSCertificateFile: $LDAP_TLS_CRT_FILE\nolcTLSCertificateKeyFile: $LDAP_TLS_KEY_FILE" /tmp/config.ldif
      LDAP_URLS="$LDAP_URLS ldaps:///"
    fi
    slapadd -n 0 -F /etc/ldap/slapd.d -l /tmp/config.ldif
    fill /usr/local/share/slapd/base.ldif | slapadd -n 1 -F /etc/ldap/slapd.d
    for f in /docker-entrypoint-initdb.d/*.ldif; do
      [ -e "$f" ] || continue
      echo "$0: adding $f"
      slapadd -n 1 -F /etc/ldap/slapd.d -l "$f"
    done
    rm -f /tmp/config.ldif
  elif [ -n "${LDAP_TLS_CRT_FILE:-}" ]; then
    LDAP_URLS="$LDAP_URLS ldaps:///"
  fi
  chown -R openldap:openldap /etc/ldap/slapd.d /var/lib/ldap /run/slapd
  # a large limit of open files makes slapd allocate a large table
  ulimit -n 1024
  shift
  exec slapd -h "$LDAP_URLS" -u openldap -g openldap -F /etc/ldap/slapd.d -d "$LDAP_LOG_LEVEL" "$@"
fi

exec "$@"
