"""Opens JupyterLab on a notebook: lab.py NOTEBOOK [PORT] [no], where "no" means without a browser."""
import os
import pathlib
import socket
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def check_port(port):
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"lab: PORT={port}: a port is a number from 1 to 65535; try PORT=8889")
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", int(port)))
        except OSError as e:
            sys.exit(f"lab: port {port} cannot be used ({e.strerror}); choose another: make lab PORT={int(port) + 1}")


def main(notebook, port="", browser=""):
    path = pathlib.Path(notebook).resolve()
    if not path.is_file():
        sys.exit(f"lab: {notebook}: no such notebook; name one with NB=")
    folder = ROOT if path.is_relative_to(ROOT) else path.parent
    options = [f"--ServerApp.root_dir={folder}", "--KernelSpecManager.ensure_native_kernel=False"]
    if port:  # without one, Jupyter takes the first free port from 8888 on
        check_port(port)
        options += [f"--port={port}", "--ServerApp.port_retries=0"]
    if browser == "no":
        options += ["--no-browser"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # containers; Jupyter wants it said
        options += ["--allow-root"]
    os.chdir(folder)
    lab = ROOT / ".env/bin/jupyter-lab"
    os.execv(lab, [str(lab), str(path), *options])


if __name__ == "__main__":
    main(*sys.argv[1:])
