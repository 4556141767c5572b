"""Tests which XLA plugins the kernel is told of."""
import os
import pathlib
import shlex
import sys
import tempfile
import unittest
from unittest import mock

import kernelspec

CPU, GPU = "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so", "jax_plugins/xla_cuda13/xla_cuda_plugin.so"


class Plugins(unittest.TestCase):
    def env(self, *files):
        """program_env of an environment that has these files."""
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.packages = pathlib.Path(made.name, "lib/python3.13/site-packages")
        for file in files:
            (self.packages / file).parent.mkdir(parents=True)
            (self.packages / file).touch()
        with mock.patch.object(kernelspec, "ENV", pathlib.Path(made.name)):
            return kernelspec.program_env({"CGO_ENABLED": "1"})

    def test_none(self):
        env = self.env()
        self.assertNotIn("PJRT_PLUGIN_LIBRARY_PATH", env)
        self.assertNotIn("XLA_FLAGS", env)
        self.assertEqual(env["CGO_ENABLED"], "1")

    def test_cpu(self):
        env = self.env(CPU)
        self.assertEqual(env["PJRT_PLUGIN_LIBRARY_PATH"], str(self.packages / "lammps_jax_pjrt_cpu"))
        self.assertNotIn("XLA_FLAGS", env)

    def test_gpu_comes_first(self):
        env = self.env(CPU, GPU, "nvidia/cu13/bin/ptxas")
        want = [str(self.packages / "jax_plugins/xla_cuda13"), str(self.packages / "lammps_jax_pjrt_cpu")]
        self.assertEqual(env["PJRT_PLUGIN_LIBRARY_PATH"].split(os.pathsep), want)
        self.assertEqual(env["XLA_FLAGS"], f"--xla_gpu_cuda_data_dir={self.packages / 'nvidia/cu13'}")

    def test_a_checkout_in_a_folder_with_a_space(self):
        """Go splits GOFLAGS into flags, and the flag's value into a command."""
        with mock.patch.object(kernelspec, "ENV", pathlib.Path("/home/a b/.env")), mock.patch.object(kernelspec, "go_env", lambda name: name):
            flags = kernelspec.kernel_env({})["GOFLAGS"]
        self.assertEqual(shlex.split(flags)[0], "-ldflags=-s -w -linkmode=internal")
        if sys.platform == "linux":
            command = shlex.split(flags)[1].removeprefix("-toolexec=")
            self.assertEqual(shlex.split(command), ["/home/a b/.env/bin/linkcache"])


if __name__ == "__main__":
    unittest.main()
