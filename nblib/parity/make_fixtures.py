"""Writes the parity fixtures: what Keras 3 on JAX (CPU, float32) answers, case by case.

    python make_fixtures.py [folder [group...]]     # default: testdata beside this file, all groups

Each group becomes NAME.json (the cases: configuration, source, tensor roles) and NAME.safetensors (their tensors,
keyed "case:role"). What Keras lacks comes from scikit-learn, NumPy or a closed form, and the case says so.
Every case draws from its own generator, seeded by its name, so adding one leaves the others as they are.
"""

import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["JAX_DEFAULT_MATMUL_PRECISION"] = "highest"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras  # noqa: E402  (the backend is chosen above)

keras.utils.set_random_seed(20240501)

from fixtures import (activations, constraints, fits, initializers, layers, losses, metrics, networks,  # noqa: E402
                      optimizers, perceptron, random_layers, regularizers, schedules)

GROUPS = [activations, layers, random_layers, initializers, regularizers, constraints, losses, metrics, optimizers,
          schedules, perceptron, networks, fits]


def main():
    here = pathlib.Path(__file__).parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "testdata"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[2:]
    for module in GROUPS:
        if wanted and module.__name__.split(".")[-1] not in wanted:
            continue
        group = module.make()
        size = group.write(folder)
        print(f"{group.name:14} {len(group.cases):4} cases {size / 1024:8.1f} KiB")


if __name__ == "__main__":
    main()
