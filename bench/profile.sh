#!/usr/bin/env bash
# Where Steward's time goes under one load, by Java's own flight recorder.
#   bench/profile.sh PID SECONDS [DEPTH]     while the load runs; PID is the server's
# Prints what share of the samples each of our methods is in (a sample counts for every method on its stack, so shares
# overlap), then the methods at the top of the stack. The kernel's share is the process's own account of its time.
set -u -o pipefail
pid=${1:?PID} seconds=${2:?SECONDS} depth=${3:-25}
file=$(mktemp "${TMPDIR:-/tmp}/profile.XXXXXX.jfr") || exit
trap 'rm -f "$file"' EXIT

times() { sed 's/^.*) //' "/proc/$pid/stat" | awk '{ print $12, $13 }'; }

before=$(times)
jcmd "$pid" JFR.start name=bench settings=profile >/dev/null || exit
sleep "$seconds"
jcmd "$pid" JFR.dump name=bench filename="$file" >/dev/null
jcmd "$pid" JFR.stop name=bench >/dev/null
echo "$before $(times)" | awk '{ u = $3 - $1; s = $4 - $2; printf "kernel %.0f %% of the processor time\n", 100 * s / (u + s) }'

jfr print --events jdk.ExecutionSample --stack-depth 64 "$file" | awk -v depth="$depth" '
  /stackTrace = \[/ { inside = 1; top = 1; split("", met); samples++; next }
  inside && /^ *\]/ { inside = 0; next }
  inside {
    line = $0; sub(/^ +/, "", line); sub(/ *line:.*/, "", line); sub(/\(.*/, "", line)
    if (top) { leaf[line]++; top = 0 }
    if (!(line in met)) { met[line] = 1; whole[line]++ }
  }
  END {
    printf "%d samples\n\nin\n", samples
    sort = "sort -rn | head -n " depth
    for (m in whole) if (m ~ /^steward|writeCommit|DirectoryReader|IndexSearcher\.search$|ObjectMapper\.(read|write)|FilterManager|HttpAsync|WebappClassLoader|CDI|Weld/) printf "%5.1f %% %s\n", 100 * whole[m] / samples, m | sort
    close(sort)
    print "\nat the top"
    for (m in leaf) printf "%5.1f %% %s\n", 100 * leaf[m] / samples, m | sort
    close(sort)
  }'
