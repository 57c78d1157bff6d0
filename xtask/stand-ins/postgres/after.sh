#!/bin/sh
# After the packages are installed in "$1": what the official image has besides them.
set -eu
folder=$(dirname "$0")
install -m 0755 "$folder/entrypoint.sh" "$1/usr/local/bin/docker-entrypoint.sh"
install -d "$1/docker-entrypoint-initdb.d"
install -d -o 999 -g 999 -m 3777 "$1/run/postgresql"
install -d -o 999 -g 999 "$1/var/lib/postgresql"
install -d -o 999 -g 999 -m 1777 "$1/var/lib/postgresql/data"
# A server in a container that listens on no address is of no use.
sed -i "s/^#listen_addresses = 'localhost'/listen_addresses = '*'/" \
    "$1/usr/share/postgresql/17/postgresql.conf.sample"
grep -q "^listen_addresses = '\*'" "$1/usr/share/postgresql/17/postgresql.conf.sample"
# Compiling queries is optional, and its compiler is a third of the image.
rm -f "$1"/usr/lib/*/libLLVM* "$1"/usr/lib/*/libz3.so*
rm -rf "$1"/usr/lib/postgresql/17/lib/llvmjit* "$1"/usr/lib/postgresql/17/lib/bitcode
