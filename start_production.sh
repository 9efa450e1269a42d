#!/usr/bin/env bash
# One command for production on this machine: checks the configuration, builds what is missing, starts one or several
# instances in the background, waits until each is ready, says where they are.
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
# shellcheck source=scripts/fleet.sh
. "$home/scripts/fleet.sh"

usage() {
  say "用法：./start_production.sh [--instances N] [--check] [stop] [--lang zh|en]

  --instances N  启动 N 个实例（默认 1）：1 个在 PORT，多个在 5001、5002…，名为 server-1、server-2…
  --check        只检查配置
  stop           让全部实例处理完手上的请求后停下
先 cp .env.production.example .env.production 并填写。多个实例要共用 DATABASE_URL。" \
    "Usage: ./start_production.sh [--instances N] [--check] [stop] [--lang zh|en]

  --instances N  starts N instances (1): one at PORT, several at 5001, 5002 …, named server-1, server-2 …
  --check        only looks at the configuration
  stop           lets all instances finish what they are doing and ends them
First cp .env.production.example .env.production and fill it in. Several instances need one DATABASE_URL."
}

instances=${INSTANCES:-1}
action=start
wanted=
while [ $# -gt 0 ]; do
  case $1 in
    --instances)
      instances=${2:-}
      shift
      ;;
    --instances=*) instances=${1#--instances=} ;;
    --check) action=check ;;
    stop) action=stop ;;
    --lang)
      wanted=${2:-}
      shift
      ;;
    --lang=*) wanted=${1#--lang=} ;;
    -h | --help | help) action=help ;;
    *) action=unknown ;;
  esac
  shift
done
choose_language "$wanted"
case $instances in
  '' | *[!0-9]* | 0) action=unknown ;;
esac
case $action in
  help)
    usage
    exit 0
    ;;
  unknown)
    usage >&2
    exit 2
    ;;
  stop)
    code=0
    for name in $(running_instances); do
      say "正在停止 $name …" "Stopping $name …"
      end_instance "$name" || code=1
    done
    exit "$code"
    ;;
esac

find_java
# shellcheck disable=SC2034 # common.sh's cli reads it
profile=prod
build_if missing
if [ "$action" = check ]; then
  cli config --check
  exit
fi

first_port=${BASE_PORT:-5001}
for ((number = 1; number <= instances; number++)); do
  name=server-$number
  if [ "$instances" = 1 ]; then port=${PORT:-8000}; else port=$((first_port + number - 1)); fi
  if [ -f "$run_dir/$name/pid" ] && kill -0 "$(cat "$run_dir/$name/pid")" 2>/dev/null; then
    say "$name 已在运行：http://$host:$(port_of "$name")/" "$name is running already: http://$host:$(port_of "$name")/"
    continue
  fi
  say "启动 $name …" "Starting $name …"
  launch "$name" "$port"
  # PORT may stand in a file that only the instance has read
  until [ -f "$run_dir/$name/port" ] || ! kill -0 "$launched" 2>/dev/null; do sleep 0.2; done
  [ "$instances" != 1 ] || port=$(port_of "$name" 2>/dev/null || echo "$port")
  await_ready "$name" "$port" || exit 1
done

for name in $(running_instances); do
  say "✓ $name  http://$host:$(port_of "$name")/  接口 /api/  健康 /health" \
    "✓ $name  http://$host:$(port_of "$name")/  API /api/  health /health"
done
say "停止 ./start_production.sh stop · 观察 ./monitor_performance.sh · 逐个重启 scripts/rolling_restart.sh" \
  "stop ./start_production.sh stop · watch ./monitor_performance.sh · restart one by one scripts/rolling_restart.sh"
