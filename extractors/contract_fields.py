"""Fields of a contract that are found by more than a pattern: its title, its parties, its payments, its blanks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sme_extract.extractors import checks, parse
from sme_extract.extractors.base import Candidate, Extractor, Field
from sme_extract.extractors.contract_parties import (
    PartyDetail,
    PartyName,
    PartyRole,
    RoleOf,
    filled,
    party_name,
    person,
    phone,
)
from sme_extract.extractors.contract_payment import Term, tenor_days
from sme_extract.extractors.contract_text import Clause, body
from sme_extract.extractors.find import Channel
from sme_extract.extractors.scope import Scope, Span

TITLE = re.compile(r"(?P<value>[^\n。,;:_]{0,30}(?:合同|协议)(?:书)?(?:\([^()\n]{1,16}\))?)")
PAYMENT = re.compile(r"付款|支付|结算|货款|价款|租金|费用|报酬|工资|还款|合同价|价格")
MOST_BEFORE_TITLE = 12
"""Rows of letterhead at most before the title."""
# ____, or a date that is not filled in
BLANK = re.compile(r"_{2,}年_{2,}月_{2,}日|_{2,}|＿{2,}|(?<![0-9_])年(?<![0-9])月日")
NO_BLANK = re.compile(r"^clause\.|\.(?:signed|sealed|seal_text)$")
"""Fields that no blank stands for."""
# 自双方签字盖章之日起生效, 自签订日起生效
ON_SIGNING = re.compile(r"(?:签字|盖章|签订|签署|签章)[^。\n]{0,10}?(?:之?日起|后)(?:即|开始)?生效")
FILLED_LINE = re.compile(r"(?<=[::])_+[^_\n:]{2,}_+")
EARLY = ("prepaid", "on_sign", "before_shipment")
"""Payments before the delivery; they count as no credit."""
MONTH_END_DAYS = 15
"""What waiting for the end of a month adds on average."""


@dataclass(frozen=True)
class ContractTitle:
    """The row that is the title; nothing where it does not say `saying`."""

    saying: str = ""
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """The first such row."""
        for row in body(scope).rows[:MOST_BEFORE_TITLE]:
            if TITLE.fullmatch(row.text) and re.search(self.saying, row.text):
                yield row.span(0, len(row.text), "title")


@dataclass(frozen=True)
class PaymentClause:
    """Clauses that may hold the payment terms: those about payment first, then single paragraphs."""

    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Clauses by their headings, then those that hold terms all the same; the lines stay apart in the text."""
        whole = body(scope)
        strong = [c for c in whole.clauses if re.search(r"付款|支付|结算|还款", _heading(c))]
        weak = [c for c in whole.clauses if c not in strong and PAYMENT.search(_heading(c))]
        for clause in (*strong, *weak):
            yield from self._span(scope, clause.start, clause.end)
        start = 0
        for line in whole.text.split("\n"):
            if re.search(r"付款|支付|结算|付清", line):
                yield from self._span(scope, start, start + len(line))
            start += len(line) + 1

    def _span(self, scope: Scope, start: int, end: int) -> Iterator[Span]:
        whole = body(scope)
        text = whole.text[start:end].rstrip("\n")
        if text:
            span = whole.span(start, start + len(text), "payment")
            yield Span(text, span.source, span.finder, span.page, span.bbox, span.confidence)


def _heading(clause: Clause) -> str:
    """The first words of a clause, without what goes on behind its colon."""
    return clause.title[:20].partition(":")[0]


def party_tax_id(raw: str) -> str:
    """A taxpayer identifier; a blank has none."""
    return parse.tax_id(filled(raw))


def account(raw: str) -> str:
    """A bank account of 8 to 30 digits."""
    digits = re.sub(r"[\s-]", "", filled(raw))
    if not re.fullmatch(r"[0-9]{8,30}", digits):
        raise ValueError(f"not an account: {raw!r}")
    return digits


def day(raw: str) -> date:
    """A day; a blank (`____年__月__日`) has none."""
    return parse.date_value(filled(raw))


