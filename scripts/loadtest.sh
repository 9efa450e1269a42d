#!/usr/bin/env bash
# The bars of the guides as one command, with a report in Markdown:
#   scripts/loadtest.sh [http://host:port] [--report <file>]
# API_KEY is sent as Bearer. Needs ab (apache2-utils). The instance's limits must let the load in: RATE_LIMIT_PER_MINUTE,
# MAX_CONCURRENT_REQUESTS=50, and Nginx counts other machines' connections (NGINX_CONNECTIONS, NGINX_RATE).
set -u -o pipefail

base=http://127.0.0.1:8000
report=
while [ $# -gt 0 ]; do
  case $1 in
    http://* | https://*) base=${1%/} ;;
    --report)
      report=${2:-}
      shift
      ;;
    *)
      sed -n '2,5s/^# \{0,1\}//p' "$0"
      exit 2
      ;;
  esac
  shift
done
command -v ab >/dev/null || {
  printf 'ab is not installed: apt-get install apache2-utils\n' >&2
  exit 2
}
ulimit -n 8192 2>/dev/null || true
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# run NAME SUCCESS% MEAN_MS P99_MS AB-ARGUMENTS…: one load and whether it met its bar (0 stands for no bar)
run() {
  local name=$1 success=$2 mean_bar=$3 p99_bar=$4 out=$work/ab complete failed refused mean p99 rate share verdict=✓
  shift 4
  ab -q -r -l ${API_KEY:+-H "Authorization: Bearer $API_KEY"} "$@" >"$out" 2>"$work/error" || true
  complete=$(awk '/^Complete requests/ {print $3}' "$out")
  failed=$(awk '/^Failed requests/ {print $3}' "$out")
  refused=$(awk '/^Non-2xx/ {print $3}' "$out")
  mean=$(awk '/^Time per request/ && !/across/ {print $4}' "$out")
  p99=$(awk '$1 == "99%" {print $2}' "$out")
  rate=$(awk '/^Requests per second/ {print $4}' "$out")
  if [ -z "$complete" ]; then
    printf '| %s | ✗ | %s | | | | |\n' "$name" "$(head -n 1 "$work/error")"
    failures=$((failures + 1))
    return
  fi
  share=$(awk -v c="$complete" -v f="${failed:-0}" -v r="${refused:-0}" 'BEGIN {printf "%.2f", c ? 100 * (c - f - r) / c : 0}')
  if ! awk -v s="$share" -v sb="$success" -v m="$mean" -v mb="$mean_bar" -v p="$p99" -v pb="$p99_bar" \
    'BEGIN {exit !(s >= sb && (mb == 0 || m < mb) && (pb == 0 || p < pb))}'; then
    verdict=✗
    failures=$((failures + 1))
  fi
  printf '| %s | %s | %s | %s %% (≥ %s %%) | %s (< %s) | %s (< %s) | %s |\n' \
    "$name" "$verdict" "$complete" "$share" "$success" "$mean" "$mean_bar" "$p99" "$p99_bar" "$rate"
}

measure() {
  local question=$work/question
  printf '{"message":"年假怎么算？"}' >"$question"
  printf '# Load test · %s · %s\n\n' "$base" "$(date -u +%Y-%m-%dT%H:%MZ)"
  printf 'Machine: %s cores, %s. Closed loop by ab; 0 means that no bar is set.\n\n' "$(nproc)" \
    "$(awk '/^MemTotal/ {printf "%.0f GB", $2 / 1048576}' /proc/meminfo)"
  printf '| load | | requests | success | mean ms | p99 ms | req/s |\n| --- | --- | --- | --- | --- | --- | --- |\n'
  # the code only warms up in use; its first seconds are no measure of the next year
  ab -q -r -l -k -n 2000 -c 20 "$base/api/v1/monitoring/health" >/dev/null 2>&1
  ab -q -r -l -k -n 200 -c 4 -p "$question" -T application/json ${API_KEY:+-H "Authorization: Bearer $API_KEY"} "$base/api/chat" >/dev/null 2>&1
  ab -q -r -l -k -n 2000 -c 8 ${API_KEY:+-H "Authorization: Bearer $API_KEY"} "$base/api/knowledge/search?q=%E5%B9%B4%E5%81%87" >/dev/null 2>&1
  run "health, 10 at once" 100 0 0 -n 1000 -c 10 "$base/api/v1/monitoring/health"
  run "health, 100 at once" 99 100 500 -n 10000 -c 100 "$base/api/ef/v1/health"
  run "100 users, 50 chats at once" 99 0 500 -k -n 2000 -c 50 -p "$question" -T application/json "$base/api/chat"
  run "search, 100 at once" 99 0 500 -k -n 2000 -c 100 "$base/api/knowledge/search?q=%E5%B9%B4%E5%81%87"
  run "1,000 connections" 99 500 0 -k -n 20000 -c 1000 "$base/api/health"
  printf '\n'
  if [ "$failures" = 0 ]; then printf 'All bars met.\n'; else printf '%s bars missed.\n' "$failures"; fi
}

# not in a pipe, which would count the failures in a shell of its own
measure >"$work/report"
cat "$work/report"
[ -z "$report" ] || cp "$work/report" "$report"
[ "$failures" = 0 ]
