"""Measures random halls whose truth is known: area error, interval, coverage, refusals, seconds.

python benchmarks/video.py [--first SEED] [--count N] [--low M2] [--high M2] [--keep FOLDER]

A hall is filmed and its camera path found in the folder kept (or a temporary one) unless that was done already, so a
second run takes seconds. Each hall is weighed with several things known of it.
Each row also tells the two parts of an error apart: of the scale (against the camera's true path) and of the shape.
The last table tells what the detector and the counting made of all that stands and walks in the halls.
"""

import argparse
import json
import pickle
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sme_extract.pipeline.detectors import detector_of
from sme_extract.pipeline.settings import Settings
from sme_extract.vision.area import Knowledge, Limits, Measurement, measure, weigh
from sme_extract.vision.floor_view import floor_view
from sme_extract.vision.foot_points import feet_by_class
from sme_extract.vision.size_references import references

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.fixtures.make.halls import HallPlan, film


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one hall."""

    seed: int
    shape: str
    truth: float
    seconds: float
    found: Measurement

    @property
    def error(self) -> float | None:
        """Of the area, as a share; None when refused."""
        return self.found.interval.area / self.truth - 1 if self.found.interval else None

    @property
    def covers(self) -> bool:
        """Whether the interval holds the truth."""
        return self.found.interval is not None and self.found.interval.low <= self.truth <= self.found.interval.high


def aligned(centers, path):
    """Metres a unit and rms metres between a model's camera centres (n x 3) and the true path (n x 3)."""
    a, b = centers - centers.mean(axis=0), path - path.mean(axis=0)
    left, singular, right = np.linalg.svd(b.T @ a / len(a))
    flip = np.diag([1, 1, np.sign(np.linalg.det(left @ right))])
    scale = np.trace(np.diag(singular) @ flip) / (a**2).sum() * len(a)
    return scale, float(np.sqrt(((scale * a @ (left @ flip @ right).T - b) ** 2).sum(axis=1).mean()))


def parts(found: Measurement, truth: dict, area: float) -> str:
    """Errors of scale and shape in percent, and of the path in metres."""
    if found.levelled is None or found.scale is None or found.interval is None:
        return f"{'':8}{'':8}{'':7}"
    model = found.levelled.model
    path = np.array(truth["path"])[[int(name[:6]) for name in model.names]]
    scale, off = aligned(model.centers, path)
    ratio = found.scale.metres_per_unit / scale
    return f"{100 * (ratio - 1):8.1f}{100 * (area / ratio**2 / truth['area'] - 1):8.1f}{off:7.2f}"


def told(row: Row, truth: dict) -> str:
    """One line of the table."""
    codes = ",".join(f.code for f in row.found.findings)
    start = f"{row.seed:6} {row.shape:10}{row.truth:8.0f}"
    if row.found.interval is None:
        return f"{start}{'refused':>9}{'':38}{row.seconds:6.0f}  {codes}"
    area = row.found.interval
    interval = f"{area.low:6.0f}-{area.high:<6.0f}{'in' if row.covers else 'OUT':>4}"
    numbers = f"{area.area:9.0f}{100 * row.error:7.1f}{interval}{parts(row.found, truth, area.area)}"
    return f"{start}{numbers}{row.seconds:6.0f}  {codes}"


def filmed(seed: int, options: argparse.Namespace, folder: Path) -> tuple[Measurement, dict, float]:
    """The hall of a seed, filmed unless it is there, and measured unless it was; its truth; the seconds that took."""
    path, known = folder / f"{seed}.mp4", folder / f"{seed}.measured"
    beside = path.with_name(f"{path.name}.truth.json")
    if not beside.exists():
        film(HallPlan(seed, options.low, options.high, frame_rate=options.rate), path)
    truth = json.loads(beside.read_text(encoding="utf-8"))
    if not known.exists():
        start = time.perf_counter()
        knowledge, limits = Knowledge(truth["camera_height"]), Limits(time_limit_seconds=3600)
        found = measure(path, knowledge, limits, detector=detector_of(Settings()))
        found.evidence, found.object_evidence = [], []
        known.write_bytes(pickle.dumps((found, time.perf_counter() - start)))  # our own file, read back by us
    found, seconds = pickle.loads(known.read_bytes())
    return found, truth, seconds


