# Restarts, dying workers, a lost observer, rubbish on the socket. Sourced by engine.sh.

observer_processes() { docker top "$prefix-observer" -o pid,comm | grep -c observer; }

case_many() { # forty execs and forty restarts leave nothing behind
  docker run -d --name "$prefix-many" -v "$prefix-socket:/.stack-slim:ro" --cap-add SYS_ADMIN --entrypoint $gate "$prefix-app" -d $sys_admin -P many -- sleep 100 >/dev/null
  local i bad=0
  for i in $(seq 40); do docker exec "$prefix-many" $gate -k exec -d $sys_admin -P many -- true || bad=$((bad + 1)); done
  same execs $bad 0
  same 'main process only' "$(observer_processes)" 3
  for i in $(seq 40); do docker restart -t 0 "$prefix-many" >/dev/null || bad=$((bad + 1)); done
  same restarts $bad 0
  remove "$prefix-many"
  wait_for 1 observer_processes
  same processes "$(observer_processes)" 1
  sleep 1.2; same open "$(status_of open)" 0; same lost "$(status_of lost)" 0
}

worker_below() { # the one worker: child of the one keeper
  local keeper; keeper=$(pgrep -P "$1" | head -1); [ -z "$keeper" ] || pgrep -P "$keeper" | head -1
}

case_workers() {
  docker run -d --name "$prefix-load" -v "$prefix-socket:/.stack-slim:ro" --cap-add SYS_ADMIN --entrypoint $gate "$prefix-app" -d $sys_admin -P load -- /opt/probe load 12 >/dev/null
  sleep 0.5
  local i killed=0 worker last= main; main=$(docker inspect -f "{{.State.Pid}}" "$prefix-observer")
  for i in $(seq 20); do worker=$(worker_below "$main"); [ -n "$worker" ] && [ "$worker" != "$last" ] && kill -9 "$worker" && last=$worker && killed=$((killed + 1)); sleep 0.2; done
  same exit "$(docker wait "$prefix-load")" 0; echo "  load with $killed workers killed: $(docker logs "$prefix-load")"
  remove "$prefix-load"; sleep 1.2
  same crashes "$(status_of worker_crashes)" "$killed"; same open "$(status_of open)" 0
}

case_stop() {
  restart_observer
  gated '--cap-add SYS_ADMIN' "-d $sys_admin -P stop" true
  stop_observer
  same exit "$observer_exit" 0
  same end "$(record_file status | tail -1)" 'end clean'; same lost "$(status_of lost)" 0; same open "$(status_of open)" 0
  docker start "$prefix-observer" >/dev/null; sleep 0.3
  docker run -d --name "$prefix-late" -v "$prefix-socket:/.stack-slim:ro" --cap-add SYS_ADMIN --entrypoint $gate "$prefix-app" -d $sys_admin -P late -- /opt/probe orphan >/dev/null
  sleep 0.7; stop_observer
  same 'stopped under a running container' "$(status_of open) $(docker wait "$prefix-late") $(docker logs "$prefix-late")" '0 0 Function not implemented'
  remove "$prefix-late" "$prefix-observer"; docker volume rm "$prefix-record" >/dev/null; start_observer
}

case_refused() { # rubbish on the socket
  docker run --rm -v "$prefix-socket:/.stack-slim:ro" --user 1000 "$prefix-app" perl -MSocket -e '
    for my $text ("", "1 main web", "x" x 5000, "1 main ../../etc/x") { socket(my $s, AF_UNIX, SOCK_SEQPACKET, 0); connect($s, pack_sockaddr_un("/.stack-slim/sock")) or die; send($s, $text, 0); sysread($s, my $b, 1) and die "answered" }
    my @open = map { socket(my $s, AF_UNIX, SOCK_SEQPACKET, 0); connect($s, pack_sockaddr_un("/.stack-slim/sock")) or die; $s } 1 .. 100; sleep 1' || fail rubbish
  same 'still serving' "$(gated '--cap-add SYS_ADMIN' "-d $sys_admin -P after" echo fine)" fine
}

case_loss() {
  docker run -d --name "$prefix-orphan" -v "$prefix-socket:/.stack-slim:ro" --cap-add SYS_ADMIN --entrypoint $gate "$prefix-app" -d $sys_admin -P orphan -- /opt/probe orphan >/dev/null
  sleep 1.3; docker kill "$prefix-observer" >/dev/null
  same exit "$(docker wait "$prefix-orphan")" 0; same answer "$(docker logs "$prefix-orphan")" 'Function not implemented'
  same 'no clean end' "$(record_file status | grep -c 'end clean')" 0; same open "$(status_of open)" 1
  remove "$prefix-orphan" "$prefix-observer"; docker volume rm "$prefix-record" >/dev/null; start_observer
}

start_load() { # $1: its service, $2: seconds
  docker run -d --name "$prefix-$1" -v "$prefix-socket:/.stack-slim:ro" --cap-add SYS_ADMIN --entrypoint $gate "$prefix-app" -d $sys_admin -P "$1" -- /opt/probe load "$2" >/dev/null
}

case_late() { # an observer that stands still for a while holds watched calls, but no process past its end, and loses nothing
  restart_observer
  start_load late-load 3; start_load late-killed 60; sleep 0.5
  docker pause "$prefix-observer" >/dev/null
  local since=$SECONDS
  docker kill "$prefix-late-killed" >/dev/null
  same 'killed at once' "$(docker inspect -f '{{.State.Running}} {{.State.ExitCode}}' "$prefix-late-killed") $((SECONDS - since < 5))" 'false 137 1'
  gated '--cap-add SYS_ADMIN' "-d $sys_admin -P late-start" echo started >"$work/late-start" & local starting=$!
  sleep 1.5; docker unpause "$prefix-observer" >/dev/null
  wait "$starting"; same 'a start meanwhile' "$(cat "$work/late-start")" started
  same exit "$(docker wait "$prefix-late-load")" 0; same answers "$(docker logs "$prefix-late-load" | grep -c 'errors 0$')" 1
  remove "$prefix-late-load" "$prefix-late-killed"
  stop_observer
  same 'observer, lost, open' "$observer_exit $(status_of lost) $(status_of open)" '0 0 0'
  remove "$prefix-observer"; docker volume rm "$prefix-record" >/dev/null; start_observer
}

case_full() { # no room for the record: the application goes on, and the profile is void
  stop_observer; remove "$prefix-observer"; docker volume rm "$prefix-record" >/dev/null
  docker volume create --opt type=tmpfs --opt device=tmpfs --opt o=size=16k "$prefix-record" >/dev/null
  start_observer
  start_load full 2
  same exit "$(docker wait "$prefix-full")" 0; same answers "$(docker logs "$prefix-full" | grep -c 'errors 0$')" 1
  stop_observer; same 'the observer says so' "$observer_exit" 1
  remove "$prefix-full" "$prefix-observer"; docker volume rm "$prefix-record" >/dev/null; start_observer
}
