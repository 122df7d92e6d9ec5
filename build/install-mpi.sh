#!/usr/bin/env bash
# Brings Open MPI to a Debian or Ubuntu, for the tests in several processes. Without it they are skipped, with the reason.
set -euo pipefail
command -v mpirun > /dev/null && exit 0
apt-get install -y --no-install-recommends openmpi-bin libopenmpi3
