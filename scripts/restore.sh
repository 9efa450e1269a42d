#!/usr/bin/env bash
# Puts a backup of scripts/backup.sh back in place of what the database holds now:
#   scripts/restore.sh <backup_YYYYMMDD.dump|.zip> [--yes] [--lang zh|en]
# A backup that is damaged is refused before anything is touched. On PostgreSQL all of it happens in one transaction: it is
# the whole backup or nothing. A .zip of the embedded database goes into PostgreSQL where DATABASE_URL names one: that is how
# one moves there. Every instance must be stopped (./start_production.sh stop); their search indexes follow at the next start.
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

unzip_needed() {
  command -v unzip >/dev/null || fail "没有 unzip，请安装" "There is no unzip: install it"
}

case $db_kind:$backup in
  postgresql:*.dump) need pg_restore ;;
  *:*.zip) unzip_needed ;;
  postgresql:*) fail "PostgreSQL 需要 .dump 备份，或内嵌数据库的 .zip" "PostgreSQL takes a .dump, or a .zip of the embedded database" ;;
  *) fail "内嵌数据库需要 .zip 备份；PostgreSQL 的备份不能放进去" "The embedded database takes a .zip; a backup of PostgreSQL does not go into it" ;;
esac
what=$db_data
[ "$db_kind" = embedded ] || what=$db_name@$db_host:$db_port
if [ -z "$yes" ]; then
  say "将用 $(basename "$backup") 替换 $what 里的全部数据。输入 restore 继续：" \
    "All data in $what will be replaced by $(basename "$backup"). Type restore to go on:"
  read -r typed
  [ "$typed" = restore ] || fail "没有恢复" "Nothing was restored"
fi

# Unpacks an embedded backup where nobody else reads it and has its rows put into PostgreSQL; the folder goes in any case.
move() {
  mkdir -p "$db_data" || fail "不能写 $db_data" "Cannot write to $db_data"
  unpacked=$(umask 077 && mktemp -d "$db_data/moving.XXXXXX") || fail "不能写 $db_data" "Cannot write to $db_data"
  trap 'rm -rf "$unpacked"' EXIT
  trap 'exit 130' INT TERM
  unzip -q "$backup" -d "$unpacked" >/dev/null 2>&1 ||
    fail "解不开 $(basename "$backup")：文件损坏，或 $db_data 的磁盘放不下。PostgreSQL 没有改变。" \
      "$(basename "$backup") cannot be unpacked: it is damaged, or the disk of $db_data has no room for it. PostgreSQL is unchanged."
  say "正在复制到 $what，并逐表比较…" "Copying into $what and comparing table by table …"
  heap=512m cli move "$unpacked" || exit
}

if [[ $db_kind:$backup == postgresql:*.zip ]]; then
  move
elif [ "$db_kind" = postgresql ]; then
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
if [ -n "${unpacked:-}" ]; then
  say "接下来：
  · 检索索引在启动时重建，API 密钥和密码照旧。
  · SECRET_KEY 与原来不同时，大家要重新登录一次；不想这样，就把原来的值（没有设置过时是原数据目录里的 secret.key）写进 SECRET_KEY_PREVIOUS。
  · 登录后检查审计（GET /admin/api/audit/verify）。备份文件和原来的内嵌数据库都没有动，确认之后再删。" \
    "Next:
  · Search indexes are made anew at the start; API keys and passwords stay as they are.
  · With another SECRET_KEY than before everybody signs in once more; to avoid it, put the former one (where none was set,
    what is in secret.key of the former data folder) into SECRET_KEY_PREVIOUS.
  · Check the audit once signed in (GET /admin/api/audit/verify). The backup and the former embedded database are untouched:
    delete them when all is well."
fi
