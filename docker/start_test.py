"""Tests what start.py says and does before Jupyter starts. image_test.py tests the same in the image itself."""
import contextlib
import ctypes
import io
import os
import pathlib
import socket
import stat
import tempfile
import unittest
from unittest import mock

import start

SANE = {"HOME": "/home/jovyan"}


def stopped(work, *args):
    """What it says when it stops; fails where it does not."""
    try:
        work(*args)
    except SystemExit as e:
        return str(e)
    raise AssertionError("it did not stop")


def noted(work, *args):
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        work(*args)
    return said.getvalue()


class Folders(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.folder = pathlib.Path(made.name)

    def work(self, why):
        """work_folder where writing in it fails like this."""
        env = mock.patch.dict(os.environ, {"NNBOOK_WORK": str(self.folder / "work")})
        with env, mock.patch.object(start, "trouble", return_value=why):
            return start.work_folder()

    def test_work_folder_is_made(self):
        self.assertEqual(self.work(None), self.folder / "work")
        self.assertTrue((self.folder / "work").is_dir())

    def test_work_folder_without_permission(self):
        said = stopped(self.work, "Permission denied")
        self.assertIn(f"no write permission on {self.folder}/work (Permission denied)", said)
        self.assertIn(f"chown -R {os.geteuid()} FOLDER", said)
        self.assertEqual(os.stat(self.folder).st_uid != 0, "--user" in said)  # never: become root

    def test_work_folder_read_only(self):
        self.assertIn('-v "$PWD":', stopped(self.work, "Read-only file system"))

    def test_work_folder_that_is_a_file(self):
        (self.folder / "work").touch()
        self.assertIn("File exists", stopped(self.work, None))

    def test_notebooks_come_once(self):
        self.assertIn("nnbook", noted(start.bring_notebooks, self.folder))
        quickstart = self.folder / "nnbook/en/00_quickstart.ipynb"
        self.assertTrue(quickstart.stat().st_mode & stat.S_IWUSR)
        quickstart.write_text("mine")
        self.assertEqual(noted(start.bring_notebooks, self.folder), "")
        self.assertEqual(quickstart.read_text(), "mine")
        self.assertEqual([p.name for p in self.folder.iterdir()], ["nnbook"])

    def test_home_that_cannot_be_written(self):
        with mock.patch.dict(os.environ, {"HOME": "/nowhere"}):
            self.assertIn("/nowhere cannot be written (No such file or directory)", noted(start.check_home))
            self.assertTrue(os.path.isdir(os.environ["HOME"]))
            os.rmdir(os.environ["HOME"])

    def test_tmp(self):
        with mock.patch.object(start, "trouble", return_value="Read-only file system"):
            self.assertIn("--tmpfs /tmp:exec", stopped(start.check_tmp))
        with mock.patch.object(start.subprocess, "run", side_effect=PermissionError(13, "Permission denied")):
            self.assertIn("cannot be run (Permission denied)", stopped(start.check_tmp))
        self.assertIsNone(start.check_tmp())


class Settings(unittest.TestCase):
    def test_ports(self):
        with socket.socket() as taken:
            taken.bind(("", 0))
            taken.listen()
            port = str(taken.getsockname()[1])
            for args in [["--port", port], ["--port=" + port], ["--ServerApp.port=" + port]]:
                self.assertIn("-e JUPYTER_PORT=8888 -p 8888:8888", stopped(start.check_port, args))
        with mock.patch.dict(os.environ, {"JUPYTER_PORT": port}):
            start.check_port([])  # free again
        for bad in ["many", "0", "65536", "-1", ""]:
            with mock.patch.dict(os.environ, {"JUPYTER_PORT": bad}):
                self.assertIn("from 1 to 65535", stopped(start.check_port, []))

    def test_users(self):
        for name, value in [("NB_UID", "ada"), ("NB_UID", "0"), ("NB_GID", "-1"), ("NB_GID", "")]:
            with mock.patch.dict(os.environ, {name: value}):
                self.assertIn(f"{name}={value}: a number from 1 on", stopped(start.become_user))

    def test_commands(self):
        for args, want in [
            ([], ["jupyter-lab"]),
            (["--ServerApp.base_url=/a"], ["jupyter-lab", "--ServerApp.base_url=/a"]),
            (["start-notebook.py", "--no-x"], ["jupyter-lab", "--no-x"]),
            (["start-singleuser.py", "--a"], ["jupyterhub-singleuser", "--a"]),
            (["start.sh", "bash", "-l"], ["bash", "-l"]),
            (["bash"], ["bash"]),
        ]:
            with mock.patch.dict(os.environ, SANE, clear=True):
                self.assertEqual(start.command(args), want)
        with mock.patch.dict(os.environ, {"JUPYTERHUB_API_TOKEN": "x"}):
            self.assertEqual(start.command(["--a"]), ["jupyterhub-singleuser", "--a"])

    def test_shared_memory(self):
        with mock.patch.object(start.os, "statvfs", return_value=mock.Mock(f_bavail=16, f_frsize=1 << 20)):
            said = noted(start.check_memory)
        self.assertIn("has 16 MB", said)
        self.assertIn("--shm-size=1g", said)
        with mock.patch.object(start.os, "statvfs", return_value=mock.Mock(f_bavail=64, f_frsize=1 << 20)):
            self.assertEqual(noted(start.check_memory), "")


class GPU(unittest.TestCase):
    """There is a device or not, a driver or not, which starts or not and is new enough or not."""

    def say(self, cuda=True, device=True, driver=None):
        def glob(path, pattern):
            return ["found"] if (cuda if "jax_plugins" in pattern else device) else []
        load = mock.Mock(side_effect=OSError) if driver is None else mock.Mock(return_value=driver)
        with mock.patch.object(pathlib.Path, "glob", glob), mock.patch.object(ctypes, "CDLL", load):
            return start.gpu()

    def driver(self, code=0, version=13000):
        def get_version(pointer):
            pointer._obj.value = version
        return mock.Mock(cuInit=lambda _: code, cuDriverGetVersion=get_version)

    def test_cpu_image(self):
        self.assertIsNone(self.say(cuda=False, device=False))
        self.assertIn("nnbook:cuda", self.say(cuda=False))

    def test_cuda_image(self):
        self.assertIsNone(self.say(driver=self.driver()))
        self.assertIn("no NVIDIA GPU was given", self.say(device=False))
        self.assertIn("no driver in the container", self.say())
        self.assertIn("cuInit says 100", self.say(driver=self.driver(code=100)))
        self.assertIn("for CUDA 12.4, and 13 is needed", self.say(driver=self.driver(version=12040)))


if __name__ == "__main__":
    unittest.main()
