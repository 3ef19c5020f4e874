# What the features of an image.yml may call. Set by the runner: NAME HOST IMAGE CONTAINER NET PORT URL PEER READY.
set -eo pipefail
app() { docker exec -i "$CONTAINER" "$@" </dev/null; }
client() { docker exec -i -e HOST="$HOST" "$PEER" "$@"; }
once() {
  local options=()
  if [[ " $* " == *" -- "* && $1 == -* ]]; then
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
  fi
  docker run --rm --network "$NET" "${options[@]}" "$IMAGE" "$@" </dev/null
}
fails() { if "$@" >/dev/null 2>&1; then echo "should have failed: $*" >&2; return 1; fi; }
retry() {
  local until=$((SECONDS + $1)); shift
  until "$@"; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.3
  done
}
is_ready() { (eval "$READY") >/dev/null 2>&1; }
ready() { retry 60 is_ready; }
restart() { docker restart -t 20 "$CONTAINER" >/dev/null && ready; }
signal() { docker kill --signal "$1" "$CONTAINER" >/dev/null; }
stop_cleanly() {
  docker stop -t 20 "$CONTAINER" >/dev/null
  local code accepted
  code=$(docker inspect -f '{{.State.ExitCode}}' "$CONTAINER")
  for accepted in "$@"; do if [ "$code" = "$accepted" ] && [ "$code" != 137 ]; then return; fi; done
  echo "exit code $code, not $*" >&2
  return 1
}
is_healthy() { [ "$(docker inspect -f '{{.State.Health.Status}}' "$CONTAINER")" = healthy ]; }
healthy() { retry 50 is_healthy; }
