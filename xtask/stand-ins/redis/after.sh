#!/bin/sh
# After the packages are installed in "$1": what the official image has besides them.
set -eu
install -m 0755 "$(dirname "$0")/entrypoint.sh" "$1/usr/local/bin/docker-entrypoint.sh"
install -d -o 999 -g 999 "$1/data"
