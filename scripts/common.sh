# shellcheck shell=bash
# What start.sh and steward share: language, Java, building what is missing, calling the command line.
# They set $home (the installation) before they read this file, and $profile when one was asked for.

home=${home:?}
war=$home/target/steward.war
payara=$home/target/payara-micro.jar
exploded=$home/target/steward/WEB-INF
lang=
profile=${profile:-}

# The words of one message: Chinese, then English.
say() {
  if [ "$lang" = zh ]; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi
}

fail() {
  say "$1" "$2" >&2
  exit "${3:-1}"
}

# What was asked for, else STEWARD_LANG, else the system's language; English for any other.
choose_language() {
  local wanted=${1:-${STEWARD_LANG:-auto}}
  [ "$wanted" = auto ] && wanted=${LC_ALL:-${LC_MESSAGES:-${LANG:-en}}}
  case $wanted in
    zh*) lang=zh ;;
    *) lang=en ;;
  esac
}

# Sets $java: the one of JAVA_HOME, else of PATH; it must be 17 or newer.
find_java() {
  local version
  java=${JAVA_HOME:+$JAVA_HOME/bin/java}
  java=${java:-$(command -v java || true)}
  if [ -z "$java" ] || [ ! -x "$java" ]; then
    fail "没有找到 Java。请安装 JDK 17 或更新版本（如 apt-get install openjdk-17-jdk），或设置 JAVA_HOME。" \
      "No Java found. Install JDK 17 or newer (as apt-get install openjdk-17-jdk), or set JAVA_HOME."
  fi
  version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  if [ -z "$version" ] || [ "$version" -lt 17 ]; then
    fail "$java 是 Java ${version:-?}，需要 17 或更新版本。安装后设置 JAVA_HOME。" \
      "$java is Java ${version:-?}, but 17 or newer is needed. Install it and set JAVA_HOME."
  fi
  # shellcheck disable=SC2034 # start.sh asks for it
  java_version=$version
}

# Builds when something is missing; for "newer" also when a source is newer than what was built.
build_if() {
  local reason=
  if [ ! -f "$war" ] || [ ! -f "$payara" ] || [ ! -d "$exploded/classes" ]; then
    reason=missing
  elif [ "$1" = newer ] && [ -n "$(find "$home/src/main" "$home/pom.xml" -newer "$war" -print 2>/dev/null | head -n 1)" ]; then
    reason=newer
  fi
  [ -z "$reason" ] || build
}

build() {
  local log=$home/run/build.log
  mkdir -p "$home/run" || fail "不能写 $home/run" "Cannot write to $home/run"
  if [ ! -x "$(dirname "$java")/javac" ] && ! command -v javac >/dev/null; then
    fail "这是 JRE，构建需要 JDK 17 或更新版本（如 apt-get install openjdk-17-jdk）。" \
      "This is a JRE; building takes a JDK 17 or newer (as apt-get install openjdk-17-jdk)."
  fi
  say "正在构建（第一次要下载依赖，需几分钟；详情 $log）…" \
    "Building (the first time downloads libraries and takes minutes; details in $log) …" >&2
  if ! (cd "$home" && ./mvnw -B -DskipTests -Dspotless.check.skip=true clean package </dev/null >"$log" 2>&1); then
    grep -vE '^\[INFO\]|\[Help 1\]|To see the full|Re-run Maven|For more information|^\[ERROR\] *$' "$log" | tail -n 12 >&2
    if grep -qiE 'Unknown host|Could not transfer|Connection (refused|timed out)|Failed to (fetch|validate)|offline mode|cannot be downloaded' "$log"; then
      fail "构建失败：下载不了依赖。请检查网络，或在 ~/.m2/settings.xml 里配置镜像或代理，然后重试。" \
        "The build failed: libraries cannot be downloaded. Check the network, or set a mirror or proxy in ~/.m2/settings.xml, and try again."
    fi
    fail "构建失败，见 $log" "The build failed, see $log"
  fi
}

# The Java command line, quick to start: it lives for a second. $heap for one that has more to hold.
cli() {
  local colour=false
  [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && colour=true
  "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx"${heap:-128m}" -Dfile.encoding=UTF-8 \
    -DSTEWARD_HOME="$home" ${profile:+-DSTEWARD_ENV="$profile"} -Dsteward.color=$colour \
    -cp "$exploded/classes:$exploded/lib/*" steward.command.Steward "$@" --lang "$lang"
}
