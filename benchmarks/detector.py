"""Measures the shipped detector on held-out renders: AP50 of each class, precision and recall at its threshold, time.

python benchmarks/detector.py FOLDER [--model FILE.onnx]

FOLDER holds pictures and boxes of benchmarks/detector_training/renders.py (--plain, of seeds from 20000, which are
never trained on). A thing of which less than a quarter shows was not written down; one whose short side is under six
pixels in the network's input may be found or not.
"""

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

MODEL = Path(__file__).parents[1] / "vision" / "detectors" / "hall.onnx"
SMALLEST = 6.0
SAME = 0.5
"""Intersection over union from which a box found is a box that is there."""
DOUBLE = 0.6
"""Intersection over union from which two boxes found are one."""
LEAST = 0.02
"""Confidence from which a box found is ranked."""
GREY = 114


class Network:
    """The ONNX file as it is; boxes come from it in pixels of the picture."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        told = self.session.get_modelmeta().custom_metadata_map
        self.names, self.threshold = json.loads(told["names"]), float(told["threshold"])
        self.height, self.width = self.session.get_inputs()[0].shape[2:]

    def scale(self, image) -> float:
        return min(self.width / image.shape[1], self.height / image.shape[0])

    def find(self, image, least: float = LEAST) -> dict:
        """By class the boxes (K x 4) and confidences (K), surest first, of a picture (blue green red)."""
        scale = self.scale(image)
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        frame = np.full((self.height, self.width, 3), GREY, np.uint8)
        frame[: small.shape[0], : small.shape[1]] = small[: self.height, : self.width]
        pixels = frame[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 255
        boxes, scores = (output[0] for output in self.session.run(["boxes", "scores"], {"images": pixels}))
        found = {}
        for number, name in enumerate(self.names):
            likely = np.nonzero(scores[:, number] >= least)[0]
            likely = likely[np.argsort(-scores[likely, number])][:300]
            kept = likely[_single(boxes[likely])] if len(likely) else likely
            found[name] = boxes[kept] / scale, scores[kept, number]
        return found


def _single(boxes) -> list:
    """Numbers of the boxes, surest first, that no surer one covers."""
    kept, shares = [], overlap(boxes, boxes)
    for number in range(len(boxes)):
        if not kept or shares[number, kept].max() < DOUBLE:
            kept.append(number)
    return kept


def overlap(one, other):
    """Intersection over union of each box of `one` (K x 4) with each of `other` (N x 4): K x N."""
    low, high = np.maximum(one[:, None, :2], other[None, :, :2]), np.minimum(one[:, None, 2:], other[None, :, 2:])
    both = (high - low).clip(0).prod(axis=2)
    sizes = [(boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (one, other)]
    return both / np.maximum(sizes[0][:, None] + sizes[1][None] - both, 1e-9)


def judge(boxes, scores, truth, asked):
    """Confidence of each box found and whether it is right; what is there but not asked for takes its box with it."""
    shares, free, told = overlap(boxes, truth), np.ones(len(truth), bool), []
    for every, score in zip(shares, scores, strict=True):
        row = np.where(free, every, 0)
        best = int(row.argmax()) if len(row) else -1
        right = best >= 0 and row[best] >= SAME
        if right:
            free[best] = False
        if not right or asked[best]:
            told.append((float(score), right))
    return told


def average_precision(told, wanted: int) -> float:
    """Area under the curve of precision over recall, each precision raised to the best at a higher recall."""
    right = np.array([good for _, good in sorted(told, key=lambda one: -one[0])], float)
    if not len(right):
        return 0.0
    recall, precision = right.cumsum() / wanted, right.cumsum() / np.arange(1, len(right) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float((np.diff(recall, prepend=0) * precision).sum())


def measure(network: Network, pictures) -> dict:
    """By class: AP50, precision and recall at the threshold, boxes asked for; of pairs of a picture and its truth."""
    told, wanted = defaultdict(list), defaultdict(int)
    for image, truth in pictures:
        found = network.find(image)
        for name in network.names:
            own = np.array([box[1:] for box in truth if box[0] == name], float).reshape(-1, 4)
            asked = (own[:, 2:] - own[:, :2]).min(axis=1, initial=np.inf) * network.scale(image) >= SMALLEST
            told[name] += judge(*found[name], own, asked)
            wanted[name] += int(asked.sum())
    rows = {}
    for name in network.names:
        sure = [right for score, right in told[name] if score >= network.threshold]
        rows[name] = {
            "ap50": average_precision(told[name], wanted[name]) if wanted[name] else None,
            "precision": sum(sure) / len(sure) if sure else None,
            "recall": sum(sure) / wanted[name] if wanted[name] else None,
            "asked": wanted[name],
        }
    return rows


def load(folder: Path):
    """Pictures and boxes of a folder of renders, in the order of the seeds."""
    for path in sorted(folder.glob("*.json")):
        for name, truth in json.loads(path.read_text(encoding="utf-8")).items():
            yield cv2.imread(str(folder / name)), truth


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    network, pictures = Network(options.model), list(load(options.folder))
    start = time.process_time()
    rows = measure(network, pictures)
    spent = (time.process_time() - start) / len(pictures)
    print(f"{len(pictures)} pictures, {spent * 1000:.0f} ms of one core each; threshold {network.threshold}")
    print("| class | AP50 | precision | recall | boxes |\n| --- | ---: | ---: | ---: | ---: |")
    for name, row in rows.items():
        shown = ["-" if row[key] is None else f"{row[key]:.2f}" for key in ("ap50", "precision", "recall")]
        print(f"| {name} | {' | '.join(shown)} | {row['asked']} |")
    print("mean AP50", round(float(np.mean([row["ap50"] for row in rows.values() if row["ap50"] is not None])), 3))


if __name__ == "__main__":
    main()
