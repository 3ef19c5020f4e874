#!/bin/bash
# External check: address and port of the server are the third and fourth arguments.
exec 3<>"/dev/tcp/$3/$4"
printf 'HEAD / HTTP/1.0\r\n\r\n' >&3
grep -q '200 OK' <&3
