<?php
function harbour_tide(int $at): string
{
    return '<b class="tide">' . wp_date('l j F Y H:i', $at) . '</b>';
}
