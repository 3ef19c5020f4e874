# Objects on the engine, and checks. Sourced by engine.sh; everything made carries $prefix.

gate=/.stack-slim/gate
readonly sys_admin=200000 sys_admin_setpcap=200100 # masks for -d

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); printf 'failed: %s: %s\n' "${FUNCNAME[2]}" "$1"; }
same() { if [ "$2" = "$3" ]; then pass; else fail "$1: got [$2], wanted [$3]"; fi; }
has() { if grep -Pq -- "$2" <<<"$record"; then pass; else fail "record of $1 lacks $2"; fi; }

remove() { docker rm -f "$@" >/dev/null 2>&1; }

prepare() {
  clean_up; mkdir -p "$work"/{observer/.stack-slim,observer/record,scratch}
  cp "$build/observer" "$work/observer/"
  cp "$build/gate" "$work/observer/.stack-slim/"
  setcap cap_sys_admin,cap_setpcap+p "$work/observer/.stack-slim/gate"
  tar --xattrs --xattrs-include='*' -C "$work/observer" -c . | docker import -c 'ENTRYPOINT ["/observer"]' - "$prefix-observer" >/dev/null
  gcc -O1 -D_GNU_SOURCE -static -Wall -Wextra -o "$work/scratch/probe" "$here"/engine/{probe,pressure,seen}.c -lpthread
  cp "$work/scratch/probe" "$work/scratch/setuid-probe"; chmod 4755 "$work/scratch/setuid-probe"
  printf '#!/opt/perl-link\nopen F, "<", "/etc/hostname"; print "from perl\\n";\n' >"$work/scratch/script.pl"; chmod 755 "$work/scratch/script.pl"
  tar -C "$work/scratch" -c probe | docker import - "$prefix-scratch" >/dev/null
  docker create --name "$prefix-make" "$image" sh -c 'ln -s /usr/bin/perl /opt/perl-link; ln -s /opt/script.pl /opt/tool' >/dev/null
  docker cp "$work/scratch/." "$prefix-make:/opt/"
  docker start -a "$prefix-make" && docker commit "$prefix-make" "$prefix-app" >/dev/null
  remove "$prefix-make"
  start_observer
}

start_observer() {
  docker volume create "$prefix-socket" >/dev/null; docker volume create "$prefix-record" >/dev/null
  docker run -d --name "$prefix-observer" --pid host --network none --read-only --cap-drop ALL --cap-add SYS_PTRACE --cap-add DAC_READ_SEARCH \
    --security-opt no-new-privileges -v "$prefix-socket:/.stack-slim" -v "$prefix-record:/record" \
    "$prefix-observer" --socket /.stack-slim/sock --record /record >/dev/null
  until [ "$(docker logs "$prefix-observer" 2>/dev/null)" = 'observer ready' ]; do sleep 0.05; done
}

stop_observer() { # leaves $observer_exit
  docker stop -t 20 "$prefix-observer" >/dev/null
  observer_exit=$(docker inspect -f '{{.State.ExitCode}}' "$prefix-observer")
}

restart_observer() { stop_observer; remove "$prefix-observer"; docker volume rm "$prefix-record" >/dev/null; start_observer; }

record_file() { docker run --rm -v "$prefix-record:/record:ro" "$image" cat "/record/$1"; }
status_of() { record_file status | awk -v key="$1" '$1 == key { print $2 }'; }
read_record() { record=$(record_file "$1.tsv"); }

clean_up() {
  docker ps -aq --filter "name=^/$prefix-" | xargs -r docker rm -f >/dev/null 2>&1
  docker volume ls -q --filter "name=^$prefix-" | xargs -r docker volume rm -f >/dev/null 2>&1
  docker images -q --filter "reference=$prefix-*" | xargs -r docker rmi -f >/dev/null 2>&1
  rm -rf "$work"
}

plain() { docker run --rm --hostname h "$@" 2>&1; }

# gated "RUN OPTIONS" "GATE OPTIONS AND SERVICE" COMMAND…
gated() {
  local run=$1 options=$2; shift 2
  docker run --rm --hostname h -v "$prefix-socket:/.stack-slim:ro" $run --entrypoint $gate "$prefix-app" $options -- "$@" 2>&1
}
