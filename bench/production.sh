#!/usr/bin/env bash
# Three instances by start_production.sh, on one PostgreSQL and one Redis, behind Nginx; then one of:
#   bench/production.sh rolling [PORT]   all are replaced by rolling_restart.sh under ab -k -n 60000 -c 50, 30 streams, 30 sockets
#   bench/production.sh scale [PORT]     the same load on one, two and three of them
#   bench/production.sh load [PORT]      scripts/loadtest.sh with its report
# Uses three ports from PORT (15001) on 127.0.0.1 and target/production; ends only what it started. Needs ab, nginx,
# redis-server and 4 GB of memory. Ends with status 1 where something failed.
set -eu -o pipefail
home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$home"
case ${1:-} in
  rolling | scale | load) ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
mkdir -p target/production
./mvnw -q -B package -DskipTests dependency:build-classpath -Dmdep.outputFile=target/bench-classpath.txt
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
exec java -Xmx512m -cp "target/test-classes:target/classes:$(cat target/bench-classpath.txt)" \
  -Dsteward.work="$home/target/production" steward.bench.Fleet "$1" "${2:-15001}"
