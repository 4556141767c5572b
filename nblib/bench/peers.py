"""The peers' side of the bench: the work of nnbook/, with Keras or PyTorch, one slice for every line read.

  peers.py WHO fit MODEL BATCH STEPS | predict MODEL EXAMPLES | photos MODEL N | decode jpeg N | reach MODEL BATCH ACCURACY
  WHO is jax, tensorflow, keras-torch, torch, torch-last (channels_last) or torch-compile
"""
import gzip
import os
import sys
import time

BEGAN = time.time()
who, what, model = sys.argv[1:4]
numbers = [float(x) for x in sys.argv[4:]]
os.environ["KERAS_BACKEND"] = {"jax": "jax", "tensorflow": "tensorflow"}.get(who, "torch")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.stdout = os.fdopen(os.dup(1), "w", buffering=1)  # what libraries print goes elsewhere
os.dup2(2, 1)
import numpy as np  # noqa: E402


def digits(part):
    def read(name, skip):
        with gzip.open(os.path.join(os.environ["MNIST"], f"{part}-{name}-ubyte.gz")) as f:
            return np.frombuffer(f.read(), np.uint8, offset=skip)
    return read("images-idx3", 16).reshape(-1, 28, 28, 1).astype("float32") / 255, read("labels-idx1", 8).astype("int64")


def examples(n):
    if model in ("efficientnet", "finetune"):
        return np.random.default_rng(1).random((n, 224, 224, 3), "float32"), np.zeros(n, "int64")
    if model == "resnet":
        rng = np.random.default_rng(1)
        return rng.random((n, 32, 32, 3), "float32"), rng.integers(0, 10, n)
    x, y = digits("train")
    return x[:n], y[:n]


def mlp_size():
    return [int(x) for x in model[4:].split(",")] if ":" in model else (512, 2)


def turns(work, n):
    """Does work once to compile, then once for every line."""
    work()
    print("ready")
    for _ in sys.stdin:
        start = time.perf_counter()
        work()
        print(n / (time.perf_counter() - start))


