"""Bills of electricity, water, gas and heat. Energy is in kWh, volume in cubic metres, money in CNY.

Charges of electricity since June 2023: 发改价格〔2023〕526号. What a photovoltaic plant feeds into the grid is income.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from sme_extract.extractors import parse
from sme_extract.extractors.base import (
    Candidate,
    Extractor,
    Field,
    ItemSlots,
    Slot,
    Verdict,
    item_rule,
    rule,
    values_of,
)
from sme_extract.extractors.cue import heading, label, title
from sme_extract.extractors.engine import settle
from sme_extract.extractors.find import pattern
from sme_extract.extractors.utility_find import SumLine, labelled
from sme_extract.extractors.utility_lines import (
    NIL,
    PERIODS,
    billed_agrees,
    charge_agrees,
    items_of,
    month,
    number,
    readings_agree,
    summed,
)
from sme_extract.extractors.utility_tables import utility_lines
from sme_extract.schemas.result import Finding

TITLE = r"(?P<value>电费|水费|天然气费|燃气费|气费|供热费|采暖费|供暖费|热费)"
UTILITIES = {"电": "electricity", "水": "water", "气": "gas", "热": "heat", "暖": "heat"}
# 上网电费结算单, 电费账单-光伏, 光伏发电户电费结算单
FEED_IN = r"(?P<value>上网电费(结算)?(账|通知)?单|(电费|购电费)(账|结算)单.{0,3}光伏|光伏.{0,12}(账单|结算单)|发电户号)"
WORDS = r"大写\)?:?(人民币)?:?(?P<value>(\(负数\))?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正]{2,})"
SUPPLIER = (
    r"^(?P<value>[^:]*?(?:电网|电力|供电|水务|自来水|供水|燃气|天然气|热力)[^:]*?(?:公司|集团|供电局|供电所))"
    r"(?:[0-9]{4}年[0-9]{1,2}月份?)?(?:客户|用户|居民|非居民|企业|大工业)*(?:上网电费|电费|水费|燃气费|天然气费|用[电水气]|热费|$)"
)

FACTOR_TOLERANCE = Decimal("0.015")
CYCLE = ("计费周期", "账单周期", "计费期间", "用电周期", "用水周期", "用气周期", "计费期", "起止日期", "抄表周期")


def account(text: str) -> str:
    """Customer number: digits, some with letters; a masked one is refused."""
    value = "".join(parse.text(text).split())
    if not re.fullmatch(r"(?=(?:.*[0-9]){5})[0-9A-Z-]{6,24}", value):
        raise ValueError(f"not an account: {text!r}")
    return value


def utility(text: str) -> str:
    """electricity, water, gas or heat."""
    return next(kind for mark, kind in UTILITIES.items() if mark in text)


def last_number(text: str) -> Decimal:
    """`考核标准0.85`, `0.90`."""
    return parse.quantity(re.sub(r"^[^0-9.-]+", "", text.strip()))


class UtilityBill(Extractor):
    """A bill of electricity, water, gas or heat (电费, 水费, 燃气费, 供热费)."""

    kind = "utility_bill"
    cues = (
        heading(r"(电|水|气|热|采暖|供暖)费(结算|缴费|交费|电子)?(账单|通知单|清单|结算单|核查联|凭证)(-?光伏)?"),
        heading(r"上网电费结算单"),
        title(r"(电量)?电费|水费|燃?气费|热费", 1.5),
        label(r"户号|用户编号|客户编号"),
        label(r"示数|读数|行度|本期抄见"),
        label(r"用电|用水|用气"),
        label(r"电能表|水表|燃气表|表号"),
        label(r"增值税|电子发票", -4),
    )
    labels = (
        "尊敬的", "计量点编号", "市场化属性分类", "输配电价类别", "行业分类", "所属供电所", "平均电价", "电压等级",
        "功率因数调整电费", "违约金起始日", "违约金起算日", "抄表日期", "合计电量(千瓦时)", "本期电量明细",
        "本期电费明细", "微信服务号", "客户经理", "服务热线", "抄表员", "打印日期", "制单日期", "(大写)", "(小写)",
    )  # fmt: skip

    utility = Field(utility, pattern(TITLE, "title"), required=True)
    direction = Field(
        lambda text: "charge" if re.fullmatch(r".?.?.?费", text) else "income",
        pattern(FEED_IN, "feed-in"),
        pattern(TITLE, "title"),
    )
    supplier = Field(
        parse.name,
        *labelled("供电单位", "供水单位", "供气单位", "供热单位", "供电企业", "服务单位", "管理单位", "收费单位"),
        pattern(SUPPLIER, "title"),
    )
    account_no = Field(
        account,
        *labelled("户号", "用户编号", "客户编号", "用户号", "用电户号", "用水户号", "用气户号", "发电户号", "客户号"),
        *labelled("缴费号", "水表户号", "用户户号", "缴费户号", "结算户号"),
        required=True,
    )
    account_name = Field(
        parse.name, *labelled("户名", "用户名称", "客户名称", "用户名", "结算户名", "发电户名", "单位名称", "户", "名")
    )
    service_address = Field(
        parse.text, *labelled("用电地址", "用水地址", "用气地址", "供热地址", "用户地址", "客户地址", "地址")
    )
    bill_month = Field(
        month,
        *labelled(
            "电费年月", "水费年月", "计费月份", "账单月份", "计费年月", "抄表年月", "账期", "所属年月", "用气年月"
        ),
        pattern(r"(?P<value>20[0-9]{2}年[0-9]{1,2}月)份?(客户|用户|居民|企业)?(电费|水费|燃气费|气费|热费)", "title"),
    )
    period_start = Field(
        lambda text: parse.period(text)[0],
        *labelled(*CYCLE),
        *labelled("用电开始时间", "计费开始日期", "上次抄表日期", "上期抄表日期", "起始日期"),
    )
    period_end = Field(
        lambda text: parse.period(text)[1],
        *labelled(*CYCLE),
        *labelled("用电结束时间", "计费结束日期", "本次抄表日期", "本期抄表日期", "终止日期"),
    )
    tariff_class = Field(
        parse.text, *labelled("用电类别", "用电分类", "用电性质", "用水性质", "用水类别", "用气性质", "用气类别")
    )
    voltage_level = Field(parse.text, *labelled("电压等级", "供电电压"))
    contract_capacity_kva = Field(number, *labelled("合同容量", "运行容量", "变压器容量", "计费容量"))
    billing_mode = Field(parse.text, *labelled("基本电费计费方式", "电价执行方式", "计费方式"))
    demand_kw = Field(number, *labelled("最大需量", "计费需量", "需量值"))
    power_factor = Field(number, *labelled("实际功率因数", "功率因数"))
    pf_standard = Field(last_number, *labelled("功率因数标准", "功率因数考核标准", "考核标准"))
    pf_adjust_amount = Field(parse.money)
    pf_adjust_rate = Field(number, *labelled("力率调整系数", "力调系数", "调整系数", "功率因数调整系数"))
    energy_kwh = Field(number, *labelled("总电量", "总用电量", "合计电量", "本期电量", "本月电量", "总合计电量"))
    energy_sharp = Field(number, name="energy_kwh.sharp")
    energy_peak = Field(number, name="energy_kwh.peak")
    energy_flat = Field(number, name="energy_kwh.flat")
    energy_valley = Field(number, name="energy_kwh.valley")
    energy_deep_valley = Field(number, name="energy_kwh.deep_valley")
    reactive_kvarh = Field(number)
    volume_m3 = Field(number, *labelled("本期水量", "本期用水量", "总水量", "本期用气量", "本期气量", "总用气量"))
    amount_due = Field(
        parse.money,
        *labelled("应收电费合计(小写)", "应收电费合计", "本期电费合计", "电费合计", "合计电费", "总电费", "本期电费"),
        *labelled("本期水费合计", "应收水费", "应缴水费", "水费合计", "本期燃气费", "应缴燃气费", "燃气费合计"),
        *labelled(
            "应缴电费", "应交电费", "应缴金额", "应交金额", "应收金额", "本期应缴", "本次应交", "合计金额", "总金额"
        ),
        *labelled("合计(小写)", "(小写)", "小写"),
        SumLine("amount"),
    )
    amount_due_words = Field(parse.words_amount, pattern(WORDS, "words"), *labelled("(大写)", "大写", "合计金额(大写)"))
    feed_in_amount = Field(parse.money)
    feed_in_kwh = Field(number, *labelled("上网电量", "结算上网电量"))
    due_date = Field(
        parse.date_value,
        *labelled("缴费截止日期", "交费截止日期", "交费期限", "缴费期限", "最迟缴费日期", "最后缴费日期", "缴费截止日"),
    )
    previous_balance = Field(parse.money, *labelled("上次结余", "上期余额", "上期结余", "上次余额"))
    late_fee = Field(parse.money, *labelled("违约金", "滞纳金", "本期违约金"))
    amount_paid = Field(parse.money, *labelled("实缴金额", "实收金额", "本次实交", "已缴金额"))
    balance = Field(parse.money, *labelled("本次结余", "本期余额", "本期结余", "账户余额"))

    def find_items(self) -> Iterable[ItemSlots]:
        """Meters, charges, or the months of a list."""
        return [item for line in utility_lines(self.scope) for item in items_of(line)]

    def reconcile(self) -> Iterable[Finding]:
        """Energy and volume are stated by meters and by charges; an amount for what was fed in is income."""
        for period in PERIODS:
            self._state(f"energy_kwh.{period}", self._metered(period), self._charged(period), self._months(period))
        self._state("reactive_kvarh", self._metered("reactive"), [])
        self._state("feed_in_kwh", self._metered("reverse"), [])
        if self.utility == "electricity":
            self._state("energy_kwh", self._metered("total") or self._periods() or self._metered(None), self._months())
        elif self.utility in ("water", "gas"):
            self._state("volume_m3", self._metered(None), self._months(), self._tiers())
        self._state("pf_adjust_amount", self._component("power_factor"))
        self._weigh()
        self._span_of_months()
        if self.direction == "income":
            for income, cost in (("feed_in_amount", "amount_due"), ("feed_in_kwh", "energy_kwh")):
                if self.slots[cost].chosen is not None:
                    self.slots[income] = self.slots[cost]
                self.slots[cost] = Slot()
        if self.account_no is None and self.amount_due is None and self.feed_in_amount is None and not self.items:
            yield Finding(
                code="blank-form", severity="warning", message="a form without values", fields=("amount_due",)
            )

    def _state(self, name: str, *sources: list[Candidate[Decimal]]) -> None:
        """Add what the tables say to what is printed under a label."""
        slot = self.slots[name]
        stated = [slot.chosen, *slot.others, *(candidate for source in sources for candidate in source)]
        found = [(candidate, None) for candidate in stated if candidate is not None]
        settle(slot, list(found))

    def _weigh(self) -> None:
        """What a meter's readings say of its quantity goes for the energy of the bill too."""
        for row in map(values_of, self._rows("meter")):
            names = ("energy_kwh", f"energy_kwh.{row.get('register')}", "volume_m3")
            if row.get("register") in ("reactive", "reverse", "demand"):
                continue
            for slot in (self.slots[name] for name in names if name in self.slots):
                for verdict in (readings_agree(row), billed_agrees(row)):
                    slot.contradictions += isinstance(verdict, str)

    def _rows(self, section: str) -> list[dict[str, Slot[Any]]]:
        return [item for item in self.items if values_of(item).get("section") == section]

    def _metered(self, register: str | None) -> list[Candidate[Decimal]]:
        rows = [row for row in self._rows("meter") if values_of(row).get("register") == register]
        return summed([row.get("quantity") for row in rows])

    def _component(self, component: str) -> list[Candidate[Decimal]]:
        rows = [row for row in self._rows("charge") if values_of(row).get("component") == component]
        return summed([row.get("amount") for row in rows])

    def _tiers(self) -> list[Candidate[Decimal]]:
        """The volume that the tiers of the price add up to."""
        rows = [row for row in self._rows("charge") if values_of(row).get("component") in ("water", "gas")]
        return summed([row["quantity"] for row in rows if row.keys() >= {"quantity", "unit_price"}])

    def _charged(self, register: str) -> list[Candidate[Decimal]]:
        """What the charges of one time of day are for, where they agree."""
        cells = [row["quantity"].chosen for row in self._rows("charge")
                 if values_of(row).get("register") == register and "quantity" in row]  # fmt: skip
        found = [cell for cell in cells if cell is not None]
        if len({cell.value for cell in found}) != 1:
            return []
        return [Candidate(found[0].value, found[0].span, "repeat")]

    def _periods(self) -> list[Candidate[Decimal]]:
        return summed([slot for p in PERIODS if (slot := self.slots[f"energy_kwh.{p}"]).chosen is not None])

    def _months(self, column: str = "quantity") -> list[Candidate[Decimal]]:
        return summed([row[column] for row in self._rows("month") if column in row])

    def _span_of_months(self) -> None:
        """A list of months is for all of them."""
        read = [row["month"].chosen for row in self._rows("month")]
        cells = sorted((cell for cell in read if cell is not None), key=lambda cell: str(cell.value))
        for name, cell, which in (("period_start", cells[:1], 0), ("period_end", cells[-1:], 1)):
            for one in cell if self.slots[name].chosen is None else ():
                self.slots[name] = Slot(Candidate(parse.period(one.span.text)[which], one.span, "lines"))

    @item_rule("readings-disagree", "previous_reading", "current_reading", "multiplier", "metered_quantity", "quantity")
    def difference_is_the_quantity(self, row: dict[str, Any]) -> Verdict:
        """(Current - previous reading) x multiplier is what was metered."""
        return readings_agree(row)

    @item_rule("energy-disagrees", "metered_quantity", "quantity")
    def adjusted_quantity_is_billed(self, row: dict[str, Any]) -> Verdict:
        """What was metered, with all that is added or taken off, is what is billed."""
        return billed_agrees(row)

    @rule("periods-disagree", "items.quantity", "energy_kwh")
    def periods_are_the_total(self) -> Verdict:
        """The times of day of each meter add up to its total."""
        rows = [row for item in self._rows("meter") if "register" in (row := values_of(item))]
        checked = False
        for meter, group in groupby(rows, lambda row: row.get("meter_no")):
            by_register = {row["register"]: row.get("quantity") for row in group}
            parts: list[Decimal] = [q for p in PERIODS if (q := by_register.get(p)) is not None]
            total = by_register.get("total")
            if total is None or not parts:
                continue
            checked = True
            if sum(parts, NIL) != total:
                return f"times of day of meter {meter or ''} add up to {sum(parts, NIL)}, the total says {total}"
        return checked or None

    @rule("power-factor-disagrees", "power_factor", severity="warning")
    def factor_follows_from_energy(self) -> Verdict:
        """Active energy over apparent energy; grids round, and add losses."""
        active, reactive = self.energy_kwh, self.reactive_kvarh
        if self.power_factor is None or not active or reactive is None:
            return None
        factor = active / (active * active + reactive * reactive).sqrt()
        return abs(factor - self.power_factor) <= FACTOR_TOLERANCE or f"the energy gives {factor:.3f}"

    @item_rule("charge-disagrees", "quantity", "unit_price", "amount")
    def amount_is_quantity_times_price(self, row: dict[str, Any]) -> Verdict:
        """Quantity x price is the amount, to a cent."""
        return charge_agrees(row)

    @rule("charges-disagree", "amount_due", "feed_in_amount", "items.amount")
    def charges_are_the_amount(self) -> Verdict:
        """The charges, without those that are parts of others, add up to the amount."""
        due = self.feed_in_amount if self.direction == "income" else self.amount_due
        rows = [item for section in ("charge", "month") for item in self._rows(section)]
        counted = [item for item in rows if not values_of(item).get("is_part")]
        if due is None or not counted:
            return None
        amounts: list[Decimal] = [values_of(item)["amount"] for item in counted if "amount" in values_of(item)]
        if len(amounts) < len(counted):
            return "an amount of a row could not be read"
        total = sum(amounts, NIL)
        extra = self.late_fee or NIL
        return due in (total, total + extra) or f"the charges add up to {total}, the amount is {due}"

    @rule("words-disagree", "amount_due", "feed_in_amount", "amount_due_words")
    def words_are_the_figures(self) -> Verdict:
        """The amount in words is the amount in figures."""
        due = self.feed_in_amount if self.direction == "income" else self.amount_due
        if due is None or self.amount_due_words is None:
            return None
        return due == self.amount_due_words or f"the words say {self.amount_due_words}, the figures {due}"

    @rule("missing-amount", "amount_due")
    def there_is_an_amount(self) -> Verdict:
        """A bill says what is due, or what was earned."""
        return None if self.amount_due is not None or self.feed_in_amount is not None else "no amount was found"

    @rule("implausible-period", "period_start", "period_end")
    def period_has_two_ends(self) -> Verdict:
        """A period ends after it begins."""
        if self.period_start is None or self.period_end is None or self.period_start < self.period_end:
            return None
        return f"from {self.period_start} to {self.period_end}"

    @rule("missing-period", "period_start", "period_end", severity="warning")
    def there_is_a_period(self) -> Verdict:
        """A bill says for when it is."""
        return None if self.bill_month or self.period_end or self._rows("month") else "no period was found"
