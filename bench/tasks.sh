#!/usr/bin/env bash
# How fast tasks are on H2 and on PostgreSQL: submitting, draining 10,000 that do nothing, and from submitting to starting;
# and the same of Celery and Dramatiq on Redis, where they are installed (bench/peers.sh install).
#   bench/tasks.sh [NAME...]             h2, postgresql, celery, celery-always, dramatiq, dramatiq-always; or all of them
#   TASKS=1000 bench/tasks.sh            a quick look
# Before a commit is told it is on the disk on PostgreSQL and with the operating system on H2. Redis writes to the disk
# every second, which is H2's promise; with -always before it answers, which is PostgreSQL's. Needs no network; PostgreSQL
# comes as a library.
set -eu -o pipefail
home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$home"
mkdir -p target
tasks=${TASKS:-10000}
picks=${PICK_UPS:-300}
[ "$tasks" -ge 5000 ] || picks=${PICK_UPS:-30}
[ $# -gt 0 ] || set -- h2 postgresql celery celery-always dramatiq dramatiq-always

ours() {
  [ -n "${built:-}" ] ||
    ./mvnw -q -B test-compile dependency:build-classpath -Dmdep.outputFile=target/bench-classpath.txt
  built=yes
  java -Xmx512m -cp "target/test-classes:target/classes:$(cat target/bench-classpath.txt)" \
    -Djava.util.logging.config.file=/dev/null steward.task.TaskBench "$1" "$tasks" "$picks" 2>/dev/null
}

peer() {
  local python=/usr/bin/python3
  [ "${1%-always}" != dramatiq ] || [ ! -x target/bench/dramatiq/bin/python3 ] || python=target/bench/dramatiq/bin/python3
  command -v "$python" >/dev/null || { echo "no $1: there is no python3"; return 0; }
  "$python" bench/peers/queue_peer.py check "$1" || return 0
  timeout 900 "$python" bench/peers/queue_peer.py "$1" "$tasks" "$picks" || echo "$1 failed"
}

for name; do
  case $name in
    h2 | postgresql) ours "$name" ;;
    celery | celery-always | dramatiq | dramatiq-always) peer "$name" ;;
    *) echo "no $name" >&2 && exit 2 ;;
  esac
done
echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
