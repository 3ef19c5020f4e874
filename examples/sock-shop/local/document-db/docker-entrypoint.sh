#!/bin/bash
# Makes the cluster on first boot, then runs the server as the user postgres.
set -euo pipefail

: "${POSTGRES_USER:=postgres}"
: "${POSTGRES_DB:=$POSTGRES_USER}"

log() { echo "$(date --rfc-3339=seconds) [entrypoint] $*"; }

run_sql() {
  psql --no-psqlrc --set ON_ERROR_STOP=1 --quiet --username "$POSTGRES_USER" "$@"
}

initialise() {
  if [ -z "${POSTGRES_PASSWORD:-}" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
    log "set POSTGRES_PASSWORD, or POSTGRES_HOST_AUTH_METHOD=trust"
    exit 1
  fi
  log "initialising $PGDATA"
  # Written to the disk once, at the end, instead of file by file.
  initdb --no-sync --username="$POSTGRES_USER" --pwfile=<(echo "${POSTGRES_PASSWORD:-}") >/dev/null
  echo "host all all all ${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >> "$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"

  # Not reachable from outside until its databases are there.
  PGUSER=$POSTGRES_USER PGPASSWORD=${POSTGRES_PASSWORD:-} \
    pg_ctl --options="-c listen_addresses='' -c fsync=off" --wait --silent start
  if [ "$POSTGRES_DB" != postgres ]; then
    run_sql --dbname postgres --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
  fi
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sql) log "running $file"; run_sql --dbname "$POSTGRES_DB" --file "$file" ;;
      *.sh) log "running $file"; bash "$file" ;;
    esac
  done
  pg_ctl --mode=fast --wait --silent stop
  sync --file-system "$PGDATA"
  log "initialised"
}

if [ "$1" = postgres ] && [ "$(id -u)" = 0 ]; then
  # Only these two: with most capabilities dropped root can't look inside a directory of mode 700,
  # and what is inside was made by postgres anyway.
  chown postgres:postgres "$PGDATA" /var/run/postgresql
  exec gosu postgres "$0" "$@"
fi

if [ "$1" = postgres ]; then
  # A fresh volume or tmpfs may come with wider modes than the server accepts.
  chmod 700 "$PGDATA"
  [ -s "$PGDATA/PG_VERSION" ] || initialise
fi

exec "$@"
