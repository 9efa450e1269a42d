#!/bin/sh
# Writes a whole Nginx configuration from the templates in server-config/nginx and has Nginx check it:
#   scripts/nginx_config.sh <folder> [--web <steward.war>]
#   nginx -p <folder> -c nginx.conf
# What can be chosen, by environment variables (in brackets the default):
#   NGINX_INSTANCES     1 or 3, which template of servers (1); NGINX_SERVERS="host:port host:port …" names them instead
#   NGINX_TLS           on or off (off); with on: NGINX_TLS_CERT, NGINX_TLS_KEY (/etc/nginx/ssl/cert.pem, key.pem), NGINX_OCSP (off)
#   NGINX_BIND          address (*); NGINX_HTTP_PORT (80), NGINX_HTTPS_PORT (443), NGINX_SERVER_NAME (_)
#   NGINX_LOG_DIR       (/var/log/nginx); NGINX_RUN_DIR (<folder>/run); NGINX_WEB_ROOT (<folder>/web): files that Nginx sends itself
#   NGINX_WORKERS       (auto); NGINX_WORKER_CONNECTIONS (4096); NGINX_USER (what the package was built with)
#   NGINX_SHUTDOWN_TIMEOUT  how long streams may go on after a reload (1h)
#   NGINX_RATE, NGINX_BURST, NGINX_CONNECTIONS  for each address: requests a second (100), at once beyond that (200), connections (200)
#   NGINX_UNLIMITED     networks that are not counted ("127.0.0.0/8 ::1"); none for nobody
#   NGINX_CHECK         off: do not run nginx -t (on)
# For sh, not bash: the small images have nothing else.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
templates=${NGINX_TEMPLATES:-$here/../server-config/nginx}

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

out=${1:-}
[ -n "$out" ] || fail "usage 用法: scripts/nginx_config.sh <folder> [--web <steward.war>]"
war=
if [ "${2:-}" = --web ]; then war=${3:?--web <steward.war>}; fi
mkdir -p "$out"
out=$(CDPATH='' cd -- "$out" && pwd)

run=${NGINX_RUN_DIR:-$out/run}
web=${NGINX_WEB_ROOT:-$out/web}
logs=${NGINX_LOG_DIR:-/var/log/nginx}
mkdir -p "$run" "$logs" "$web/pages" "$web/public/downloads" "$web/acme"

instances=${NGINX_INSTANCES:-1}
case $instances in
  1) servers=${NGINX_SERVERS:-127.0.0.1:8000} ;;
  3) servers=${NGINX_SERVERS:-127.0.0.1:5001 127.0.0.1:5002 127.0.0.1:5003} ;;
  *) servers=${NGINX_SERVERS:?NGINX_INSTANCES is 1 or 3; name others in NGINX_SERVERS, as host:port host:port} ;;
esac

https_port=${NGINX_HTTPS_PORT:-443}
port_in_url=
[ "$https_port" = 443 ] || port_in_url=:$https_port
user=
[ -z "${NGINX_USER:-}" ] || user="user $NGINX_USER;"

unlimited=
for network in ${NGINX_UNLIMITED:-127.0.0.0/8 ::1}; do
  [ "$network" = none ] || unlimited="$unlimited$network 1; "
done

# | and & mean something to sed; none of these values has them, but a path might
quoted() {
  printf '%s' "$1" | sed 's/[\\|&]/\\&/g'
}

filled() {
  sed -e "s|@USER@|$(quoted "$user")|g" \
    -e "s|@WORKER_PROCESSES@|${NGINX_WORKERS:-auto}|g" \
    -e "s|@WORKER_CONNECTIONS@|${NGINX_WORKER_CONNECTIONS:-4096}|g" \
    -e "s|@OPEN_FILES@|$((${NGINX_WORKER_CONNECTIONS:-4096} * 2))|g" \
    -e "s|@SHUTDOWN_TIMEOUT@|${NGINX_SHUTDOWN_TIMEOUT:-1h}|g" \
    -e "s|@RUN_DIR@|$(quoted "$run")|g" \
    -e "s|@LOG_DIR@|$(quoted "$logs")|g" \
    -e "s|@WEB_ROOT@|$(quoted "$web")|g" \
    -e "s|@BIND@|${NGINX_BIND:-*}|g" \
    -e "s|@HTTP_PORT@|${NGINX_HTTP_PORT:-80}|g" \
    -e "s|@HTTPS_PORT@|$https_port|g" \
    -e "s|@HTTPS_PORT_IN_URL@|$port_in_url|g" \
    -e "s|@SERVER_NAME@|$(quoted "${NGINX_SERVER_NAME:-_}")|g" \
    -e "s|@TLS_CERT@|$(quoted "${NGINX_TLS_CERT:-/etc/nginx/ssl/cert.pem}")|g" \
    -e "s|@TLS_KEY@|$(quoted "${NGINX_TLS_KEY:-/etc/nginx/ssl/key.pem}")|g" \
    -e "s|@OCSP@|${NGINX_OCSP:-off}|g" \
    -e "s|@REQUESTS_PER_SECOND@|${NGINX_RATE:-100}|g" \
    -e "s|@BURST@|${NGINX_BURST:-200}|g" \
    -e "s|@CONNECTIONS_PER_ADDRESS@|${NGINX_CONNECTIONS:-200}|g" \
    -e "s|@UNLIMITED@|$unlimited|g" "$1"
}

