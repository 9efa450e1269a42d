#!/usr/bin/env bash
# Lets in SSH, HTTP and HTTPS and nothing else, by ufw: PostgreSQL, Redis and the instances' own ports stay inside.
#   sudo scripts/firewall.sh            sets it up
#   scripts/firewall.sh --dry-run       only prints what it would do
#   SSH_PORT=2222 sudo -E scripts/firewall.sh
set -eu -o pipefail

dry=
case ${1:-} in
  '') ;;
  --dry-run) dry=yes ;;
  *)
    sed -n '2,5s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac

do_it() {
  if [ -n "$dry" ]; then printf '%s\n' "$*"; else "$@"; fi
}

if [ -z "$dry" ]; then
  command -v ufw >/dev/null || {
    printf 'ufw is not installed: apt-get install ufw\n' >&2
    exit 1
  }
  [ "$(id -u)" = 0 ] || {
    printf 'This needs root: sudo %s\n' "$0" >&2
    exit 1
  }
fi
do_it ufw default deny incoming
do_it ufw default allow outgoing
# the session that runs this must not be cut off
do_it ufw limit "${SSH_PORT:-22}/tcp"
do_it ufw allow 80/tcp
do_it ufw allow 443/tcp
do_it ufw --force enable
do_it ufw status verbose
