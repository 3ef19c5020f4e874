# One function a case. Sourced by engine.sh.

all_cases=(identity parity surroundings exits script pipeline seen scratch network jail mounts descriptors compat links uring setuid forks
  init health restart many workers stop refused late full loss)

status_lines='grep -E "^(Uid|Gid|Groups|Cap|NoNewPrivs)" /proc/self/status'

# same_identity NAME "PLAIN OPTIONS" "MORE OPTIONS FOR THE GATE" "GATE OPTIONS"
same_identity() {
  same "$1" "$(gated "$2 $3" "$4 identity" sh -c "$status_lines")" "$(plain $2 "$prefix-app" sh -c "$status_lines")"
}

case_identity() {
  local both='--cap-add SYS_ADMIN --cap-add SETPCAP'
  same_identity root '' '--cap-add SYS_ADMIN' "-d $sys_admin -P"
  same_identity user '--user 1000:1000 --group-add 4' '--cap-add SYS_ADMIN' "-d $sys_admin -P"
  same_identity 'root without capabilities' '--cap-drop ALL' "$both" "-d $sys_admin_setpcap -P"
  same_identity 'user without capabilities' '--cap-drop ALL --user 1000' "$both" "-d $sys_admin_setpcap -P"
  same_identity 'some capabilities' '--cap-drop ALL --cap-add NET_BIND_SERVICE --cap-add SETPCAP' '--cap-add SYS_ADMIN' "-d $sys_admin -P"
  same_identity 'read-only' '--read-only' '--cap-add SYS_ADMIN' "-d $sys_admin -P"
  same_identity 'read-only user' '--read-only --user 33 --cap-drop ALL' "$both" "-d $sys_admin_setpcap -P"
  same_identity 'no new privileges' '--security-opt no-new-privileges' '' -n
  same_identity 'no new privileges, user' '--security-opt no-new-privileges --user 1000 --cap-drop ALL' '' -n
  same_identity 'own SYS_ADMIN' '--cap-add SYS_ADMIN' '' ''
  same_identity 'unconfined' '--security-opt seccomp=unconfined --user 1000' '--cap-add SYS_ADMIN' "-d $sys_admin"
}

case_parity() {
  local calls='exec 2>&1; unshare -U true; echo $?; unshare -m true; echo $?; mount -t tmpfs x /mnt; echo $?; hostname x; echo $?; dmesg 2>&1 | head -1; unshare -n true; echo $?'
  same calls "$(gated '--cap-add SYS_ADMIN' "-d $sys_admin -P parity" sh -c "$calls")" "$(plain "$prefix-app" sh -c "$calls")"
}

case_surroundings() {
  local look='pwd; ls -l /proc/self/fd | sed "s/.*[0-9] //; s/pipe:.*/pipe/; s/proc.*/proc/"; env | sort; cat /proc/1/comm; ulimit -a; umask; echo $$; cat /proc/self/oom_score_adj'
  local options='-w /usr/share -e LD_LIBRARY_PATH=/x -e TMPDIR=/y -e EMPTY='
  same root "$(gated "$options --cap-add SYS_ADMIN" "-d $sys_admin -P around" sh -c "$look")" "$(plain $options "$prefix-app" sh -c "$look")"
  same user "$(gated "$options --cap-add SYS_ADMIN --user 1000" "-d $sys_admin -P around" sh -c "$look")" \
    "$(plain $options --user 1000 "$prefix-app" sh -c "$look")"
}

exit_of() { "$@" >/dev/null 2>&1; echo $?; }

