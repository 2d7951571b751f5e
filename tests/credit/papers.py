"""Facts of an invented company for tests of features: what is not said is as on a plain paper."""

from datetime import date
from itertools import count

from sme_extract.credit.company import Company
from sme_extract.credit.compute import Computation
from sme_extract.credit.fact_base import FactBase
from sme_extract.credit.facts_frame import Facts
from sme_extract.credit.features.catalogue import BUILT_IN
from sme_extract.schemas.feature import CompanyProfile

ME, MY_ID = "甲有限公司", "91330212MA109Y0355"
PLACE = {"document": "a.json", "part": "fields", "row": 1, "page": 1, "confidence": 1.0, "carrier": "xml",
         "needs_review": False}  # fmt: skip


class Papers:
    """Collects facts table by table; each is a document of its own."""

    def __init__(self):
        self.rows = {}
        self.numbers = count(1)

    def add(self, table, **values):
        number = next(self.numbers)
        row = {**PLACE, "document": f"{number:04d}.json", **values}
        self.rows.setdefault(table, []).append(row)
        return self

    def invoice(self, day, net, *, seller=ME, buyer=ME, tax=0, number=None, **more):
        net, tax = float(net), float(tax)
        return self.add(
            "invoices",
            number=number or f"{next(self.numbers):020d}",
            date=day,
            seller_name=seller,
            buyer_name=buyer,
            net=net,
            tax=tax,
            gross=net + tax,
            void=False,
            **more,
        )

    def sale(self, day, net, buyer="乙有限公司", **more):
        return self.invoice(day, net, buyer=buyer, **more)

    def purchase(self, day, net, seller="丙有限公司", **more):
        return self.invoice(day, net, seller=seller, **more)

    def moved(self, day, amount, balance=None, *, who=None, category="trade", account="6222", **more):
        return self.add(
            "transactions",
            account_no=account,
            currency="CNY",
            date=day,
            incoming=amount > 0,
            amount=abs(amount),
            balance=balance,
            owner_name=ME,
            counterparty_name=who,
            category=category,
            **more,
        )

    def base(self, **more):
        return FactBase({table: Facts.of(table, rows) for table, rows in self.rows.items()}, **more)

    def company(self, as_of="2026-01-01", **profile):
        base = self.base()
        party = base.parties.of(None, ME)
        return Company(base, party, date.fromisoformat(as_of), profile=CompanyProfile(**profile))

    def features(self, as_of="2026-01-01", **profile):
        computation = Computation(self.company(as_of, **profile), BUILT_IN)
        return {feature.name: feature for feature in computation.all()}
