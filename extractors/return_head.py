"""The head and foot of tax returns: whose, for which period, filed when."""

import re
from datetime import date

from sme_extract.extractors import parse
from sme_extract.extractors.find import After, after
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Scope

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
# 某某有限公司(公章)
STAMP = re.compile(r"[(（]?(公章|盖章|签章)[)）]?$")


def taxpayer(raw: str) -> str:
    """A taxpayer's name, without the place for its seal."""
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
