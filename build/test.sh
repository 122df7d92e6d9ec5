#!/usr/bin/env bash
# Runs the README's test command and closes with the line "N passed, N failed" (", N skipped" may follow).
# A crash, or a run without a test, counts as a failure. Arguments go to dotnet test.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# A gate's machine gets what the tests in several processes need; elsewhere they are skipped without it.
if [ "${CI:-}" = "true" ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then build/install-mpi.sh || true; fi

log="$(mktemp)"
trap 'rm -f "$log"' EXIT

DOTNET_CLI_UI_LANGUAGE=en dotnet test -c Release "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

# Only the last summary counts: it sums up all test assemblies.
# Colors, which a test run of some machines prints (CI=true), are taken out first.
count() { sed 's/\x1b\[[0-9;]*[A-Za-z]//g' "$log" | sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" | tail -n 1; }
passed="$(count succeeded)"; failed="$(count failed)"; skipped="$(count skipped)"
passed="${passed:-0}"; failed="${failed:-0}"; skipped="${skipped:-0}"
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$passed" -eq 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi

line="$passed passed, $failed failed"
if [ "$skipped" -gt 0 ]; then line="$line, $skipped skipped"; fi
echo "$line"
[ "$failed" -eq 0 ]
