#!/usr/bin/env bash
# Holds the HTML of every page that the browser tests kept (<target>/pages) to the standard, with the Nu Html Checker.
# Run it after `cargo test -p portal-tests --features browser --test browser`. Needs Java, and npm for the first run.
set -euo pipefail
cd "$(dirname "$0")/.."

version=26.9.27
tool="${XDG_CACHE_HOME:-$HOME/.cache}/nintei/vnu-$version"
jar="$tool/node_modules/vnu-jar/build/dist/vnu.jar"
[ -f "$jar" ] || npm install --silent --no-audit --no-fund --prefix "$tool" "vnu-jar@$version"

shopt -s nullglob
pages=("${CARGO_TARGET_DIR:-target}"/pages/*.html)
if [ "${#pages[@]}" -eq 0 ]; then
  echo "no pages: run the browser tests first" >&2
  exit 1
fi
java -jar "$jar" --Werror "${pages[@]}"
echo "${#pages[@]} pages are valid HTML"
