"""The head and foot of tax returns: whose, for which period, filed when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sme_extract.extractors import parse
from sme_extract.extractors.find import After, Channel, after
from sme_extract.extractors.grid import Grid, GridCell, grids
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Scope, Span

TAXPAYER_ID = after(
    "纳税人识别号(统一社会信用代码)", "纳税人识别号/统一社会信用代码", "纳税人识别号", "统一社会信用代码", reach=15
)
TAXPAYER_NAME = after("纳税人名称", reach=15, max_gap=4)
PERIOD = after("税款所属时间", "税款所属期间", "税款所属时期", "税款所属期", reach=15, max_gap=5)
FILLED_ON = after("填表日期", "填报日期", "申报日期", reach=15, max_gap=4)
ACCEPTED_ON = after("受理日期", reach=15, max_gap=4)
LABELS = (
    "金额单位",
    "所属行业",
    "登记注册类型",
    "法定代表人姓名",
    "法定代表人",
    "注册地址",
    "生产经营地址",
    "开户银行及账号",
    "电话号码",
    "经办人",
    "经办人身份证号",
    "代理机构签章",
    "代理机构统一社会信用代码",
    "受理人",
    "受理税务机关",
    "填表日期",
    "纳税人签章",
)
"""Labels that end a value."""
# 某某有限公司(公章), (公章)某某有限公司
STAMP = re.compile(r"[(（](公章|盖章|签章)[)）]")


@dataclass(frozen=True)
class Beside:
    """The cell right of a label, or in its row under headings: outermost first."""

    regex: str
    under: tuple[str, ...] = ()
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Filled cells."""
        for grid in grids(scope):
            for cell in grid.cells:
                # 103资产总额(填写平均值,单位:万元): rows of A000000 begin with their number
                if re.fullmatch(rf"(1[0-9]{{2}})?({self.regex})", cell.text):
                    found = _under(grid, cell, self.under) if self.under else _right(grid, cell)
                    if found is not None and found.text:
                        yield found.span(f"beside:{cell.text}")


def _right(grid: Grid, cell: GridCell) -> GridCell | None:
    return grid.at(cell.row, cell.column + cell.column_span)


def _under(grid: Grid, cell: GridCell, headings: tuple[str, ...]) -> GridCell | None:
    """The cell in the row of `cell` that all headings stand over, each inside the one before."""
    inside = range(cell.column + cell.column_span, grid.n_columns)
    for heading in headings:
        over = [c for c in grid.cells if c.row < cell.row and c.text == heading and c.column in inside]
        if not over:
            return None
        nearest = max(over, key=lambda c: c.row)
        inside = range(nearest.column, nearest.column + nearest.column_span)
    return grid.at(cell.row, inside[0])


TAXPAYER_ID_CELL = Beside(r"纳税人识别号(\((统一社会信用代码)\))?:?")
TAXPAYER_NAME_CELL = Beside("纳税人名称:?")


def taxpayer(raw: str) -> str:
    """A taxpayer's name, without the place for its seal; ValueError for the next label, where no name stands."""
    if squeeze(raw).startswith(LABELS):
        raise ValueError(f"a label: {raw!r}")
    return parse.name(STAMP.sub("", parse.text(raw)))


def first_day(raw: str) -> date:
    """The day on which a period begins."""
    return parse.period(raw)[0]


def last_day(raw: str) -> date:
    """The day on which a period ends."""
    return parse.period(raw)[1]


def head_key(scope: Scope) -> str | None:
    """Taxpayer and period as printed: what tells two returns in one file apart."""
    parts = [_printed(scope, finder) for finder in (TAXPAYER_ID, PERIOD)]
    return "/".join(parts) if all(parts) else None


def _printed(scope: Scope, finder: After) -> str:
    return next((squeeze(span.text) for span in finder(scope)), "")
