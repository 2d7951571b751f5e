"""How features are declared: a function whose parameters name what it needs and whose docstring is its definition.

    @feature("sales", unit=CNY, windows=GRID)
    def inv_sales_net(sales: Facts) -> int:
        '''Σ amount without tax of the sales invoices: red letters subtract, voids do not count.'''
        return sales.net.sum()

A parameter is the name of a view (`sales`: the facts in the feature's window; `sales_before`: in the window just
before; `sales_ever`: all), the name of another feature, or `window`, `as_of`, `company`. The documentation and the
JSON Schema are made of the same declarations. A function that has no answer raises `Missing`.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from sme_extract.credit.windows import YEAR
from sme_extract.schemas.feature import ReasonCode

CNY, RATIO, COUNT, DAYS, MONTHS, KWH, M2, M3, FLAG, CODE = (
    "CNY", "ratio", "count", "days", "months", "kWh", "m2", "m3", "flag", "code",
)  # fmt: skip
"""Units. A feature in CNY answers in cents."""
SIX = Decimal("0.000001")


class Missing(Exception):
    """There is no such number, and why."""

    def __init__(self, reason: ReasonCode) -> None:
        super().__init__(reason)
        self.reason: ReasonCode = reason


@dataclass(frozen=True, slots=True)
class Definition:
    """One feature."""

    name: str
    group: str
    unit: str
    windows: tuple[str, ...]
    """Names of windows; none for what holds at a day."""
    formula: str
    needs: tuple[str, ...]
    compute: Callable[..., Any]
    version: str = "1"
    optional: frozenset[str] = field(default_factory=frozenset[str])
    """Needed views that may be empty: the answer is then about what is there."""

    def id_in(self, window: str) -> str:
        """Name with the window: the trailing year is not said, nor is the only window that a feature has."""
        return self.name if window in ("", *YEAR) or len(self.windows) == 1 else f"{self.name}_{window}"


class Definitions:
    """All features, by name, in the order of their declaration."""

    def __init__(self) -> None:
        self._all: dict[str, Definition] = {}

    def add(self, definition: Definition) -> None:
        """Take one more; a name is taken once."""
        if definition.name in self._all:
            raise ValueError(f"two features are called {definition.name}")
        self._all[definition.name] = definition

    def __iter__(self) -> Iterator[Definition]:
        return iter(self._all.values())

    def __getitem__(self, name: str) -> Definition:
        return self._all[name]

    def __contains__(self, name: object) -> bool:
        return name in self._all


BUILT_IN = Definitions()


def feature(
    group: str,
    *,
    unit: str,
    windows: tuple[str, ...] = YEAR,
    version: str = "1",
    optional: tuple[str, ...] = (),
    into: Definitions = BUILT_IN,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the decorated function as a feature of a group."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        formula = inspect.cleandoc(function.__doc__ or "")
        if not formula:
            raise ValueError(f"the feature {function.__name__} has no docstring that defines it")
        needs = tuple(inspect.signature(function).parameters)
        into.add(
            Definition(function.__name__, group, unit, windows, formula, needs, function, version, frozenset(optional))
        )
        return function

    return declare


def ratio(part: Any, whole: Any) -> Decimal:
    """`part / whole`, exact to six decimals; Missing where the whole is zero or negative."""
    if whole == 0:
        raise Missing("zero-denominator")
    if whole < 0:
        raise Missing("negative-denominator")
    return quotient(part, whole)


def change(now: Any, before: Any) -> Decimal:
    """`now / before - 1`."""
    return ratio(now, before) - 1


def quotient(part: Any, whole: Any) -> Decimal:
    """`part / whole` for any whole but zero, rounded half to even at six decimals."""
    value = Fraction(_exact(part)) / Fraction(_exact(whole))
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(SIX, rounding=ROUND_HALF_EVEN)


def rounded(value: Any) -> Decimal:
    """A number of the machine, at six decimals, so that it reads the same on every machine."""
    return Decimal(repr(round(float(value), 6))).quantize(SIX)


def _exact(value: Any) -> Any:
    return value if isinstance(value, (Decimal, Fraction, int, float)) else value.item()
