#!/bin/bash
set -e

if [ "$1" = postfix ]; then
  postconf -e "maillog_file = /dev/stdout" "inet_interfaces = all" "inet_protocols = ipv4" \
    "myhostname = ${POSTFIX_MYHOSTNAME:-mail.example.org}" \
    "mydestination = \$myhostname, localhost, ${POSTFIX_MYDESTINATION:-}" \
    "mynetworks = ${POSTFIX_MYNETWORKS:-127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16}" \
    "relayhost = ${RELAYHOST:-}" "smtputf8_enable = yes" "smtp_tls_CApath = /etc/ssl/certs" "smtp_host_lookup = dns, native"
  # POSTFIX_message_size_limit=1000 sets message_size_limit
  for variable in $(compgen -e | grep '^POSTFIX_[a-z]' || true); do
    postconf -e "${variable#POSTFIX_} = ${!variable}"
  done
  for file in /docker-init.d/*.sh; do
    [ -e "$file" ] && . "$file"
  done
  newaliases
  # what the chrooted services look at
  mkdir -p /var/spool/postfix/etc
  for file in services hosts resolv.conf nsswitch.conf localtime; do
    [ -e "/etc/$file" ] && cp -L "/etc/$file" /var/spool/postfix/etc/
  done
  postfix set-permissions >/dev/null 2>&1 || true
  postfix check
fi

exec "$@"
