#!/usr/bin/env bash
# What becomes slower as the rows become more: one instance with 1,000, 10,000 and 100,000 short documents, then with
# 1,000,000 ended tasks as well, then while the results of a tenth of them are purged. Prints a table of ratios.
#   bench/growth.sh [postgresql|h2] [TASKS [SIZE...]]      postgresql 1000000 1000 10000 100000
#   bench/growth.sh postgresql 50000 500 2000              a quick look
# Documents are cut by the product's own code and written 500 in a transaction while the instance is stopped; tasks by one
# statement. Takes about ten minutes. Uses free ports of 127.0.0.1 and target/growth; ends only what it started.
set -eu -o pipefail
home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$home"
database=${1:-postgresql}
tasks=${2:-1000000}
shift $(($# < 2 ? $# : 2))
[ $# -gt 0 ] || set -- 1000 10000 100000
case $database in postgresql | h2) ;; *) echo "no $database" >&2 && exit 2 ;; esac
mkdir -p target/growth
./mvnw -q -B package -DskipTests dependency:build-classpath -Dmdep.outputFile=target/bench-classpath.txt
echo "load before $(cut -d' ' -f1-3 /proc/loadavg)"
java -Xmx512m -cp "target/test-classes:target/classes:$(cat target/bench-classpath.txt)" \
  -Djava.util.logging.config.file=/dev/null \
  -Dsteward.war="$home/target/steward.war" -Dsteward.server="$home/target/payara-micro.jar" \
  -Dsteward.work="$home/target/growth" steward.bench.Growth "$database" "$tasks" "$@"
echo "load after $(cut -d' ' -f1-3 /proc/loadavg)"
