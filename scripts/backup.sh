#!/usr/bin/env bash
# Makes a backup of the database, PostgreSQL or embedded, checks it and forgets those older than 30 days:
#   scripts/backup.sh [--to <folder>] [--keep <days>] [--lang zh|en]
# Writes backup_YYYYMMDD.dump (pg_dump's custom form; of the embedded database backup_YYYYMMDD.zip) and its .sha256 beside it;
# a second one on the same day has the time in its name. Every day at three, from cron:
#   0 3 * * * /opt/steward/scripts/backup.sh --to /var/backups/steward
# The configuration is not in it: scripts/backup_config.sh.
set -u -o pipefail

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/common.sh
. "$home/scripts/common.sh"
# shellcheck source=scripts/fleet.sh
. "$home/scripts/fleet.sh"
# shellcheck source=scripts/database.sh
. "$home/scripts/database.sh"

target=${BACKUP_DIR:-$home/backups}
keep=${BACKUP_KEEP_DAYS:-30}
wanted=
while [ $# -gt 0 ]; do
  case $1 in
    --to)
      target=${2:-}
      shift
      ;;
    --keep)
      keep=${2:-}
      shift
      ;;
    --lang)
      wanted=${2:-}
      shift
      ;;
    *)
      sed -n '2,7s/^# \{0,1\}//p' "$0"
      exit 2
      ;;
  esac
  shift
done
choose_language "$wanted"
case $keep in '' | *[!0-9]*) fail "--keep 应为天数" "--keep takes days" 2 ;; esac
find_java
build_if missing
read_database

umask 077
mkdir -p "$target" || fail "不能写 $target" "Cannot write to $target"
target=$(cd "$target" && pwd)
kind=dump
[ "$db_kind" = postgresql ] || kind=zip
file=$target/backup_$(date +%Y%m%d).$kind
[ ! -e "$file" ] || file=$target/backup_$(date +%Y%m%d_%H%M%S).$kind
part=$file.part
trap 'rm -f "$part"' EXIT

if [ "$db_kind" = postgresql ]; then
  need pg_dump
  postgresql pg_dump --format=custom --file="$part" || fail "pg_dump 失败，没有备份" "pg_dump failed; there is no backup"
  # a dump that was cut off has no table of contents, or not all that it lists
  pg_restore --file=/dev/null "$part" || fail "备份读不出来" "The backup cannot be read"
else
  embedded_backup "$part" || fail "备份失败" "The backup failed"
  unzip -q -t "$part" >/dev/null || fail "备份读不出来" "The backup cannot be read"
fi
mv "$part" "$file"
(cd "$target" && sha256sum "$(basename "$file")" >"$(basename "$file").sha256") || fail "写不了校验和" "The checksum cannot be written"
# what was found by reading it, as the server notes it
printf '{"at":"%s","ok":true}\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$file.verified"
say "✓ $file（$(du -h "$file" | cut -f 1)）" "✓ $file ($(du -h "$file" | cut -f 1))"

# Old ones go only now, when a good one is there, and that one never goes.
find "$target" -maxdepth 1 -type f \( -name 'backup_*.dump' -o -name 'backup_*.zip' -o -name 'backup_*.sha256' -o -name 'backup_*.verified' \) \
  -mtime "+$keep" ! -path "$file" ! -path "$file.sha256" ! -path "$file.verified" -print -delete