case_exits() {
  local run='--cap-add SYS_ADMIN' gate_options="-d $sys_admin -P exits" command
  for command in 'sh -c exit\ 7' nonesuch /no/such /etc /etc/passwd 'sh -c kill\ -9\ $$'; do
    eval "same '$command' \$(exit_of gated '$run' '$gate_options' $command) \$(exit_of plain $prefix-app $command)"
  done
  same 'no capability' "$(exit_of gated '' "$gate_options" true)" 125
  same 'no observer' "$(exit_of gated "$run" '-s /.stack-slim/none exits' true)" 125
  same 'bad name' "$(exit_of gated "$run" '../x' true)" 125
  local id; id=$(docker run -d -v "$prefix-socket:/.stack-slim:ro" $run --entrypoint $gate "$prefix-app" $gate_options -- sh -c 'trap "exit 3" TERM; while :; do sleep 0.1; done')
  sleep 0.5; docker stop "$id" >/dev/null; same 'stop' "$(docker inspect -f '{{.State.ExitCode}}' "$id")" 3; remove "$id"
}

case_script() {
  same output "$(gated '--cap-add SYS_ADMIN --user 1000' "-d $sys_admin -P script" /opt/tool)" 'from perl'
  read_record script
  has script '\thello\td\tmain\t/$'; has script '\tlink\tl\t/opt/tool\t/opt/script.pl$'; has script '\texec\tf\t/opt/tool\t/opt/script.pl$'
  has script '\tlink\tl\t/opt/perl-link\t/usr/bin/perl$'; has script '\tinterp\tf\t/opt/perl-link\t/usr/bin/perl$'
  has script '\tinterp\tf\t/lib.*/ld-linux'; has script '\topen\tf\t/etc/hostname\t/etc/hostname$'; has script '\tbye\to\tmain\t[1-9]'
}

case_pipeline() {
  same output "$(gated '--cap-add SYS_ADMIN -w /etc' "-d $sys_admin -P pipeline" sh -c 'ls . ../usr/../etc | grep -c passwd; cat nonesuch 2>/dev/null; echo é >"/tmp/a	b"')" 4
  read_record pipeline
  has pipeline '\tlist\td\t/etc/\.\t/etc$'; has pipeline '\topen\tn\t/etc/nonesuch\t/etc/nonesuch$'; has pipeline '\twrite\t[fn]\t/tmp/a\\x09b\t'
  has pipeline '\texec\tf\t/usr/bin/grep\t'
}

case_seen() { # every call the sensor watches, by a program that says what the record must have
  local wanted facts line
  wanted=$(gated '--cap-add SYS_ADMIN' "-d $sys_admin -P seen" /opt/probe seen) || fail "the program: $wanted"
  read_record seen; facts=$(cut -f 2- <<<"$record")
  same questions "$(($(wc -l <<<"$wanted") > 40))" 1
  while IFS= read -r line; do
    if grep -Fxq -- "$line" <<<"$facts"; then pass; else fail "record lacks $line"; fi
  done <<<"$wanted"
}

case_scratch() {
  local id; id=$(docker run -d -v "$prefix-socket:/.stack-slim:ro" --cap-add SYS_ADMIN --entrypoint $gate "$prefix-scratch" -d $sys_admin -P scratch -- /probe identity)
  same exit "$(docker wait "$id")" 0; same output "$(docker logs "$id")" 'uid 0 euid 0'; remove "$id"
  read_record scratch; has scratch '\texec\tf\t/probe\t/probe$'
}

run_probe() { same "$1" "$(exit_of gated "--cap-add SYS_ADMIN" "-d $sys_admin -P $1" /opt/probe $2)" 0; read_record "$1"; }

case_network() {
  run_probe network network
  has network '\tbind\tc\tinet:127.0.0.1:8099\t'; has network '\tconnect\tc\tinet:127.0.0.1:8099\t'; has network '\tsendto\tc\tinet:127.0.0.1:8053\t'
  has network '\tconnect\tc\tunix:/run/nobody.sock\t'; has network '\tconnect\tn\t/run/nobody.sock\t/run/nobody.sock$'
}

