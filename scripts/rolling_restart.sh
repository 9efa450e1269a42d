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

servers=
if [ -n "$nginx_dir" ]; then
  servers=$nginx_dir/servers.conf
  [ -f "$servers" ] || fail "$servers 不存在" "There is no $servers"
fi
if [ -z "$servers" ] && [ ${#names[@]} -gt 1 ]; then
  say "没有 --nginx：前面的负载均衡要自己按 /health/ready 避开正在重启的实例" \
    "Without --nginx, whatever stands in front must avoid the instance that restarts, by /health/ready"
fi

# mark down|up PORT: whether Nginx sends to the instance at this port.
mark() {
  [ -n "$servers" ] || return 0
  local changed
  changed=$(mktemp "$nginx_dir/servers.XXXXXX") || return 1
  if [ "$1" = down ]; then
    sed "/^server [^ ]*:$2[ ;]/{/ down/!s/;\$/ down;/;}" "$servers" >"$changed"
  else
    sed "/^server [^ ]*:$2[ ;]/s/ down;\$/;/" "$servers" >"$changed"
  fi
  chmod 644 "$changed" && mv "$changed" "$servers" && nginx -t -q -p "$nginx_dir" -c nginx.conf &&
    nginx -p "$nginx_dir" -c nginx.conf -s reload
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
  port=$(port_of "$name") || fail "$name 没有在运行" "$name is not running"
  say "$name：排空" "$name: draining"
  mark down "$port" || fail "Nginx 配置改不了" "The configuration of Nginx could not be changed"
  # what the old workers of Nginx have accepted by now still arrives
  sleep 1
  drained "$name" "$port"
  say "$name：重启" "$name: restarting"
  end_instance "$name" || exit 1
  launch "$name" "$port"
  await_ready "$name" "$port" || fail "$name 没有回来，其余实例未动" "$name did not come back; the others were left alone"
  mark up "$port" || fail "Nginx 配置改不了" "The configuration of Nginx could not be changed"
  say "✓ $name" "✓ $name"
done
