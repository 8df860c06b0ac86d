#!/usr/bin/env bash
# Sets up training/.venv and runs the tests: `training/test.sh [pytest arguments]`.
set -euo pipefail
cd "$(dirname "$0")"
./setup.sh
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-2}" MPLBACKEND=Agg
exec .venv/bin/python -m pytest -q "$@"
