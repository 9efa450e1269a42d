# shellcheck shell=bash disable=SC2154
# What the scripts about several instances share, beside common.sh: which instances there are on this machine, asking one
# over HTTP, starting one in the background, draining and ending one. Needs $home and common.sh
# (SC2154: $lang is that one's).

run_dir=$home/run
host=127.0.0.1

# The names of the instances of this installation that run, the first first.
running_instances() {
  local file
  for file in "$run_dir"/*/pid; do
    [ -f "$file" ] || continue
    if kill -0 "$(cat "$file")" 2>/dev/null; then basename "$(dirname "$file")"; fi
  done | sort -V
}

# The port of an instance, as start.sh has noted it.
port_of() {
  cat "$run_dir/$1/port"
}

# Sends one request to an instance and prints the body; the status is in $status. ask METHOD PORT PATH [JSON]
ask() {
  local method=$1 port=$2 path=$3 body=${4:-} line answer=
  status=000
  { exec 3<>"/dev/tcp/$host/$port"; } 2>/dev/null || return 1
  printf '%s %s HTTP/1.0\r\nHost: %s:%s\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: %s\r\n%s\r\n%s' \
    "$method" "$path" "$host" "$port" "${#body}" "${API_KEY:+Authorization: Bearer $API_KEY$'\r\n'}" "$body" >&3
  IFS= read -r -t "${patience:-5}" line <&3 || {
    exec 3>&-
    return 1
  }
  status=${line#* }
  status=${status%% *}
  while IFS= read -r -t 5 line <&3 && [ "${line%$'\r'}" ]; do :; done
  answer=$(timeout 5 cat <&3)
  exec 3>&-
  printf '%s' "$answer"
}

is_ready() {
  ask GET "$1" /health/ready >/dev/null 2>&1
  [ "$status" = 200 ]
}

# The number that a member of a JSON object has: member NAME < json. Enough for our own answers.
member() {
  grep -o "\"$1\" *: *[0-9.]*" | head -n 1 | grep -o '[0-9.]*$'
}

# Starts an instance that outlives this script. launch NAME PORT
launch() {
  local name=$1 port=$2 log
  log=$run_dir/$name/start.log
  mkdir -p "$run_dir/$name"
  # a session of its own: the end of a terminal is not the end of the instance
  SERVER_ID=$name PORT=$port setsid "$home/start.sh" prod --lang "$lang" </dev/null >"$log" 2>&1 &
  launched=$!
}

# Waits until an instance is ready; prints what it said when it ended instead. await_ready NAME PORT [SECONDS]
await_ready() {
  local name=$1 port=$2 end=$((SECONDS + ${3:-300}))
  until is_ready "$port"; do
    if ! kill -0 "$launched" 2>/dev/null; then
      tail -n 20 "$run_dir/$name/start.log" >&2
      return 1
    fi
    if [ "$SECONDS" -ge "$end" ]; then
      say "$name 没有就绪，见 $run_dir/$name/start.log" "$name is not ready, see $run_dir/$name/start.log" >&2
      return 1
    fi
    sleep 0.5
  done
}

# Ends an instance: start.sh, which started it, drains it first. end_instance NAME [SECONDS]
end_instance() {
  local name=$1 pid starter end=$((SECONDS + ${2:-90}))
  pid=$(cat "$run_dir/$name/pid" 2>/dev/null) || return 0
  starter=$(cat "$run_dir/$name/starter" 2>/dev/null || true)
  if [ -n "$starter" ] && kill -0 "$starter" 2>/dev/null; then
    kill -TERM "$starter"
  else
    kill -TERM "$pid" 2>/dev/null || return 0
  fi
  while kill -0 "$pid" 2>/dev/null; do
    if [ "$SECONDS" -ge "$end" ]; then
      say "$name 没有停下（进程 $pid）" "$name did not stop (process $pid)" >&2
      return 1
    fi
    sleep 0.2
  done
}
