#!/bin/bash
# --connect and --innodb_initialized of the official image: the server takes connections and InnoDB is up.
set -eo pipefail
export MYSQL_PWD="${MARIADB_ROOT_PASSWORD:-}"
[ "$(mariadb -h localhost --protocol tcp -u root --skip-column-names -e 'select 1 from information_schema.ENGINES WHERE engine="innodb" AND support in ("YES", "DEFAULT", "ENABLED")')" = 1 ]
