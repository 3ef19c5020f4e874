<?php
class Boom
{
    public function show(array $query): void
    {
        $this->sink(0);
    }

    private function sink(int $depth): void
    {
        if ($depth === 3) {
            throw new LogicException('the boat is full');
        }
        $this->sink($depth + 1);
    }
}
