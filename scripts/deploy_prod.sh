#!/usr/bin/env bash
# Deploys this working copy on this machine in six steps and stops at the first that fails:
#   scripts/deploy_prod.sh [--skip-tests] [--instances N] [--nginx <folder>] [--lang zh|en]
# build, integration tests, configuration, migration, deployment (one instance after the other), health.
set -u -o pipefail

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/common.sh
. "$home/scripts/common.sh"
# shellcheck source=scripts/fleet.sh
. "$home/scripts/fleet.sh"

tests=yes
instances=1
nginx_dir=${NGINX_DIR:-}
wanted=
while [ $# -gt 0 ]; do
  case $1 in
    --skip-tests) tests= ;;
    --instances)
      instances=${2:-1}
      shift
      ;;
    --nginx)
      nginx_dir=${2:-}
      shift
      ;;
    --lang)
      wanted=${2:-}
      shift
      ;;
    -h | --help)
      sed -n '2,5s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *)
      printf 'unknown option %s\n' "$1" >&2
      exit 2
      ;;
  esac
  shift
done
choose_language "$wanted"
find_java
# shellcheck disable=SC2034 # common.sh's cli reads it
profile=prod

step() {
  printf '\n'
  say "[$1/6] $2" "[$1/6] $3"
}

step 1 "构建" "Build"
build
step 2 "集成测试" "Integration tests"
if [ -n "$tests" ]; then
  (cd "$home" && ./mvnw -B -q verify) || fail "测试没有通过" "The tests did not pass"
else
  say "按 --skip-tests 跳过" "Left out, as --skip-tests says"
fi
step 3 "检查配置" "Configuration"
cli config --check || exit
step 4 "升级数据库" "Migration"
cli migrate || exit
step 5 "部署" "Deployment"
if [ -n "$(running_instances)" ]; then
  "$home/scripts/rolling_restart.sh" ${nginx_dir:+--nginx "$nginx_dir"} --lang "$lang" || exit
else
  "$home/start_production.sh" --instances "$instances" --lang "$lang" || exit
fi
step 6 "健康" "Health"
for name in $(running_instances); do
  is_ready "$(port_of "$name")" || fail "$name 未就绪" "$name is not ready"
  say "✓ $name 就绪" "✓ $name is ready"
done
