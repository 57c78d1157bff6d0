#!/bin/sh
# Before the packages are unpacked into "$1": the user that the official image has.
set -eu
echo 'redis:x:999:' >>"$1/etc/group"
echo 'redis:x:999:999:Redis:/data:/usr/sbin/nologin' >>"$1/etc/passwd"
