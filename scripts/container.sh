#!/usr/bin/env bash
# What a container starts with: the host name is the instance's name unless SERVER_ID says otherwise, so that replicas of one
# service are told apart. The same as ./start.sh prod otherwise, also outside a container.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export SERVER_ID=${SERVER_ID:-${HOSTNAME:-server-1}}
# one set of folders: a container has one instance, and its volumes are its own
export DATA_DIR=${DATA_DIR:-$PWD/data} LOG_DIR=${LOG_DIR:-$PWD/logs}
exec ./start.sh "${@:-prod}"
