#!/bin/sh
# Prints, as a Markdown table, what the pages of an application cost: instructions of a whole invocation, counted by
# callgrind on the binary that is deployed, and bytes, each plain and as gzip; and the bytes of all styles and scripts.
# Not part of the checks: a release build with fat LTO takes minutes.
#
#     scripts/measure-pages.sh
#
# Needs valgrind and gzip.
set -eu
cd "$(dirname "$0")/.."
for tool in valgrind gzip; do
    command -v "$tool" >/dev/null || { echo "$0: $tool is not installed" >&2; exit 1; }
done
CARGO_TARGET_DIR=target/measure nice cargo build --quiet --release -p save_application --bin save_application >&2
cargo run --quiet -p portal-tests --example pages -- target/measure/release/save_application
styles_and_scripts=$(cat shared/assets/*.css shared/assets/*.js | gzip -9 | wc -c)
cat <<NOTES

All styles and scripts: $styles_and_scripts B gzipped.
Goals: 2.概要書 with 50 physicians ≤ 3 M instructions beyond an empty invocation and ≤ 40 kB gzipped; the task list ≤ 12 kB;
styles and scripts ≤ 40 kB.
NOTES
