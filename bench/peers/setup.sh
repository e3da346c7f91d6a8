#!/usr/bin/env bash
# Makes bench/peers/.venv with the pinned Python libraries that the quality benchmarks compare with. Needs Python 3.11 or later and pip.
set -euo pipefail
cd "$(dirname "$0")"
if [ -x .venv/bin/python ] && cmp -s requirements.txt .venv/requirements.stamp; then exit 0; fi
# From scratch: packages that took another's place (xgboost, xgboost-cpu) would leave files of both.
python3 -m venv --clear .venv
.venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
cp requirements.txt .venv/requirements.stamp
