#!/usr/bin/env bash
# The parts of a release as a CycloneDX list (JSON): `bash packaging/sbom.sh [FILE]`. It lists what the Linux binary is built
# from, by the lock file, and fails where a part is missing; tests and other systems are left out. A dozen optional parts that no feature
# turns on are in it all the same; the list that `cargo auditable` puts into the binary has none of those. TARGET in the environment names
# another machine.
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
cargo cyclonedx --quiet --format json --spec-version 1.5 --target "$target" --no-build-deps --override-filename keytill-sbom
mkdir -p "$(dirname "$file")"
# Where the source lay on the machine that built it is nobody's business.
sed "s|path+file://$PWD#|source#|" keytill-sbom.json >"$file"
rm keytill-sbom.json

# Cargo's own list of what goes into the binary, and what the file has.
linked=$(cargo tree --locked --edges normal --target "$target" --prefix none --format '{p}' | sed -E 's/^([^ ]+) v([^ ]+).*/\1@\2/' | sort -u)
listed=$(sed -nE 's|.*"purl": "pkg:cargo/([^"?]+).*|\1|p' "$file" | sort -u)
missing=$(comm -23 <(echo "$linked") <(echo "$listed"))
if [ -n "$missing" ]; then
    echo "$file has not all parts:" $missing >&2
    exit 1
fi
echo "$file: $(echo "$listed" | wc -l) parts, with all $(echo "$linked" | wc -l) that are linked or make code for it"
