"""Measures what a cell takes in the real kernel, from sending it to its end, in seconds: the first of a kernel, a later one
that was never run before, and the same again, whose linked program is kept."""
import atexit
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import start_new_kernel

TURNS = int(sys.argv[1])
IMPORTS = """import (
	"fmt"
	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
	"nnbook/nblib/viz"
)
"""
NET = 'net := nn.Sequential(nn.Flatten(), nn.Dense(128, nn.ReLU), nn.Dense(10))\n'
TRAIN = '%%\n' + NET + 'trainer.MustFit(net, datasets.MNIST(), trainer.Config{Name: "bench", Epochs: 1, BatchSize: 128})\n'
CELLS = {
    "no model": '%%\nfmt.Println("hello")\n',
    "model and summary": '%%\n' + NET + 'fmt.Println(nn.Summarize(net, 28, 28, 1))\n',
    "run loaded, predicting": '%%\nrun := trainer.MustLoad("bench")\np, err := trainer.Predict(run, datasets.MNIST().Test)\nfmt.Println(p.Len, err)\n',
    "chart": '%%\nviz.Curves(trainer.MustLoad("bench")).Show()\n',
}


def run(client, code):
    start, errors = time.perf_counter(), []
    reply = client.execute_interactive(code, timeout=300, output_hook=lambda m: errors.append(m) if m["msg_type"] == "error" else None)
    if reply["content"]["status"] != "ok" or errors:
        sys.exit(f"cells: {code!r} failed: {errors and errors[0]['content']['evalue']}")
    return time.perf_counter() - start


def fresh(cell=IMPORTS, **more):
    """A new kernel, and the seconds that its first cell takes."""
    manager, client = start_new_kernel(kernel_name="nnbook", env={**os.environ, **more})
    atexit.register(manager.shutdown_kernel, now=True)  # also where a cell fails
    return manager, client, run(client, cell)


def stop(manager, client):
    client.stop_channels()
    manager.shutdown_kernel()


def new(code):
    """The same work in a cell that no kernel has seen: another constant in it."""
    return code.replace("%%\n", f"%%\nfmt.Println({time.time_ns()})\n")


def seconds(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def quickstart():
    """The first cell after `make lab`: the quickstart's, where no cell's program is kept yet."""
    notebook = pathlib.Path(os.environ["NNBOOK_ROOT"]) / "notebooks/en/00_quickstart.ipynb"
    cell = next("".join(c["source"]) for c in json.loads(notebook.read_text())["cells"] if c["cell_type"] == "code")
    builds = subprocess.run(["go", "env", "GOCACHE"], capture_output=True, text=True, check=True).stdout.strip()
    first, again = [], []
    for _ in range(TURNS):
        with tempfile.TemporaryDirectory() as empty:
            manager, client, took = fresh(cell, XDG_CACHE_HOME=empty, GOCACHE=builds)
            again.append(run(client, cell))
            stop(manager, client)
        first.append(took)
    return first, again


def row(name, cold, warm, again):
    print(name, *(seconds(v) if v else "-" for v in (cold, warm, again)), sep="\t", flush=True)


first, again = quickstart()
row("quickstart's first, after `make lab`", first, [], again)
manager, client, _ = fresh()
run(client, TRAIN)
stop(manager, client)
for name, code in CELLS.items():
    cold, warm, again = [], [], []
    for _ in range(TURNS):
        manager, client, _ = fresh()
        cold.append(run(client, new(code)))
        for _ in range(2):
            cell = new(code)
            warm.append(run(client, cell))
            again.append(run(client, cell))
        stop(manager, client)
    row(name, cold, warm, again)
