#!/usr/bin/env bash
# Packs the library, the other systems, MPI, the pictures and the program; then restores, builds, publishes and runs a program outside the tree that knows
# the packages only, and installs and runs the tool.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# The icon is what its program draws.
dotnet run "$root/build/icon.cs" "$work/icon.png"
cmp "$work/icon.png" "$root/build/icon.png"

version="0.0.0-test.$$"
for project in Microsoft.ML.Dpcpl Microsoft.ML.Dpcpl.Baselines Microsoft.ML.Dpcpl.Mpi Microsoft.ML.Dpcpl.Plots Microsoft.ML.Dpcpl.Tool; do
    dotnet pack "$root/src/$project" -c Release --nologo -v q -p:Version="$version" -o "$work/feed"
done

# Packages of others come from the machine's cache, and ours goes to a folder of its own: nothing is left behind.
cp "$root"/build/PackageTest/* "$work/"
cache="$(dotnet nuget locals global-packages --list --force-english-output | sed 's/^[^:]*: *//')"
cd "$work"
dotnet publish -c Release --nologo -v q -o "$work/out" -p:LibraryVersion="$version" -p:RestoreAdditionalProjectSources="$work/feed" \
    -p:RestorePackagesPath="$work/packages" -p:RestoreFallbackFolders="$cache" -p:NoWarn=NU1603
dotnet "$work/out/PackageTest.dll" "$work/feed" "$version"

# Without a libtorch the library says which packages there are.
mkdir "$work/bare"
cp -al "$work/out/." "$work/bare/"
find "$work/bare" -name 'libtorch*' -delete
if dotnet "$work/bare/PackageTest.dll" "$work/feed" "$version" > "$work/bare.txt" 2>&1; then
    echo "a program without libtorch did not fail"; exit 1
fi
grep -q 'libtorch is missing.*TorchSharp-cpu, TorchSharp-cuda-windows or TorchSharp-cuda-linux' "$work/bare.txt"
echo "without libtorch: $(grep -m1 -o 'libtorch is missing: .*' "$work/bare.txt")"

# The tool holds all it needs, so the feed is its only source.
cat > "$work/tool.config" <<CONFIG
<configuration><packageSources><clear /><add key="feed" value="$work/feed" /></packageSources></configuration>
CONFIG
NUGET_PACKAGES="$work/packages" dotnet tool install Microsoft.ML.Dpcpl.Tool --version "$version" --tool-path "$work/tool" --configfile "$work/tool.config"
"$work/tool/dpcpl" --help > "$work/help.txt"
grep -q '^  recommend ' "$work/help.txt"
"$work/tool/dpcpl" quickstart --help > /dev/null
# A run of its own process, with torch.
cat > "$work/one.json" <<JSON
{ "title": "One", "data": { "generator": { "users": 100, "items": 200, "events-per-user": 20 } }, "seeds": [1],
  "systems": [ { "name": "SASRec", "trainer": "sasrec", "options": { "hidden-size": 8, "pretraining-epochs": 1, "tuning-epochs": 1 } } ] }
JSON
"$work/tool/dpcpl" experiment "$work/one.json" --output "$work/one" > /dev/null
grep -q 'SASRec' "$work/one/results.md"
echo "dpcpl: installed as a tool, one experiment done"
