#!/bin/sh
# After the packages are installed in "$1": this machine's toolchain, and the authorities that this
# machine trusts, because a build reaches the package registry by the same way as the machine does.
set -eu
target=$(basename "$(ls -d "$TOOLCHAIN"/lib/rustlib/*-linux-gnu)")
install -d "$1/usr/local/cargo/bin" "$1/usr/local/cargo/lib/rustlib"
cp -L "$TOOLCHAIN/bin/cargo" "$TOOLCHAIN/bin/rustc" "$1/usr/local/cargo/bin/"
find "$TOOLCHAIN/lib" -maxdepth 1 -type f -exec cp {} "$1/usr/local/cargo/lib/" \;
cp -R "$TOOLCHAIN/lib/rustlib/$target" "$1/usr/local/cargo/lib/rustlib/"
cp -L /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/ca-certificates.crt"
