<?php
$hits = apcu_inc('hits');
reply(['hits' => $hits, 'opcache' => opcache_get_status(false)['opcache_enabled'], 'scripts' => opcache_get_status(true)['opcache_statistics']['num_cached_scripts'] > 0]);
