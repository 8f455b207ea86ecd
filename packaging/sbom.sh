#!/usr/bin/env bash
# The parts of a release as a CycloneDX list (JSON): `bash packaging/sbom.sh [FILE]`. It lists what the Linux binary is built
# from, by the lock file; tests and other systems are left out. A dozen optional parts that no feature turns on are in it all the
# same (215 where `cargo tree -e normal` has 202); the list that `cargo auditable` puts into the binary has none of those.
#
# Needs cargo-cyclonedx: `cargo install cargo-cyclonedx --version 0.5.9 --locked`.
set -euo pipefail
cd "$(dirname "$0")/.."
file=${1:-target/keytill.cdx.json}
target=${TARGET:-x86_64-unknown-linux-gnu}

if ! cargo cyclonedx --version >/dev/null 2>&1; then
    echo 'cargo-cyclonedx is missing: cargo install cargo-cyclonedx --version 0.5.9 --locked' >&2
    exit 1
fi
# The tool reads the lock file and would bring it up to date where it is not.
cargo metadata --locked --format-version 1 >/dev/null
# It writes beside Cargo.toml and takes a name, not a path.
cargo cyclonedx --format json --spec-version 1.5 --target "$target" --no-build-deps --override-filename keytill-sbom
mkdir -p "$(dirname "$file")"
mv keytill-sbom.json "$file"
echo "$file: $(grep -c '"purl"' "$file") package names"