def keras_side():
    import keras
    from keras import layers as L

    def block(x, filters, stride):
        y = L.BatchNormalization()(L.Conv2D(filters, 3, stride, "same")(x))
        y = L.BatchNormalization()(L.Conv2D(filters, 3, 1, "same")(L.ReLU()(y)))
        if stride > 1:
            x = L.BatchNormalization()(L.Conv2D(filters, 1, stride)(x))
        return L.ReLU()(L.Add()([x, y]))

    def network():
        if model.startswith("mlp"):
            width, depth = mlp_size()
            return keras.Sequential([L.Input((28, 28, 1)), L.Flatten(), *(L.Dense(width, "relu") for _ in range(depth)), L.Dense(10)])
        if model == "cnn":
            return keras.Sequential([L.Input((28, 28, 1)), L.Conv2D(32, 3, activation="relu"), L.MaxPool2D(),
                                     L.Conv2D(64, 3, activation="relu"), L.MaxPool2D(), L.Flatten(), L.Dense(10)])
        x = i = L.Input((32, 32, 3))
        x = L.ReLU()(L.BatchNormalization()(L.Conv2D(16, 3, 1, "same")(x)))
        for filters, stride in (16, 1), (32, 2), (64, 2):
            x = block(x, filters, stride)
        return keras.Model(i, L.Dense(10)(L.GlobalAveragePooling2D()(x)))

    net = network()
    net.compile(keras.optimizers.Adam(1e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    if what == "predict":
        n = int(numbers[0])
        x, _ = examples(n)
        turns(lambda: net.predict(x, batch_size=512, verbose=0), n)
    batch = int(numbers[0])
    if what == "fit":
        n = batch * int(numbers[1])
        x, y = examples(n)
        turns(lambda: net.fit(x, y, batch_size=batch, verbose=0), n)
    if what == "reach":
        (x, y), (tx, ty) = digits("train"), digits("t10k")
        for epoch in range(1, 41):
            net.fit(x, y, batch_size=batch, verbose=0)
            if net.evaluate(tx, ty, batch_size=500, verbose=0)[1] >= numbers[1]:
                print(time.time() - BEGAN, epoch)
                return


def torch_side():
    import torch
    from torch import nn
    F = nn.functional

    class Block(nn.Module):
        def __init__(self, was, filters, stride):
            super().__init__()
            self.body = nn.Sequential(nn.Conv2d(was, filters, 3, stride, 1), nn.BatchNorm2d(filters), nn.ReLU(),
                                      nn.Conv2d(filters, filters, 3, 1, 1), nn.BatchNorm2d(filters))
            self.side = nn.Sequential(nn.Conv2d(was, filters, 1, stride), nn.BatchNorm2d(filters)) if stride > 1 else nn.Identity()

        def forward(self, x):
            return F.relu(self.body(x) + self.side(x))

    class Inverted(nn.Module):  # MobileNetV2's block
        def __init__(self, expand, kernel, stride, was, filters):
            super().__init__()
            self.skip = stride == 1 and was == filters
            wide = was * expand
            first = [nn.Conv2d(was, wide, 1, bias=False), nn.BatchNorm2d(wide, 1e-3), nn.ReLU6(True)] if expand > 1 else []
            self.body = nn.Sequential(*first, nn.Conv2d(wide, wide, kernel, stride, kernel // 2, groups=wide, bias=False), nn.BatchNorm2d(wide, 1e-3),
                                      nn.ReLU6(True), nn.Conv2d(wide, filters, 1, bias=False), nn.BatchNorm2d(filters, 1e-3))

        def forward(self, x):
            return x + self.body(x) if self.skip else self.body(x)

    def efficientnet():  # Lite0, up to the pooled features
        layers, was = [nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32, 1e-3), nn.ReLU6(True)], 32
        for expand, kernel, stride, filters, blocks in ((1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3),
                                                        (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)):
            for i in range(blocks):
                layers.append(Inverted(expand, kernel, stride if i == 0 else 1, was, filters))
                was = filters
        head = [nn.Conv2d(320, 1280, 1, bias=False), nn.BatchNorm2d(1280, 1e-3), nn.ReLU6(True)]
        return nn.Sequential(*layers, *head, nn.AdaptiveAvgPool2d(1), nn.Flatten())

    class FineTuned(nn.Module):  # the last two blocks and the head learn; the rest is evaluated without a record for the slopes
        def __init__(self, layers):
            super().__init__()
            self.frozen, self.learns = layers[:-6], nn.Sequential(*layers[-6:], nn.Linear(1280, 2))

        def forward(self, x):
            self.frozen.eval()
            with torch.no_grad():
                x = self.frozen(x)
            return self.learns(x)

    def network():
        if model == "finetune":
            return FineTuned(efficientnet())
        if model == "efficientnet":
            return efficientnet() if what == "photos" else nn.Sequential(efficientnet(), nn.Linear(1280, 2))
        if model.startswith("mlp"):
            width, depth = mlp_size()
            sizes = [784] + [width] * depth
            hidden = [m for a, b in zip(sizes, sizes[1:]) for m in (nn.Linear(a, b), nn.ReLU())]
            return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(sizes[-1], 10))
        if model == "cnn":
            return nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
                                 nn.Flatten(), nn.Linear(1600, 10))
        return nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1), nn.BatchNorm2d(16), nn.ReLU(), Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2),
                             nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))

    def tensors(x, y):
        x = torch.from_numpy(np.ascontiguousarray(x.transpose(0, 3, 1, 2)))
        return x.contiguous(memory_format=torch.channels_last) if who == "torch-last" else x, torch.from_numpy(y)

    net = network()
    if who == "torch-last":
        net = net.to(memory_format=torch.channels_last)
    run = torch.compile(net) if who == "torch-compile" else net
    adam = torch.optim.Adam(net.learns.parameters() if model == "finetune" else net.parameters(), 1e-3)

    def epoch(x, y, batch):
        net.train()
        loss_sum, correct = torch.zeros(()), torch.zeros((), dtype=torch.long)
        for rows in torch.randperm(len(x)).split(batch):
            out, want = run(x[rows]), y[rows]
            loss = F.cross_entropy(out, want)
            adam.zero_grad()
            loss.backward()
            adam.step()
            loss_sum += loss.detach() * len(rows)
            correct += (out.argmax(1) == want).sum()
        return loss_sum.item(), correct.item()

    def outputs(x, size=500):
        net.eval()
        with torch.inference_mode():
            return torch.cat([run(part) for part in x.split(size)])

    if what == "photos":
        n = int(numbers[0])
        x, _ = tensors(*examples(n))
        turns(lambda: outputs(x, 32), n)
    if what == "predict":
        n = int(numbers[0])
        x, _ = tensors(*examples(n))
        turns(lambda: outputs(x), n)
    batch = int(numbers[0])
    if what == "fit":
        n = batch * int(numbers[1])
        x, y = tensors(*examples(n))
        turns(lambda: epoch(x, y, batch), n)
    if what == "reach":
        (x, y), (tx, ty) = tensors(*digits("train")), tensors(*digits("t10k"))
        for number in range(1, 41):
            epoch(x, y, batch)
            if (outputs(tx).argmax(1) == ty).float().mean().item() >= numbers[1]:
                print(time.time() - BEGAN, number)
                return


def decoding():
    """torchvision decodes the photos of the folder PHOTOS in two workers of PyTorch's DataLoader."""
    import torch
    from torchvision import datasets, transforms as T
    scaled = T.Compose([T.Resize(256, T.InterpolationMode.BICUBIC), T.CenterCrop(224), T.ToTensor()])
    photos = datasets.ImageFolder(os.environ["PHOTOS"], scaled)
    loader = torch.utils.data.DataLoader(photos, 32, num_workers=2, persistent_workers=True)
    turns(lambda: [len(y) for _, y in loader], len(photos))


if what == "decode":
    decoding()
    sys.exit()
torch_side() if who.startswith("torch") else keras_side()
