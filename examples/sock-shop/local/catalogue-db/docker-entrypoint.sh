#!/bin/bash
# Makes the database on first boot, then runs the server as the user mysql.
set -euo pipefail

datadir=/var/lib/mysql
socket=/run/mysqld/mysqld.sock

log() { echo "$(date --rfc-3339=seconds) [entrypoint] $*"; }

wait_for_server() {
  local try
  for try in {1..150}; do
    if mariadb-admin --socket="$socket" --user=root --silent ping >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  log "the temporary server did not come up"
  exit 1
}

# Escapes a value for a single-quoted SQL string.
sql_quote() { local value=${1//\\/\\\\}; echo "'${value//\'/\\\'}'"; }

set_up_accounts() {
  local password
  password=$(sql_quote "${MYSQL_ROOT_PASSWORD:-}")
  mariadb --socket="$socket" --user=root <<-SQL
    CREATE USER IF NOT EXISTS root@'%' IDENTIFIED BY $password;
    GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;
    ALTER USER root@localhost IDENTIFIED BY $password;
    DROP DATABASE IF EXISTS test;
SQL
}

run_init_files() {
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sql) log "running $file"; as_root < "$file" ;;
      *.sql.gz) log "running $file"; gunzip -c "$file" | as_root ;;
      *.sh) log "running $file"; bash "$file" ;;
    esac
  done
}

as_root() {
  MYSQL_PWD=${MYSQL_ROOT_PASSWORD:-} mariadb --socket="$socket" --user=root ${MYSQL_DATABASE:+"--database=$MYSQL_DATABASE"}
}

initialise() {
  if [ -z "${MYSQL_ROOT_PASSWORD:-}" ] && [ -z "${MYSQL_ALLOW_EMPTY_PASSWORD:-}" ]; then
    log "set MYSQL_ROOT_PASSWORD or MYSQL_ALLOW_EMPTY_PASSWORD"
    exit 1
  fi
  log "initialising $datadir"
  mariadb-install-db --datadir="$datadir" --skip-test-db --auth-root-authentication-method=normal >/dev/null
  mariadbd --skip-networking --socket="$socket" &
  local server=$!
  wait_for_server
  set_up_accounts
  if [ -n "${MYSQL_DATABASE:-}" ]; then
    echo "CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`;" | MYSQL_DATABASE='' as_root
  fi
  run_init_files
  kill -TERM "$server"
  wait "$server"
  # Written last, so that a boot cut short is seen as one.
  touch "$datadir/.initialised"
  log "initialised"
}

if [ "$1" = mariadbd ] && [ "$(id -u)" = 0 ]; then
  find "$datadir" /run/mysqld \! -user mysql -exec chown mysql:mysql '{}' +
  exec gosu mysql "$0" "$@"
fi

if [ "$1" = mariadbd ] && [ ! -e "$datadir/.initialised" ]; then
  find "$datadir" -mindepth 1 -delete
  initialise
fi

exec "$@"
