"""Rebuilds a model that nnbook saved in Keras: python keras_twin.py model.safetensors inputs.safetensors

Prints the outputs as JSON. The weights keep their layouts: Dense [in, out], Conv2D [height, width, in, out].
"""
import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
from safetensors import safe_open
from safetensors.numpy import load_file

weights = load_file(sys.argv[1])
with safe_open(sys.argv[1], "numpy") as f:
    print(f.metadata()["nnbook.layout"], file=sys.stderr)

twin = keras.Sequential([
    keras.layers.Input((8, 8, 1)),
    keras.layers.Conv2D(4, 3, activation="relu", padding="same", name="0.Conv2D"),
    keras.layers.BatchNormalization(name="1.BatchNorm"),
    keras.layers.MaxPooling2D(2),
    keras.layers.Flatten(),
    keras.layers.Dense(3, name="4.Dense"),
])
for layer in twin.layers:
    roles = [role for role in ("kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance") if f"{layer.name}.{role}" in weights]
    layer.set_weights([weights[f"{layer.name}.{role}"] for role in roles])
print(json.dumps(twin.predict(load_file(sys.argv[2])["x"], verbose=0).tolist()))
