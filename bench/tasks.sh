#!/usr/bin/env bash
# How fast tasks are on H2 and on PostgreSQL: submitting, draining 10,000 that do nothing, and from submitting to starting.
#   bench/tasks.sh [h2|postgresql]      without one: both
# Every commit is on the disk before it is told. Needs no network; PostgreSQL comes as a library.
set -eu -o pipefail
home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$home"
mkdir -p target
./mvnw -q -B test-compile dependency:build-classpath -Dmdep.outputFile=target/bench-classpath.txt
for database in ${1:-h2 postgresql}; do
  java -Xmx512m -cp "target/test-classes:target/classes:$(cat target/bench-classpath.txt)" \
    -Djava.util.logging.config.file=/dev/null steward.task.TaskBench "$database" 2>/dev/null
done
echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
