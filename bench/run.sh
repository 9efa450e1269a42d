#!/usr/bin/env bash
# Steward and its peers under the same load, in one run on one machine; see docs/performance.md.
#   bench/run.sh [--quick] [--rounds N] [--seconds N] [--warm SECONDS] [--port FIRST] [TARGET…]
#   bench/run.sh --profile        where Steward's time goes, for cached and uncached chat, instead of figures
#   TARGET  steward, or a name of `bench/peers.sh list`; without one: all of them
# Uses 20 ports from FIRST (18600) on 127.0.0.1 and the folder target/bench; ends only what it started.
# Figures are for ratios between targets: load, stub and server share the processor.
set -u -o pipefail
home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$home/target/bench
first_port=18600
seconds=4
warm_seconds=60
rounds=2
hold=8
profile=
asked=()
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=$2 && shift ;;
    --quick) seconds=2 warm_seconds=6 rounds=1 hold=4 ;;
    --profile) profile=yes && asked=(steward) ;;
    --warm) warm_seconds=$2 && shift ;;
    --rounds) rounds=$2 && shift ;;
    --port) first_port=$2 && shift ;;
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0" && exit ;;
    *) asked+=("$1") ;;
  esac
  shift
done
stub_port=$first_port
key=bench-0123456789abcdef
result=$work/$(date -u +%Y-%m-%dT%H%MZ).md
figures=$work/figures.txt
ticks=$(getconf CLK_TCK)
page_kb=$(($(getconf PAGE_SIZE) / 1024))
declare -A port

for tool in wrk ab curl setsid java; do
  command -v "$tool" >/dev/null || { echo "$tool is missing; bench/peers.sh install" >&2 && exit 2; }
done
[ "${#asked[@]}" -gt 0 ] || mapfile -t asked < <("$home/bench/peers.sh" list && echo steward)
mkdir -p "$work" || exit
: >"$figures"
ulimit -n "$(ulimit -Hn)" 2>/dev/null

# shellcheck source=bench/processes.sh
. "$home/bench/processes.sh"

# Fields of /proc/PID/stat of a group's processes, without the shell that watches over a server: pid cpu-ticks pages.
members() {
  cat /proc/[0-9]*/stat 2>/dev/null | awk -v wanted="${group[$1]}" '{
    name = $0; sub(/^[0-9]+ \(/, "", name); sub(/\) .*/, "", name)
    rest = $0; sub(/^.*\) /, "", rest); split(rest, f, " ")
    if (f[3] == wanted && name !~ /^(start.sh|bash|sleep)$/) print $1, f[12] + f[13], f[22]
  }'
}
cpu_ticks() { members "$1" | awk '{ sum += $2 } END { print sum + 0 }'; }
rss_mb() { members "$1" | awk -v kb="$page_kb" '{ sum += $3 } END { printf "%.0f", sum * kb / 1024 }'; }
java_of() { members "$1" | awk 'NR == 1 { print $1 }'; }

# --- targets ---

models=stub-tokens-20,stub-delay-200-tokens-20,stub-pace-20-tokens-100,stub-pace-1000-tokens-30
start_steward() {
  rm -rf "$work/data" "$work/logs"
  launch steward env PORT="${port[steward]}" BIND_ADDRESS=127.0.0.1 SERVER_ID=bench DATA_DIR="$work/data" \
    LOG_DIR="$work/logs" LLM_BASE_URL="http://127.0.0.1:$stub_port/v1" LLM_API_KEY=sk-bench LLM_MODEL="$models" \
    AUTH_REQUIRED=true API_KEYS="$key" RATE_LIMIT_PER_MINUTE=1000000 MAX_CONCURRENT_REQUESTS=4000 STEWARD_LANG=en \
    JAVA_OPTS="${JAVA_OPTS:-}" "$home/start.sh" dev
  until_answers "${port[steward]}" /health/ready 300
}

# The first start makes what later ones use; the second, with empty data, is the one that is timed.
start_steward_timed() {
  start_steward || return
  kill -TERM -- "-${group[steward]}"
  while kill -0 -- "-${group[steward]}" 2>/dev/null; do sleep 0.1; done
  local begun ready cpu
  begun=$(date +%s%N)
  start_steward || return
  ready=$(date +%s%N)
  cpu=$(cpu_ticks steward)
  note start steward "$(awk -v n=$((ready - begun)) -v c="$cpu" -v t="$ticks" \
    'BEGIN { printf "%.1f s from command to ready, server %.1f CPU-s", n / 1e9, c / t }')"
  note "ab in the first second, -n 2000 -c 100" steward "$(ab_line steward 2000)"
}

