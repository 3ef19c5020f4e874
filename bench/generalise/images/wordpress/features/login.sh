# For features: logs in as the administrator; sets jar (cookies) and nonce (for the REST API).
jar=$(mktemp)
trap 'rm -f $jar' EXIT
curl -fsS -o /dev/null -c "$jar" -b 'wordpress_test_cookie=WP%20Cookie%20check' -d "log=admin&pwd=lighthouse&testcookie=1" "$URL/wp-login.php"
nonce=$(curl -fsS -b "$jar" "$URL/wp-admin/admin-ajax.php?action=rest-nonce")
