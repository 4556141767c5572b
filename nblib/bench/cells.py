"""Measures what a cell takes in the real kernel, from sending it to its end: kind of cell, seconds cold, seconds warm."""
import statistics
import sys
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


def fresh():
    manager, client = start_new_kernel(kernel_name="nnbook")
    run(client, IMPORTS)
    return manager, client


def stop(manager, client):
    client.stop_channels()
    manager.shutdown_kernel(now=True)


manager, client = fresh()
run(client, TRAIN)
stop(manager, client)
for name, code in CELLS.items():
    cold, warm = [], []
    for _ in range(TURNS):
        manager, client = fresh()
        cold.append(run(client, code))
        warm += [run(client, code.replace("%%\n", f"%%\n// turn {k}\n")) for k in range(2)]
        stop(manager, client)
    print(f"{name}\t{statistics.median(cold):.2f} ({min(cold):.2f} to {max(cold):.2f})\t{statistics.median(warm):.2f} ({min(warm):.2f} to {max(warm):.2f})", flush=True)
