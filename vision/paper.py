"""Whether a picture shows a paper. Asked first, and answered yes in doubt: a paper must never pass for a photo."""

import re

import cv2
import numpy as np

from sme_extract.vision.photo import Photo, TextLine
from sme_extract.vision.video import Image

MOST_LINES, MOST_CHARACTERS = 24, 160
"""Writing in a scene: a sign, a slogan, a number plate. A paper that can be read has more."""
WORDS = re.compile(
    r"发票|收据|收条|合同|协议|证书|执照|许可证|账单|对账|回单|清单|申报|凭证|报告|报表|订单|送货单|入库单|出库单|税|金额|合计|"
    r"小写|大写|签字|盖章|身份证|公民|"
    r"(?i:invoice|receipt|total|certificate|statement|contract|agreement|tax|rechnung|quittung|beleg)"
)
SMALL = 320
"""Pixels of the longer side on which surfaces are looked for."""
BRIGHT, GREY = 135, 46
"""Of 255: paper is at least so bright, and at most so coloured, also in the shade and under a lamp."""
SAME_TONE = 26
"""Difference of tone inside one surface."""
SHEET = 0.16
"""Share of the picture that a bright plain surface under writing takes where it is a sheet. A sign takes less."""
BOARD = 3.2
"""Times as wide as high: so long is a board over a door, and no paper."""
MOST_WHITE = 0.55
"""Share of bright grey pixels of a whole picture; scans and screenshots have more."""
LEAST_COLOUR = 4.0
"""Mean colourfulness of a picture that is not grey."""


def may_be_paper(photo: Photo) -> bool:
    """Whether anything speaks for a paper: much writing, words of papers, a sheet under the writing, a white page."""
    characters = sum(len(line.text) for line in photo.lines)
    if len(photo.lines) > MOST_LINES or characters > MOST_CHARACTERS:
        return True
    if any(WORDS.search(line.text) for line in photo.lines):
        return True
    small, scale = _small(photo.image)
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB).astype(np.int32)
    colour = np.hypot(lab[:, :, 1] - 128, lab[:, :, 2] - 128)
    plain = (lab[:, :, 0] > BRIGHT) & (colour < GREY / 3)
    if plain.mean() > MOST_WHITE or colour.mean() < LEAST_COLOUR:
        return True
    return any(_on_sheet(lab, plain, line, scale) for line in photo.lines)


def _small(image: Image) -> tuple[Image, float]:
    scale = min(1.0, SMALL / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), scale


def _on_sheet(lab: np.ndarray, plain: np.ndarray, line: TextLine, scale: float) -> bool:
    """Whether the ground of the writing is a large bright plain surface."""
    height, width = plain.shape
    left, right = (min(max(round(x * scale), 0), width - 1) for x in (line.left, line.right))
    top, bottom = (min(max(round(y * scale), 0), height - 1) for y in (line.top, line.bottom))
    under = lab[top : bottom + 1, left : right + 1].reshape(-1, 3)
    ground = under[under[:, 0] >= np.median(under[:, 0])]  # letters are mostly darker than paper
    tone = np.median(ground, axis=0)
    if tone[0] <= BRIGHT or np.hypot(tone[1] - 128, tone[2] - 128) >= GREY / 3:
        return False
    alike = (np.abs(lab - tone).max(axis=2) < SAME_TONE) & plain
    closed = cv2.morphologyEx(alike.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    _, labels = cv2.connectedComponents(closed)
    here = labels[top : bottom + 1, left : right + 1]
    inside = here[here > 0]
    if not len(inside):
        return False
    sheet = labels == np.bincount(inside).argmax()
    rows, columns = (np.nonzero(sheet.any(axis=axis))[0] for axis in (1, 0))
    board = np.ptp(columns) + 1 > BOARD * (np.ptp(rows) + 1)
    return not board and float(sheet.mean()) > SHEET
