#!/usr/bin/env bash
# Builds the samples that are programs of one file, and runs one of them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../src/Microsoft.ML.Dpcpl.Samples/file-based"
for program in *.cs; do
    dotnet build "$program" -c Release --nologo -v q
done
dotnet run -c Release events-from-file.cs | grep "^users "
