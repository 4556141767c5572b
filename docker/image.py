"""Builds the image, and tests it: image.py build [cpu|cuda], image.py test [cpu|cuda].

With docker where its daemon runs, else with buildah, which needs none. Where no registry answers,
buildah builds on stand-ins for the base images, and says so: Debian by debootstrap, and the Go that is installed.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from image_engine import engine
from kernelspec import ROOT

DOCKERFILE = ROOT / "docker/Dockerfile"


def stop(sentence):
    sys.exit("image: " + sentence)


def base_images():
    """What the Dockerfile is built on: its arguments, as the environment or the Dockerfile itself gives them."""
    given = re.findall(r"^ARG (\w+_IMAGE)=(\S+)$", DOCKERFILE.read_text(), re.M)
    return {name: os.environ.get(name) or image for name, image in given}


def debian(folder, suite):
    """A minimal Debian, as lean as the "slim" images are."""
    subprocess.run(["debootstrap", "--variant=minbase", suite, folder], check=True, stdout=subprocess.DEVNULL)
    drop = "path-exclude /usr/share/doc/*\npath-exclude /usr/share/man/*\npath-exclude /usr/share/locale/*\npath-exclude /usr/share/info/*\n"
    pathlib.Path(folder, "etc/dpkg/dpkg.cfg.d/slim").write_text(drop)
    for path in ["var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info"]:
        for inside in pathlib.Path(folder, path).glob("*"):
            shutil.rmtree(inside) if inside.is_dir() and not inside.is_symlink() else inside.unlink()


def network_env(folder):
    """A network with a certificate authority of its own (SSL_CERT_FILE) needs it in the image too."""
    own = os.environ.get("SSL_CERT_FILE")
    if not own:
        return {}
    inside = "/etc/ssl/network-ca.crt"
    pathlib.Path(folder + inside).parent.mkdir(exist_ok=True)
    shutil.copy(own, folder + inside)
    return {name: inside for name in ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS")}


def stand_ins(tool):
    """Makes the base images that cannot be pulled, and returns their names."""
    names = base_images()
    missing = {key: name for key, name in names.items() if not tool.has(name) and not tool.pull(name)}
    if not missing:
        return tool.stand_ins(names.values())
    suite = re.search(r"^debian:(\w+)-", names["BASE_IMAGE"])
    version = re.search(r"^golang:([\d.]+)", names["GO_IMAGE"])
    if not tool.bare or not suite or not version:
        stop(f"{', '.join(missing.values())} cannot be pulled; look at the network, or name others: make image BASE_IMAGE=... GO_IMAGE=...")
    print(f"  no registry answers: stand-ins for {' and '.join(missing.values())} (Debian {suite[1]} by debootstrap)", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # it becomes the root of the image
        debian(folder, suite[1])
        env = network_env(folder)
        if "BASE_IMAGE" in missing:
            tool.make(names["BASE_IMAGE"], folder, env)
        if "GO_IMAGE" in missing:
            goroot = subprocess.run(["go", "env", "GOROOT"], env={**os.environ, "GOTOOLCHAIN": "go" + version[1]},
                                    capture_output=True, text=True, check=True).stdout.strip()
            shutil.copytree(goroot, folder + "/usr/local/go", symlinks=True)
            tool.make(names["GO_IMAGE"], folder, env)
    return tool.stand_ins(names.values())


def context(folder):
    """What git tracks, and what it would track: the same from every checkout."""
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            target = pathlib.Path(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)


def build(tool, target):
    start = time.time()
    with tempfile.TemporaryDirectory() as folder:
        context(folder)
        tool.build("docker/Dockerfile", "nnbook:cpu", folder, base_images())
        if target == "cuda":
            tool.build("docker/Dockerfile.cuda", "nnbook:cuda", folder, {})
    print(f"built nnbook:{target} with {tool.name} in {time.time() - start:.0f} s")


def main(what="", target="cpu"):
    if what not in ("build", "test") or target not in ("cpu", "cuda"):
        sys.exit(__doc__)
    tool = engine(stop)
    stood_in = stand_ins(tool)
    build(tool, target)
    if what == "test":
        from image_test import test  # late, for building alone does not need it
        test(tool, target, stood_in)


if __name__ == "__main__":
    main(*sys.argv[1:])
