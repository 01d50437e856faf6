#!/bin/sh
# Prints, as a Markdown table, what decides how a function starts: its size, its zip, its instructions up to the first
# request for an event, and its memory. Not part of the checks: a release build with fat LTO takes minutes a function.
#
#     scripts/measure.sh                      # sign_in, save_application, submit_application
#     scripts/measure.sh site issue_password  # these
#
# Needs valgrind, zip, python3 and openssl. Builds one package at a time, as it is deployed, in a target folder of its own.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- sign_in save_application submit_application
for tool in valgrind zip python3 openssl; do
    command -v "$tool" >/dev/null || { echo "$0: $tool is not installed" >&2; exit 1; }
done

target=target/measure
stub=scripts/runtime_stub.py
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

million() { awk -v n="$1" 'BEGIN { printf "%.2f M", n / 1e6 }'; }
mebibyte() { awk -v n="$1" 'BEGIN { printf "%.1f MiB", n / 1024 }'; }
megabyte() { awk -v n="$1" 'BEGIN { printf "%.2f MB", n / 1e6 }'; }

echo "| function | stripped | zip -9 | start without the pre-warming read ¹ | start with it ² | RSS at the first /next | peak RSS after its events ³ |"
echo "|---|---:|---:|---:|---:|---:|---:|"
for function in "$@"; do
    CARGO_TARGET_DIR=$target nice cargo build --quiet --release -p "$function" --bin "$function" >&2
    binary=$target/release/$function
    cp "$binary" "$work/bootstrap"
    rm -f "$work/bootstrap.zip"
    (cd "$work" && zip -q -9 bootstrap.zip bootstrap)
    cold=$(nice python3 $stub instructions cold "$binary")
    warm=$(nice python3 $stub instructions warm "$binary")
    memory=$(nice python3 $stub memory "events/$function" "$binary")
    printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$function" \
        "$(megabyte "$(wc -c <"$binary")")" "$(megabyte "$(wc -c <"$work/bootstrap.zip")")" \
        "$(million "$cold")" "$(million "$warm")" "$(mebibyte "${memory% *}")" "$(mebibyte "${memory#* }")"
done
cat <<'NOTES'

¹ Instructions (callgrind) up to the first GET …/invocation/next, with an address of DynamoDB that cannot be used; the attempt costs about 0.07 M of them.
² The same with one GetItem answered over TLS 1.3 (RSA-2048) under one root read from a file; in AWS five compiled-in roots are read.
³ Every file of events/<function> ten times, DynamoDB answering that there is nothing.
Gates: stripped ≤ 10 MB; zip ≤ 4 MB (≤ 5.5 MB with S3 or SES); start ≤ 1.5 M (≤ 2.6 M with S3 and SES), with the read ≤ 5 M;
RSS ≤ 16 MiB (≤ 40 MiB where passwords are hashed).
NOTES
