#!/usr/bin/env bash
# Repeats what computes with libtorch under the kernels of another processor: a test must hold however the processor rounds.
# Usage: build/test-kernels.sh sse|avx2 [arguments of the test program]. Build first. Closes with "N passed, N failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# What computes itself meets both kinds of processor; whole trainings, which take the time, meet one of them.
rooms=(Torch Networks Paper Scoring Onnx ModelIO.VersionOne)
case "${1:-}" in
    sse)
        export ATEN_CPU_CAPABILITY=default MKL_ENABLE_INSTRUCTIONS=SSE4_2 ONEDNN_MAX_CPU_ISA=SSE41
        rooms+=(Training Searching Samples) ;;
    avx2)
        export ATEN_CPU_CAPABILITY=avx2 MKL_ENABLE_INSTRUCTIONS=AVX2 ONEDNN_MAX_CPU_ISA=AVX2
        rooms+=(Systems Baselines) ;;
    *) echo "usage: $0 sse|avx2" >&2; exit 2 ;;
esac
shift
filter="$(printf '|FullyQualifiedName~.Tests.%s' "${rooms[@]}")"
filter="${filter:1}"
# Of options fewer are drawn.
export DPCPL_DRAWS="${DPCPL_DRAWS:-50}"
# Plain text whatever the terminal: a summary in colors (CI=true) would not be counted.
dotnet run -c Release --no-build --project test/Microsoft.ML.Dpcpl.Tests -- --no-ansi --filter "$filter" "$@" 2>&1 | tee >(cat >&2) | awk '
    { gsub(/\033\[[0-9;]*[A-Za-z]/, "") }
    $1 == "failed:" { failed = $2 } $1 == "succeeded:" { passed = $2 }
    END { print (passed + 0) " passed, " (passed + 0 > 0 ? failed + 0 : 1) " failed"; exit !(passed > 0 && failed == 0) }'
