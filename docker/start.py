#!/opt/nnbook/.env/bin/python
"""Starts the container: checks what it was given, puts the notebooks into the work folder, becomes the program asked for.

  start                          JupyterLab, or jupyterhub-singleuser where JupyterHub started the container
  start --ServerApp.base_url=/a  the same, with options
  start COMMAND ...              any other program (also jupyterhub-singleuser)

Started as root, it first becomes the user NB_UID of group NB_GID (1000 and 100). What is wrong is told in one sentence.
"""
import ctypes
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOTEBOOKS = "nnbook"  # their folder in the work folder
SCRIPTS = {"start.sh", "start-notebook.sh", "start-notebook.py", "start-singleuser.sh", "start-singleuser.py"}  # other images' names


def note(sentence):
    print("start: " + sentence, file=sys.stderr, flush=True)


def stop(sentence):
    sys.exit("start: " + sentence)


def become_user():
    """From root to the user that was asked for; "jovyan" is its name."""
    uid, gid = os.environ.get("NB_UID", "1000"), os.environ.get("NB_GID", "100")
    for name, value in [("NB_UID", uid), ("NB_GID", gid)]:
        if not value.isdigit() or int(value) == 0:
            stop(f"{name}={value}: a number from 1 on is needed, as of the owner of the mounted folder; leave it out for {1000 if name == 'NB_UID' else 100}")
    home = pathlib.Path(os.environ["HOME"])
    try:
        users = pathlib.Path("/etc/passwd")
        lines = [f"jovyan:x:{uid}:{gid}::{home}:/bin/bash" if line.startswith("jovyan:") else line for line in users.read_text().splitlines()]
        users.write_text("\n".join(lines) + "\n")
    except OSError:
        pass  # a read-only root: the user has no name then, and needs none
    os.setgroups([])
    os.setgid(int(gid))
    os.setuid(int(uid))


