#!/bin/sh
# Compile the lock files of .venv from pyproject.toml: exact versions, no index addresses,
# and torch without a local suffix, so that the same pin brings CUDA where there is a GPU.
# What is locked stays as it is; `scripts/lock.sh --upgrade` takes the newest of everything.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/pip-compile --quiet --strip-extras --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@"
}
compile "$@" --output-file requirements.txt pyproject.toml
sed -i 's/^\(torch==[0-9.]*\)+.*/\1/; /^--/d' requirements.txt
compile "$@" --output-file requirements-dev.txt requirements-dev.in
