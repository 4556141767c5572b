"""The kernel "Go (nnbook)": which program it is, and with which settings Go compiles its cells."""
import functools
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENV = ROOT / ".env"
NAME = "nnbook"


@functools.cache
def go_env(name):
    return subprocess.run(["go", "env", name], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def go_settings():
    """The Go settings that cells, tools and tests share: with others, the build cache would not serve."""
    settings = {"CGO_ENABLED": go_env("CGO_ENABLED")}
    # The Go backend is five times faster with Go's experimental SIMD package, which so far is for one
    # processor family, and may look different in the next Go.
    if go_env("GOARCH") == "amd64" and go_env("GOVERSION").startswith("go1.26"):
        settings["GOEXPERIMENT"] = "simd"
    return settings


def plugin_folders():
    """The folders of the XLA plugins that are installed, a GPU's before the CPU's."""
    plugins = ["jax_plugins/xla_cuda13/xla_cuda_plugin.so", "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so"]
    return [found.parent for plugin in plugins for found in sorted(ENV.glob("lib/python3*/site-packages/" + plugin))]


def cuda_env():
    """Where XLA finds CUDA's compiler, as pip installs it."""
    found = sorted(ENV.glob("lib/python3*/site-packages/nvidia/cu13"))
    return {"XLA_FLAGS": f"--xla_gpu_cuda_data_dir={found[0]}"} if found else {}


def program_env(settings):
    """What a Go program that uses nblib needs: the kernel's cells, and the tests."""
    env = dict(settings, GOMLX_NO_AUTO_INSTALL="1", NNBOOK_ROOT=str(ROOT), NNBOOK_ECHARTS=str(ENV / "share/nnbook/echarts.min.js"))
    if folders := plugin_folders():
        env["PJRT_PLUGIN_LIBRARY_PATH"] = os.pathsep.join(map(str, folders))
    return env | cuda_env()


def write_shell_env(settings):
    """Writes .env/go.sh, so that `. .env/go.sh` gives a shell the settings of the cells (without the faster linking)."""
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in program_env(settings).items()]
    (ENV / "go.sh").write_text("".join(lines))


def kernel_env(settings):
    env = program_env(settings)
    # The Go that go.mod asks for comes first, also where the user's own go is older and fetched it.
    path = [str(ENV / "bin"), go_env("GOROOT") + "/bin", *os.environ["PATH"].split(os.pathsep)]
    env["PATH"] = os.pathsep.join(dict.fromkeys(path))
    # Without symbols, and linked by Go's own linker, a cell that uses XLA links in half the time.
    env["GOFLAGS"] = "'-ldflags=-s -w -linkmode=internal'"
    # What is linked from the same parts again is not linked again. (On macOS a program is signed, so it is not copied.)
    if sys.platform == "linux":
        env["GOFLAGS"] += f""" "-toolexec='{ENV / 'bin/linkcache'}'\""""
    # GoNB runs `go get` before each cell. The module cache answers first, so cells also run without a network.
    env["GOPROXY"] = f"file://{go_env('GOMODCACHE')}/cache/download,{go_env('GOPROXY')}"
    return env


def write_kernelspec(settings):
    """Writes the kernel's folder. Jupyter serves the files in it to notebook pages: charts load ECharts from there."""
    folder = ENV / "share/jupyter/kernels" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    spec = {
        "argv": [str(ENV / "bin/gonb"), "-go_work=" + str(ROOT), "-logtostderr=false", "-log_file=/dev/null",
                 "-stderrthreshold=FATAL", "--kernel", "{connection_file}"],
        "display_name": "Go (nnbook)",
        "language": "go",
        "interrupt_mode": "message",
        "env": kernel_env(settings),
    }
    (folder / "kernel.json").write_text(json.dumps(spec, indent=1))
    shutil.copy(ENV / "share/nnbook/echarts.min.js", folder)
    shutil.copy(ROOT / "docker/logo-svg.svg", folder)
    return spec


if __name__ == "__main__":  # after a plugin was installed
    write_kernelspec(go_settings())
    write_shell_env(go_settings())
