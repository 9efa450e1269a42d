#!/usr/bin/env bash
# Development on this machine, rebuilt when a source is newer: the same as ./start.sh dev.
exec "$(dirname "${BASH_SOURCE[0]}")/../start.sh" dev "$@"
