#!/bin/sh
# Before the packages are unpacked into "$1": the user that the official image has, and no cluster at
# install time, because it is made when the container first starts.
set -eu
echo 'postgres:x:999:' >>"$1/etc/group"
echo 'postgres:x:999:999:PostgreSQL:/var/lib/postgresql:/bin/bash' >>"$1/etc/passwd"
install -d "$1/etc/postgresql-common"
echo 'create_main_cluster = false' >"$1/etc/postgresql-common/createcluster.conf"