start_peer() {
  launch "$1" "$home/bench/peers.sh" run "$1" "${port[$1]}" "$stub_port" "$work/$1"
  until_answers "${port[$1]}" "$(health_of "$1")" 20
}

# --- one measurement each; every one prints what goes into its cell ---

note() { # case target cell
  printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$figures"
  printf '%-44s %-8s %s\n' "$1" "$2" "$3"
}

health_of() { if [ "$1" = portkey ]; then echo /; else echo /health; fi; }
chat_of() { if [ "$1-$2" = nginx-same ]; then echo /cached/v1/chat/completions; else echo /v1/chat/completions; fi; }

ab_line() { # target requests
  timeout 60 ab -q -n "$2" -c 100 "http://127.0.0.1:${port[$1]}$(health_of "$1")" 2>&1 | awk '
    /^Requests per second/ { rate = $4 } /^Failed requests/ { failed = $3 } /^Non-2xx/ { failed += $3 }
    /^ *50%/ { p50 = $2 } /^ *99%/ { p99 = $2 } /^ *100%/ { most = $2 }
    END { printf "%d req/s, p50 %d, p99 %d, longest %d ms, failed %d", rate, p50, p99, most, failed }'
}

# wrk: one line RESULT of the scripts, and the server's processor time over it
wrk_line() { # target seconds connections script arguments…
  local target=$1 time=$2 connections=$3 script=$4 before after out
  shift 4
  before=$(cpu_ticks "$target")
  out=$(timeout $((time + 20)) wrk -t1 -c "$connections" -d "${time}s" --timeout 20s -s "$home/bench/$script" "$@" |
    grep ^RESULT)
  after=$(cpu_ticks "$target")
  echo "${out:-RESULT 0 1 0 0 0}" | awk -v ticks=$((after - before)) -v hz="$ticks" '{
    printf "%d req/s, p50 %.1f, p99 %.1f ms, %.3f CPU-s/1k, failed %d", $2 / $3, $5, $6,
      $2 ? ticks / hz / $2 * 1000 : 0, $4 }'
}

provider() { if [ "$1" = portkey ]; then echo portkey; else echo -; fi; }

chat_line() { # target seconds connections model same|unique [path door]
  wrk_line "$1" "$2" "$3" chat.lua "http://127.0.0.1:${port[$1]}" -- "${6:-$(chat_of "$1" "$5")}" "$4" "$5" "$key" \
    "${7:-$(provider "$1")}" "http://127.0.0.1:$stub_port/v1"
}

question() { # model [door]
  if [ "${2:-}" = steward ]; then
    printf '{"model":"%s","stream":true,"message":"@N@"}' "$1"
  else
    printf '{"model":"%s","stream":true,"messages":[{"role":"user","content":"@N@"}]}' "$1"
  fi
}

streams() { # target model path door options… ; prints the lines of StreamLoad
  local target=$1 model=$2 path=$3 door=$4 header="Authorization: Bearer $key"
  shift 4
  [ "$target" = portkey ] &&
    header+=$'\r\n'"x-portkey-provider: openai"$'\r\n'"x-portkey-custom-host: http://127.0.0.1:$stub_port/v1"
  timeout 120 java -XX:+UseSerialGC -Xmx512m -cp "$home/target/test-classes" steward.bench.StreamLoad \
    --port "${port[$target]}" --path "$path" --body "$(question "$model" "$door")" --header "$header" "$@"
}

stream_cells() { # target path door label
  local line cell
  while read -r line; do
    cell=$(echo "$line" | awk '{ printf "%d events/s, first p50 %.0f, p99 %.0f, gap p99 %.0f ms, failed %d", $5 / $6, $7, $8, $9, $4 }')
    note "SSE $(echo "$line" | cut -d' ' -f2) x 20 ms$4" "$1" "$cell"
  done < <(streams "$1" stub-pace-20-tokens-100 "$2" "$3" --streams 100,1000 --least 100)
}

burst_cell() { # target path door label; the first line only warms the load itself
  streams "$1" stub-tokens-20 "$2" "$3" --streams 16 --seconds 1 --least 20 >/dev/null
  note "SSE burst c=16$4" "$1" "$(streams "$1" stub-tokens-20 "$2" "$3" --streams 16 --seconds "$seconds" --least 20 |
    awk '{ printf "%d streams/s, first p50 %.1f, p99 %.1f ms, failed %d", $3 / $6, $7, $8, $4 }')"
}

