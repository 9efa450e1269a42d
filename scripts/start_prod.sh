#!/usr/bin/env bash
# One production instance in the foreground, for whatever supervises it: the same as ./start.sh prod. Several in the
# background: ./start_production.sh --instances 3.
exec "$(dirname "${BASH_SOURCE[0]}")/../start.sh" prod "$@"
