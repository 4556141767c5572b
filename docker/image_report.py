"""Writes docker/REPORT.md: what the last build of the image was, and what its test saw."""
import datetime
import platform
import re
import subprocess

from kernelspec import ROOT

PARTS = {
    "/opt/nnbook/.env/lib": "JupyterLab and its Python packages, XLA's plugin, EfficientNet-Lite0's weights",
    "/opt/nnbook/.env/bin": "GoNB, gopls, goimports, and the commands of Jupyter",
    "/opt/nnbook/.env/share": "JupyterLab's pages, ECharts, the kernel's description",
    "/opt/go/mod": "the source of the Go modules, and in it the whole of MNIST",
    "/opt/go/build": "Go's build cache: what cells compile and link, so that the first is as fast as the tenth",
    "/usr/local/go": "Go, without its own tests",
    "/usr/bin": "Debian's programs: git, the compiler, Python",
    "/usr/lib": "Debian's libraries, Python, the C compiler that XLA's cells need",
    "/usr/libexec": "the C compiler's own programs",
}


def commit():
    """The commit that was built, or why it was none."""
    git = lambda *words: subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    changed = [line for line in git("status", "--porcelain").splitlines() if not line.endswith("docker/REPORT.md")]
    return git("rev-parse", "--short", "HEAD") + (" with changes" if changed else "")


def short(made):
    """What made a layer, without what its builder writes around it."""
    made = re.sub(r"^(\|\d+ )?(\S+=\S* )*/bin/(ba)?sh (-o pipefail )?-c (#\(nop\) )?", "", made.replace("|", " "))
    made = re.sub(r"file:[0-9a-f]+|multi:[0-9a-f]+|dir:[0-9a-f]+|# buildkit", "", made)
    made = " ".join(made.split())
    return made if len(made) < 100 else made[:97] + "..."


def write(test, stood_in):
    lines = [
        "# Report of the last build and test", "",
        f"`make image-test`, {datetime.date.today()}, {test.image}, of commit {commit()}; built and run by {test.tool.version()} on "
        f"{platform.system()} {platform.machine()}.", "",
    ]
    if stood_in:
        lines += [f"The base images {' and '.join(stood_in)} could not be pulled. Stand-ins were built on: the same Debian release from its "
                  "archive, and the same version of Go. Their sizes differ a little from those of the named images.", ""]
    if test.tool.bare:
        lines += ["There was no docker daemon: what is docker's own (publishing a port with `-p`, `--gpus`, the health check's schedule) was "
                  "not seen. The health check's command was run by hand.", ""]
    lines += ["| | check | seen |", "|---|---|---|"]
    lines += [f"| {mark} | {title} | {' '.join(said.split()).replace('|', '/')} |" for mark, title, said in test.lines]
    lines += ["", "## Layers", "", "| MB | made by |", "|---:|---|"]
    lines += [f"| {size:.0f} | `{short(made)}` |" for size, made in test.layers]
    lines += [f"| **{sum(size for size, _ in test.layers):.0f}** | uncompressed |", "", "## What is in it", "", "| MB | | |", "|---:|---|---|"]
    lines += [f"| {size} | `{folder}` | {PARTS[folder]} |" for size, folder in test.parts]
    (ROOT / "docker/REPORT.md").write_text("\n".join(lines) + "\n")
