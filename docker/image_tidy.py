"""Makes the Go caches of the image fit to be shared: lean, and open to any user. The Dockerfile runs it once, as root."""
import os
import pathlib

MODULES, BUILD = pathlib.Path(os.environ["GOMODCACHE"]), pathlib.Path(os.environ["GOCACHE"])


def lean():
    """A module that is extracted needs no archive any more."""
    for archive in MODULES.glob("cache/download/**/*.zip"):
        archive.unlink()


def share():
    """Whoever runs may add to the caches (sticky: without being able to remove what is there, as `go` does after five days)."""
    for folder, inside, files in os.walk(MODULES):
        inside[:] = [i for i in inside if "@" not in i or folder.startswith(str(MODULES / "cache"))]  # modules stay read-only
        os.chmod(folder, 0o1777)
        for lock in (f for f in files if f == "lock" or f.endswith(".lock")):
            os.chmod(pathlib.Path(folder, lock), 0o666)
    for folder, _, _ in os.walk(BUILD):
        os.chmod(folder, 0o1777)
    (BUILD / "trim.txt").touch()  # when `go` last looked for what is old: it looks again with each call if it cannot write this
    os.chmod(BUILD / "trim.txt", 0o666)


lean()
share()
