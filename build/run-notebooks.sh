#!/usr/bin/env bash
# Runs the notebooks of the samples, all or those that are named; --dry leaves their saved outputs as they are.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
dry=()
if [ "${1:-}" = "--dry" ]; then dry=(--dry); shift; fi
[ $# -gt 0 ] || set -- "$root/src/Microsoft.ML.Dpcpl.Samples/notebooks"
exec dotnet run -c Release --project "$root/build/NotebookRunner" -- "${dry[@]}" "$@"
