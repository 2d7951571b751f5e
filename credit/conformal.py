"""Intervals from the errors of many companies: Mondrian conformal prediction over classes of volatility.

A score is an outcome against its forecast, free of size: outcome / point for a flow, (outcome - point) / level for a
balance of flows. Scores of many companies and origins are pooled by flow, window and class of volatility, and an
interval is the shortest range of scores that holds the wanted share. Origins of one company hang together, so the share
is raised by the number of companies, not of origins (Dunn, Wasserman & Ramdas 2022, on sets for two-layer data).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, Self

import numpy as np

from sme_extract.credit.forecast_methods import YEAR, Values

LEVELS = (0.8, 0.9)
GRID = np.array(
    [
        0,
        0.01,
        0.025,
        0.05,
        0.075,
        0.1,
        0.15,
        0.2,
        0.25,
        0.5,
        0.75,
        0.8,
        0.825,
        0.85,
        0.875,
        0.9,
        0.925,
        0.95,
        0.975,
        0.99,
        1,
    ]
)
"""Probabilities at which the quantiles of a cell are kept; denser where intervals end."""
CLASSES = 4
POOL_FILE = "forecast_pool.json"
POOL_OF = {"sales": "sales", "collections": "sales", "purchases": "purchases", "net_cash": "net_cash"}
"""Collections have no pool of their own yet and take that of sales."""


class Window(NamedTuple):
    """Months ahead, from 1, both ends included."""

    first: int
    last: int

    @property
    def months(self) -> int:
        """Length."""
        return self.last - self.first + 1

    def sum(self, path: Values) -> float:
        """What falls into the window; `path` begins with the month that follows the history."""
        return float(path[self.first - 1 : self.last].sum())


MONTHS = tuple(Window(month, month) for month in range(1, YEAR + 1))
QUARTERS = (Window(1, 3), Window(4, 6), Window(7, 9), Window(10, 12))
HORIZONS = (Window(1, 1), Window(1, 3), Window(1, 6), Window(1, 12))
WINDOWS = tuple(dict.fromkeys((*MONTHS, *QUARTERS, *HORIZONS)))


@dataclass(frozen=True, slots=True)
class Scale:
    """What turns a score into money: `base + score * unit`."""

    base: float
    unit: float

    def score(self, outcome: float) -> float:
        """The outcome, free of size."""
        return (outcome - self.base) / self.unit

    def money(self, score: float) -> float:
        """The score as an amount."""
        return self.base + score * self.unit


def scale(point: float, history: Values, window: Window, *, signed: bool) -> Scale | None:
    """The scale of a forecast; None where it has none (a flow that is not above zero, a level of zero)."""
    unit = float(np.abs(history[-YEAR:]).mean()) * window.months if signed else point
    return Scale(point if signed else 0.0, unit) if unit > 0 else None


def volatility(history: Values) -> float:
    """How unruly a series is: the spread of its last year, and how wrong the mean of a year was before."""
    level = np.abs(history[-YEAR:]).mean()
    spread = history[-YEAR:].std() / level
    sums = np.concatenate([[0.0], np.cumsum(history)])
    ends = np.arange(6, len(history))
    starts = np.maximum(0, ends - YEAR)
    means = (sums[ends] - sums[starts]) / (ends - starts)
    misses = np.abs(history[6:] - means).mean() / level
    return float(np.sqrt(spread * misses))


@dataclass(frozen=True, slots=True)
class Cell:
    """The scores of one flow, window and class of volatility."""

    quantiles: Values
    """At the probabilities of `GRID`."""
    groups: int
    """Independent groups among the scores: companies, or origins where all are of one company."""

    @classmethod
    def of(cls, scores: Iterable[float], groups: int) -> Self:
        """From raw scores; at least one."""
        return cls(np.quantile(np.fromiter(scores, float), GRID), groups)

    def at(self, probability: float) -> float:
        """One quantile."""
        return float(np.interp(probability, GRID, self.quantiles))

    def shortest(self, level: float, *, signed: bool) -> tuple[float, float] | None:
        """The shortest range of scores that holds `level` of them; None where there are too few for that level.

        A flow's range may begin at zero: its lower tail then costs nothing.
        """
        share = level * (1 + 1 / self.groups)
        if share > 1:
            return None
        tails = [tail for tail in GRID if tail <= 1 - share + 1e-9]
        ranges = [(self.at(tail) if signed or tail else 0.0, self.at(tail + share)) for tail in tails]
        ranges = [(low if signed else max(low, 0.0), max(high, 0.0 if not signed else high)) for low, high in ranges]
        return min(ranges, key=lambda ends: ends[1] - ends[0])


@dataclass(frozen=True, slots=True)
class Pool:
    """Cells by flow and window, one for each class of volatility."""

    source: str
    edges: Mapping[str, tuple[float, ...]]
    """Of each flow: the volatilities that part its classes."""
    cells: Mapping[tuple[str, Window], tuple[Cell, ...]]

    def cell(self, name: str, window: Window, history: Values) -> Cell | None:
        """The cell of a forecast; None where the pool has none."""
        pool = POOL_OF[name]
        cells = self.cells.get((pool, window))
        return cells[int(np.searchsorted(self.edges[pool], volatility(history)))] if cells else None

    def to_json(self) -> dict[str, Any]:
        """As it is shipped."""
        flows = {
            name: {
                "edges": [round(edge, 4) for edge in edges],
                "windows": {
                    f"{window.first}-{window.last}": [
                        {"groups": cell.groups, "quantiles": [round(float(q), 3) for q in cell.quantiles]}
                        for cell in cells
                    ]
                    for (flow, window), cells in self.cells.items()
                    if flow == name
                },
            }
            for name, edges in self.edges.items()
        }
        return {"source": self.source, "grid": GRID.tolist(), "flows": flows}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`; ValueError for another grid."""
        if data["grid"] != GRID.tolist():
            raise ValueError("the pool was made for other probabilities")
        cells = {
            (name, Window(*map(int, key.split("-")))): tuple(
                Cell(np.array(cell["quantiles"]), cell["groups"]) for cell in group
            )
            for name, flow in data["flows"].items()
            for key, group in flow["windows"].items()
        }
        return cls(data["source"], {name: tuple(flow["edges"]) for name, flow in data["flows"].items()}, cells)


@dataclass(frozen=True, slots=True)
class Scored:
    """One past forecast of a company and how it came out."""

    company: str
    volatility: float
    score: float


def pool(source: str, scored: Mapping[tuple[str, Window], Sequence[Scored]]) -> Pool:
    """Classes of equal size by volatility, the same for all windows of a flow, and the scores of each."""
    edges: dict[str, tuple[float, ...]] = {}
    cells: dict[tuple[str, Window], tuple[Cell, ...]] = {}
    for (name, window), results in scored.items():
        if name not in edges:
            parts = np.quantile([result.volatility for result in results], np.arange(1, CLASSES) / CLASSES)
            edges[name] = tuple(float(part) for part in parts)
        classes: list[list[Scored]] = [[] for _ in range(CLASSES)]
        for result in results:
            classes[int(np.searchsorted(edges[name], result.volatility))].append(result)
        if all(classes):
            cells[name, window] = tuple(
                Cell.of((result.score for result in group), len({result.company for result in group}))
                for group in classes
            )
    return Pool(source, edges, cells)


@cache
def shipped() -> Pool:
    """The pool that comes with the program, learnt for the method `blend`."""
    text = files("sme_extract.credit").joinpath(POOL_FILE).read_text(encoding="utf-8")
    return Pool.from_json(json.loads(text))