for folder in http location proxy; do
  mkdir -p "$out/$folder"
  for file in "$templates/$folder"/*; do
    filled "$file" >"$out/$folder/${file##*/}"
  done
done
mkdir -p "$out/server"
filled "$templates/server/locations.conf" >"$out/server/locations.conf"
if [ "${NGINX_TLS:-off}" = on ]; then site=https; else site=http; fi
filled "$templates/server/$site.conf" >"$out/server/site.conf"
filled "$templates/nginx.conf" >"$out/nginx.conf"

# From 1.27.4 Nginx can wait, at a reload, before it closes the idle connections of callers: before that a request that is just
# on its way into one of them is lost, and its caller has to send it again.
if nginx -v 2>&1 | awk -F'[/. ]' '{for (i = 1; i <= NF; i++) if ($i == "nginx") v = $(i + 1) * 1000000 + $(i + 2) * 1000 + $(i + 3)} END {exit !(v >= 1027004)}'; then
  printf 'keepalive_min_timeout 5s;\n' >"$out/http/keepalive-min-timeout.conf"
fi

# The template's comment and parameters, and as many lines as there are instances.
# shellcheck disable=SC2086 # the list is meant to be split
set -- $servers
if [ $# -gt 1 ]; then template=three; else template=one; fi
{
  grep '^#' "$templates/servers/$template.conf"
  parameters=$(sed -n 's/^server @HOST_1@ \(.*\);$/\1/p' "$templates/servers/$template.conf")
  for server in "$@"; do
    printf 'server %s %s;\n' "$server" "$parameters"
  done
} >"$out/servers.conf"

# Of several, each can be taken out while others go on: as long as a file with its name is in down/. A reload would do that as
# well, but at a reload Nginx closes the idle connections of callers, and what is just on its way into one of them is lost.
mkdir -p "$run/down"
rm -f "$out"/servers-without-*.conf
: >"$out/http/without.conf"
{
  printf '# Written by scripts/nginx_config.sh: whom requests are passed on to (proxy/headers.conf).\n'
  # shellcheck disable=SC2016 # a variable of Nginx
  printf 'set $steward_instances steward;\n'
} >"$out/server/instances.conf"
if [ $# -gt 1 ]; then
  number=0
  for server in "$@"; do
    number=$((number + 1))
    sed "s|^server $server .*;|# $server is out|" "$out/servers.conf" >"$out/servers-without-$number.conf"
    sed -e '/^ *#/d' -e "s/^upstream steward /upstream steward_without_$number /" \
      -e "s/zone steward /zone steward_without_$number /" -e "s/servers\.conf/servers-without-$number.conf/" \
      "$out/http/upstream.conf" >>"$out/http/without.conf"
    # shellcheck disable=SC2016 # a variable of Nginx
    printf 'if (-f "%s") { set $steward_instances steward_without_%s; }\n' "$run/down/$server" "$number" \
      >>"$out/server/instances.conf"
  done
fi

if [ -n "$war" ]; then
  # what browsers fetch most, so that no instance has to send it
  rm -rf "$web/pages"
  mkdir -p "$web/pages"
  unzip -q -o "$war" 'app/*' 'vendor/*' -d "$web/pages"
fi

if [ "${NGINX_CHECK:-on}" = on ]; then
  nginx -t -q -p "$out" -c nginx.conf
fi
printf '%s\n' "$out/nginx.conf: $*"
