"""Executes notebooks through the real kernel, and writes them as notebooks or as self-contained pages.

  notebook.py run    NOTEBOOK OUT.ipynb
  notebook.py export NOTEBOOK OUT.html
  notebook.py site   FOLDER   OUT            (every notebook below FOLDER, and an index)
"""
import html
import os
import pathlib
import re
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

ENV = pathlib.Path(sys.prefix)
LARGE = 3_000_000  # bytes of a page


def stop(sentence):
    sys.exit("notebook: " + sentence)


class Failed(Exception):
    """A cell failed; notebook is what ran until there, with the error."""

    def __init__(self, sentence, said, notebook):
        self.sentence, self.said, self.notebook = sentence, said, notebook


def without_status(text):
    """What a cell's program said on standard error, without the line in which GoNB says how it ended."""
    return re.sub(r"^exit status \d+\n?", "", text, flags=re.M)


class Runner(NotebookClient):
    """Passes on what cells print."""

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream":
            is_error = msg["content"]["name"] == "stderr"
            text = without_status(msg["content"]["text"]) if is_error else msg["content"]["text"]
            print(text, end="", flush=True, file=sys.stderr if is_error else sys.stdout)
        return super().process_message(msg, cell, cell_index)


def read(path):
    path = pathlib.Path(path)
    if not path.is_file():
        stop(f"{path}: no such notebook; name one with NB=")
    try:
        return nbformat.read(path, as_version=4)
    except Exception as e:
        stop(f"{path}: not a notebook ({e})")


def go_errors(page):
    """GoNB shows what `go` said as HTML: the lines of it, without the code around them."""
    lines = re.findall(r'<div style="white-space: pre-wrap;">(.*?)(?:<div class="gonb-err-context"|</div>)', page, re.S)
    lines = [html.unescape(re.sub(r"<[^>]*>|\S*/main\.go:[\d:]* ", "", line)).strip() for line in lines]
    return [line for line in lines if line and not line.startswith("# gonb_")]


def failure(cell):
    """Why the cell failed, as far as it has not been printed yet: its program says it itself, `go` in HTML."""
    printed = any(without_status(o.text).strip() for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")
    if printed:
        return []
    said = [line for o in cell.outputs if o.output_type == "display_data" for line in go_errors(o.data.get("text/html", ""))]
    return said or [re.sub(r'^failed to run "[^"]*": ', "", o.evalue) for o in cell.outputs if o.output_type == "error"]


def smaller(notebook):
    """On the Go backend, `const examples = 6000 // on the Go backend: 1500` means 1500."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = re.sub(r"^(const \w+ = )\d+( // on the Go backend: (\d+))$", r"\g<1>\3\2", cell.source, flags=re.M)


def execute(path, folder=None):
    """Runs all cells in a folder, by default the notebook's own; the first that fails raises Failed."""
    notebook = read(path)
    if os.environ.get("GOMLX_BACKEND", "").startswith("go"):
        smaller(notebook)
    kernel = ENV / "share/jupyter/kernels/nnbook/kernel.json"
    if not kernel.exists():
        stop("the kernel is not set up; run: make env")
    start = time.time()
    folder = str(pathlib.Path(folder or pathlib.Path(path).parent).resolve())
    client = Runner(notebook, timeout=None, kernel_name="nnbook", resources={"metadata": {"path": folder}})
    try:
        client.execute()
    except CellExecutionError:
        code = [c for c in notebook.cells if c.cell_type == "code"]
        number = next(i for i, c in enumerate(code) if any(o.output_type == "error" for o in c.outputs))
        raise Failed(f"{path}: code cell {number + 1} failed", failure(code[number]), notebook)
    except DeadKernelError as e:
        stop(f"{path}: the kernel died ({e}); run: make doctor")
    print(f"{path}: {sum(c.cell_type == 'code' for c in notebook.cells)} cells ran in {time.time() - start:.0f} s", flush=True)
    return notebook


def run(path, out):
    pathlib.Path(out).parent.mkdir(parents=True, exist_ok=True)
    try:
        nbformat.write(execute(path), out)
    except Failed as e:
        nbformat.write(e.notebook, out)
        kept = "" if out == os.devnull else f"; what ran, with the error, is in {out}"
        stop("\n  ".join([e.sentence + kept, *e.said]))


def export(path, out, folder=None, links=None):
    from page import page  # late, for running alone does not need it
    try:
        notebook = execute(path, folder)
    except Failed as e:
        stop("\n  ".join([f"{e.sentence}; {out} is not written", *e.said]))
    text = page(notebook, path, (ENV / "share/nnbook/echarts.min.js").read_text(), links).encode()
    pathlib.Path(out).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(out).write_bytes(text)
    print(f"wrote {out} ({len(text) / 1e6:.1f} MB)", flush=True)
    if len(text) > LARGE:
        print(f"notebook: {out} has more than {LARGE / 1e6:.0f} MB; fewer or smaller charts and pictures make it lighter", file=sys.stderr)


def site(folder, out):
    """Languages are folders; notebooks of the same name are twins, and share their runs in the folder of the first language."""
    from page import index, navigation, title
    folder, out = pathlib.Path(folder), pathlib.Path(out)
    paths = sorted(p for p in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
    entries = [(p.relative_to(folder).with_suffix(".html").as_posix(), title(read(p), p.stem)) for p in paths]
    for path, (address, _) in zip(paths, entries):
        first = next(p for p in paths if p.name == path.name)
        export(path, out / address, first.parent, navigation(address, entries))
    (out / "index.html").write_text(index(entries))
    print(f"wrote {out / 'index.html'}")


if __name__ == "__main__":
    commands = {"run": run, "export": export, "site": site}
    if len(sys.argv) < 4 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])
