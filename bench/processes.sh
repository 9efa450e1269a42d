# shellcheck shell=bash
# What the benchmarks start: each process in a group of its own, whose number is kept, and ended with the script. For scripts
# that have set $work.

started=()
declare -A group
end_tenths=100 # of a second that they have to end by themselves

launch() { # name, command…; sets group[name]
  local name=$1
  shift
  setsid "$@" </dev/null >"${work:?}/$name.log" 2>&1 &
  # shellcheck disable=SC2034 # for the script that launches
  group[$name]=$!
  started+=("$!")
}

end_all() {
  local leader i left
  for leader in ${started[@]+"${started[@]}"}; do kill -TERM -- "-$leader" 2>/dev/null; done
  for ((i = 0; i < end_tenths; i++)); do
    left=
    for leader in ${started[@]+"${started[@]}"}; do kill -0 -- "-$leader" 2>/dev/null && left=yes; done
    [ -n "$left" ] || break
    sleep 0.1
  done
  for leader in ${started[@]+"${started[@]}"}; do kill -KILL -- "-$leader" 2>/dev/null; done
  started=()
}
trap end_all EXIT
trap 'exit 130' INT TERM

answers() { curl -sf -m 2 -o /dev/null "http://127.0.0.1:$1$2"; }
until_answers() { # port path seconds
  local end=$((SECONDS + $3))
  until answers "$1" "$2"; do
    [ $SECONDS -lt $end ] || { echo "nothing answers at $1$2" >&2 && return 1; }
    sleep 0.05
  done
}
