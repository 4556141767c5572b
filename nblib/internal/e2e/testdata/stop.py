"""Presses Stop while a cell trains, starts the kernel anew, and goes on: python stop.py

Prints what the three cells printed, as JSON: {"stopped": ..., "loaded": ..., "went_on": ...}.
"""
import json
import sys
import time

from jupyter_client.manager import start_new_kernel

IMPORTS = 'import (\n\t"fmt"\n\t"time"\n\t"nnbook/nblib/datasets"\n\t"nnbook/nblib/nn"\n\t"nnbook/nblib/trainer"\n)\n'
FIT = """%%
run := trainer.MustFit(nn.Sequential(nn.Dense(16, nn.ReLU), nn.Dense(3)), datasets.Spiral(300), trainer.Config{{Name: "stopped", Epochs: {epochs}, Seed: 1}},
	trainer.On(func(e trainer.Event) error {{
		if e, ok := e.(trainer.EpochEnded); ok && !e.Replayed && e.N >= 3 {{
			if e.N == 3 {{
				fmt.Println("begun")
			}}
			time.Sleep({sleep} * time.Millisecond)
		}}
		return nil
	}}))
fmt.Println(run)
fmt.Println(run.Notes)
fmt.Println("epochs:", run.History.Len())
"""
LOAD = '%%\nrun := trainer.MustLoad("stopped")\nfmt.Println("epochs:", run.History.Len(), "interrupted:", run.Interrupted, "weights:", len(run.Model.Weights()))\n_ = time.Now\n_ = nn.ReLU\n_ = datasets.XOR\n'


def run(manager, client, code, stop_at=None):
    """Runs a cell; presses Stop when it has printed stop_at. Returns what it printed."""
    said, stopped, deadline = "", False, time.time() + 240
    request = client.execute(code)
    while time.time() < deadline:
        message = client.get_iopub_msg(timeout=240)
        if message["parent_header"].get("msg_id") != request:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            said += content["text"]
        elif kind == "error":
            sys.exit(f"the cell failed: {content['evalue']}\n{said}")
        elif kind == "status" and content["execution_state"] == "idle":
            return said
        if stop_at and stop_at in said and not stopped:
            stopped = True
            manager.interrupt_kernel()
    sys.exit("the cell does not end:\n" + said)


def kernel():
    manager, client = start_new_kernel(kernel_name="nnbook", startup_timeout=120)
    return manager, client


manager, client = kernel()
said = {"stopped": run(manager, client, IMPORTS + FIT.format(epochs=1000, sleep=50), stop_at="begun")}
client.stop_channels()
manager.shutdown_kernel(now=True)

manager, client = kernel()  # nothing in memory survives
said["loaded"] = run(manager, client, IMPORTS + LOAD)
epochs = int(said["loaded"].split("epochs:")[1].split()[0])
said["went_on"] = run(manager, client, IMPORTS + FIT.format(epochs=epochs + 5, sleep=0))
client.stop_channels()
manager.shutdown_kernel(now=True)
print(json.dumps(said))
