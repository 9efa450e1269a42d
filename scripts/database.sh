# shellcheck shell=bash disable=SC2154
# What backup.sh and restore.sh share, beside common.sh and fleet.sh: where the database is, and calling PostgreSQL's tools
# without the password in their arguments. (SC2154: the variables are those of the other two files and of the settings.)

# Sets $db_kind (postgresql or embedded) and what belongs to it, from the settings.
read_database() {
  local answers
  local run_dir=$home/run
  mkdir -p "$run_dir"
  answers=$(umask 077 && mktemp "$run_dir/database.XXXXXX") || fail "不能写 $run_dir" "Cannot write to $run_dir"
  profile=${STEWARD_ENV:-prod} cli database "$answers" || {
    rm -f "$answers"
    exit 1
  }
  # shellcheck disable=SC1090 # written by the line above: assignments of db_… and nothing else
  . "$answers"
  rm -f "$answers"
  : "${db_kind:?}" "${db_data:?}"
}

need() {
  command -v "$1" >/dev/null || fail "没有 $1，请安装 postgresql-client" "There is no $1: install postgresql-client"
}

# postgresql TOOL ARGUMENTS…: to the database of the settings
postgresql() {
  local tool=$1
  shift
  PGPASSWORD=$db_password PGSSLMODE=${db_sslmode:-prefer} PGCONNECT_TIMEOUT=5 "$tool" \
    --host="$db_host" --port="$db_port" --username="$db_user" --dbname="$db_name" "$@"
}

# The instance that has the embedded database open, if one does.
holder() {
  local name
  for name in $(running_instances); do
    if [ "$(cat "$run_dir/$name/data" 2>/dev/null)" = "$db_data" ]; then
      printf '%s' "$name"
      return
    fi
  done
}

# A consistent copy of the embedded database: from the running instance, which alone may open the file, else by ourselves.
embedded_backup() {
  local name
  name=$(holder)
  if [ -n "$name" ]; then
    patience=600 ask POST "$(port_of "$name")" /admin/api/backups/copy "{\"file\":\"${1##*/}\"}" >/dev/null
    [ "$status" = 201 ] && mv "$db_data/backups/${1##*/}" "$1"
  else
    cli dump "$1"
  fi
}
