"""Forecasts of next month and next quarter against simple methods, and their intervals against split-conformal ones.

python benchmarks/forecast.py LEDGERS.zip [--ets] [--pool FILE] [--tuning]

The companies are parted by a hash of their names. Methods, classes and the shipped pool come from one half; the tables
are of the other (`--tuning` shows the half that was chosen on, with the pool learnt on it: too good). `--pool` writes
the pool that ships. `--ets` adds AutoETS of statsforecast, where it is installed.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from ledgers import read, tunes

from sme_extract.credit import forecast_methods
from sme_extract.credit.backtest import SIGNED, Origin, learn, past
from sme_extract.credit.conformal import LEVELS, Pool, Window, volatility
from sme_extract.credit.forecast import Calibration
from sme_extract.credit.forecast_engines import AutoEts
from sme_extract.credit.forecast_methods import YEAR, Blend

WINDOWS = {"next month": Window(1, 1), "next quarter": Window(1, 3), "half year": Window(1, 6), "year": Window(1, 12)}
LEAST_ORIGINS = 6
SOURCE = "net invoice ledgers of {n} companies, 2017-2020 (half of a published set)"
Tried = dict[str, list[Origin]]


class Method:
    """A plain function as a method."""

    version = "0"

    def __init__(self, function) -> None:
        self.name = function.__name__
        self.path = function


class Remembered(AutoEts):
    """AutoETS, fitted once an origin."""

    def __init__(self) -> None:
        self.done: dict[bytes, np.ndarray] = {}

    def path(self, history: np.ndarray, months: int) -> np.ndarray:
        key = history.tobytes()
        if key not in self.done:
            self.done[key] = super().path(history, YEAR)
        return self.done[key][:months]


def known(tried: Tried, window: Window) -> Tried:
    """Companies with enough past forecasts of a window."""
    found = {company: [o for o in origins if o.knows(window)] for company, origins in tried.items()}
    return {company: origins for company, origins in found.items() if len(origins) >= LEAST_ORIGINS}


def errors(tried: Tried, window: Window, method) -> tuple[float, float]:
    """Median company error and portfolio error (months with half of the companies or more)."""
    firms = []
    together = defaultdict(list)
    for origins in tried.values():
        pairs = [(window.sum(method.path(o.history, window.last)), window.sum(o.outcome)) for o in origins]
        misses, size = sum(abs(p - a) for p, a in pairs), sum(abs(a) for _, a in pairs)
        if size:
            firms.append(misses / size)
        for origin, pair in zip(origins, pairs, strict=True):
            together[origin.at].append(pair)
    sums = np.array([np.sum(pairs, axis=0) for pairs in together.values() if len(pairs) >= len(tried) / 2])
    portfolio = np.abs(sums[:, 0] - sums[:, 1]).sum() / np.abs(sums[:, 1]).sum() if len(sums) else float("nan")
    return float(np.median(firms)), float(portfolio)


def centred(origin: Origin, window: Window) -> tuple[float, float]:
    """Mean of the year over the window, and its level."""
    year = origin.history[-YEAR:]
    return year.mean() * window.months, np.abs(year).mean() * window.months


def split_conformal(learning: Tried, window: Window, level: float, edges: tuple[float, ...]) -> np.ndarray:
    """Half width, in levels, of the symmetric range around the mean of the year, for each class of volatility."""
    scores: list[list[float]] = [[] for _ in range(len(edges) + 1)]
    for origins in known(learning, window).values():
        for o in origins:
            centre, size = centred(o, window)
            scores[np.searchsorted(edges, volatility(o.history))].append(abs(window.sum(o.outcome) - centre) / size)
    return np.array([np.quantile(found, min(1.0, level * (len(found) + 1) / len(found))) for found in scores])


def ranges(name: str, pool: Pool, learning: Tried, tried: Tried, window: Window, level: float) -> list[str]:
    """Coverage and width, then those of split-conformal ranges: one width for all, and one for each class."""
    calibration = Calibration(name, pool)
    origins = [o for found in tried.values() for o in found if level in calibration.bands(o, window, ())]
    unrest = np.array([volatility(o.history) for o in origins])
    outcome = np.array([window.sum(o.outcome) for o in origins])
    centre, size = np.array([centred(o, window) for o in origins]).T
    own = np.array([calibration.bands(o, window, ())[level] for o in origins]).T
    thirds = np.searchsorted(np.quantile(unrest, [1 / 3, 2 / 3]), unrest)

    def line(title: str, low: np.ndarray, high: np.ndarray) -> str:
        inside = (low <= outcome) & (outcome <= high)
        loss = high - low + 2 / (1 - level) * (np.maximum(low - outcome, 0) + np.maximum(outcome - high, 0))
        held = " ".join(f"{inside[thirds == third].mean():.2f}" for third in range(3))
        figures = (
            ((high - low) / size).mean(),
            (high - low).sum() / size.sum(),
            (loss / size).mean(),
            loss.sum() / size.sum(),
        )
        return " | ".join(
            (f"{level:.0%} {title}", f"{inside.mean():.3f}", held, *(f"{figure:.2f}" for figure in figures))
        )

    lines = [line("pool", *own)]
    for title, edges in (("split", ()), ("split by class", pool.edges[name])):
        half = split_conformal(learning, window, level, edges)[np.searchsorted(edges, unrest)] * size
        lines.append(line(title, centre - half, centre + half))
        if name not in SIGNED:
            lines.append(line(f"{title}, cut at 0", np.maximum(centre - half, 0), centre + half))
    return lines


HEAD = "range | held | calm, middle, wild | width in levels | in money | interval score in levels | in money"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledgers", type=Path)
    parser.add_argument("--ets", action="store_true")
    parser.add_argument("--tuning", action="store_true")
    parser.add_argument("--pool", type=Path)
    options = parser.parse_args()
    ledgers, _ = read(options.ledgers)
    flows = {ledger.company: ledger.monthly() for ledger in ledgers}
    halves = {half: {c for c in flows if tunes(c) == half} for half in (True, False)}
    blend = Blend()
    names = ("sales", "purchases", "net_cash")
    pool = learn(
        SOURCE.format(n=len(halves[True])), {name: {c: flows[c][name] for c in halves[True]} for name in names}, blend
    )
    if options.pool:
        text = json.dumps(pool.to_json(), ensure_ascii=False, separators=(",", ":"))
        options.pool.write_text(text + "\n", encoding="utf-8", newline="\n")
    rivals = [Method(getattr(forecast_methods, n)) for n in ("naive", "seasonal_naive", "mean", "smoothed", "theta")]
    rivals += [Remembered()] if options.ets else []
    print(f"companies: {len(flows)}, reported half: {len(halves[options.tuning])}")
    for name in names:
        tried = {c: past(name, flows[c][name], blend) for c in sorted(halves[options.tuning])}
        learning = {c: past(name, flows[c][name], blend) for c in sorted(halves[True])}
        for title, window in WINDOWS.items():
            firms = known(tried, window)
            print(f"\n### {name}, {title}: {len(firms)} companies, {sum(map(len, firms.values()))} origins")
            cells = [(m.name, *errors(firms, window, m)) for m in (blend, *rivals)]
            print("; ".join(f"{label} {median:.3f} (portfolio {total:.3f})" for label, median, total in cells))
            print(HEAD)
            for level in LEVELS:
                print(*ranges(name, pool, learning, firms, window, level), sep="\n")


if __name__ == "__main__":
    main()
