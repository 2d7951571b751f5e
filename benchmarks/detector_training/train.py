"""Trains the head of the shipped detector on renders, on one CPU core, and writes the ONNX file.

python benchmarks/detector_training/train.py PACKAGE RENDERS --out hall.onnx [--first SEED] [--count SEEDS] [--steps N]
    [--start HEAD.pt|FILE.onnx] [--photographs FOLDER] [--often CLASS ...] [--narrow]

PACKAGE is the .tgz of backbone.py, RENDERS a folder of renders.py. Needs torch, onnx, onnxruntime, tflite and OpenCV,
in an environment of its own. The backbone is frozen: onnxruntime computes its features, and those of the latest
pictures are kept and learned from again, which costs a third of making new ones.
"""

import argparse
import copy
import math
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import torch

sys.path.insert(0, str(Path(__file__).parent))
import backbone
import export
import resume
from augmentation import HEIGHT, REAL, WIDTH, Renders
from network import NAMES, STRIDES, Head, loss, places

BATCH = 8
MEMORY = 2000
"""Pictures whose features are kept: 1.3 MB each."""
RATE = 1.5e-3
KEPT = 0.998
"""Share of the averaged weights that a step keeps."""


class Memory:
    """Endless batches: features of new pictures, and of some made before."""

    def __init__(self, model, renders, rng, fresh: int) -> None:
        """`fresh` pictures of a batch are new; the others are seen again."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(model.SerializeToString(), options)
        self.renders, self.rng, self.fresh, self.kept = renders, rng, fresh, []

    def batch(self):
        """Three tensors of features, and for each picture its boxes and classes."""
        while len(self.kept) < BATCH:
            self.kept.append(self._made())
        for _ in range(self.fresh):
            if len(self.kept) == MEMORY:
                self.kept.pop(int(self.rng.integers(MEMORY - self.fresh)))
            self.kept.append(self._made())
        old = self.rng.choice(len(self.kept) - self.fresh, BATCH - self.fresh, replace=False)
        drawn = [*(self.kept[number] for number in old), *self.kept[-self.fresh :]]
        levels = [torch.cat(level).float() for level in zip(*(d[0] for d in drawn), strict=True)]
        return levels, [d[1] for d in drawn]

    def _made(self):
        image, boxes, classes = self.renders.sample(self.rng)
        scaled = (image.astype(np.float32) / 255).transpose(2, 0, 1)[None]
        levels = self.session.run(list(backbone.FEATURES), {"images": scaled})
        kept = [torch.from_numpy(level).to(torch.float16, memory_format=torch.channels_last) for level in levels]
        return kept, (torch.from_numpy(boxes), torch.from_numpy(classes))


def train(head, memory: Memory, steps: int, kept: Path, *, fastest: float, half: bool):
    """The head with its weights averaged over the last steps; now and then they are written to `kept`.

    `half` multiplies with fewer digits, which takes about half the time.
    """
    head.train()
    optimizer = torch.optim.AdamW(head.parameters(), lr=fastest, weight_decay=0.02)
    warm = min(100, steps // 10)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / warm) * (0.02 + 0.49 * (1 + math.cos(math.pi * step / steps)))
    )
    mean, grid = copy.deepcopy(head).eval(), torch.cat([places((HEIGHT // s, WIDTH // s), s) for s in STRIDES])
    started, shown = time.time(), 0.0
    for step in range(steps):
        levels, truths = memory.batch()
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            boxes, logits = head(*levels)
        value = loss(boxes, logits, truths, grid)
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(head.parameters(), 5.0)
        optimizer.step()
        rate.step()
        share = min(KEPT, (step + 1) / (step + 10))
        for old, new in zip(mean.state_dict().values(), head.state_dict().values(), strict=True):
            if old.dtype.is_floating_point:
                old.mul_(share).add_(new.detach(), alpha=1 - share)
            else:
                old.copy_(new)
        shown += value.item()
        if step % 50 == 49:
            print(step + 1, round(shown / 50, 3), f"{(time.time() - started) / (step + 1):.2f} s a step", flush=True)
            shown = 0.0
        if step % 250 == 249:
            torch.save(mean.state_dict(), kept)
    torch.save(mean.state_dict(), kept)
    return mean


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("package", type=Path)
    parser.add_argument("renders", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--first", type=int, default=10000)
    parser.add_argument("--count", type=int, default=100, help="seeds from the first on, of which halls are there")
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--fresh", type=int, default=2, help="new pictures in a batch of eight")
    parser.add_argument("--start", type=Path, help="weights of a head, or a file of export.py, to go on from")
    parser.add_argument("--photographs", type=Path, help="a folder of pictures without a thing of ours")
    parser.add_argument("--often", nargs="*", default=[], choices=NAMES, help="classes to show more often")
    parser.add_argument("--real", type=float, default=REAL, help="share of photographs")
    parser.add_argument("--rate", type=float, default=RATE, help="how fast weights change at most")
    parser.add_argument("--narrow", action="store_true", help="the smaller head of the first goes")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(options.seed)
    frozen = backbone.build(backbone.read(backbone.unpack(options.package)), HEIGHT, WIDTH)
    head = Head(tuple(backbone.CHANNELS.values()), len(NAMES), narrow=options.narrow).to(
        memory_format=torch.channels_last
    )
    photographs = sorted(options.photographs.iterdir()) if options.photographs else []
    seeds = range(options.first, options.first + options.count)
    halls = [seed for seed in seeds if (options.renders / f"{seed}.json").exists()]
    renders = Renders(options.renders, halls, photographs, options.often, options.real)
    print(len(renders.pictures), "pictures", sum(p.numel() for p in head.parameters()), "parameters", flush=True)
    memory = Memory(frozen, renders, np.random.default_rng(options.seed), options.fresh)
    if options.start:
        resume.load(head, options.start, memory.batch()[0])
    kept = options.out.with_suffix(".pt")
    trained = train(head, memory, options.steps, kept, fastest=options.rate, half=not options.narrow)
    told = f"seed {options.seed}, {len(halls)} halls from {options.first}, {options.steps} steps of {BATCH}"
    export.write(frozen, trained, options.out, told)


if __name__ == "__main__":
    main()