live_kb() { # the heap of a Java target after a full collection, else its resident memory
  jcmd "$(java_of "$1")" GC.run >/dev/null 2>&1
  jcmd "$(java_of "$1")" GC.class_histogram 2>/dev/null | awk '/^Total/ { printf "%d", $3 / 1024 }'
}

idle_cell() { # 1,000 streams with an event each second: memory and processor time of holding them
  local target=$1 load before after rss_before rss heap_before='' heap='' heap_text=''
  rss_before=$(rss_mb "$target")
  [ "$target" = steward ] && heap_before=$(live_kb steward)
  streams "$target" stub-pace-1000-tokens-30 /v1/chat/completions - --streams 1000 --hold $((hold + 4)) >"$work/idle.txt" &
  load=$!
  sleep 4
  before=$(cpu_ticks "$target")
  sleep $((hold - 2))
  after=$(cpu_ticks "$target")
  rss=$(rss_mb "$target")
  if [ "$target" = steward ]; then
    heap=$(live_kb steward)
    heap_text=", $(((heap - heap_before) / 1000)) KB of live heap each"
  fi
  wait "$load"
  note "1,000 streams, an event a second" "$target" "$(awk -v ticks=$((after - before)) -v hz="$ticks" \
    -v s=$((hold - 2)) -v a="$rss_before" -v b="$rss" -v h="$heap_text" \
    '{ printf "%.3f CPU-s per second, resident %d -> %d MB%s, open %d", ticks / hz / s, a, b, h, $10 }' "$work/idle.txt")"
}

# --- cases ---

warm() {
  local target=$1 time=$2 paths=$3
  if [ "$target" = steward ]; then
    # few connections, all the real paths: the compiler needs the processor more than the load does
    for ((pass = 0; pass < 2; pass++)); do
      wrk -t1 -c3 -d$((time / 12 + 1))s "http://127.0.0.1:$paths/health" >/dev/null
      for door in "/v1/chat/completions -" "/api/chat steward"; do
        read -r path kind <<<"$door"
        chat_line steward $((time / 12 + 1)) 6 stub-tokens-20 unique "$path" "$kind" >/dev/null
        chat_line steward $((time / 12 + 1)) 4 stub-tokens-20 same "$path" "$kind" >/dev/null
        streams steward stub-tokens-20 "$path" "$kind" --streams 8 --seconds $((time / 15 + 1)) >/dev/null
      done
    done
  else
    chat_line "$target" 2 16 stub-tokens-20 unique >/dev/null
    chat_line "$target" 1 16 stub-tokens-20 same >/dev/null
  fi
}

round() {
  local target c
  for target in "${asked[@]}"; do
    note "health c=64" "$target" "$(wrk_line "$target" "$seconds" 64 health.lua "http://127.0.0.1:${port[$target]}$(health_of "$target")")"
  done
  for target in "${asked[@]}"; do note "ab -n 10000 -c 100 health" "$target" "$(ab_line "$target" 10000)"; done
  for target in "${asked[@]}"; do
    [ "$target" = portkey ] || note "cached chat c=64" "$target" "$(chat_line "$target" "$seconds" 64 stub-tokens-20 same)"
    [ "$target" = steward ] &&
      note "cached chat c=64, /api/chat" steward "$(chat_line steward "$seconds" 64 stub-tokens-20 same /api/chat steward)"
  done
  for target in "${asked[@]}"; do
    note "uncached 0 ms c=64" "$target" "$(chat_line "$target" "$seconds" 64 stub-tokens-20 unique)"
    [ "$target" = steward ] &&
      note "uncached 0 ms c=64, /api/chat" steward "$(chat_line steward "$seconds" 64 stub-tokens-20 unique /api/chat steward)"
  done
  for c in 10 100 1000; do
    for target in "${asked[@]}"; do
      note "200 ms upstream c=$c" "$target" "$(chat_line "$target" "$seconds" $c stub-delay-200-tokens-20 unique)"
      [ "$target" = steward ] && [ "$c" = 1000 ] && note "200 ms upstream c=$c, /api/chat" steward \
        "$(chat_line steward "$seconds" $c stub-delay-200-tokens-20 unique /api/chat steward)"
    done
  done
  for target in "${asked[@]}"; do
    stream_cells "$target" /v1/chat/completions - ""
    [ "$target" = steward ] && stream_cells steward /api/chat steward ", /api/chat"
  done
  for target in "${asked[@]}"; do
    burst_cell "$target" /v1/chat/completions - ""
    [ "$target" = steward ] && burst_cell steward /api/chat steward ", /api/chat"
  done
}