def trouble(folder):
    """Why nothing can be written in a folder, or None."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as e:
        return e.strerror


def check_tmp():
    for folder in dict.fromkeys(["/tmp", tempfile.gettempdir() if os.environ.get("TMPDIR") else "/tmp"]):
        if why := trouble(folder):
            stop(f"{folder} cannot be written ({why}), and cells are compiled there; add: --tmpfs {folder}:exec")
        with tempfile.TemporaryDirectory(dir=folder) as inside:
            program = shutil.copy("/bin/true", inside)
            try:
                subprocess.run([program], check=True)
            except OSError as e:
                stop(f"programs in {folder} cannot be run ({e.strerror}), and cells are compiled there; mount it with: --tmpfs {folder}:exec")


def check_home():
    home = os.environ.get("HOME", "/")
    if why := trouble(home):
        os.environ["HOME"] = tempfile.mkdtemp(prefix="home-")
        note(f"the home folder {home} cannot be written ({why}); {os.environ['HOME']} serves until the container ends")


def work_folder():
    """The folder that notebooks are in: it must be writable, for what is learned is kept beside them."""
    work = pathlib.Path(os.environ.get("NNBOOK_WORK", "/home/jovyan/work"))
    try:
        work.mkdir(parents=True, exist_ok=True)
        why = trouble(work)
    except OSError as e:
        why = e.strerror
    if not why:
        return work
    if "ead-only" in why:
        stop(f"{work} is read-only; mount a folder there that can be written: -v \"$PWD\":{work}")
    there = next(folder for folder in [work, *work.parents] if folder.exists()).stat()
    uid, gid = os.geteuid(), os.getegid()
    fix = f"on the host, give the mounted folder to the container's user (chown -R {uid} FOLDER)"
    if there.st_uid:
        fix += f", or start as the folder's owner: --user {there.st_uid}:{there.st_gid}"
    stop(f"no write permission on {work} ({why}): it belongs to {there.st_uid}:{there.st_gid}, mode {there.st_mode & 0o777:o}, "
         f"and the container runs as {uid}:{gid}; {fix}")


def bring_notebooks(work):
    """The notebooks, once: what the user changed is never overwritten."""
    target = work / NOTEBOOKS
    if target.exists():
        return
    with tempfile.TemporaryDirectory(dir=work, prefix=".notebooks-") as part:
        new = pathlib.Path(part, NOTEBOOKS)
        for path in (ROOT / "notebooks").glob("*/*.ipynb"):
            copy = new / path.relative_to(ROOT / "notebooks")
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        new.rename(target)
    note(f"the notebooks are in {target}")


def check_memory():
    need = 64
    try:
        there = os.statvfs("/dev/shm")
        free = there.f_bavail * there.f_frsize >> 20
    except OSError:
        free = 0
    if free < need:
        note(f"/dev/shm has {free} MB of shared memory, programs that share data between processes need {need} MB or more; add: --shm-size=1g")


def gpu():
    """One sentence about the GPU, or None where there is nothing to say."""
    there = bool(list(pathlib.Path("/dev").glob("nvidia[0-9]*")))
    if not list((ROOT / ".env").glob("lib/python3*/site-packages/jax_plugins/xla_cuda13")):
        return "this image computes on the CPU; for the GPU, start nnbook:cuda" if there else None
    on_cpu = "; until then networks learn on the CPU"
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        if there:
            return ("there is a GPU, but no driver in the container (libcuda.so.1): on the host, install NVIDIA's driver (580 or later) and "
                    "Container Toolkit, and add: --gpus all" + on_cpu)
        return "no NVIDIA GPU was given to the container; to use one, add: --gpus all" + on_cpu
    if code := driver.cuInit(0):
        return f"NVIDIA's driver does not start (cuInit says {code}); look at nvidia-smi on the host, and add: --gpus all" + on_cpu
    version = ctypes.c_int()
    driver.cuDriverGetVersion(ctypes.byref(version))
    if version.value < 13000:
        major, minor = version.value // 1000, version.value % 1000 // 10
        return f"NVIDIA's driver is for CUDA {major}.{minor}, and 13 is needed: on the host, update it to 580 or later" + on_cpu
    return None


def check_port(args):
    port = os.environ.get("JUPYTER_PORT", "8888")
    for option, value in zip(args, args[1:] + [""]):
        name, _, given = option.partition("=")
        if name in ("--port", "--ServerApp.port"):
            port = given or value
    if not port.isdigit() or not 0 < int(port) < 65536:
        stop(f"port {port}: a port is a number from 1 to 65535; try JUPYTER_PORT=8889")
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("", int(port)))
        except OSError as e:
            other = 8888 if int(port) != 8888 else 8889
            stop(f"port {port} cannot be used ({e.strerror}); choose another: -e JUPYTER_PORT={other} -p {other}:{other}")


def command(args):
    """What to become."""
    single = "JUPYTERHUB_API_TOKEN" in os.environ
    if args and args[0] in SCRIPTS:
        single |= "singleuser" in args[0]
        args = args[1:]
    if args and not args[0].startswith("-"):
        return args
    return ["jupyterhub-singleuser" if single else "jupyter-lab", *args]


def main(args):
    if os.geteuid() == 0:
        become_user()
    elif "NB_UID" in os.environ and os.environ["NB_UID"] != str(os.geteuid()):
        note(f"NB_UID={os.environ['NB_UID']} needs a container that is started as root; add: --user root, or, instead of it, --user {os.environ['NB_UID']}")
    os.environ.setdefault("USER", "jovyan")
    check_tmp()
    check_home()
    args = command(args)
    if args[0] in ("jupyter-lab", "jupyterhub-singleuser"):
        work = work_folder()
        os.environ["NNBOOK_WORK"] = str(work)
        if args[0] == "jupyter-lab":
            check_port(args)
        bring_notebooks(work)
        check_memory()
        if sentence := gpu():
            note(sentence)
        os.chdir(work)
    try:
        os.execvp(args[0], args)
    except OSError as e:
        stop(f"{args[0]} does not start ({e.strerror}); without a command, JupyterLab does")


if __name__ == "__main__":
    main(sys.argv[1:])
