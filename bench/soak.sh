#!/usr/bin/env bash
# Whether an instance stays as large as it was: load at a fixed rate on one Steward (./start.sh dev, default heap) beside a
# stub model server. Every minute what is under way is counted, then the load pauses until nothing is, the heap is collected
# and counted with threads and descriptors, and the load goes on.
#   bench/soak.sh [--minutes N] [--rate N] [--every SECONDS] [--port FIRST]     30 minutes, 80 requests a second
# The first tenth warms. Ends with status 1 where the heap is more than 5 % larger in the last third of the rest than in the
# first (the least of each), threads or descriptors became more, or something stayed under way in a pause.
# Uses two ports from FIRST (18640) on 127.0.0.1 and target/soak; ends only what it started. Linux only.
set -u -o pipefail
home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$home/target/soak
minutes=30
rate=80
every=60
stub_port=18640
while [ $# -gt 0 ]; do
  case $1 in
    --minutes) minutes=$2 && shift ;;
    --rate) rate=$2 && shift ;;
    --every) every=$2 && shift ;;
    --port) stub_port=$2 && shift ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0" && exit ;;
    *) "$0" --help >&2 && exit 2 ;;
  esac
  shift
done
port=$((stub_port + 1))
key=soak-0123456789abcdef
password='canary horse battery staple'
rows=$((minutes * 60 / every))
warm=$((rows / 10))
[ "$rows" -ge 10 ] || { echo "$rows rows tell nothing: ten at least, --minutes 10 or a smaller --every" >&2 && exit 2; }
for tool in curl setsid java jcmd; do
  command -v "$tool" >/dev/null || { echo "$tool is missing" >&2 && exit 2; }
done

# shellcheck source=bench/processes.sh
. "$home/bench/processes.sh"
end_tenths=300

# --- one row: what is under way, then in the pause live heap in KB, resident MB, threads, descriptors, and what is left ---

numbers() { # the sum of each of these series of /metrics
  curl -sf -m 20 -H "Authorization: Bearer $key" "http://127.0.0.1:$port/metrics" | awk -v wanted="$*" '
    BEGIN { n = split(wanted, name, " ") }
    !/^#/ { series = $1; sub(/\{.*/, "", series); sum[series] += $NF }
    END { for (i = 1; i <= n; i++) printf "%d ", sum[name[i]] }'
}

# Answers that nobody waits for any more end by themselves. The request that asks is itself one of those in flight.
until_quiet() {
  local try
  for ((try = 0; try < 30; try++)); do
    sleep 1
    left=$(numbers steward_http_requests_in_flight concurrency_running concurrency_waiting llm_in_flight |
      awk '{ print $1 - 1 + $2 + $3 + $4 }')
    [ "${left:-1}" != 0 ] || return
  done
}

