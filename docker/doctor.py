"""Checks the environment: one line for each thing, and for each thing wrong, the fix. Run it with `make doctor`."""
import ctypes
import json
import os
import platform
import re
import shutil
import subprocess
import sys

from kernelspec import ENV, NAME, ROOT, go_env, plugin_folders

problems = 0


def good(what, found):
    print(f"  ok     {what:16} {found}")


def note(what, found):
    print(f"  note   {what:16} {found}")


def wrong(what, found, fix):
    global problems
    problems += 1
    print(f"  WRONG  {what:16} {found}; fix: {fix}")


def output(*command, **options):
    """What a command prints first, or None if it cannot run."""
    try:
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **options)
    except OSError:
        return None
    return done.stdout.strip().splitlines()[0] if done.returncode == 0 and done.stdout.strip() else None


def check_go():
    if not shutil.which("go"):
        wrong("Go", "not found", "install Go 1.26.5 or later from https://go.dev/dl")
        return False
    if not output("go", "list", "-m", cwd=ROOT):
        wrong("Go", output("go", "version"), "install Go 1.26.5 or later from https://go.dev/dl")
        return False
    good("Go", f"{go_env('GOVERSION')} in {go_env('GOROOT')}")
    return True


def check_compiler():
    if go_env("CGO_ENABLED") == "1":
        good("C compiler", shutil.which(go_env("CC").split()[0]) or go_env("CC"))
    else:
        note("C compiler", "not found (or CGO_ENABLED=0): networks train on the Go backend; for XLA install gcc or clang, then: make env")


def check_python():
    if sys.version_info < (3, 10):
        wrong("Python", platform.python_version(), "install Python 3.10 or later")
    else:
        good("Python", f"{platform.python_version()} in {sys.executable}")
    for package in ["jupyterlab", "nbclient", "nbconvert"]:
        version = output(ENV / "bin/python", "-c", f"import {package}; print({package}.__version__)")
        if version:
            good(package, version)
        else:
            wrong(package, "not in .env", "make clean env")


def check_tools():
    for name in ["gonb", "goimports", "gopls"] + ["linkcache"] * (sys.platform == "linux"):
        path = ENV / "bin" / name
        done = subprocess.run(["go", "version", "-m", str(path)], capture_output=True, text=True)
        version = re.search(r"\tmod\t\S+\t(\S+)", done.stdout)
        if version:
            good(name, f"{version[1]} in {path}")
        else:
            wrong(name, f"{path} is missing or damaged", "make clean env")


def check_charts():
    path = ENV / "share/nnbook/echarts.min.js"
    if path.exists():
        good("ECharts", path)
    else:
        wrong("ECharts", f"{path} is missing", "make env")


def check_kernel():
    path = ENV / "share/jupyter/kernels" / NAME / "kernel.json"
    try:
        spec = json.loads(path.read_text())
    except (OSError, ValueError) as e:
        return wrong("kernel", f"{path}: {e}", "make env")
    if f"-go_work={ROOT}" not in spec["argv"]:
        return wrong("kernel", f"{path} belongs to another checkout, this one was moved or copied", "make clean env")
    good("kernel", f"{spec['display_name']} in {path.parent}")


def check_plugin():
    folders = os.environ.get("PJRT_PLUGIN_LIBRARY_PATH", "").split(os.pathsep)
    folder = folders[-1] or next(reversed(plugin_folders()), None)  # the CPU's is the last
    if not folder:
        if (sys.platform, platform.machine()) == ("linux", "x86_64"):
            return wrong("XLA plugin", "not in .env", "make clean env")
        return note("XLA plugin", f"there is none for {sys.platform} {platform.machine()} here: networks train on the Go backend")
    path = os.path.join(folder, "pjrt_c_api_cpu_plugin.so")
    try:
        ctypes.CDLL(path).GetPjrtApi
    except (OSError, AttributeError) as e:
        return wrong("XLA plugin", f"{path} does not load ({e})", "make clean env, and unset PJRT_PLUGIN_LIBRARY_PATH if you set it")
    good("XLA plugin", path)


def check_backend():
    """A small network learns in the kernel, which says on which backend."""
    done = subprocess.run([str(ENV / "bin/python"), "docker/notebook.py", "run", ENV / "share/nnbook/warm.ipynb", os.devnull],
                          cwd=ROOT, capture_output=True, text=True)
    said = [line.strip() for line in (done.stdout + done.stderr).splitlines()]
    if done.returncode:
        return wrong("training", " ".join(said[-3:]), "see the lines above, or: make clean env")
    learned = [line for line in said if "learned on" in line]
    if not learned:
        return wrong("training", "the environment is of another version", "make env")
    good("training", learned[0])


def main():
    print(f"nnbook in {ROOT}, environment in {ENV}")
    has_go = check_go()
    if has_go:
        check_compiler()
        check_tools()
    check_python()
    check_charts()
    check_kernel()
    check_plugin()
    if os.environ.get("GOMLX_BACKEND"):
        note("GOMLX_BACKEND", os.environ["GOMLX_BACKEND"] + " (overrides the choice of backend)")
    if has_go and not problems:
        check_backend()
    print("All is well." if not problems else f"{problems} wrong: the fix stands in each line.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
