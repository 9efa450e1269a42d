#!/usr/bin/env bash
# Starts one instance and stays with it until Ctrl+C: ./start.sh dev, ./start.sh prod. See ./start.sh help.
set -u -o pipefail

here() {
  local source=${BASH_SOURCE[0]} folder
  while [ -L "$source" ]; do
    folder=$(cd -P "$(dirname "$source")" && pwd)
    source=$(readlink "$source")
    case $source in /*) ;; *) source=$folder/$source ;; esac
  done
  cd -P "$(dirname "$source")" && pwd
}

home=$(here)
# shellcheck source=scripts/common.sh
. "$home/scripts/common.sh"

usage() {
  say "用法：./start.sh [dev|prod] [--check] [--lang zh|en]

  dev            开发：只监听本机，什么都不用配置
  prod           生产：先 cp .env.production.example .env.production
  prod --check   只检查配置，一次列出所有问题（有错误时退出码 78）
  logs           跟随日志
  llm            怎样接入大模型
不写 dev 或 prod 时由 STEWARD_ENV 决定。端口：PORT=8001 ./start.sh dev" \
    "Usage: ./start.sh [dev|prod] [--check] [--lang zh|en]

  dev            development: listens to this machine only, needs no settings
  prod           production: cp .env.production.example .env.production first
  prod --check   only look at the configuration and list all that is wrong (exit code 78 on errors)
  logs           follow the log
  llm            how to plug in a model
Without dev or prod, STEWARD_ENV decides. The port: PORT=8001 ./start.sh dev"
}

action=start
check=
prepare=
wanted=
while [ $# -gt 0 ]; do
  case $1 in
    dev | prod) profile=$1 ;;
    logs | llm | help) action=$1 ;;
    -h | --help) action=help ;;
    --check) check=yes ;;
    --prepare) prepare=yes ;; # for making an image: unpack the server, archive its classes, start nothing
    --lang)
      wanted=${2:-}
      shift
      ;;
    --lang=*) wanted=${1#--lang=} ;;
    *)
      choose_language "$wanted"
      usage >&2
      exit 2
      ;;
  esac
  shift
done
choose_language "$wanted"

if [ "$action" = help ]; then
  usage
  exit 0
fi
find_java
case $action in
  logs)
    build_if missing
    cli logs -f
    exit
    ;;
  llm)
    build_if missing
    cli llm
    exit
    ;;
esac
if [ -n "$check" ]; then
  build_if missing
  cli config --check
  exit
fi
if [ "$profile" = prod ]; then build_if missing; else build_if newer; fi

# --- may it start, and with what ---

umask 027
mkdir -p "$home/run" || fail "不能写 $home/run" "Cannot write to $home/run"
plan=$(mktemp "$home/run/plan.XXXXXX") || fail "不能写 $home/run" "Cannot write to $home/run"
trap 'rm -f "$plan"' EXIT
cli plan "$plan" || exit
# shellcheck disable=SC1090 # written by the line above: assignments of plan_… and nothing else
. "$plan"
: "${plan_profile:?}" "${plan_address:?}" "${plan_run:?}" "${plan_bind:?}" "${plan_port:?}" "${plan_server_id:?}" \
  "${plan_logs:?}" "${plan_heap_mb:?}" "${plan_http_threads:?}" "${plan_pool_max:?}" "${plan_pool_wait_ms:?}" \
  "${plan_standard_threads:?}" "${plan_lumina_threads:?}" "${plan_data:?}" "${plan_drain_seconds:?}"
# Java's archive of classes is bound to this path: who prepares one for all instances (Dockerfile) gives them one path
root=${STEWARD_SERVER_ROOT:-$plan_run/server}
prepared=$home/prepared
server_log=$plan_logs/server.log
console_log=$plan_logs/console.log

mkdir -p "$plan_run" "$plan_logs"
if [ -f "$plan_run/pid" ] && kill -0 "$(cat "$plan_run/pid")" 2>/dev/null; then
  fail "实例 $plan_server_id 已在运行，进程 $(cat "$plan_run/pid")。另起一个：PORT=… SERVER_ID=… ./start.sh $plan_profile" \
    "Instance $plan_server_id is running already, process $(cat "$plan_run/pid"). To start another: PORT=… SERVER_ID=… ./start.sh $plan_profile"
fi

# --- the server: Payara's launcher, unpacked once, and a fresh root of it for every start ---

# A root that has run remembers the application and would deploy it a second time, so it is never used twice.
fresh_root() {
  rm -rf "$root" "$plan_run/server.new"
  # links where the file system has them: the server's files are 100 MB and never written
  cp -Rl "$launcher" "$plan_run/server.new" 2>/dev/null || {
    rm -rf "$plan_run/server.new"
    cp -Rp "$launcher" "$plan_run/server.new"
  } || return
  rm -rf "$plan_run/server.new/config"
  cp -Rp "$launcher/config" "$plan_run/server.new/config" && mv "$plan_run/server.new" "$root"
}

unpack_launcher() {
  local name
  name=payara-$(wc -c <"$payara" | tr -d ' ')
  launcher=$prepared/$name
  [ -f "$launcher/unpacked" ] && return
  [ -n "$prepare" ] || launcher=$home/run/$name
  [ -f "$launcher/unpacked" ] && return
  rm -rf "$launcher"
  "$java" -jar "$payara" --rootdir "$launcher" --outputlauncher >"$console_log" 2>&1 && touch "$launcher/unpacked"
}

jvm_options() {
  jvm=("-Xmx${plan_heap_mb}m" -XX:+ExitOnOutOfMemoryError -XX:+DisplayVMOutputToStderr -Dfile.encoding=UTF-8 -Djava.awt.headless=true)
  # one thread collects a small heap in milliseconds and takes no memory for itself
  if [ "$plan_heap_mb" -le 1024 ]; then jvm+=(-XX:+UseSerialGC); else jvm+=(-XX:+UseG1GC); fi
  read -r -a extra <<<"${plan_java_opts:-}"
  jvm+=(${extra[@]+"${extra[@]}"})
}

server_options() {
  # --nohazelcast alone: together with --nocluster the data grid opens port 6900 on every interface
  server=(--nohazelcast --disablephonehome --name "$plan_server_id" --port "$plan_port" --contextroot /
    --maxhttpthreads "$plan_http_threads" --minhttpthreads "$plan_http_threads"
    --prebootcommandfile "$home/server-config/payara/preboot.asadmin"
    --logproperties "$home/server-config/payara/logging.properties" --deploy "$war")
}

# The classes of the server as Java keeps them after reading, made in one trial start: saves a quarter of every later one.
# It is bound to this Java, this server and this folder. Without it everything works, only more slowly.
prepare_archive() {
  local kind=-XX:SharedArchiveFile make=-XX:ArchiveClassesAtExit key archive trial
  if [ "$java_version" -ge 25 ]; then kind=-XX:AOTCache make=-XX:AOTCacheOutput; fi
  archive=$plan_run/classes.archive trial=$plan_run/trial
  # the size of the heap does not matter to it
  key="$("$java" -version 2>&1 | tail -n 1) $launcher $root ${jvm[*]:1}"
  if [ -n "$prepare" ] || [ "$(cat "$prepared/classes.archive.key" 2>/dev/null)" = "$key" ]; then
    archive=$prepared/classes.archive
  fi
  if [ "$(cat "$archive.key" 2>/dev/null)" != "$key" ]; then
    say "准备服务器（只做一次，约 15 秒）…" "Preparing the server (once, about 15 seconds) …"
    rm -rf "$archive" "$archive.key" "$trial"
    mkdir -p "$trial" && fresh_root && (
      cd "$trial" && exec "$java" "${jvm[@]}" "$make=$archive" -DSTEWARD_ENV="$plan_profile" -DDATA_DIR="$trial" \
        -DLOG_DIR="$trial" -DDATABASE_URL="jdbc:h2:file:$trial/steward" -DSAMPLE_KNOWLEDGE=false \
        -jar "$root/launch-micro.jar" "${server[@]}" --warmup
    ) </dev/null >"$trial/console.log" 2>&1
    # the key is kept when no archive came of it, too: the next start does not try in vain again
    printf '%s' "$key" >"$archive.key"
    [ ! -f "$archive" ] || rm -rf "$trial"
  fi
  if [ -f "$archive" ]; then jvm+=("$kind=$archive"); fi
}

export STEWARD_HOME=$home STEWARD_BIND=$plan_bind
# web.xml reads these before any setting of ours can be asked
export STEWARD_DB_POOL_MAX=$plan_pool_max STEWARD_DB_POOL_WAIT_MS=$plan_pool_wait_ms
export STEWARD_STANDARD_THREADS=$plan_standard_threads STEWARD_LUMINA_THREADS=$plan_lumina_threads
# glibc keeps one heap of native memory for each of many threads unless told otherwise
export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
# the server writes its log, and a crash its report, into the working directory
cd "$plan_logs" || exit

unpack_launcher || fail "服务器解包失败，见 $console_log" "The server could not be unpacked, see $console_log"
jvm_options
server_options
prepare_archive
[ -z "$prepare" ] || exit 0
fresh_root || fail "不能写 $plan_run" "Cannot write to $plan_run"
ln -sfn server.log.0 "$server_log" 2>/dev/null || true

# --- start, wait, stay ---

pid=
stopping=
draining=
# shellcheck disable=SC2317 # the trap below calls it
stop() {
  if [ -n "$stopping" ]; then
    kill -KILL "$pid" 2>/dev/null
  else
    stopping=yes
    printf '\n'
    say "正在停止…（再按一次 Ctrl+C 立即结束）" "Stopping … (Ctrl+C again ends it at once)"
    drain &
    draining=$!
  fi
}

# shellcheck disable=SC2317 # drain calls it
# How many requests are under way, after telling the instance to take no more; fails where it does not answer.
in_flight() {
  local line
  exec 4<>"/dev/tcp/$probe_host/$plan_port" || return
  printf 'POST /admin/api/instances/%s/drain HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{"deadline_s":25}' \
    "$plan_server_id" >&4
  while IFS= read -r -t 3 line || [ -n "$line" ]; do
    if [[ $line =~ \"in_flight\":([0-9]+) ]]; then
      printf '%s' "${BASH_REMATCH[1]}"
      return
    fi
    [[ $line != HTTP/* || $line == *' 202 '* ]] || return 1
  done <&4
  return 1
} 2>/dev/null

# shellcheck disable=SC2317 # stop calls it
# The server accepts requests until its very end and then cuts off what is under way, so waiting is done here, before it
# hears of anything: the instance answers /health/ready with 503, nothing new is sent to it, what it has begun it finishes.
drain() {
  local end=$((SECONDS + plan_drain_seconds)) left
  while kill -0 "$pid" 2>/dev/null && [ "$SECONDS" -lt "$end" ]; do
    left=$(in_flight) || break
    [ "$left" -gt 0 ] || break
    sleep 0.2
  done
  kill -TERM "$pid" 2>/dev/null
}

# Waits until the server has ended, whatever signals arrive meanwhile; sets $code.
until_ended() {
  code=0
  while kill -0 "$pid" 2>/dev/null; do
    wait "$pid"
    code=$?
  done
  [ -z "$draining" ] || kill "$draining" 2>/dev/null
  rm -f "$plan_run/pid" "$plan_run/port" "$plan_run/starter" "$plan_run/data"
}

ready() {
  local answer
  # shellcheck disable=SC2034 # the answer's first line is all that counts
  (exec 3<>"/dev/tcp/$probe_host/$plan_port" && printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3 &&
    IFS= read -r -t 3 answer <&3 && [[ $answer == *' 200 '* ]]) 2>/dev/null
}

new_log_lines() {
  tail -c "+$((log_before + 1))" "$server_log" 2>/dev/null
}

deployment_failed() {
  new_log_lines | grep -q 'Exception while \(loading\|deploying\|preparing\) the app'
}

# Nginx may send to it again, where the instance had taken itself out before it ended (RECYCLE_AFTER_REQUESTS). A file that
# scripts/rolling_restart.sh has put there is empty, and that one's to take away.
back_behind_nginx() {
  local down mark
  [ -n "${plan_nginx:-}" ] || return 0
  down=$(sed -n 's|^pid \(.*\)/nginx\.pid;|\1/down|p' "$plan_nginx/nginx.conf" 2>/dev/null)
  [ -n "$down" ] || return 0
  for mark in "$down"/*":$plan_port"; do
    if [ "$(cat "$mark" 2>/dev/null)" = recycling ]; then rm -f "$mark"; fi
  done
}

progress() {
  local seconds=$1 bar='' i filled=$((($1 * 10) / usual))
  [ "$filled" -gt 9 ] && filled=9
  for ((i = 0; i < 10; i++)); do
    if [ "$i" -lt "$filled" ]; then bar+=▓; else bar+=░; fi
  done
  if [ -t 1 ]; then
    printf '\r%s %s %ss ' "$(say 启动中 Starting)" "$bar" "$seconds"
    if [ "$seconds" -ge 60 ] && [ $((seconds % 15)) -eq 0 ]; then
      printf '\n%s\n' "$(new_log_lines | tail -n 1 | cut -c 1-160)"
      say "还没有就绪；日志：./start.sh logs" "Not ready yet; the log: ./start.sh logs"
    fi
  fi
}

give_up() {
  [ -t 1 ] && printf '\n'
  say "$1" "$2" >&2
  new_log_lines | grep -E '✗|SEVERE|ERROR|Exception' | grep -v '^\s*at ' | cut -c 1-200 | head -n 12 >&2
  kill -TERM "$pid" 2>/dev/null
  until_ended
  exit 1
}

probe_host=${plan_address#http://}
probe_host=${probe_host%:*}
probe_host=${probe_host#[}
probe_host=${probe_host%]}
usual=$(cat "$plan_run/usual-seconds" 2>/dev/null || echo 12)
log_before=$( (wc -c <"$server_log") 2>/dev/null || echo 0)
[ -t 1 ] || say "启动中…" "Starting …"

# One life of the instance, from its start to its end; sets $code.
serve() {
  # In production the application writes its log lines to the standard output too: whoever collects ours gets them (systemd,
  # a container), but a person at a terminal has them in the log folder.
  if [ "$plan_profile" = prod ] && [ ! -t 1 ]; then exec 3>&1; else exec 3>>"$console_log"; fi

  : >"$console_log"
  "$java" "${jvm[@]}" -DSTEWARD_ENV="$plan_profile" -jar "$root/launch-micro.jar" "${server[@]}" \
    </dev/null >&3 2>>"$console_log" &
  pid=$!
  exec 3>&-
  trap stop INT TERM HUP
  # told to stop between two lives
  [ -z "$stopping" ] || kill -TERM "$pid"
  # for the scripts that look after several instances
  echo "$$" >"$plan_run/starter"
  echo "$plan_port" >"$plan_run/port"
  echo "$plan_data" >"$plan_run/data"
  echo "$pid" >"$plan_run/pid"

  SECONDS=0
  until ready; do
    [ -n "$stopping" ] && break
    kill -0 "$pid" 2>/dev/null || give_up "服务器没有启动，见 $console_log 和 $server_log" "The server did not start, see $console_log and $server_log"
    deployment_failed && give_up "应用部署失败，见 $server_log" "The application was not deployed, see $server_log"
    progress "$SECONDS"
    sleep 0.2
  done

  if [ -z "$stopping" ]; then
    back_behind_nginx
    seconds=$SECONDS
    echo $((seconds > 0 ? seconds : 1)) >"$plan_run/usual-seconds"
    [ -t 1 ] && printf '\r\033[K'
    if [ "$lives" = 1 ]; then
      profile=$plan_profile cli welcome "$seconds"
    else
      say "已重新启动（${seconds} 秒）。" "Started anew in $seconds s."
    fi
  fi
  until_ended
}

lives=0
while :; do
  lives=$((lives + 1))
  serve
  # an instance that ends by itself and without an error wants to be started anew (RECYCLE_AFTER_REQUESTS)
  if [ -n "$stopping" ] || [ "$code" != 0 ]; then break; fi
  say "实例处理够了请求，重新启动…" "The instance has answered its number of requests and is started anew …"
  fresh_root || fail "不能写 $plan_run" "Cannot write to $plan_run"
  log_before=$( (wc -c <"$server_log") 2>/dev/null || echo 0)
done
if [ -n "$stopping" ]; then
  say "已停止。" "Stopped."
  exit 0
fi
say "服务器自己结束了（退出码 $code），见 $console_log 和 $server_log" \
  "The server ended by itself (exit code $code), see $console_log and $server_log" >&2
exit $((code > 0 ? code : 1))
