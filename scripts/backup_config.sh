#!/usr/bin/env bash
# Packs the configuration (.env files, server-config, compose files, what scripts/nginx_config.sh wrote) and encrypts it,
# because it holds secrets:
#   scripts/backup_config.sh [--to <folder>]            writes config_YYYYMMDD.tar.gz.enc and its .sha256
#   scripts/backup_config.sh --open <file> [--to <folder>]
# The passphrase comes from BACKUP_PASSPHRASE, BACKUP_PASSPHRASE_FILE or the terminal, never from the command line. Keep it
# elsewhere than the backup. AES-256-CBC, the key by PBKDF2 with 600,000 rounds; a changed byte is told by the checksum.
set -u -o pipefail

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${BACKUP_DIR:-$home/backups}
open=
while [ $# -gt 0 ]; do
  case $1 in
    --to)
      target=${2:-}
      shift
      ;;
    --open)
      open=${2:-}
      shift
      ;;
    *)
      sed -n '2,8s/^# \{0,1\}//p' "$0"
      exit 2
      ;;
  esac
  shift
done

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

command -v openssl >/dev/null || fail "openssl is not installed · 没有 openssl"
if [ -n "${BACKUP_PASSPHRASE_FILE:-}" ]; then
  BACKUP_PASSPHRASE=$(cat "$BACKUP_PASSPHRASE_FILE") || exit 1
elif [ -z "${BACKUP_PASSPHRASE:-}" ]; then
  [ -t 0 ] || fail "Set BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE · 请设置口令"
  read -r -s -p "Passphrase · 口令: " BACKUP_PASSPHRASE
  printf '\n'
fi
[ ${#BACKUP_PASSPHRASE} -ge 12 ] || fail "The passphrase needs 12 characters or more · 口令至少 12 个字符"
export BACKUP_PASSPHRASE

cipher=(openssl enc -aes-256-cbc -pbkdf2 -iter 600000 -md sha256 -pass env:BACKUP_PASSPHRASE)
umask 077
mkdir -p "$target" || exit 1
target=$(cd "$target" && pwd)

if [ -n "$open" ]; then
  [ -f "$open" ] || fail "There is no $open"
  (cd "$(dirname "$open")" && sha256sum --check --status "$(basename "$open").sha256") ||
    fail "$open is damaged or has no checksum · 已损坏或没有校验和"
  "${cipher[@]}" -d -in "$open" 2>/dev/null | tar -xzf - -C "$target" || fail "Wrong passphrase · 口令不对"
  printf '%s\n' "$target"
  exit 0
fi

cd "$home" || exit 1
parts=()
for part in .env .env.dev .env.prod .env.production server-config docker-compose.yml docker-compose.prod.yml nginx secrets; do
  [ ! -e "$part" ] || parts+=("$part")
done
file=$target/config_$(date +%Y%m%d).tar.gz.enc
[ ! -e "$file" ] || file=$target/config_$(date +%Y%m%d_%H%M%S).tar.gz.enc
trap 'rm -f "$file.part"' EXIT
tar -czf - --exclude=nginx/run --exclude=nginx/log "${parts[@]}" | "${cipher[@]}" -salt -out "$file.part" || fail "Failed · 失败"
mv "$file.part" "$file"
(cd "$target" && sha256sum "$(basename "$file")" >"$(basename "$file").sha256") || exit 1
printf '✓ %s\n' "$file"
find "$target" -maxdepth 1 -type f -name 'config_*' -mtime "+${BACKUP_KEEP_DAYS:-30}" ! -path "$file*" -print -delete
