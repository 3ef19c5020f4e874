#!/bin/bash
# serve: the database, then Apache; a signal stops both. Anything else runs as it is.
set -e
if [ "$1" != serve ]; then
  exec "$@"
fi
mkdir -p /run/mysqld
chown mysql: /run/mysqld /var/lib/mysql
if [ ! -d /var/lib/mysql/mysql ]; then
  mariadb-install-db --user=mysql --datadir=/var/lib/mysql --skip-test-db >/dev/null
fi
mariadbd --user=mysql --datadir=/var/lib/mysql --socket=/run/mysqld/mysqld.sock &
database=$!
until mariadb-admin ping >/dev/null 2>&1; do
  kill -0 "$database" || exit 1
  sleep 0.2
done
if [ ! -d /var/lib/mysql/wordpress ]; then
  mariadb -e "CREATE DATABASE wordpress; CREATE USER wordpress@localhost IDENTIFIED BY 'wordpress'; GRANT ALL ON wordpress.* TO wordpress@localhost"
fi
mkdir -p /var/lib/wordpress/wp-content/plugins /var/lib/wordpress/wp-content/uploads
cp -rT /usr/share/harbour-plugin /var/lib/wordpress/wp-content/plugins/harbour
chown www-data: /var/lib/wordpress/wp-content/uploads
php /usr/local/share/wordpress/install.php
. /etc/apache2/envvars
rm -f "$APACHE_PID_FILE"
mkdir -p "$APACHE_RUN_DIR" "$APACHE_LOCK_DIR"
# In a session of its own: Apache ends all of its process group with itself.
setsid apache2 -DFOREGROUND &
web=$!
stop() {
  kill -WINCH "$web" 2>/dev/null || true
  wait "$web" 2>/dev/null || true
  mariadb-admin shutdown
  wait "$database" || true
  exit 0
}
trap stop TERM INT
trap 'kill -USR1 "$web"' HUP
while kill -0 "$web" 2>/dev/null && kill -0 "$database" 2>/dev/null; do
  wait -n "$web" "$database" || true
done
exit 1
