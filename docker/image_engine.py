"""What builds and runs images: docker, or buildah, with the same few methods."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile


STAND_IN = "nnbook.stand-in"


def call(*command, **options):
    return subprocess.run([str(c) for c in command], text=True, **options)


def output(*command):
    return call(*command, capture_output=True, check=True).stdout.strip()


class Docker:
    name, bare = "docker", False

    def version(self):
        return "docker " + output("docker", "version", "--format", "{{.Server.Version}}")

    def stand_ins(self, images):
        return []

    def has(self, image):
        return call("docker", "image", "inspect", image, capture_output=True).returncode == 0

    def pull(self, image):
        return call("docker", "pull", "--quiet", image, stdout=subprocess.DEVNULL).returncode == 0

    def build(self, dockerfile, image, folder, args):
        given = [word for name, value in args.items() for word in ("--build-arg", f"{name}={value}")]
        call("docker", "build", "--file", f"{folder}/{dockerfile}", "--tag", image, *given, folder, check=True)

    def command(self, image):
        return json.loads(output("docker", "image", "inspect", "--format", "{{json .Config.Entrypoint}}", image))

    def run(self, image, command, user=None, env={}, volumes={}, read_only=False, shm=None):
        options = ["--rm", "--network=none", "--entrypoint", command[0]]
        options += ["--user=" + user] if user else []
        options += ["--read-only"] if read_only else []
        options += [f"--shm-size={shm}"] if shm else []
        options += [f"--env={name}={value}" for name, value in env.items()]
        options += [f"--volume={there}:{here}" for here, there in volumes.items()]
        return call("docker", "run", *options, image, *command[1:], capture_output=True)

    def layers(self, image):
        """Megabytes and what made them, the lowest layer first."""
        lines = output("docker", "history", "--no-trunc", "--human=false", "--format", "{{.Size}}\t{{.CreatedBy}}", image).splitlines()
        return [(int(size) / 1e6, made) for size, made in (line.split("\t") for line in reversed(lines)) if int(size)]

    def remove(self, images):
        call("docker", "image", "rm", *images, capture_output=True)


class Buildah:
    """Without a daemon, as root: each run is in a chroot, in a network namespace that holds nothing but loopback."""
    name, bare = "buildah", True

    def __init__(self):
        os.environ.setdefault("BUILDAH_ISOLATION", "chroot")
        if "STORAGE_DRIVER" not in os.environ:
            layered = call("buildah", "--storage-driver=overlay", "info", capture_output=True).returncode == 0
            os.environ["STORAGE_DRIVER"] = "overlay" if layered else "vfs"

    def version(self):
        return output("buildah", "--version").split(" (")[0] + " with chroot isolation"

    def stand_ins(self, images):
        """Which of the images were made here."""
        return [image for image in images if STAND_IN in (self.config(image)["Docker"]["config"].get("Labels") or {})]

    def has(self, image):
        return call("buildah", "inspect", "--type=image", image, capture_output=True).returncode == 0

    def pull(self, image):
        return call("buildah", "pull", "--quiet", full(image), capture_output=True).returncode == 0

    def make(self, image, folder, env):
        container = output("buildah", "from", "scratch")
        output("buildah", "copy", "--quiet", container, folder, "/")
        call("buildah", "config", f"--label={STAND_IN}=yes", *(f"--env={n}={v}" for n, v in env.items()), container, check=True)
        output("buildah", "commit", "--quiet", "--rm", container, full(image))

    def build(self, dockerfile, image, folder, args):
        given = [f"--build-arg={name}={value}" for name, value in args.items()]
        call("buildah", "bud", "--format=docker", "--layers", "--pull-never", "--file", f"{folder}/{dockerfile}", "--tag", image,
             *given, folder, check=True)

    def config(self, image):
        return json.loads(output("buildah", "inspect", "--type=image", image))

    def command(self, image):
        return self.config(image)["Docker"]["config"]["Entrypoint"]

    def run(self, image, command, user=None, env={}, volumes={}, read_only=False, shm=None):
        container = output("buildah", "from", "--pull-never", image)
        above = tempfile.mkdtemp()
        try:
            before = "ip link set lo up"
            if shm:  # /dev is the host's: what differs is mounted over it, in a namespace that only this run sees
                before += f" && mount -t tmpfs -o size={shm},mode=1777 tmpfs /dev/shm"
            if devices := {here: there for here, there in volumes.items() if here.startswith("/dev/")}:
                before += f" && mount -t tmpfs tmpfs {above} && mkdir {above}/up {above}/work"
                before += "".join(f" && cp {there} {above}/up/{here.removeprefix('/dev/')}" for here, there in devices.items())
                before += f" && mount -t overlay -o lowerdir=/dev,upperdir={above}/up,workdir={above}/work overlay /dev"
                before += " && mount -t devpts devpts /dev/pts && mount -t tmpfs -o mode=1777 tmpfs /dev/shm"
            if read_only:  # as docker does it: the root is remounted, then the user entered
                user = user or self.config(image)["Docker"]["config"]["User"]
                uid, gid = user.split(":")
                enter = f'mount -o remount,bind,ro / && exec setpriv --reuid {uid} --regid {gid} --clear-groups --bounding-set=-all "$@"'
                command, user = ["sh", "-c", enter, "sh", *command], "0:0"
            options = ["--user=" + user] if user else []
            options += ["--cap-add=CAP_SYS_ADMIN"] if read_only else []
            options += [f"--env={name}={value}" for name, value in env.items()]
            options += [f"--volume={there}:{here}" for here, there in volumes.items() if here not in devices]
            return call("unshare", "--net", "--mount", "sh", "-c", before + ' && exec "$@"', "sh",
                        "buildah", "run", *options, container, "--", *command, capture_output=True)
        finally:
            os.rmdir(above)
            call("buildah", "rm", container, capture_output=True)

    def layers(self, image):
        history = [h for h in self.config(image)["Docker"]["history"] if not h.get("empty_layer")]
        folder = pathlib.Path(tempfile.mkdtemp())
        try:
            call("buildah", "push", "--quiet", image, f"dir:{folder}", check=True, capture_output=True)
            manifest = json.loads((folder / "manifest.json").read_text())
            sizes = [uncompressed(folder / layer["digest"].split(":")[1]) for layer in manifest["layers"]]
        finally:
            shutil.rmtree(folder)
        return [(size / 1e6, made["created_by"]) for size, made in zip(sizes, history)]

    def remove(self, images):
        call("buildah", "rmi", "--force", *images, capture_output=True)


def full(image):
    """Short names are docker's own images."""
    return image if "/" in image else "docker.io/library/" + image


def uncompressed(path):
    return int(output("sh", "-c", 'gzip -dc "$1" 2>/dev/null | wc -c || wc -c < "$1"', "sh", path))


def engine(stop):
    if shutil.which("docker") and call("docker", "info", capture_output=True).returncode == 0:
        return Docker()
    needed = {"buildah": "buildah", "debootstrap": "debootstrap", "unshare": "util-linux", "ip": "iproute2"}
    missing = [package for program, package in needed.items() if not shutil.which(program)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"  installing {' '.join(missing)}, for docker's daemon does not run here", flush=True)
        call("apt-get", "update", "-qq", check=True)
        call("apt-get", "install", "-yqq", "--no-install-recommends", *missing, check=True, stdout=subprocess.DEVNULL,
             env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    elif missing or os.geteuid() != 0:
        stop("docker's daemon does not run here; start it, or, as root, install buildah: apt install " + " ".join(missing or needed.values()))
    return Buildah()
