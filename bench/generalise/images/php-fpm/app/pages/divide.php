<?php
function split_bill(int $cents, int $guests): int
{
    return intdiv($cents, $guests);
}
reply(split_bill(1000, (int) ($_GET['guests'] ?? 0)));
