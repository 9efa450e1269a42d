#!/usr/bin/env bash
# Three instances on one PostgreSQL, thousands of tasks, kill -9 of a random one every 5 to 15 seconds; then a ledger of
# all submissions is compared with the rows. Ends with status 1 where a task is lost, doubled or came from nowhere.
#   bench/chaos.sh [TASKS [SECONDS [SEED]]]      5000 tasks, 300 seconds of killing, seed 1
# Uses free ports of 127.0.0.1 and target/chaos; ends only what it started. Needs 4 GB of memory.
set -eu -o pipefail
home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$home"
mkdir -p target/chaos
./mvnw -q -B package -DskipTests dependency:build-classpath -Dmdep.outputFile=target/bench-classpath.txt
exec java -Xmx256m -cp "target/test-classes:target/classes:$(cat target/bench-classpath.txt)" \
  -Dsteward.war="$home/target/steward.war" -Dsteward.server="$home/target/payara-micro.jar" \
  -Dsteward.work="$home/target/chaos" steward.bench.Chaos "${1:-5000}" "${2:-300}" "${3:-1}"
