#!/bin/bash
set -eo pipefail
shopt -s nullglob

mysql_log() { printf '%s [%s] [Entrypoint]: %s\n' "$(date --rfc-3339=seconds)" "$1" "$2"; }
mysql_note() { mysql_log Note "$@"; }
mysql_error() { mysql_log ERROR "$@" >&2; exit 1; }

# usage: file_env VAR [DEFAULT]
file_env() {
  local var="$1" fileVar="${1}_FILE" def="${2:-}"
  if [ "${!var:-}" ] && [ "${!fileVar:-}" ]; then
    mysql_error "Both $var and $fileVar are set (but are exclusive)"
  fi
  local val="$def"
  if [ "${!var:-}" ]; then
    val="${!var}"
  elif [ "${!fileVar:-}" ]; then
    val="$(<"${!fileVar}")"
  fi
  export "$var"="$val"
  unset "$fileVar"
}

# MARIADB_xyz from MYSQL_xyz
_mariadb_file_env() {
  local var="$1" maria="MARIADB_${1#MYSQL_}"
  file_env "$var" "${2:-}"
  file_env "$maria" "${!var}"
}

docker_process_init_files() {
  echo
  local f
  for f; do
    case "$f" in
      *.sh)
        if [ -x "$f" ]; then mysql_note "$0: running $f"; "$f"; else mysql_note "$0: sourcing $f"; . "$f"; fi ;;
      *.sql) mysql_note "$0: running $f"; docker_process_sql < "$f"; echo ;;
      *.sql.gz) mysql_note "$0: running $f"; gunzip -c "$f" | docker_process_sql; echo ;;
      *.sql.xz) mysql_note "$0: running $f"; xzcat "$f" | docker_process_sql; echo ;;
      *.sql.zst) mysql_note "$0: running $f"; zstd -dc "$f" | docker_process_sql; echo ;;
      *) mysql_note "$0: ignoring $f" ;;
    esac
  done
}

# arguments necessary to run "mariadbd --verbose --help" successfully (used for testing configuration validity and for extracting default/configured values)
_verboseHelpArgs=(--verbose --help)

mysql_check_config() {
  local toRun=("$@" "${_verboseHelpArgs[@]}") errors
  if ! errors="$("${toRun[@]}" 2>&1 >/dev/null)"; then
    mysql_error $'mariadbd failed while attempting to check config\n\tcommand was: '"${toRun[*]}"$'\n\t'"$errors"
  fi
}

mysql_get_config() {
  local conf="$1"; shift
  "$@" "${_verboseHelpArgs[@]}" 2>/dev/null | awk -v conf="$conf" '$1 == conf && /^[^ \t]/ { sub(/^[^ \t]+[ \t]+/, ""); print; exit }'
}

docker_process_sql() {
  mariadb --protocol=socket -uroot -hlocalhost --socket="$SOCKET" "${passfileArgs[@]}" --database="$MARIADB_DATABASE" "$@"
}

docker_temp_server_start() {
  "$@" --skip-networking --default-time-zone=SYSTEM --socket="$SOCKET" --expire-logs-days=0 --loose-innodb_buffer_pool_load_at_startup=0 &
  MARIADB_PID=$!
  mysql_note 'Waiting for server startup'
  local i
  for i in {30..0}; do
    if MARIADB_DATABASE=mysql docker_process_sql <<<'SELECT 1' &>/dev/null; then break; fi
    sleep 1
  done
  if [ "$i" = 0 ]; then mysql_error 'Unable to start server.'; fi
}

