<?php
// Installs the site once: tables, the first user, permalinks, the plugin.
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'localhost';
require '/usr/share/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
if (is_blog_installed()) {
    return;
}
add_filter('pre_wp_mail', '__return_true');
wp_install(getenv('WORDPRESS_TITLE'), getenv('WORDPRESS_ADMIN'), 'admin@harbour.test', true, '', getenv('WORDPRESS_PASSWORD'));
update_option('permalink_structure', '/%year%/%postname%/');
update_option('active_plugins', ['harbour/harbour.php']);
echo "installed\n";
