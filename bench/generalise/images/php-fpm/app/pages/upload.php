<?php
$file = $_FILES['file'];
move_uploaded_file($file['tmp_name'], '/var/lib/shop/' . basename($file['name']));
reply(['kept' => filesize('/var/lib/shop/' . basename($file['name'])), 'type' => mime_content_type('/var/lib/shop/' . basename($file['name']))]);