docker_sql_escape_string_literal() { local escaped=${1//\\/\\\\}; echo "${escaped//\'/\\\'}"; }

docker_setup_db() {
  if [ -z "$MARIADB_INITDB_SKIP_TZINFO" ]; then
    { echo 'SET SESSION SQL_LOG_BIN=0;'; mariadb-tzinfo-to-sql /usr/share/zoneinfo; } | MARIADB_DATABASE=mysql docker_process_sql
  fi
  if [ -n "$MARIADB_RANDOM_ROOT_PASSWORD" ]; then
    MARIADB_ROOT_PASSWORD="$(pwgen --numerals --capitalize --symbols --remove-chars="'\\" -1 32)"
    mysql_note "GENERATED ROOT PASSWORD: $MARIADB_ROOT_PASSWORD"
  fi
  local root; root=$(docker_sql_escape_string_literal "$MARIADB_ROOT_PASSWORD")
  MARIADB_DATABASE=mysql docker_process_sql --binary-mode <<-EOSQL
		SET @@SESSION.SQL_LOG_BIN=0;
		DROP DATABASE IF EXISTS test;
		DROP USER IF EXISTS root@'127.0.0.1', root@'::1';
		EXECUTE IMMEDIATE CONCAT('DROP USER IF EXISTS root@\'', @@hostname, '\'');
		CREATE USER 'root'@'${MARIADB_ROOT_HOST:-%}' IDENTIFIED BY '$root';
		GRANT ALL ON *.* TO 'root'@'${MARIADB_ROOT_HOST:-%}' WITH GRANT OPTION;
		SET PASSWORD FOR 'root'@'localhost' = PASSWORD('$root');
	EOSQL
  passfileArgs=(--password="$MARIADB_ROOT_PASSWORD")
  if [ -n "$MARIADB_DATABASE" ]; then
    mysql_note "Creating database $MARIADB_DATABASE"
    MARIADB_DATABASE=mysql docker_process_sql <<<"CREATE DATABASE IF NOT EXISTS \`$MARIADB_DATABASE\`;"
  fi
  if [ -n "$MARIADB_PASSWORD" ] && [ -n "$MARIADB_USER" ]; then
    mysql_note "Creating user $MARIADB_USER"
    local pw; pw=$(docker_sql_escape_string_literal "$MARIADB_PASSWORD")
    MARIADB_DATABASE=mysql docker_process_sql --binary-mode <<<"CREATE USER '$MARIADB_USER'@'%' IDENTIFIED BY '$pw'; GRANT ALL ON \`${MARIADB_DATABASE//_/\\_}\`.* TO '$MARIADB_USER'@'%';"
  fi
}

_mysql_want_help() {
  local arg
  for arg; do
    case "$arg" in -'?' | --help | --print-defaults | -V | --version) return 0 ;; esac
  done
  return 1
}

_main() {
  # if command starts with an option, prepend mariadbd
  if [ "${1:0:1}" = '-' ]; then
    set -- mariadbd "$@"
  fi

  if { [ "$1" = 'mariadbd' ] || [ "$1" = 'mysqld' ]; } && ! _mysql_want_help "$@"; then
    mysql_note "Entrypoint script for MariaDB Server started."
    mysql_check_config "$@"
    DATADIR="$(mysql_get_config datadir "$@")"
    SOCKET="$(mysql_get_config socket "$@")"
    mkdir -p "$DATADIR" "${SOCKET%/*}"
    if [ "$(id -u)" = "0" ]; then
      find "$DATADIR" \! -user mysql -exec chown mysql: '{}' +
      find "${SOCKET%/*}" -maxdepth 0 \! -user mysql -exec chown mysql: '{}' \;
      mysql_note "Switching to dedicated user 'mysql'"
      exec gosu mysql "${BASH_SOURCE[0]}" "$@"
    fi

    _mariadb_file_env MYSQL_ROOT_HOST '%'
    _mariadb_file_env MYSQL_DATABASE
    _mariadb_file_env MYSQL_USER
    _mariadb_file_env MYSQL_PASSWORD
    _mariadb_file_env MYSQL_ROOT_PASSWORD
    : "${MARIADB_ALLOW_EMPTY_ROOT_PASSWORD:=${MYSQL_ALLOW_EMPTY_PASSWORD:-}}" "${MARIADB_RANDOM_ROOT_PASSWORD:=${MYSQL_RANDOM_ROOT_PASSWORD:-}}"
    passfileArgs=()

    if [ ! -d "$DATADIR/mysql" ]; then
      if [ -z "$MARIADB_ROOT_PASSWORD" ] && [ -z "$MARIADB_ALLOW_EMPTY_ROOT_PASSWORD" ] && [ -z "$MARIADB_RANDOM_ROOT_PASSWORD" ]; then
        mysql_error $'Database is uninitialized and password option is not specified\n\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD'
      fi
      mysql_note "Initializing database files"
      mariadb-install-db --datadir="$DATADIR" --rpm --auth-root-authentication-method=normal --skip-test-db --default-time-zone=SYSTEM --loose-innodb_buffer_pool_dump_at_shutdown=0 >/dev/null
      mysql_note "Starting temporary server"
      docker_temp_server_start "$@"
      docker_setup_db
      docker_process_init_files /docker-entrypoint-initdb.d/*
      mysql_note "Stopping temporary server"
      kill "$MARIADB_PID"
      wait "$MARIADB_PID"
      mysql_note "MariaDB init process done. Ready for start up."
    fi
  fi

  exec "$@"
}

_main "$@"
