"""Hints that a video is not as a camera wrote it: an editor's name, time stamps that jump, stretches that come twice.

Each asks for a reviewer or tells one; none proves anything, and a file without hints may have been edited all the same.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sme_extract.schemas.result import Finding
from sme_extract.vision.container import described
from sme_extract.vision.gates import stands_still
from sme_extract.vision.keyframes import Selection

EDITORS = re.compile(
    rb"Adobe Premiere|After Effects|Final Cut|iMovie|DaVinci|Vegas Pro|CapCut|\xe5\x89\xaa\xe6\x98\xa0|JianYing"
    rb"|jianying|vicut|com\.lemon\.lv|Filmora|InShot|KineMaster|VivaVideo|Movavi|Camtasia|Avidemux|Shotcut|Kdenlive"
    rb"|LosslessCut|VideoLeap"
)
"""Programs that cut, as they name themselves in a file; CapCut and 剪映 (in UTF-8) also say `vicut`."""
WRITERS = re.compile(rb"Lav[fc]\d+|HandBrake|x26[45] ?- ?core|x265 \(build")
"""Libraries that code a video anew: converters, messengers and editors use them, cameras of phones do not."""
REPEATED = 12
"""Samples in a row that look like earlier ones: more than a second."""
APART = 30
"""Samples between a stretch and its repetition."""
LIKE, MOVED = 10, 16
"""Bits of 64 in which a picture coded again differs at most from itself (4 were seen, and 19 or more in the best run of
two rounds of one walk), and in which the first and last sample of a moving stretch differ at least."""
MISSING_END = 2.0
"""Seconds of a video that may be announced and not come."""


def of_file(path: Path, shots: Sequence[Selection], announced: float, longest: float) -> list[Finding]:
    """What to know of the whole file; `announced` is its length and `longest` what is looked at, in seconds."""
    ends = shots[-1].ends
    written = described(path)
    found = [_edited(f"the program {_name(match)} wrote the file")] if (match := EDITORS.search(written)) else []
    if gaps := [second for shot in shots for second in shot.gaps]:
        found.append(_edited(f"time stamps jump at {', '.join(f'{second:.1f}' for second in gaps[:5])} s"))
    if not found and (match := WRITERS.search(written)):
        found.append(
            Finding(
                code="video-coded-again",
                severity="info",
                message=f"{_name(match)} wrote the file; no camera uses it, but converters, messengers and editors do.",
            )
        )
    # Before a camera that stands still every picture is mostly the same background, so a likeness means nothing.
    if repeated([one for shot in shots if not stands_still(shot) for one in shot.hashes]):
        found.append(
            Finding(
                code="video-repeats-itself",
                severity="warning",
                message="a stretch of the video comes twice, picture for picture. Ask for the original file.",
            )
        )
    return found + _incomplete(ends, announced, longest)


def _name(match: re.Match[bytes]) -> str:
    name = match[0].decode()
    return "CapCut (剪映)" if name in ("vicut", "com.lemon.lv", "jianying", "JianYing", "剪映") else name


def _edited(why: str) -> Finding:
    return Finding(code="video-edited", severity="warning", message=f"{why}. Ask for the file as the phone wrote it.")


def _incomplete(ends: float, announced: float, longest: float) -> list[Finding]:
    if announced <= ends + MISSING_END:
        return []
    why = (
        f"only the first {longest:.0f} s were looked at (max_video_seconds)"
        if ends > longest - MISSING_END
        else "the rest is damaged or missing; copy the file from the phone again"
    )
    message = f"the video is {announced:.0f} s long, {ends:.0f} s were measured: {why}."
    return [Finding(code="video-end-missing", severity="warning", message=message, fields=("floor_area_m2",))]


def repeated(hashes: Sequence[int]) -> bool:
    """Whether `REPEATED` samples in a row come again later, alike within what coding anew changes, and moving."""
    bits = _bits(hashes)
    for apart in range(APART, len(bits) - REPEATED + 1):
        alike = (bits[:-apart] != bits[apart:]).sum(axis=1) <= LIKE
        length = 0
        for place, same in enumerate(alike if alike.sum() >= REPEATED else ()):
            length = length + 1 if same else 0
            if length >= REPEATED and (bits[place] != bits[place - REPEATED + 1]).sum() >= MOVED:
                return True
    return False


def _bits(hashes: Sequence[int]) -> NDArray[np.uint8]:
    whole = np.array(hashes, dtype=">u8").view(np.uint8).reshape(len(hashes), 8)
    return np.unpackbits(whole, axis=1)