row() { # number of the row
  local histogram=$work/heap-$1.txt under_way heap rss threads descriptors try
  under_way=$(numbers steward_http_requests_in_flight concurrency_running concurrency_waiting llm_in_flight)
  touch "$work/pause"
  until_quiet
  # the collector leaves some of what is dead where it lies, but not each fourth time
  for ((try = 0; try < 4; try++)); do jcmd "$pid" GC.run >/dev/null; done
  jcmd "$pid" GC.class_histogram >"$histogram"
  heap=$(awk '/^Total/ { printf "%d", $3 / 1024 }' "$histogram")
  rss=$(awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$pid/status")
  threads=$(awk '/^Threads/ { print $2 }' "/proc/$pid/status")
  descriptors=("/proc/$pid/fd/"*)
  rm "$work/pause"
  echo "$1 ${heap:-0} ${rss:-0} ${threads:-0} ${#descriptors[@]} ${left:-1} $under_way"
}

# All histograms are kept; what to look at first where it grew is what became more.
grown() {
  awk 'FNR == 1 { file++ } /^ *[0-9]+:/ { if (file == 1) first[$4] = $3; else last[$4] = $3 }
    END { for (class in last) printf "%12d KB  %s\n", (last[class] - first[class]) / 1024, class }' \
    "$work/heap-$warm.txt" "$work/heap-$rows.txt" | sort -rn | head -n 12
}

# The first and the last third after the warming, and what is said of them; ends with 1 where something grew. Judged by the
# least of each: after a burst many connections stay open for a while, with what belongs to them; what leaks stays.
verdict() {
  awk -v rows="$rows" -v warm="$warm" '
    BEGIN { third = int((rows - warm) / 3)
      split("live heap, KB;resident, MB;threads;descriptors", name, ";") }
    function take(part, i, value) {
      mean[part, i] += value / third
      if (!((part, i) in least) || value < least[part, i]) least[part, i] = value
    }
    $1 > warm && $1 <= warm + third { for (i = 1; i <= 4; i++) take("first", i, $(i + 1)) }
    $1 > rows - third { for (i = 1; i <= 4; i++) take("last", i, $(i + 1)) }
    END {
      print "| | first third: least (mean) | last third | change of the least | |\n| --- | ---: | ---: | ---: | --- |"
      for (i = 1; i <= 4; i++) {
        before = least["first", i]; after = least["last", i]
        change = 100 * (after / before - 1)
        # a few connections and threads come and go; what the heap gave back may stay resident
        bad = i == 1 ? change > 5 : i == 2 ? 0 : change > 5 && after - before > 10
        printf "| %s | %d (%d) | %d (%d) | %+.1f %% | %s |\n", name[i], before, mean["first", i], after,
          mean["last", i], change, i == 2 ? "" : bad ? "**grew**" : "flat"
        failed += bad
      }
      exit failed > 0
    }' "$work/rows.txt"
}

# --- run ---

cd "$home" || exit
rm -rf "$work"
mkdir -p "$work" || exit
./mvnw -q -B package -DskipTests dependency:build-classpath -Dmdep.outputFile="$work/classpath.txt" || exit
touch target/steward.war
classes=target/test-classes:target/classes:$(cat "$work/classpath.txt")
launch stub java -XX:+UseSerialGC -Xmx256m -cp "$classes" steward.stub.StubModelServer --port "$stub_port" --threads 1
until_answers "$stub_port" /v1/models 20 || exit
launch steward env PORT="$port" BIND_ADDRESS=127.0.0.1 SERVER_ID=soak DATA_DIR="$work/data" LOG_DIR="$work/logs" \
  LLM_BASE_URL="http://127.0.0.1:$stub_port/v1" LLM_API_KEY=sk-soak LLM_MODEL=stub-tokens-20,stub-pace-20-tokens-40 \
  AUTH_REQUIRED=true API_KEYS="$key" ADMIN_PASSWORD="$password" RATE_LIMIT_PER_MINUTE=1000000 \
  MAX_CONCURRENT_REQUESTS=300 REALTIME_MAX_PER_CALLER=1000 STEWARD_LANG=en "$home/start.sh" dev
until_answers "$port" /health/ready 300 || exit
pid=$(cat "$home/run/soak/pid") || exit
echo "$(nproc) cores, load before $(cut -d' ' -f1-3 /proc/loadavg), $rate requests a second for $((rows * every)) s"
echo "row heap_KB resident_MB threads descriptors left | under load: in_flight running waiting model_calls"
java -XX:+UseSerialGC -Xmx256m -cp "$classes" -Djava.util.logging.config.file=/dev/null steward.bench.Soak \
  "$port" "$key" "$password" "$rate" "$((warm * every))" "$((rows * every + 1))" "$work/pause" >"$work/load.txt" &
load=$!
begun=$SECONDS
for ((turn = 1; turn <= rows; turn++)); do
  while [ $((SECONDS - begun)) -lt $((turn * every)) ]; do sleep 0.5; done
  kill -0 "$pid" || exit
  row "$turn" | tee -a "$work/rows.txt"
done
wait "$load"
cat "$work/load.txt"
echo "load after $(cut -d' ' -f1-3 /proc/loadavg)"
echo
verdict
status=$?
echo
echo "what became more between row $warm and the last:"
grown
awk '$6 > 0 { print "row " $1 ": " $6 " under way half a minute into the pause"; bad++ } END { exit bad > 0 }' \
  "$work/rows.txt" || status=1
# a run in which much failed was another load than the one that is told of
awk '/^LOAD all/ { exit !($3 > 0 && $4 + $5 <= ($3 + $4 + $5) / 100) }' "$work/load.txt" ||
  { echo "more than one in a hundred failed or was left out" && status=1; }
[ "$status" = 0 ]