case_jail() {
  run_probe jail jail
  has jail '\tchroot\td\t/tmp/jail\t'; has jail '\tlink\tl\t/tmp/jail/link\t/inside$'
  has jail '\tstat\tn\t/tmp/jail/link/x\t/tmp/jail/inside/x$'; has jail '\tstat\td\t/tmp/jail/inside\t/tmp/jail/inside$'
}

case_mounts() { # a service with its own SYS_ADMIN: mounts that only one of its processes sees
  gated '--cap-add SYS_ADMIN' mounts unshare -m sh -c 'mount -t tmpfs x /mnt && echo >/mnt/only-here && cat /mnt/only-here' >/dev/null
  read_record mounts; has mounts '\topen\tf\t/mnt/only-here\t/mnt/only-here$'
}

case_descriptors() { run_probe exec-fd exec-fd; has exec-fd '\texec\tf\t/usr/bin/true\t'; }
case_compat() { run_probe compat compat; [ "$(uname -m)" != x86_64 ] || has compat '\topen\tn\t/etc/networks-of-i386\t'; }
case_links() { run_probe moving moving-link; has moving '\tstat\tf\t/tmp/current\t/etc/passwd$'; has moving '\tstat\tf\t/tmp/current\t/etc/group$'; }
case_uring() { same answer "$(gated '--cap-add SYS_ADMIN' "-d $sys_admin -P uring" /opt/probe io-uring)" '-1 Function not implemented'; }
case_setuid() { same answer "$(gated '--cap-add SYS_ADMIN --user 1000' "-d $sys_admin -P setuid" /opt/setuid-probe identity)" 'uid 1000 euid 0'; }
case_forks() { run_probe forks 'forks 200'; has forks '\texec\tf\t/usr/bin/true\t'; }

case_init() { # which number the program gets depends on how many threads the engine's starter had
  local look='cat /proc/1/comm /proc/self/comm; [ $$ -gt 1 ]; echo $?'
  same output "$(gated '--init --cap-add SYS_ADMIN' "-d $sys_admin -P init" sh -c "$look")" "$(plain --init "$prefix-app" sh -c "$look")"
}

wait_for() { local deadline=$((SECONDS + 20)); until [ "$("${@:2}" 2>/dev/null)" = "$1" ] || [ $SECONDS -ge $deadline ]; do sleep 0.1; done; }

case_health() {
  docker run -d --name "$prefix-health" -v "$prefix-socket:/.stack-slim:ro" --cap-add SYS_ADMIN --user 1000 --health-interval 1s \
    --health-cmd "$gate -k health -d $sys_admin -P health -- sh -c 'test -e /etc/debian_version'" --entrypoint $gate "$prefix-app" -d $sys_admin -P health -- sleep 60 >/dev/null
  wait_for healthy docker inspect -f '{{.State.Health.Status}}' "$prefix-health"
  same health "$(docker inspect -f '{{.State.Health.Status}}' "$prefix-health")" healthy
  read_record health
  has health '\thello\td\thealth\t'; has health '\tstat\tf\t/etc/debian_version\t|\taccess\tf\t/etc/debian_version\t'; has health '\tbye\to\thealth\t'
  remove "$prefix-health"
}

case_restart() {
  docker run -d --name "$prefix-restart" -v "$prefix-socket:/.stack-slim:ro" --cap-add SYS_ADMIN --entrypoint $gate "$prefix-app" -d $sys_admin -P restart -- \
    sh -c 'cat /etc/hostname; ls /tmp/stamp; touch /tmp/stamp; sleep 60' >/dev/null
  sleep 0.7; docker restart -t 0 "$prefix-restart" >/dev/null; sleep 0.7
  read_record restart
  same hellos "$(grep -c '	hello	' <<<"$record")" 2; same byes "$(grep -c '	bye	' <<<"$record")" 1
  has restart '\t(stat|access|open)\tn\t/tmp/stamp\t'; has restart '\tstat\tf\t/tmp/stamp\t'
  remove "$prefix-restart"
}
