#!/usr/bin/env bash
# Puts a backup of scripts/backup.sh back in place of what the database holds now:
#   scripts/restore.sh <backup_YYYYMMDD.dump|.zip> [--yes] [--lang zh|en]
# A backup that is damaged is refused before anything is touched. On PostgreSQL all of it happens in one transaction: it is
# the whole backup or nothing. Every instance must be stopped (./start_production.sh stop); their search indexes follow at
# the next start.
set -u -o pipefail

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/common.sh
. "$home/scripts/common.sh"
# shellcheck source=scripts/fleet.sh
. "$home/scripts/fleet.sh"
# shellcheck source=scripts/database.sh
. "$home/scripts/database.sh"

backup=
yes=
wanted=
while [ $# -gt 0 ]; do
  case $1 in
    --yes) yes=yes ;;
    --lang)
      wanted=${2:-}
      shift
      ;;
    -*)
      sed -n '2,6s/^# \{0,1\}//p' "$0"
      exit 2
      ;;
    *) backup=$1 ;;
  esac
  shift
done
choose_language "$wanted"
[ -n "$backup" ] || fail "用法：scripts/restore.sh <备份文件> [--yes]" "Usage: scripts/restore.sh <backup> [--yes]" 2
[ -f "$backup" ] || fail "没有 $backup" "There is no $backup"
backup=$(cd "$(dirname "$backup")" && pwd)/$(basename "$backup")
find_java
build_if missing
read_database

[ -f "$backup.sha256" ] || fail "没有校验和 $backup.sha256，拒绝恢复" "There is no checksum $backup.sha256: refused"
(cd "$(dirname "$backup")" && sha256sum --check --status "$(basename "$backup").sha256") ||
  fail "备份已损坏（校验和不符），拒绝恢复" "The backup is damaged (its checksum differs): refused"
[ -z "$(running_instances)" ] ||
  fail "实例还在运行：先 ./start_production.sh stop" "Instances are running: ./start_production.sh stop first"

if [ "$db_kind" = postgresql ]; then
  case $backup in *.dump) ;; *) fail "PostgreSQL 需要 .dump 备份" "PostgreSQL takes a .dump" ;; esac
  need pg_restore
  what=$db_name@$db_host:$db_port
else
  case $backup in *.zip) ;; *) fail "内嵌数据库需要 .zip 备份" "The embedded database takes a .zip" ;; esac
  what=$db_data
fi
if [ -z "$yes" ]; then
  say "将用 $(basename "$backup") 替换 $what 里的全部数据。输入 restore 继续：" \
    "All data in $what will be replaced by $(basename "$backup"). Type restore to go on:"
  read -r typed
  [ "$typed" = restore ] || fail "没有恢复" "Nothing was restored"
fi

if [ "$db_kind" = postgresql ]; then
  postgresql pg_restore --clean --if-exists --no-owner --no-privileges --single-transaction --exit-on-error "$backup" ||
    fail "恢复失败，数据库没有改变" "The restore failed; the database is unchanged"
else
  before=$db_data/before-restore-$(date +%Y%m%d_%H%M%S)
  mkdir -p "$before" || fail "不能写 $db_data" "Cannot write to $db_data"
  for old in "$db_data"/steward.*.db; do
    [ ! -f "$old" ] || mv "$old" "$before/"
  done
  unzip -q "$backup" -d "$db_data" || fail "解不开；原来的数据在 $before" "It cannot be unpacked; what was there is in $before"
fi
# a copy of rows that are gone: every instance makes it anew
find "$db_data" -maxdepth 2 -type d -name index -exec rm -rf {} +
# for the audit: the next start tells it
printf '%s %s@%s %s\n' "$(basename "$backup")" "$(id -un)" "$(uname -n)" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$db_data/restored" ||
  say "⚠ 不能写 $db_data：审计中将没有这次恢复" "⚠ Cannot write to $db_data: the audit will not have this restore"
say "✓ 已恢复。启动：./start_production.sh" "✓ Restored. Start: ./start_production.sh"
