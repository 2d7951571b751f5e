"""The plan as SVG and PNG: floor, parts never seen, the camera's path, lengths of the walls, a scale bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import cv2
import numpy as np

from sme_extract.vision.object_pictures import blue_green_red
from sme_extract.vision.plan import Plan
from sme_extract.vision.sparse_model import Bools, Floats

LONGEST = 1400
"""Pixels of the longer side of the floor."""
MOST_PER_METRE = 60.0
MARGIN = 70
FOOT = 60
FLOOR, UNSEEN, WALL, PATH, INK = "#eef3f7", "#c9ced3", "#1c2733", "#d1495b", "#1c2733"
LINE, ENTRY = 24, 150
"""Height of a line of the legend, and width of one of its entries."""
SQUARE = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
BARS = (0.5, 1, 2, 5, 10, 20, 50)
BAR_SHARE = 0.3
"""Longest scale bar as a share of the floor's width."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points (n x 2, pixels), or an area with a fill."""

    points: Floats
    colour: str
    width: float = 0.0
    fill: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Words with their middle, or their left end, at a place in pixels."""

    text: str
    x: float
    y: float
    size: float = 14.0
    centred: bool = True


@dataclass(frozen=True, slots=True)
class Drawing:
    """What both formats show, back to front."""

    width: int
    height: int
    strokes: tuple[Stroke, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Symbols:
    """All objects of one class on the plan."""

    name: str
    colour: str
    places: Floats
    """k x 2, metres."""
    side: float
    """Of the square that stands for one, metres."""


def drawing(plan: Plan, caption: str, symbols: Sequence[Symbols] = ()) -> Drawing:
    """The plan with its objects, a caption and a legend below."""
    corners = plan.outline.corners
    low, extent = corners.min(axis=0), np.ptp(corners, axis=0)
    scale = float(min(MOST_PER_METRE, LONGEST / extent.max()))

    def pixels(places: Floats) -> Floats:
        flat = (places - low) * scale + MARGIN
        return np.stack([flat[:, 0], extent[1] * scale + 2 * MARGIN - flat[:, 1]], axis=1)

    width, height = int(extent[0] * scale) + 2 * MARGIN, int(extent[1] * scale) + 2 * MARGIN
    strokes = [Stroke(pixels(corners), WALL, fill=FLOOR, closed=True)]
    strokes += [Stroke(pixels(strip), UNSEEN, fill=UNSEEN, closed=True) for strip in _strips(plan)]
    strokes.append(Stroke(pixels(plan.path), PATH, width=2))
    squares = [(one, SQUARE * one.side + place) for one in symbols for place in one.places]
    strokes += [Stroke(pixels(square), INK, 1, one.colour, closed=True) for one, square in squares]
    strokes.append(Stroke(pixels(corners), WALL, width=4, closed=True))
    labels = _lengths(pixels(corners), corners)
    bar = max(length for length in BARS if length <= max(BARS[0], extent[0] * BAR_SHARE))
    foot = np.array([[MARGIN, height], [MARGIN + bar * scale, height]], dtype=np.float64)
    strokes.append(Stroke(foot, INK, width=4))
    labels.append(Label(f"{bar:g} m", MARGIN + bar * scale / 2, height - 10))
    labels.append(Label(caption, MARGIN, height + 34, size=16, centred=False))
    whole = max(width, 420)
    legend = _legend(symbols, whole, height + FOOT)
    strokes += [stroke for stroke, _ in legend]
    labels += [label for _, label in legend]
    lines = round((legend[-1][1].y - height - FOOT) / LINE) + 1 if legend else 0
    return Drawing(whole, height + FOOT + lines * LINE, tuple(strokes), tuple(labels))


def _legend(symbols: Sequence[Symbols], width: int, top: int) -> list[tuple[Stroke, Label]]:
    """A square and the number of each class, from left to right and then below."""
    entries: list[tuple[Stroke, Label]] = []
    columns = max(1, (width - 2 * MARGIN) // ENTRY)
    for number, one in enumerate(symbols):
        x, y = MARGIN + number % columns * ENTRY + 6, top + number // columns * LINE
        mark = Stroke(SQUARE * 12.0 + (x, y - 5), INK, 1, one.colour, closed=True)
        entries.append((mark, Label(f"{one.name.replace('_', ' ')} {len(one.places)}", x + 12, y, centred=False)))
    return entries


def _strips(plan: Plan) -> list[Floats]:
    """Rectangles (4 x 2, metres) that cover what was never seen, one for each run of cells along y."""
    grid, mask = plan.grid, plan.unobserved
    strips: list[Floats] = []
    for column in range(mask.shape[0]):
        for start, end in _runs(mask[column]):
            corners = np.array(
                [(column, start), (column + 1, start), (column + 1, end), (column, end)], dtype=np.float64
            )
            strips.append(corners * grid.cell + grid.origin)
    return strips


def _runs(row: Bools) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _lengths(corners: Floats, metres: Floats) -> list[Label]:
    """The length of each wall beside it."""
    labels: list[Label] = []
    middle = corners.mean(axis=0)
    for start, end, length in zip(
        corners, np.roll(corners, -1, axis=0), np.linalg.norm(np.roll(metres, -1, axis=0) - metres, axis=1), strict=True
    ):
        at = (start + end) / 2
        flat = abs(start[1] - end[1]) < abs(start[0] - end[0])
        away = np.sign(at - middle) * ((0, 22) if flat else (34, 0))
        labels.append(Label(f"{length:.1f} m", float(at[0] + away[0]), float(at[1] + away[1] + 5)))
    return labels


def svg(drawn: Drawing) -> str:
    """One SVG document."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.width} {drawn.height}" font-family="sans-serif">',
        f'<rect width="{drawn.width}" height="{drawn.height}" fill="#ffffff"/>',
    ]
    for stroke in drawn.strokes:
        name = "polygon" if stroke.closed else "polyline"
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in stroke.points)
        line = f'stroke="{stroke.colour}" stroke-width="{stroke.width:g}"' if stroke.width else 'stroke="none"'
        lines.append(f'<{name} points="{points}" fill="{stroke.fill or "none"}" {line} stroke-linejoin="round"/>')
    for label in drawn.labels:
        anchor = ' text-anchor="middle"' if label.centred else ""
        place = f'x="{label.x:.1f}" y="{label.y:.1f}" font-size="{label.size:g}" fill="{INK}"'
        lines.append(f"<text {place}{anchor}>{escape(label.text)}</text>")
    return "\n".join([*lines, "</svg>\n"])


def png(drawn: Drawing) -> bytes:
    """The same as a PNG file."""
    canvas = np.full((drawn.height, drawn.width, 3), 255, np.uint8)
    for stroke in drawn.strokes:
        points = [np.round(stroke.points).astype(np.int32).reshape(-1, 1, 2)]
        if stroke.fill:
            cv2.fillPoly(canvas, points, blue_green_red(stroke.fill))
        if stroke.width:
            cv2.polylines(canvas, points, stroke.closed, blue_green_red(stroke.colour), int(stroke.width), cv2.LINE_AA)
    for label in drawn.labels:
        text, size = label.text.replace("²", "2").replace("–", "-"), label.size / 28
        (wide, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, 1)
        left = label.x - wide / 2 if label.centred else label.x
        place = round(left), round(label.y)
        cv2.putText(canvas, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, blue_green_red(INK), 1, cv2.LINE_AA)
    return cv2.imencode(".png", canvas)[1].tobytes()
