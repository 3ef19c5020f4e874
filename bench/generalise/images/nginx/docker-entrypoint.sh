#!/bin/sh
# Templates in /etc/nginx/templates become drop-ins of /etc/nginx/conf.d, with the environment filled in; then the command runs.
set -e
if [ "$1" = nginx ]; then
  for template in /etc/nginx/templates/*.template; do
    [ -f "$template" ] || continue
    defined=$(printf '${%s} ' $(awk 'END { for (name in ENVIRON) print name }' </dev/null))
    envsubst "$defined" <"$template" >"/etc/nginx/conf.d/$(basename "$template" .template)"
    echo "$0: made $(basename "$template" .template)" >&2
  done
  if [ -n "$NGINX_WORKERS_AUTOTUNE" ]; then
    sed -i -E "s/^worker_processes .*/worker_processes $(nproc);/" /etc/nginx/nginx.conf
  fi
fi
exec "$@"
