#!/usr/bin/env bash
# Watches the instances of this machine: processor, memory, connections, requests a second, how long answers take, what waits,
# what the cache saves.
#   ./monitor_performance.sh [seconds between two looks, default 5] [--once] [--lang zh|en]
# Numbers are of the time between two looks; p50, p95 and p99 are upper bounds of the histogram's buckets. --once looks twice.
set -u -o pipefail

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/common.sh
. "$home/scripts/common.sh"
# shellcheck source=scripts/fleet.sh
. "$home/scripts/fleet.sh"

every=5
once=
wanted=
while [ $# -gt 0 ]; do
  case $1 in
    --once) once=yes ;;
    --lang)
      wanted=${2:-}
      shift
      ;;
    -h | --help)
      sed -n '2,5s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *[!0-9]* | '')
      printf 'unknown option %s\n' "$1" >&2
      exit 2
      ;;
    *) every=$1 ;;
  esac
  shift
done
choose_language "$wanted"
[ "$every" -gt 0 ] || every=1
ticks=$(getconf CLK_TCK)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Everything that is asked of one instance, in files of their own.
look() {
  local name=$1 pid
  pid=$(cat "$run_dir/$name/pid" 2>/dev/null) || return 1
  ask GET "$(port_of "$name")" /metrics >"$work/$name.metrics.new" 2>/dev/null || return 1
  ask GET "$(port_of "$name")" /api/metrics >"$work/$name.api" 2>/dev/null
  awk '{print $14 + $15}' "/proc/$pid/stat" >"$work/$name.cpu.new" 2>/dev/null
  awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status" >"$work/$name.rss" 2>/dev/null
}

keep() {
  mv -f "$work/$1.metrics.new" "$work/$1.metrics.old"
  mv -f "$work/$1.cpu.new" "$work/$1.cpu.old"
}

connections() {
  local hex
  hex=$(printf '%04X' "$1")
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v port=":$hex" '$4 == "01" && index($2, port) {n++} END {print n + 0}'
}

# requests a second, p50, p95, p99 in ms, over all routes but health and metrics, from two looks at the histogram
times() {
  awk -v seconds="$every" '
    /^steward_http_request_seconds_bucket/ && !/route="\/(health|metrics|api\/metrics)/ {
      match($0, /le="[^"]*"/); le = substr($0, RSTART + 4, RLENGTH - 5)
      if (FILENAME == ARGV[1]) before[le] += $NF; else { after[le] += $NF; bounds[le] = 1 }
    }
    function bound(share,   le, best, want) {
      want = share * total; best = -1
      for (le in bounds) if (le != "+Inf" && after[le] - before[le] >= want && (best < 0 || le + 0 < best)) best = le + 0
      return best < 0 ? ">120 s" : best * 1000
    }
    END {
      total = after["+Inf"] - before["+Inf"]
      if (total <= 0) print "0.0 - - -"
      else printf "%.1f %s %s %s\n", total / seconds, bound(0.5), bound(0.95), bound(0.99)
    }' "$1" "$2"
}

tell() {
  local name=$1 cpu per_second p50 p95 p99 hits waiting running
  cpu=$(awk -v t="$ticks" -v s="$every" 'NR == FNR {a = $1; next} {printf "%.0f", ($1 - a) * 100 / t / s}' \
    "$work/$name.cpu.old" "$work/$name.cpu.new")
  read -r per_second p50 p95 p99 < <(times "$work/$name.metrics.old" "$work/$name.metrics.new")
  hits=$(member cache_hit_rate <"$work/$name.api")
  running=$(grep -o '"gate" *:[^}]*' "$work/$name.api" | member running)
  waiting=$(grep -o '"gate" *:[^}]*' "$work/$name.api" | member waiting)
  printf '%-12s %5s %7s %6s %8s %7s %7s %7s %8s %8s %6s\n' "$name" "${cpu:-?}" "$(cat "$work/$name.rss")" \
    "$(connections "$(port_of "$name")")" "$per_second" "$p50" "$p95" "$p99" "${running:-?}" "${waiting:-?}" "${hits:-?}"
}

names=$(running_instances)
[ -n "$names" ] || fail "没有在运行的实例" "No instance is running"
for name in $names; do look "$name" && keep "$name"; done
while sleep "$every"; do
  printf '%s\n' "$(date +%H:%M:%S)"
  if [ "$lang" = zh ]; then
    printf '实例          CPU%%  内存MB   连接   请求/秒  p50 ms  p95 ms  p99 ms  处理中   排队中  缓存命中\n'
  else
    printf 'instance      CPU%%  RSS MB  conns    req/s  p50 ms  p95 ms  p99 ms  running  waiting   hits\n'
  fi
  for name in $(running_instances); do
    if look "$name"; then
      if [ -f "$work/$name.cpu.old" ]; then tell "$name"; fi
      keep "$name"
    else
      say "$name 没有应答" "$name does not answer"
    fi
  done
  [ -z "$once" ] || exit 0
done
