"""The mean of the weights of heads that were trained from one another: often better than each of them.

python benchmarks/detector_training/mean.py PACKAGE RENDERS --out mean.pt [--photographs FOLDER] [--narrow]
    HEAD.pt|FILE.onnx=SHARE ...

The largest head comes first; a narrow one that it was grown from is grown again. What normalises is measured anew.
"""

import argparse
import copy
from pathlib import Path

import backbone
import cv2
import numpy as np
import resume
import torch
from augmentation import HEIGHT, WIDTH, Renders
from network import NAMES, Head
from train import Memory

MEASURED = 60
"""Batches from which the normalisation is measured."""


def mean(heads: list[Head], shares: list[float], batches: list[list[torch.Tensor]]) -> Head:
    """One head of the mean weights."""
    made = copy.deepcopy(heads[0])
    weights = [head.state_dict() for head in heads]
    for name, value in made.state_dict().items():
        if value.dtype.is_floating_point:
            value.copy_(sum(share * own[name] for share, own in zip(shares, weights, strict=True)))
    for layer in made.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.reset_running_stats()
            layer.momentum = None
    made.train()
    with torch.no_grad():
        for levels in batches:
            made(*levels)
    return made.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("package", type=Path)
    parser.add_argument("renders", type=Path)
    parser.add_argument("heads", nargs="+", metavar="HEAD=SHARE")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--photographs", type=Path)
    parser.add_argument("--narrow", action="store_true", help="the smaller head of the first goes")
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    frozen = backbone.build(backbone.read(backbone.unpack(options.package)), HEIGHT, WIDTH)
    photographs = sorted(options.photographs.iterdir()) if options.photographs else []
    halls = sorted(int(path.stem) for path in options.renders.glob("*.json"))
    memory = Memory(frozen, Renders(options.renders, halls, photographs), np.random.default_rng(4), 2)
    batches = [memory.batch()[0] for _ in range(MEASURED)]
    heads, shares = [], []
    for path, _, share in (told.partition("=") for told in options.heads):
        first = heads[0] if heads else Head(tuple(backbone.CHANNELS.values()), len(NAMES), narrow=options.narrow)
        head = copy.deepcopy(first)
        resume.load(head, Path(path), batches[0])
        heads.append(head)
        shares.append(float(share))
    torch.save(mean(heads, shares, batches).state_dict(), options.out)


if __name__ == "__main__":
    main()
