"""Where the time and the memory of one measurement go: wall seconds, CPU seconds and peak memory by stage.

python benchmarks/video_stages.py FILE [--camera-height METRES]

CPU seconds are those of all threads; where nothing else runs, wall seconds lie between half of them and all.
"""

import argparse
import itertools
import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

from sme_extract.vision.area import Knowledge, Limits, measure


@dataclass(frozen=True, slots=True)
class Moment:
    """When a stage begins, in seconds."""

    stage: str
    wall: float
    cpu: float
    peak_gb: float
    """Largest memory of the process so far."""


def moment(stage: str) -> Moment:
    """What the process has used by now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return Moment(stage, time.monotonic(), used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20)


def main() -> None:
    """One row a stage, then the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--camera-height", type=float)
    options = parser.parse_args()
    moments: list[Moment] = []
    limits = Limits(time_limit_seconds=24 * 3600)
    found = measure(options.file, Knowledge(options.camera_height), limits, lambda stage: moments.append(moment(stage)))
    moments.append(moment("sum"))
    print(f"{'stage':36}{'wall s':>8}{'CPU s':>8}{'peak GB':>9}")
    for begun, ended in itertools.pairwise(moments):
        print(f"{begun.stage:36}{ended.wall - begun.wall:8.1f}{ended.cpu - begun.cpu:8.1f}{ended.peak_gb:9.2f}")
    first, last = moments[0], moments[-1]
    print(f"{'sum':36}{last.wall - first.wall:8.1f}{last.cpu - first.cpu:8.1f}{last.peak_gb:9.2f}")
    area = f"{found.interval.area:.1f} m²" if found.interval else "none"
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"{found.seconds:.1f} s of {found.info.width}x{found.info.height} at {found.info.frame_rate:.1f}/s, "
        f"{found.keyframes} keyframes, area {area}; load of the machine {load}"
    )


if __name__ == "__main__":
    main()
