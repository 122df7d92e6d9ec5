#!/usr/bin/env bash
# Packs the library, then restores, builds, publishes and runs a program outside the tree that knows the package only.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

version="0.0.0-test.$$"
dotnet pack "$root/src/Microsoft.ML.Dpcpl" -c Release --nologo -v q -p:Version="$version" -o "$work/feed"

# Packages of others come from the machine's cache, and ours goes to a folder of its own: nothing is left behind.
cp "$root"/build/PackageTest/* "$work/"
cache="$(dotnet nuget locals global-packages --list --force-english-output | sed 's/^[^:]*: *//')"
cd "$work"
dotnet publish -c Release --nologo -v q -o "$work/out" -p:LibraryVersion="$version" -p:RestoreAdditionalProjectSources="$work/feed" \
    -p:RestorePackagesPath="$work/packages" -p:RestoreFallbackFolders="$cache" -p:NoWarn=NU1603
dotnet "$work/out/PackageTest.dll" "$work/feed/Microsoft.ML.Dpcpl.$version.nupkg"
