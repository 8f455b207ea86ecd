#!/usr/bin/env bash
# The Debian package, its checksum and the list of its parts (CycloneDX): `bash packaging/deb.sh [OPTION...]`.
#
#   --no-build          take target/release/keytill as it is
#   --target TRIPLE     for another machine: aarch64-unknown-linux-gnu (arm64), armv7-unknown-linux-gnueabihf (armhf)
#   --output DIR        where the files go; target/debian unless said
#   --deb-version V     another version than that of Cargo.toml
#   --no-sbom           no list of parts, for tests
#
# Needs cargo-deb: `cargo install cargo-deb --version 3.8.0 --locked`, and cargo-cyclonedx: `cargo install cargo-cyclonedx
# --version 0.5.9 --locked`. With what is fetched already it works without a network.
# For another machine, Debian's cross compiler and Rust's library for it are needed:
#   apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross        rustup target add aarch64-unknown-linux-gnu
#   apt-get install gcc-arm-linux-gnueabihf libc6-dev-armhf-cross      rustup target add armv7-unknown-linux-gnueabihf
set -euo pipefail
cd "$(dirname "$0")/.."

options=() output=target/debian triple= sbom=yes
while [ $# -gt 0 ]; do
    case $1 in
        --no-build) options+=(--no-build) ;;
        --target) triple=$2 && options+=(--target "$2") && shift ;;
        --output) output=$2 && shift ;;
        --no-sbom) sbom=no ;;
        --deb-version) options+=(--deb-version "$2") && shift ;;
        *) echo "deb.sh: unknown option $1" >&2 && exit 2 ;;
    esac
    shift
done

if ! cargo deb --version >/dev/null 2>&1; then
    echo 'cargo-deb is missing: cargo install cargo-deb --version 3.8.0 --locked' >&2
    exit 1
fi
if [ "$sbom" = yes ] && ! cargo cyclonedx --version >/dev/null 2>&1; then
    echo 'cargo-cyclonedx is missing: cargo install cargo-cyclonedx --version 0.5.9 --locked' >&2
    exit 1
fi

# Debian's cross compilers, for Rust's linker and for the C of ring.
case $triple in
    '' | x86_64-unknown-linux-gnu) ;;
    aarch64-unknown-linux-gnu)
        export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc CC_aarch64_unknown_linux_gnu=aarch64-linux-gnu-gcc
        ;;
    armv7-unknown-linux-gnueabihf)
        export CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER=arm-linux-gnueabihf-gcc
        export CC_armv7_unknown_linux_gnueabihf=arm-linux-gnueabihf-gcc
        ;;
    *) echo "deb.sh: no package is made for $triple" >&2 && exit 2 ;;
esac
if [ -n "$triple" ] && ! [ -d "$(rustc --print target-libdir --target "$triple")" ]; then
    echo "Rust's library for $triple is missing: rustup target add $triple" >&2
    exit 1
fi

mkdir -p "$output"
# The release profile has taken the symbols away already. It prints the package's path last.
package=$(cargo deb --locked --quiet --no-strip --output "$output" "${options[@]}" | tail -n 1)
(cd "$(dirname "$package")" && sha256sum "$(basename "$package")" >"$(basename "$package").sha256")
if [ "$sbom" = yes ]; then
    TARGET=${triple:-x86_64-unknown-linux-gnu} bash packaging/sbom.sh "${package%.deb}.cdx.json" >&2
fi
echo "$package"
