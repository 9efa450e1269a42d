#!/usr/bin/env bash
# Replaces the instances of this machine one after the other, without a failed request:
#   scripts/rolling_restart.sh [--nginx <folder>] [--lang zh|en] [instance …]
# <folder> is what scripts/nginx_config.sh has written. For each instance: Nginx sends nothing new, the instance finishes what
# it has begun, ends, starts again, is ready, is sent to again. Stops at the first instance that does not come back: the
# others still run the version before.
set -u -o pipefail

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/common.sh
. "$home/scripts/common.sh"
# shellcheck source=scripts/fleet.sh
. "$home/scripts/fleet.sh"

nginx_dir=${NGINX_DIR:-}
wanted=
names=()
while [ $# -gt 0 ]; do
  case $1 in
    --nginx)
      nginx_dir=${2:-}
      shift
      ;;
    --lang)
      wanted=${2:-}
      shift
      ;;
    -h | --help)
      sed -n '2,7s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    -*)
      printf 'unknown option %s\n' "$1" >&2
      exit 2
      ;;
    *) names+=("$1") ;;
  esac
  shift
done
choose_language "$wanted"
find_java
build_if missing
if [ ${#names[@]} -eq 0 ]; then
  while IFS= read -r name; do names+=("$name"); done < <(running_instances)
fi
[ ${#names[@]} -gt 0 ] || fail "没有在运行的实例" "No instance is running"

down=
if [ -n "$nginx_dir" ]; then
  down=$(sed -n 's|^pid \(.*\)/nginx\.pid;|\1/down|p' "$nginx_dir/nginx.conf" 2>/dev/null)
  [ -d "$down" ] || fail "$nginx_dir 不是 scripts/nginx_config.sh 写出的目录" "$nginx_dir was not written by scripts/nginx_config.sh"
fi
if [ -z "$down" ] && [ ${#names[@]} -gt 1 ]; then
  say "没有 --nginx：前面的负载均衡要自己按 /health/ready 避开正在重启的实例" \
    "Without --nginx, whatever stands in front must avoid the instance that restarts, by /health/ready"
fi

# mark down|up PORT: whether Nginx sends to the instance at this port. It looks at each request, without a reload.
mark() {
  [ -n "$down" ] || return 0
  local server
  server=$(sed -n "s/^server \([^ ]*:$2\)[ ;].*/\1/p" "$nginx_dir/servers.conf")
  [ -n "$server" ] || return 1
  if [ "$1" = down ]; then : >"$down/$server"; else rm -f "$down/$server"; fi
}

# Nginx leaves out one instance at a time: one that has taken itself out (RECYCLE_AFTER_REQUESTS) is waited for.
await_turn() {
  local end=$((SECONDS + ${DRAIN_SECONDS:-60} + 60))
  [ -n "$down" ] || return 0
  while grep -qx recycling "$down"/* 2>/dev/null; do
    if [ "$SECONDS" -ge "$end" ]; then
      say "$down 里的实例还没有回来，继续" "The instance in $down has not come back; going on"
      return 0
    fi
    sleep 0.5
  done
}

# Until nothing is under way: start.sh waits too, but only for so long; here somebody watches.
drained() {
  local name=$1 port=$2 left end=$((SECONDS + ${DRAIN_SECONDS:-60}))
  while [ "$SECONDS" -lt "$end" ]; do
    left=$(ask POST "$port" "/admin/api/instances/$name/drain" '{"deadline_s":30}' | member in_flight)
    [ -z "$left" ] && return 0
    [ "$left" -le 0 ] && return 0
    sleep 0.5
  done
  say "$name 还有 $left 个请求，继续" "$name still has $left requests; going on"
}

for name in "${names[@]}"; do
  await_turn
  port=$(port_of "$name") || fail "$name 没有在运行" "$name is not running"
  say "$name：排空" "$name: draining"
  mark down "$port" || fail "$nginx_dir 里没有端口 $port 的实例，或不可写" "$nginx_dir names no instance at port $port, or cannot be written"
  # what Nginx has just sent on still arrives, and is counted from then
  sleep 1
  drained "$name" "$port"
  say "$name：重启" "$name: restarting"
  end_instance "$name" || exit 1
  launch "$name" "$port"
  await_ready "$name" "$port" || fail "$name 没有回来，其余实例未动" "$name did not come back; the others were left alone"
  mark up "$port" || fail "$down 不可写" "$down cannot be written"
  say "✓ $name" "✓ $name"
done
