<?php
$records = dns_get_record($_GET['name'], DNS_A);
reply(['ip' => gethostbyname($_GET['name']), 'records' => count($records)]);
