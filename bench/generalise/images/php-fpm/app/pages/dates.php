<?php
date_default_timezone_set($_GET['zone']);
$day = new DateTimeImmutable('@' . (int) $_GET['at']);
$local = $day->setTimezone(new DateTimeZone(date_default_timezone_get()));
$format = new IntlDateFormatter($_GET['locale'] ?? 'en_US', IntlDateFormatter::LONG, IntlDateFormatter::NONE, $_GET['zone'], isset($_GET['calendar']) ? IntlDateFormatter::TRADITIONAL : null);
reply(['iso' => $local->format(DATE_ATOM), 'long' => $format->format($day), 'next' => count((new DateTimeZone($_GET['zone']))->getTransitions(1704067200, 1735689600)) - 1]);
