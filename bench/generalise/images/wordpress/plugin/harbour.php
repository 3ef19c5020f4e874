<?php
/*
Plugin Name: Harbour
Description: What the site asks of others, and a few tools.
*/
add_action('rest_api_init', function () {
    register_rest_route('harbour/v1', '/remote', ['permission_callback' => '__return_true', 'callback' => function ($request) {
        $answer = wp_remote_get($request['url']);
        return is_wp_error($answer) ? $answer : trim(wp_remote_retrieve_body($answer));
    }]);
    register_rest_route('harbour/v1', '/break', ['permission_callback' => '__return_true', 'callback' => function () {
        throw new RuntimeException('the anchor is lost');
    }]);
});
add_shortcode('tide', function ($attributes) {
    require_once __DIR__ . '/tide.php';
    return harbour_tide((int) $attributes['at']);
});
add_filter('pre_wp_mail', '__return_true');