profiles() {
  local name path door kind load
  while read -r name path door kind; do
    chat_line steward 16 64 stub-tokens-20 "$kind" "$path" "$door" >"$work/line.txt" &
    load=$!
    sleep 2
    printf '\n## %s\n\n' "$name"
    "$home/bench/profile.sh" "$(java_of steward)" 11
    wait "$load"
    cat "$work/line.txt"
  done <<<"cached-/api/chat /api/chat steward same
cached-/v1 /v1/chat/completions - same
uncached-/v1 /v1/chat/completions - unique
uncached-/api/chat /api/chat steward unique"
}

# The mean of the rounds' first numbers, and that over each target's, as a table.
table() {
  awk -F '\t' '
    { value = $3; if (!($1 in seen)) { seen[$1] = ++cases; name[cases] = $1 }
      if (!($2 in known)) { known[$2] = ++targets; who[targets] = $2 }
      cell = $1 SUBSEP $2; text[cell] = text[cell] (text[cell] == "" ? "" : "<br>") value }
    END {
      printf "| case |"; for (t = 1; t <= targets; t++) printf " %s |", who[t]; printf "\n|---|"
      for (t = 1; t <= targets; t++) printf "---|"; printf "\n"
      for (c = 1; c <= cases; c++) { printf "| %s |", name[c]
        for (t = 1; t <= targets; t++) printf " %s |", text[name[c] SUBSEP who[t]]; printf "\n" }
    }' "$figures"
}

ratios() {
  awk -F '\t' '
    $1 !~ /^(start|memory|1,000|ab in)/ { split($3, f, " "); cell = $1 SUBSEP $2; sum[cell] += f[1]; n[cell]++
      if (!($1 in seen)) { seen[$1] = ++cases; name[cases] = $1 }
      if ($2 != "steward" && !($2 in known)) { known[$2] = ++targets; who[targets] = $2 } }
    END {
      printf "| Steward over |"; for (t = 1; t <= targets; t++) printf " %s |", who[t]; printf "\n|---|"
      for (t = 1; t <= targets; t++) printf "---|"; printf "\n"
      for (c = 1; c <= cases; c++) { mine = name[c] SUBSEP "steward"; if (!n[mine]) continue
        base = name[c]; sub(/, \/api\/chat$/, "", base); printf "| %s |", name[c]
        for (t = 1; t <= targets; t++) { its = base SUBSEP who[t]
          if (sum[its] > 0) printf " %.2f |", (sum[mine] / n[mine]) / (sum[its] / n[its]); else printf " - |" }
        printf "\n" }
    }' "$figures"
}

begun=$SECONDS
load_before=$(cut -d' ' -f1-3 /proc/loadavg)
# built here and not by start.sh, whose build would begin by removing target, and what we write there with it
if [ ! -f "$home/target/test-classes/steward/bench/StreamLoad.class" ] || [ ! -f "$home/target/steward.war" ] ||
  [ -n "$(find "$home/src" "$home/pom.xml" -newer "$home/target/steward.war" -print -quit)" ]; then
  (cd "$home" && ./mvnw -B -q -DskipTests package && touch target/steward.war) || exit
fi
launch stub java -XX:+UseSerialGC -Xmx1g -cp "$home/target/test-classes" steward.stub.StubModelServer --port "$stub_port" --threads 1
until_answers "$stub_port" /v1/models 10 || exit
next=$((first_port + 1))
for target in "${asked[@]}"; do
  port[$target]=$next
  next=$((next + 1))
done
for target in "${asked[@]}"; do
  if [ "$target" = steward ]; then start_steward_timed; else start_peer "$target"; fi || exit
done
for target in "${asked[@]}"; do note "memory at rest, MB" "$target" "$(rss_mb "$target")"; done
for target in "${asked[@]}"; do warm "$target" "$warm_seconds" "${port[$target]}"; done
if [ -n "$profile" ]; then
  profiles | tee "$work/profile.txt"
  exit
fi
for ((turn = 1; turn <= rounds; turn++)); do round; done
for target in "${asked[@]}"; do idle_cell "$target"; done
for target in "${asked[@]}"; do note "memory after, MB" "$target" "$(rss_mb "$target")"; done
{
  echo "# $(date -u +%Y-%m-%d), $rounds rounds of $seconds s, $((SECONDS - begun)) s in all"
  echo
  echo "$(nproc) cores, $(awk -F ': ' '/model name/ { print $2; exit }' /proc/cpuinfo), load before $load_before, after $(cut -d' ' -f1-3 /proc/loadavg)"
  echo
  table
  echo
  ratios
} >"$result"
echo
cat "$result"
