#!/bin/bash
# What the official image does, as far as this project uses it: POSTGRES_PASSWORD, POSTGRES_USER and
# POSTGRES_DB, each also with _FILE, POSTGRES_INITDB_ARGS, POSTGRES_HOST_AUTH_METHOD, PGDATA, and SQL
# files in /docker-entrypoint-initdb.d.
set -euo pipefail

# The value of the variable $1, of the file that $1_FILE names, or $2.
setting() {
    local file="$1_FILE"
    if [ -n "${!file:-}" ]; then
        cat "${!file}"
    else
        printf '%s' "${!1:-$2}"
    fi
}

make_cluster() {
    local user database password method
    user=$(setting POSTGRES_USER postgres)
    database=$(setting POSTGRES_DB "$user")
    password=$(setting POSTGRES_PASSWORD '')
    method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
    if [ -z "$password" ] && [ "$method" != trust ]; then
        echo 'Error: the database is empty and has no password: set POSTGRES_PASSWORD_FILE.' >&2
        exit 1
    fi
    # The arguments are words, as in the official image.
    # shellcheck disable=SC2086
    initdb --username="$user" --pwfile=<(printf '%s\n' "$password") ${POSTGRES_INITDB_ARGS:-}
    echo "host all all all $method" >>"$PGDATA/pg_hba.conf"
    # Nobody from outside may see the server before it is complete.
    pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
    if [ "$database" != postgres ]; then
        echo 'CREATE DATABASE :"database";' |
            psql -v ON_ERROR_STOP=1 -U "$user" -d postgres -v database="$database"
    fi
    local file
    for file in /docker-entrypoint-initdb.d/*.sql; do
        [ -e "$file" ] && psql -v ON_ERROR_STOP=1 -U "$user" -d "$database" -f "$file"
    done
    pg_ctl -D "$PGDATA" -m fast -w stop
}

if [ "${1:0:1}" = - ]; then
    set -- postgres "$@"
fi
if [ "$1" = postgres ]; then
    if [ "$(id -u)" = 0 ]; then
        install -d -m 0700 "$PGDATA"
        find "$PGDATA" ! -user postgres -exec chown postgres {} +
        exec setpriv --reuid=postgres --regid=postgres --clear-groups -- "$0" "$@"
    fi
    if [ ! -s "$PGDATA/PG_VERSION" ]; then
        make_cluster >&2
    fi
fi
exec "$@"
