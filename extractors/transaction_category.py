"""What a bank transaction was for, by rules that a person can read; each answer names its reason.

The first rule that matches wins. Rules look at what the bank printed; who the counterparty is decides only where the
words do not.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sme_extract.extractors.normalize import name_key

Category = Literal[
    "trade", "payroll", "tax", "rent", "utility", "loan_in", "loan_out", "own_transfer", "interest", "fee", "cash",
    "refund", "other",
]  # fmt: skip
Direction = Literal["in", "out"]
TEXTS = ("summary", "purpose", "remark", "type")
WHO = ("counterparty.name",)
FIELDS = (*TEXTS, *WHO, "counterparty.account", "counterparty.bank", "reference")
"""Columns that a rule of the user may look at."""


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """`pattern` is searched in the columns `where`; `direction` limits it to money in or out."""

    category: Category
    pattern: str
    where: tuple[str, ...] = TEXTS
    direction: Direction | None = None
    name: str = ""
    """What the user calls it; the rules below have none."""


RULES: tuple[CategoryRule, ...] = (
    CategoryRule("interest", r"结息|利息(?!税)|存款利息|付息|计息"),
    CategoryRule("refund", r"退款|退货|退回|退汇|冲正|冲回|红冲|退票"),
    CategoryRule("tax", r"国家金库|国库|税务局|待报解|TIPS|财政局", WHO, "out"),
    CategoryRule("tax", r"缴税|扣税|税款|实时缴税|电子缴税|增值税|所得税|印花税|附加税|个税", TEXTS, "out"),
    CategoryRule("payroll", r"社保|社会保险|养老保险|医疗保险|公积金", (*TEXTS, *WHO), "out"),
    CategoryRule("payroll", r"工资|薪资|薪酬|代发|奖金|劳务费|报酬"),
    CategoryRule("loan_in", r"贷款发放|放款|发放贷款|借款转存|贷款转存|流动资金贷款", (*TEXTS, *WHO), "in"),
    CategoryRule("loan_out", r"还贷|还款|归还(贷款|借款)|收回贷款|贷款(本金|扣款|归还)|扣本息|本息", TEXTS, "out"),
    CategoryRule("fee", r"手续费|工本费|管理费|服务费|年费|短信费|汇划费|电汇费|账户维护|回单费|网银费|小额账户"),
    CategoryRule("rent", r"房租|租金|租赁费|场地费|物业费|厂房租"),
    CategoryRule("utility", r"电费|水费|燃气费|煤气费|天然气|供电|自来水|通信费|话费|宽带|供热|暖气费"),
    CategoryRule("utility", r"供电|电网|^国网|电力(有限|股份|集团|公司)|自来水|水务|燃气|天然气|热力", WHO, "out"),
    CategoryRule("cash", r"取现|现金|取款|存现|现支|ATM|备用金"),
    CategoryRule("own_transfer", r"本行转存|账户互转|同名转账|内部(户)?转账|资金归集|转存|余额宝|零钱(通|提现)|提现"),
    CategoryRule(
        "trade", r"货款|材料款|采购款|加工费|服务款|工程款|设备款|预付款|尾款|运费|订单|合同款|定金|质保金|清算"
    ),
)
"""The rule table. Which one it was is the reason of the answer."""
# 有限公司, 厂, 经营部, 商行
COMPANY = re.compile(r"公司|厂$|厂[(（]|经营部|商行|商店|门市部|工作室|合作社|事务所|超市|集团|中心$|研究院|大学|医院")


def categorise(
    row: Mapping[str, Any], owner: str | None = None, own_rules: Sequence[CategoryRule] = ()
) -> tuple[Category, str]:
    """Category and reason of a row of a statement; `owner` is the name on the account, `own_rules` are the user's,
    which are tried before everything else."""
    name = row.get("counterparty.name") or ""
    if (answer := _first(own_rules, row)) is not None:
        return answer
    if owner and name and name_key(name) == name_key(owner):
        return "own_transfer", "counterparty has the name on the account"
    if (answer := _first(RULES, row)) is not None:
        return answer
    if COMPANY.search(name):
        return "trade", "counterparty is a business, and no words say otherwise"
    return "other", "no rule applies"


def _first(rules: Sequence[CategoryRule], row: Mapping[str, Any]) -> tuple[Category, str] | None:
    """What the first rule that matches says, and why."""
    for rule in rules:
        if rule.direction is not None and rule.direction != row.get("direction"):
            continue
        for column in rule.where:
            text = row.get(column)
            match = re.search(rule.pattern, text) if text else None
            if match is not None:
                by = f"own {rule.name}: " if rule.name else ""
                return rule.category, f"{by}{column} has {match.group()!r}"
    return None
