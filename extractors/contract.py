"""Contracts: who with whom, about what, for how much, paid when; and the clauses that matter for credit.

Purchase and sale, processing, lease, loan, labour, construction and service contracts. Money is CNY. Names that no
finder reaches can be proposed by a model through `gaps`.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from sme_extract.extractors.base import Candidate, Extractor, ItemSlots, Verdict, item_rule, rule
from sme_extract.extractors.contract_clauses import CreditClauses
from sme_extract.extractors.contract_fields import PartyFields, blanks_left, credit_days, effective_on_signing
from sme_extract.extractors.contract_items import items
from sme_extract.extractors.contract_names import may_be_detail_of, may_be_of
from sme_extract.extractors.contract_parties import PERSON
from sme_extract.extractors.contract_payment import Term
from sme_extract.extractors.contract_signatures import settle_signatures
from sme_extract.extractors.contract_terms import TermFields
from sme_extract.extractors.cue import heading, label
from sme_extract.extractors.scope import Row
from sme_extract.schemas.result import Finding

TEMPLATE = Decimal("0.5")
"""Share of blanks from which a contract is a form that nobody filled in."""
SIGNATURE_BLANKS = 4
"""The names and days of two signatures, which are written by hand."""

EARNEST_CAP = 20
"""Percent of the amount."""


class Contract(CreditClauses, PartyFields, TermFields, Extractor):
    """A contract or agreement."""

    kind = "contract"
    cues = (
        heading(r"(合同|协议)(书)?", 2.5),
        heading(r"(?i:agreement|contract)", 2.5),
        label(r"甲方|买方|需方|出租方|发包方|委托方|定作方|买受人|发包人|贷款人|用人单位"),
        label(r"乙方|卖方|供方|承租方|承包方|受托方|承揽方|出卖人|承包人|借款人|劳动者"),
        label(r"违约(责任|金)?"),
        label(r"签字|盖章|签订(日期|地点)"),
    )
    name_fields: ClassVar[dict[str, tuple[str, ...]]] = {
        "organisation": ("party_a.name", "party_b.name", "party_c.name"),
        "person": (
            "party_a.name",
            "party_b.name",
            "party_a.agent",
            "party_b.agent",
            "party_a.legal_representative",
            "party_b.legal_representative",
        ),
    }
    labels = ("合同编号", "协议编号", "合同号", "签订日期", "签订地点", "签订时间", "签约地点", "传真", "邮政编码")

    def may_stand(self, name: str, row: Row, start: int, end: int) -> bool:
        """A name belongs to the party that the sentence gives it to, a detail to the one in whose block it stands."""
        if any(name in fields for fields in self.name_fields.values()):
            return may_be_of(self.scope, name, row, start, end)
        return not name.startswith("party_") or may_be_detail_of(self.scope, name, row, start)

    def find_items(self) -> Iterator[ItemSlots]:
        """Lines of the tables of goods or works."""
        return items(self.scope)

    def reconcile(self) -> Iterator[Finding]:
        """What follows from the terms, and whether this is a form that is not filled in."""
        self._derive_credit_days()
        if self.effective_date is None:
            self.slots["effective_date"].chosen = effective_on_signing(self)
        yield from settle_signatures(self, self._names)
        yield from self._count_blanks()

    def _count_blanks(self) -> Iterator[Finding]:
        blanks = blanks_left(self)
        if blanks is None:
            return
        self.slots["blank_share"].chosen = Candidate(blanks.share, blanks.first, "lines")
        if blanks.share >= TEMPLATE:
            message = f"{blanks.share:.0%} of the places to fill in are blank: a template"
            yield Finding(code="blank-form", severity="warning", message=message)
        elif blanks.count > SIGNATURE_BLANKS:
            message = f"{blanks.count} places to fill in are blank"
            yield Finding(code="partly-filled", severity="warning", message=message)

    def _derive_credit_days(self) -> None:
        where = self.slots["payment_terms"].chosen
        if where is not None:
            derived = credit_days(where.value, where.span.text, self.warranty_months)
            if derived is not None:
                self.slots["credit_days"].chosen = Candidate(derived, where.span, "lines")

    @property
    def _names(self) -> dict[str, str]:
        """Names of the parties that are known, by letter."""
        known = {"a": self.party_a_name, "b": self.party_b_name, "c": self.party_c_name}
        return {letter: name for letter, name in known.items() if name is not None}

    @property
    def shares(self) -> list[Term]:
        """The payments."""
        return self.payment_terms or []

    @rule("words-disagree", "amount", "amount_words")
    def words_are_the_amount(self) -> Verdict:
        """Figures and words say the same."""
        if self.amount is None or self.amount_words is None:
            return None
        return self.amount == self.amount_words or f"{self.amount} in figures, {self.amount_words} in words"

    @rule("total-of-items", "amount", "items.amount")
    def items_add_up(self) -> Verdict:
        """The amount is the sum of the lines, with or without the tax on them."""
        slots = [item["amount"] for item in self.items if "amount" in item]
        if self.amount is None or not slots:
            return None
        if any(slot.chosen is None for slot in slots):
            return "an amount of a line could not be read"
        summed = sum((slot.chosen.value for slot in slots if slot.chosen), Decimal(0))
        taxed = summed + sum((v for v in self.item_values("tax_amount") if v is not None), Decimal(0))
        return self.amount in (summed, taxed) or f"lines add up to {summed}, the contract says {self.amount}"

    @rule("net-and-tax", "amount", "amount_excl_tax", "tax_amount")
    def net_and_tax_add_up(self) -> Verdict:
        """Net and tax make the amount."""
        if self.amount is None or self.amount_excl_tax is None or self.tax_amount is None:
            return None
        total = self.amount_excl_tax + self.tax_amount
        return total == self.amount or f"net and tax make {total}, the amount is {self.amount}"

    @rule("payment-shares", "payment_terms", severity="warning")
    def shares_are_all(self) -> Verdict:
        """The shares of the payments make 100 percent."""
        shares = [term.get("percent") for term in self.shares]
        if not shares or None in shares:
            return None
        total = sum(share for share in shares if share is not None)
        return total == 100 or f"the payments make {total} percent"

    @rule("payment-amounts", "payment_terms", "amount")
    def instalments_are_the_amount(self) -> Verdict:
        """The instalments make the amount."""
        amounts = [term.get("amount") for term in self.shares]
        if self.amount is None or not amounts or None in amounts or len(amounts) < 2:
            return None
        total = sum((amount for amount in amounts if amount is not None), Decimal(0))
        return total == self.amount or f"the instalments make {total}, the amount is {self.amount}"

    @rule("payment-parts", "payment_terms", "amount")
    def instalment_is_its_share(self) -> Verdict:
        """Each instalment is its share of the amount."""
        pairs = [(t["percent"], t["amount"]) for t in self.shares if t.keys() >= {"percent", "amount"}]
        if self.amount is None or not pairs:
            return None
        for share, amount in pairs:
            if abs(self.amount * share / 100 - amount) >= 1:
                return f"{share} percent of {self.amount} is not {amount}"
        return True

    @rule("term-order", "term_start", "term_end")
    def term_runs_forward(self) -> Verdict:
        """A contract ends after it begins."""
        if self.term_start is None or self.term_end is None:
            return None
        return self.term_start <= self.term_end or f"from {self.term_start} to {self.term_end}"

    @rule("sign-order", "sign_date", "term_end", severity="warning")
    def signed_before_its_end(self) -> Verdict:
        """A contract is signed before it ends."""
        if self.sign_date is None or self.term_end is None:
            return None
        return self.sign_date <= self.term_end or f"signed on {self.sign_date}, ended on {self.term_end}"

    @rule("sign-order", "sign_date", "party_a.sign_date", "party_b.sign_date", severity="info")
    def signed_on_one_day(self) -> Verdict:
        """Head and signatures often give different days; the later one counts."""
        days = {d for d in (self.sign_date, self.party_a_sign_date, self.party_b_sign_date) if d is not None}
        return None if len(days) < 2 else f"signed on {', '.join(str(d) for d in sorted(days))}"

    @rule("deposit-over-cap", "deposit_amount", "deposit_percent", "amount", severity="warning")
    def earnest_money_is_capped(self) -> Verdict:
        """定金 over a fifth of the amount has no effect as such (民法典 586)."""
        if self.deposit_kind != "earnest":
            return None
        share = self.deposit_percent
        if share is None and self.deposit_amount is not None and self.amount:
            share = self.deposit_amount / self.amount * 100
        return None if share is None or share <= EARNEST_CAP else f"定金 of {share:.0f} percent, over {EARNEST_CAP}"

    @rule("one-sided-seal", "party_a.sealed", "party_b.sealed", severity="warning")
    def both_have_sealed(self) -> Verdict:
        """Both companies press their seals, or the contract is not concluded."""
        if self.party_a_sealed is None or self.party_b_sealed is None or self.party_a_sealed == self.party_b_sealed:
            return None
        missing, name = ("a", self.party_a_name) if self.party_b_sealed else ("b", self.party_b_name)
        if name is not None and PERSON.fullmatch(name):
            return None
        return f"no seal of party {missing}, one of the other"

    @rule("same-party", "party_a.name", "party_b.name", severity="warning")
    def parties_differ(self) -> Verdict:
        """Nobody contracts with himself."""
        if self.party_a_name is None or self.party_b_name is None:
            return None
        return None if self.party_a_name != self.party_b_name else f"both parties are {self.party_a_name}"

    @rule("same-role", "party_a.role", "party_b.role")
    def roles_differ(self) -> Verdict:
        """One sells, the other buys."""
        if self.party_a_role is None or self.party_b_role is None:
            return None
        return None if self.party_a_role != self.party_b_role else f"both parties are {self.party_a_role}"

    @item_rule("line-product", "quantity", "unit_price", "amount")
    def line_is_a_product(self, item: dict[str, Any]) -> Verdict:
        """Quantity times price is the amount, to the rounding of the price; or times the tax too."""
        if not {"quantity", "unit_price", "amount"} <= item.keys():
            return None
        product = item["quantity"] * item["unit_price"]
        taxed = product * (1 + item.get("tax_rate", Decimal(0)))
        near = min(abs(product - item["amount"]), abs(taxed - item["amount"]))
        places = len(str(item["unit_price"]).partition(".")[2])
        slack = abs(item["quantity"]) * Decimal("0.5").scaleb(-places) + Decimal("0.01")
        return near <= slack or f"{item['quantity']} x {item['unit_price']} is not {item['amount']}"
