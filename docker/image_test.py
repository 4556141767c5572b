"""Tests the image from outside: starts it as its user and as others, with and without what it needs, never with a network.

What was seen is printed, and written to docker/REPORT.md.
"""
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

from image_report import PARTS, write
from kernelspec import ROOT

HOME, WORK, TMP = "/home/jovyan", "/home/jovyan/work", "/tmp"
LIMIT = {"cpu": 2500, "cuda": 6500}  # megabytes, uncompressed


class Test:
    def __init__(self, tool, target):
        self.tool, self.image, self.target = tool, f"nnbook:{target}", target
        self.entrypoint = tool.command(self.image)
        self.lines, self.failed = [], 0
        self.trash = contextlib.ExitStack()
        self.inside = self.folder(os.geteuid(), os.getegid())
        for name in ("image_client.py", "image_inside.py"):
            shutil.copy(ROOT / "docker" / name, self.inside)
            os.chmod(f"{self.inside}/{name}", 0o644)

    def folder(self, uid=1000, gid=100, mode=0o755):
        """An empty folder of the host, to mount."""
        path = self.trash.enter_context(tempfile.TemporaryDirectory(prefix="nnbook-image-", ignore_cleanup_errors=True))
        os.chmod(path, mode)
        if os.geteuid() == 0:
            os.chown(path, uid, gid)
        elif (uid, gid) != (os.geteuid(), os.getegid()):  # only a container's root can give it away
            self.tool.run(self.image, ["chown", f"{uid}:{gid}", "/given"], user="0:0", volumes={"/given": path})
        return path

    def check(self, title, seen):
        """seen does the check, and returns what it saw; what it misses is an AssertionError."""
        start = time.time()
        try:
            said, mark = seen(), "ok"
        except (AssertionError, subprocess.CalledProcessError) as e:
            said, mark = str(e), "FAILED"
            self.failed += 1
        print(f"{mark:6} {title} ({time.time() - start:.0f} s)\n       {said}", flush=True)
        self.lines.append((mark, title, said))

    def run(self, what, env={}, volumes={}, **options):
        """One of the checks of image_inside.py, in the container."""
        env = {**env, "ENTRYPOINT": json.dumps(self.entrypoint), "PYTHONDONTWRITEBYTECODE": "1"}
        done = self.tool.run(self.image, ["python", "/check/image_inside.py", what], env=env, volumes={**volumes, "/check": self.inside}, **options)
        seen = re.search(r"^SEEN (.*)", done.stdout, re.M)
        assert done.returncode == 0 and seen, (done.stdout + done.stderr)[-3000:]
        return seen[1]

    def refused(self, *words, command=(), **options):
        """The container ends at once, with one sentence that has the words in it."""
        done = self.tool.run(self.image, [*self.entrypoint, *command], **options)
        said = [line for line in done.stderr.splitlines() if line.startswith("start: ")]
        assert done.returncode == 1 and len(said) == 1 and "Traceback" not in done.stderr, f"status {done.returncode}: {done.stdout}{done.stderr}"
        assert all(word in said[0] for word in words), f"expected {words} in: {said[0]}"
        return said[0]

    def noted(self, *words, **options):
        """It starts, and says so."""
        said = self.run("notes", **options)
        assert all(word in said for word in words), f"expected {words} in: {said}"
        return said

    # What works

    def fresh(self):
        return self.run("whole")

    def mounted(self):
        home, work = self.folder(), self.folder()
        said = self.run("work", volumes={HOME: home, WORK: work})
        assert pathlib.Path(work, "nnbook/en/.nnbook/runs/digits-mlp").is_dir(), "the run is not kept in the mounted folder"
        owners = {(p.stat().st_uid, p.stat().st_gid) for p in pathlib.Path(work).rglob("*")}
        assert owners == {(1000, 100)}, f"the files belong to {owners}"
        return said + "; notebooks and runs are kept in the mounted folder"

    def any_user(self):
        return self.run("work", user="123456:0")

    def chosen_user(self):
        work = self.folder(4242, 4343)
        start = ["python", "/check/image_inside.py", "work"]
        env = {"ENTRYPOINT": json.dumps(self.entrypoint), "NB_UID": "4242", "NB_GID": "4343"}
        done = self.tool.run(self.image, start, user="0:0", env=env, volumes={WORK: work, "/check": self.inside})
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
        owners = {(p.stat().st_uid, p.stat().st_gid) for p in pathlib.Path(work).rglob("*")}
        assert owners == {(4242, 4343)}, f"the files belong to {owners}"
        return re.search("SEEN (.*)", done.stdout)[1] + "; all files belong to 4242:4343"

    def command(self):
        done = self.tool.run(self.image, [*self.entrypoint, "sh", "-c", "id -u; go version; gonb --version >/dev/null && jupyter-lab --version"])
        assert done.returncode == 0 and "1000" in done.stdout.split(), done.stdout + done.stderr
        return " ".join(done.stdout.split())

    def read_only(self):
        return self.run("work", read_only=True, volumes={WORK: self.folder(), TMP: self.folder(0, 0, 0o1777)})

    def lean(self):
        """Layers, and what is in them."""
        self.layers = self.tool.layers(self.image)
        total = sum(size for size, _ in self.layers)
        assert total < LIMIT[self.target], f"{total:.0f} MB, more than {LIMIT[self.target]}"
        done = self.tool.run(self.image, ["du", "-sm", *PARTS], user="0:0")
        self.parts = [line.split("\t") for line in done.stdout.splitlines()]
        return f"{total:.0f} MB uncompressed in {len(self.layers)} layers"

    def nothing_secret(self):
        """What the image tells whoever gets it."""
        done = self.tool.run(self.image, ["sh", "-c", "env; find / -xdev '(' -name '.git' -o -name .netrc -o -name 'id_[red]*sa' -o -name id_ed25519 -o -name '.git-credentials' ')' "
                                          "-not -path '/opt/go/mod/*' -not -path '/usr/*' -not -path '/proc/*' 2>/dev/null"], user="0:0")
        bad = [line for line in done.stdout.splitlines() if re.search(r"token|passw|secret|^/", line, re.I)]
        assert not bad, f"in the image: {bad}"
        tags = [image for image in re.findall(r"^ARG \w+_IMAGE=(\S+)", (ROOT / "docker/Dockerfile").read_text(), re.M)]
        assert all(re.search(r":\d|:\w+-\d", tag) for tag in tags), f"base images without a pinned tag: {tags}"
        return "no token, password or key in its environment or files; base images pinned: " + ", ".join(tags)

    # What does not

    def gpu(self):
        fake = self.folder(os.geteuid(), os.getegid()) + "/gpu"
        pathlib.Path(fake).touch()
        words = {"cpu": "nnbook:cuda", "cuda": "no driver in the container"}[self.target]
        said = self.noted(words, volumes={"/dev/nvidia0": fake})
        if self.target == "cuda":
            said += " | " + self.noted("no NVIDIA GPU was given")
        return said

    def all(self):
        self.check("as its user, without a mount: token, kernel, quickstart, charts, health, stop", self.fresh)
        self.check("an empty folder mounted over home, another over the work folder", self.mounted)
        self.check("as the unknown user 123456 of group 0", self.any_user)
        self.check("started as root, with NB_UID=4242 NB_GID=4343", self.chosen_user)
        self.check("a read-only root, with a folder for /tmp", self.read_only)
        self.check("under JupyterHub", lambda: self.run("hub"))
        self.check("another command", self.command)
        self.check("a mounted folder that cannot be written", lambda: self.refused(
            "no write permission on " + WORK, "0:0", "chown", volumes={WORK: self.folder(0, 0, 0o755)}))
        self.check("a mounted folder of another user", lambda: self.refused("--user 4242:4343", volumes={WORK: self.folder(4242, 4343)}))
        self.check("a folder mounted read-only", lambda: self.refused("is read-only", volumes={WORK + ":ro": self.folder()}))
        self.check("a port in use", lambda: self.run("port"))
        self.check("a port that is none", lambda: self.refused("port many", "1 to 65535", env={"JUPYTER_PORT": "many"}))
        self.check("a read-only root without /tmp", lambda: self.refused("--tmpfs /tmp:exec", read_only=True))
        self.check("too little shared memory", lambda: self.noted("shared memory", "--shm-size=1g", shm="1m"))
        self.check("a GPU without a driver", self.gpu)
        self.check("a user that is none", lambda: self.refused("NB_UID=ada", user="0:0", env={"NB_UID": "ada"}))
        self.check("a command that is none", lambda: self.refused("nosuch does not start", command=["nosuch"]))
        self.check("nothing secret, nothing unpinned", self.nothing_secret)
        self.check(f"size under {LIMIT[self.target] / 1000} GB", self.lean)


def test(tool, target, stood_in):
    run = Test(tool, target)
    with run.trash:
        run.all()
    write(run, stood_in)
    if run.failed:
        raise SystemExit(f"image: {run.failed} of {len(run.lines)} checks failed")
    print(f"image: all {len(run.lines)} checks passed")
