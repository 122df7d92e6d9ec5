#!/usr/bin/env bash
# Measures training in 1, 2 and 4 processes, and the pieces that a simulator predicts it from, into docs/results/scale.json: build/measure-processes.sh FOLDER, which holds kuairand_pure_2w. A machine
# that does nothing else needs three minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
log="$1/kuairand_pure_2w/interactions.csv.gz"
out=docs/results/scale.json
dotnet build -c Release --nologo -v q test/Microsoft.ML.Dpcpl.Benchmarks
scale=(dotnet test/Microsoft.ML.Dpcpl.Benchmarks/bin/Release/net10.0/Microsoft.ML.Dpcpl.Benchmarks.dll scale)
mpi=(mpirun --allow-run-as-root --oversubscribe --bind-to none)
line() { "$@" 2>/dev/null | grep -ao '{ "processes".*}'; }
train() { line "${@:2}" "${scale[@]}" processes "$log" --target long_view --users 3000 --batch "$1"; }

alone8=$(train 8 env)
alone16=$(train 16 env)
train 16 env > "$out.beside" & beside=$(train 16 env); wait
exchange2=$(line "${mpi[@]}" -np 2 "${scale[@]}" exchange 100000)
exchange4=$(line "${mpi[@]}" -np 4 "${scale[@]}" exchange 100000)
run1=$(train 32 env)
run2=$(train 32 "${mpi[@]}" -np 2)
run4=$(train 32 "${mpi[@]}" -np 4)
cat > "$out.new" <<JSON
{
  "command": "build/measure-processes.sh FOLDER",
  "pieces": {
    "cores": $(nproc),
    "alone": [
      $alone8,
      $alone16
    ],
    "beside": [
      $beside,
      $(cat "$out.beside")
    ],
    "exchanges": [
      $exchange2,
      $exchange4
    ]
  },
  "runs": [
    $run1,
    $run2,
    $run4
  ]
}
JSON
rm "$out.beside"
mv "$out.new" "$out"