def weighed(found: Measurement, knowledge: Knowledge) -> Measurement:
    """The same camera path with other knowledge of the hall."""
    if found.model is None:
        return found
    again = Measurement(found.info, found.seconds, found.begins, found.keyframes, found.registered)
    again.read_out, again.model, again.sightings = found.read_out, found.model, found.sightings

    def sized(plan, scale):
        view = floor_view(again.levelled, plan)
        return references(feet_by_class(again.sightings, view, plan.outline.corners), view, scale, knowledge.door)

    weigh(again, knowledge, sized)
    return again


def variants(seed: int, truth: dict) -> dict[str, Knowledge]:
    """What a user may know of a hall."""
    height, side = truth["camera_height"], float(np.ptp(np.array(truth["outline"]), axis=0).max())
    typed = height * float(np.exp(np.random.default_rng(seed).normal(0, 0.03)))
    return {
        "camera height": Knowledge(height),
        "camera height, wrong by 3 % (sd)": Knowledge(typed),
        "camera height and longer side": Knowledge(height, longer_side=side),
        "longer side": Knowledge(longer_side=side),
        "nothing": Knowledge(),
    }


def counts(halls: list[tuple[Measurement, dict]]) -> str:
    """By class, in halls that have an area: how many there are and how many were counted, and in how many halls at
    least as many are there as are sure, and at most as many as are possible."""
    sums: dict[str, list[int]] = {}
    measured = [(found, truth) for found, truth in halls if found.interval]
    for found, truth in measured:
        there = Counter(thing["name"] for thing in truth["things"])
        counted = {one.name: one for one in found.counts}
        for name in there.keys() | counted.keys():
            one, line = counted.get(name), sums.setdefault(name, [0, 0, 0, 0, 0])
            sure, count, possible = (one.sure, one.count or 0, one.possible) if one else (0, 0, 0)
            held = [sure <= there[name], possible is None or there[name] <= possible]
            line[:] = np.add(line, [there[name], count, abs(count - there[name]), *held]).tolist()
    lines = [f"{len(measured)} halls  {'there':>7}{'counted':>9}{'off by':>8}{'sure holds':>12}{'possible holds':>16}"]
    lines += [f"  {name:12}{a:6}{b:9}{c:8}{d:12}{e:16}" for name, (a, b, c, d, e) in sorted(sums.items())]
    return "\n".join(lines)


def summary(rows: list[Row]) -> str:
    """Median and 90th percentile of the errors, coverage, refusals."""
    errors = np.array([row.error for row in rows if row.error is not None])
    if not len(errors):
        return f"{len(rows)} halls, all refused"
    sizes = 100 * np.abs(errors)
    half = np.median([100 * row.found.interval.half_width for row in rows if row.found.interval])
    covered = sum(row.covers for row in rows)
    return (
        f"{len(rows)} halls, {len(rows) - len(errors)} refused; error: median {np.median(sizes):.1f} %, "
        f"90th percentile {np.percentile(sizes, 90):.1f} %, worst {sizes.max():.1f} %, "
        f"mean {100 * errors.mean():+.1f} %; "
        f"interval: covers {covered} of {len(errors)}, median half-width {half:.0f} %; "
        f"median {np.median([row.seconds for row in rows]):.0f} s a clip"
    )


def main() -> None:
    """One row for each hall, then the summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=2000, help="what was seen of which: docs/video-method.md")
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--low", type=float, default=100.0)
    parser.add_argument("--high", type=float, default=800.0)
    parser.add_argument("--rate", type=float, default=8.0, help="pictures a second")
    parser.add_argument("--keep", type=Path, help="folder for the clips and what was measured of them")
    options = parser.parse_args()
    print("  seed shape        truth     area  err %     interval     scale % shape %   path   s")
    rows: dict[str, list[Row]] = {}
    halls: list[tuple[Measurement, dict]] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for seed in range(options.first, options.first + options.count):
            found, truth, seconds = filmed(seed, options, folder)
            halls.append((found, truth))
            for name, knowledge in variants(seed, truth).items():
                row = Row(seed, truth["shape"], truth["area"], seconds, weighed(found, knowledge))
                rows.setdefault(name, []).append(row)
            print(told(rows["camera height"][-1], truth), flush=True)
    for name, own in rows.items():
        print(f"{name}: {summary(own)}")
    print(counts(halls))


if __name__ == "__main__":
    main()
