#!/usr/bin/env bash
# The peers that bench/run.sh and bench/tasks.sh measure beside Steward.
#   bench/peers.sh install               Debian packages, Portkey by npm, Dramatiq by pip, whatever can be had
#   bench/peers.sh list                  the names of those that can run here
#   bench/peers.sh run NAME PORT STUB_PORT WORK    becomes that peer, on 127.0.0.1
set -u -o pipefail
here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
portkey=$here/../target/bench/portkey

install() {
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends wrk apache2-utils \
    nginx-light python3-flask python3-requests gunicorn python3-gevent python3-fastapi uvicorn python3-uvloop \
    python3-httptools python3-httpx python3-celery python3-redis redis-server || echo "not all Debian packages could be installed" >&2
  dramatiq
  command -v npm >/dev/null || return 0
  mkdir -p "$portkey"
  cp "$here/peers/package.json" "$portkey/"
  (cd "$portkey" && timeout 180 npm install --no-audit --no-fund --silent) || echo "no Portkey: npm failed" >&2
}

# Debian has none
dramatiq() {
  local folder=$here/../target/bench/dramatiq
  [ ! -x "$folder/bin/dramatiq" ] || return 0
  { python3 -m venv "$folder" && timeout 60 "$folder/bin/pip" install --quiet --retries 0 'dramatiq[redis]'; } >/dev/null 2>&1 ||
    echo "no Dramatiq: pip failed" >&2
}

imports() { /usr/bin/python3 -c "import $1" 2>/dev/null; }

list() {
  command -v nginx >/dev/null && echo nginx
  imports "flask, gevent, gunicorn, requests" && echo flask
  imports "fastapi, uvicorn, httpx, uvloop, httptools" && echo fastapi
  [ -f "$portkey/node_modules/@portkey-ai/gateway/build/start-server.js" ] && echo portkey
  return 0
}

run() {
  local name=$1 port=$2 stub=$3 work=$4
  export STUB_URL=http://127.0.0.1:$stub/v1/chat/completions PYTHONDONTWRITEBYTECODE=1
  mkdir -p "$work"
  cd "$here/peers" || exit
  case $name in
    nginx)
      sed -e "s|@PORT@|$port|; s|@STUB@|$stub|; s|@WORK@|$work|" nginx.conf >"$work/nginx.conf"
      exec nginx -p "$work" -e "$work/nginx-error.log" -c "$work/nginx.conf"
      ;;
    flask)
      exec /usr/bin/gunicorn -k gevent -w 4 --worker-connections 2000 --backlog 4096 --keep-alive 75 -b "127.0.0.1:$port" \
        --log-level warning flask_app:app
      ;;
    fastapi)
      exec /usr/bin/uvicorn --host 127.0.0.1 --port "$port" --workers 2 --backlog 4096 --loop uvloop --http httptools \
        --no-access-log --log-level warning --timeout-keep-alive 75 fastapi_app:app
      ;;
    portkey)
      # the gateway asks only hosts it trusts; the address comes with each request
      export TRUSTED_CUSTOM_HOSTS=127.0.0.1,localhost
      exec node "$portkey/node_modules/@portkey-ai/gateway/build/start-server.js" --headless "--port=$port"
      ;;
    *) echo "no peer $name" >&2 && exit 2 ;;
  esac
}

case ${1:-} in
  install | list) "$1" ;;
  run)
    shift
    run "$@"
    ;;
  *)
    sed -n '2,5s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
