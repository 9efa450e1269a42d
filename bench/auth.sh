#!/usr/bin/env bash
# What finding out who asks costs each request, in nanoseconds; the database is away meanwhile, as nobody asks it.
#   bench/auth.sh
set -eu -o pipefail
home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$home"
mkdir -p target
./mvnw -q -B test-compile dependency:build-classpath -Dmdep.outputFile=target/bench-classpath.txt
java -Xmx512m -cp "target/test-classes:target/classes:$(cat target/bench-classpath.txt)" \
  -Djava.util.logging.config.file=/dev/null steward.identity.AuthBench 2>/dev/null
echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
