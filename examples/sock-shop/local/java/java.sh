#!/bin/sh
# Unquoted on purpose: JAVA_OPTS holds several options.
exec java $JAVA_OPTS "$@"
