<?php
reply(['power' => gmp_strval(gmp_pow(7, 60)), 'prime' => gmp_strval(gmp_nextprime('1000000000000')), 'uuid' => strlen(bin2hex(random_bytes(16)))]);
