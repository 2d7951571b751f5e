"""Clauses that matter for credit: present or not, with the sentence that says so as evidence.

The value is `true` where a contract has the clause and null where none was found; absence is never claimed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sme_extract.extractors.base import Field, NoValue
from sme_extract.extractors.contract_text import body
from sme_extract.extractors.find import Channel
from sme_extract.extractors.scope import Scope, Span


@dataclass(frozen=True)
class Sentence:
    """The first sentence that a regular expression is met in."""

    pattern: re.Pattern[str]
    name: str
    unless: re.Pattern[str] | None = None
    """What a sentence must not say."""
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Whole sentences, without line feeds."""
        whole = body(scope)
        for match in self.pattern.finditer(whole.text):
            start = max(whole.text.rfind(mark, 0, match.start()) for mark in "。\n;") + 1
            ends = [at for mark in "。\n;" if (at := whole.text.find(mark, match.end())) >= 0]
            end = min(ends, default=len(whole.text))
            if self.unless is None or not self.unless.search(whole.text, start, end):
                yield whole.span(start, end, f"clause:{self.name}")


def present(raw: str) -> bool:
    """True: the sentence stands there. One with nothing but blanks in it is a form."""
    if re.search(r"_{2,}|＿{2,}", raw):
        raise NoValue(f"not filled in: {raw!r}")
    return True


def clause(name: str, regex: str, unless: str = "") -> Field[bool]:
    """A field `clause.<name>`."""
    return Field(
        present, Sentence(re.compile(regex), name, re.compile(unless) if unless else None), name=f"clause.{name}"
    )


class CreditClauses:
    """The clauses, for an extractor to inherit."""

    clause_acceptance = clause("acceptance", r"验收(?:标准|期限|方法|方式)|异议期|(?:数量|质量)异议|验收合格")
    clause_warranty = clause("warranty", r"质保期|保修期|质量保证期|免费维护|缺陷责任期|三包")
    clause_retention = clause("retention", r"质保金|质量保证金|保修金|尾款作为")
    clause_deposit = clause("deposit", r"定金|押金|履约保证金|租赁保证金")
    clause_penalty = clause("penalty", r"违约金|滞纳金|逾期[^。\n]{0,20}(?:万分之|千分之|%|‰)|罚息")
    clause_no_assignment = clause(
        "no_assignment",
        r"不得(?:擅自)?(?:将[^。\n]{0,30})?(?:转让|转移|让与)|(?:未经|除非)[^。\n]{0,20}(?:同意|许可)[^。\n]{0,30}(?:转让|让与)",
        r"知识产权|技术成果|研究开发成果|专利",
    )
    clause_receivable_assignment = clause("receivable_assignment", r"(?:债权|应收账款)[^。\n]{0,16}(?:转让|保理|质押)")
    clause_guarantee = clause(
        "guarantee", r"连带(?:保证|责任|清偿)|(?:提供|承担)[^。\n]{0,12}(?:保证担保|担保责任|保证责任|担保)|股东担保"
    )
    clause_collateral = clause("collateral", r"抵押(?:物|担保|给|权|登记)|质押(?:物|担保|给|权)")
    clause_termination = clause(
        "termination",
        r"(?:有权|可以|可)[^。\n]{0,12}(?:解除|终止)(?:本)?(?:合同|协议)?|(?:合同|协议)(?:的)?(?:解除|终止)",
    )
    clause_change_of_control = clause(
        "change_of_control", r"控制权|控股股东[^。\n]{0,10}(?:变更|变化)|股权(?:结构)?[^。\n]{0,6}(?:变更|变动|转让)"
    )
    clause_exclusivity = clause(
        "exclusivity", r"独家|排他|不得向[^。\n]{0,20}(?:第三方|其他)[^。\n]{0,10}(?:采购|销售|供货|供应)"
    )
    clause_minimum_purchase = clause(
        "minimum_purchase",
        r"(?:最低|最少|不低于|不少于)[^。\n]{0,14}(?:采购|订货|订购|提货)|(?:采购|订货|订购|提货)(?:数?量|金?额)?[^。\n]{0,10}(?:不低于|不少于|最低)",
    )
    clause_price_adjustment = clause(
        "price_adjustment", r"价格(?:随|按|将)?[^。\n]{0,16}(?:调整|浮动|联动)|调价|递增|重新(?:议价|协商(?:确定)?价格)"
    )
    clause_no_volume_commitment = clause(
        "no_volume_commitment",
        r"不(?:构成|承诺|保证)[^。\n]{0,14}(?:采购|订货|数?量)|以(?:实际|具体|每次)?[^。\n]{0,10}(?:订单|采购单)[^。\n]{0,6}为准",
    )
    clause_title_retention = clause(
        "title_retention",
        r"所有权(?:保留|仍(?:归|属))|(?:未|在)[^。\n]{0,14}付清[^。\n]{0,20}所有权|所有权[^。\n]{0,20}付清",
    )
    clause_set_off = clause("set_off", r"抵销|抵扣(?:货款|应付)|从(?:应付)?(?:货款|款项|价款)中(?:直接)?(?:扣除|扣减)")
    clause_auto_renewal = clause("auto_renewal", r"自动(?:续期|续展|顺延|延续|延长|续约|续签)")
    clause_confidentiality = clause("confidentiality", r"保密(?:义务|责任|条款|协议)|商业秘密")
    clause_force_majeure = clause("force_majeure", r"不可抗力")
    clause_prepayment = clause("prepayment", r"预付(?:款|货款|[0-9])|首付|款到发货|先款后货")