class PartyFields:
    """Fields of the parties, for an extractor to inherit."""

    party_a_name = Field(party_name, PartyName("a"), PartyName("a", "repeat"), name="party_a.name", required=True)
    party_a_role = Field(RoleOf("a"), PartyRole("a"), name="party_a.role")
    party_a_tax_id = Field(party_tax_id, PartyDetail("a", "tax_id"), name="party_a.tax_id", check=checks.tax_id)
    party_a_representative = Field(
        person, PartyDetail("a", "legal_representative"), name="party_a.legal_representative"
    )
    party_a_agent = Field(person, PartyDetail("a", "agent"), name="party_a.agent")
    party_a_address = Field(filled, PartyDetail("a", "address"), name="party_a.address")
    party_a_phone = Field(phone, PartyDetail("a", "phone"), name="party_a.phone")
    party_a_bank = Field(filled, PartyDetail("a", "bank"), name="party_a.bank")
    party_a_account = Field(account, PartyDetail("a", "account"), name="party_a.account")
    party_a_sign_date = Field(day, PartyDetail("a", "signed_on"), name="party_a.sign_date")
    party_a_signed = Field(bool, name="party_a.signed")
    party_a_sealed = Field(bool, name="party_a.sealed")
    party_a_seal_text = Field(parse.text, name="party_a.seal_text")
    party_b_name = Field(party_name, PartyName("b"), PartyName("b", "repeat"), name="party_b.name", required=True)
    party_b_role = Field(RoleOf("b"), PartyRole("b"), name="party_b.role")
    party_b_tax_id = Field(party_tax_id, PartyDetail("b", "tax_id"), name="party_b.tax_id", check=checks.tax_id)
    party_b_representative = Field(
        person, PartyDetail("b", "legal_representative"), name="party_b.legal_representative"
    )
    party_b_agent = Field(person, PartyDetail("b", "agent"), name="party_b.agent")
    party_b_address = Field(filled, PartyDetail("b", "address"), name="party_b.address")
    party_b_phone = Field(phone, PartyDetail("b", "phone"), name="party_b.phone")
    party_b_bank = Field(filled, PartyDetail("b", "bank"), name="party_b.bank")
    party_b_account = Field(account, PartyDetail("b", "account"), name="party_b.account")
    party_b_sign_date = Field(day, PartyDetail("b", "signed_on"), name="party_b.sign_date")
    party_b_signed = Field(bool, name="party_b.signed")
    party_b_sealed = Field(bool, name="party_b.sealed")
    party_b_seal_text = Field(parse.text, name="party_b.seal_text")
    party_c_name = Field(party_name, PartyName("c"), PartyName("c", "repeat"), name="party_c.name")
    party_c_role = Field(RoleOf("c"), PartyRole("c"), name="party_c.role")
    party_c_tax_id = Field(party_tax_id, PartyDetail("c", "tax_id"), name="party_c.tax_id", check=checks.tax_id)


def credit_days(found: list[Term], clause: str, warranty_months: int | None) -> Decimal | None:
    """Days of credit, weighted by share; None where a share or a day is unknown. Payments before delivery count 0."""
    if not found or sum(term.get("percent", 0) for term in found) != 100:
        return None
    total, tenor = Decimal(0), tenor_days(clause)
    for term in found:
        trigger, share = term.get("trigger"), term.get("percent")
        if share is None or trigger in (None, "milestone", "periodic", "back_to_back"):
            return None
        if trigger in EARLY:
            continue
        by_draft = term.get("method", "").endswith("acceptance")
        tenor_due = tenor if by_draft or term.get("method") == "letter_of_credit" else 0
        if "days" not in term or (by_draft and not tenor) or (trigger == "after_warranty" and warranty_months is None):
            return None
        days = term["days"] + (MONTH_END_DAYS if trigger == "month_end" else 0)
        days += 30 * (warranty_months or 0) if trigger == "after_warranty" else 0
        total += share * (days + tenor_due) / 100
    days_on_average = total.quantize(Decimal("0.1"))
    return days_on_average if days_on_average % 1 else days_on_average.quantize(Decimal(1))


def effective_on_signing(contract: Extractor) -> Candidate[date] | None:
    """The later of the days beside the signatures, where the contract takes effect when it is signed."""
    if not ON_SIGNING.search(body(contract.scope).text):
        return None
    slots = (contract.slots[name] for name in ("sign_date", "party_a.sign_date", "party_b.sign_date"))
    days = [slot.chosen for slot in slots if slot.chosen is not None]
    latest = max(days, key=lambda candidate: candidate.value, default=None)
    return Candidate(latest.value, latest.span, "lines") if latest is not None else None


@dataclass(frozen=True)
class Blanks:
    """The places of a contract that nobody filled in."""

    count: int
    share: Decimal
    """Of all places to fill in, 0 to 1."""
    first: Span


def blanks_left(contract: Extractor) -> Blanks | None:
    """The blanks against what is filled in; None where there is none."""
    whole = body(contract.scope)
    text = FILLED_LINE.sub(lambda match: "x" * len(match.group()), whole.text)
    blanks = list(BLANK.finditer(text))
    if not blanks:
        return None
    known = sum(slot.chosen is not None for name, slot in contract.slots.items() if not NO_BLANK.search(name))
    share = (Decimal(len(blanks)) / (len(blanks) + known)).quantize(Decimal("0.01"))
    return Blanks(len(blanks), share, whole.span(*blanks[0].span(), "blank"))
