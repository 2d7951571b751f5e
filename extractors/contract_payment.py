"""Payment terms: a clause in, `{trigger, percent, amount, days, method}` for each payment out.

`percent` is the number before the sign, `days` calendar days after the trigger (working days are counted as days),
`amount` CNY. What a clause does not say is left out. A clause whose shares cannot be told apart gives ValueError.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sme_extract.extractors import contract_numbers as numbers
from sme_extract.extractors.base import NoValue
from sme_extract.extractors.normalize import squeeze

Term = dict[str, Any]
YEARS = rf"{numbers.COUNT}(?:个月|年)"
RETENTION = "(?:质保金|质量保证金|保修金)"
TRIGGERS = {
    "prepaid": r"款到(?:后|即|再)?(?:发|提|交)货|先款后货|带款提货|"
    r"(?:付清|收到)(?:全部|全额)?(?:货款|全款|款项)后[^,]{0,6}(?:发|提|交)货|"
    r"(?:货款|全款|款项)到[账帐]后[^,]{0,8}(?:发|提|交)货",
    "back_to_back": r"背靠背|(?:业主|(?:最终|终端)(?:用户|客户))[^,]{0,16}款[^,]{0,6}后",
    "after_warranty": rf"{RETENTION}[^,]{{0,12}}?{YEARS}后|验收[^,]{{0,8}}?满{YEARS}|"
    r"(?:质保|保修|质量保证|质量保修|缺陷责任)期?(?:期限)?(?:届?满|到期|结束|终了)|质保到期",
    "before_shipment": r"(?:发|出|提|装|供)(?:货|运|车)之?前|交货之?前|装运之?前|发货时",
    "on_acceptance": r"验收(?:合格|通过|完成|完毕|确认)?(?!前|单,)|调试(?:合格|完成|完毕)|检验合格|"
    r"交由[甲乙]方(?:测试|正式使用)",
    "on_invoice": r"(?:收到|开具|开出|提供|凭|见|出具|交付)[^,。]{0,14}?(?:发票|票据)|票到|"
    r"发票(?:开具|到达|入账|收到|挂账|日期)",
    "month_end": r"月结|次月|下月|隔月|当月[^,。]{0,8}(?:货|结|对)|"
    r"(?:每月|月末|月底)[^,。]{0,12}(?:对账|结算|对帐|挂账)|对[账帐]单?(?:确认|无误|完成)?后?",
    "on_delivery": r"货到|到货|(?:交|收|供|送|发)(?:到)?货(?:完毕|物)?(?:后|之日|时|日)|"
    r"(?:交付|收到(?:全部)?货物?|签收|送达|提货|运抵|进场|入库)(?:完毕)?(?:[^,。]{0,8}后|之日|时)?",
    "milestone": r"进度|节点|里程碑|阶段|主体|竣工|封顶|完工|结算审核|审定|审计|开工|工程量|上线",
    "periodic": r"(?:每|按)(?:个?月|季度?|半年|年|周)|押[一二三]付[一二三六]|月付|季付|年付|按月|按季",
    "on_sign": r"(?:合同|协议|订单|双方)[^,。]{0,10}?(?:签订|签署|生效|签字|盖章|签定|确认)|签订(?:本|之日)?|"
    r"签约|生效(?:后|之日)|预付|定金|订金|首付|下单",
}
"""Events by their words; where several stand together, the last one before the payment decides."""
STRONG = {
    "prepaid": TRIGGERS["prepaid"],
    "back_to_back": TRIGGERS["back_to_back"],
    "month_end": r"月结|次月|隔月",
    "after_warranty": rf"{RETENTION}[^,]{{0,12}}?{YEARS}后|验收[^,]{{0,8}}?满{YEARS}",
}
"""Words that decide wherever they stand."""
METHODS = {
    "commercial_acceptance": r"商业承兑|商票|商承",
    "bank_acceptance": r"承兑|银承",
    "letter_of_credit": r"信用证|L/C",
    "cheque": r"支票",
    "wire": r"电汇|转[账帐](?!支票)|汇款|T/T|银行汇付|对公|网银|汇入",
    "cash": r"现金",
}
REST = r"余款|尾款|余额|剩余|其余|余下|余(?=[0-9百])"
WHOLE = r"全部(?:货|价|加工|运|租)?(?:款|费|金|价|合同)|全额|一次性|全款"
QUOTA = re.compile(rf"{numbers.PERCENT}|{REST}|{WHOLE}")
# 6个月银行承兑汇票, 180天承兑, 承兑180天, 90天远期信用证: the tenor of a draft is no term of payment
TENOR = re.compile(
    rf"(?P<months>{numbers.COUNT})个月(?:期|以内|内)?的?(?:银行|商业|电子)*(?:承兑|银承|商票)|"
    r"(?<![0-9后起结])(?P<days>90|120|180|360)[天日](?:期|以内|内)?的?(?:银行|商业|电子)*(?:承兑|银承|商票)|"
    r"(?P<usance>[0-9]{2,3})[天日]的?(?:不可撤销的?)?远期(?:不可撤销)?信用证|承兑(?:汇票)?(?P<after>[0-9]{2,3})[天日]"
)
# 合同签订后15日内开立信用证: when it is opened, not when it pays
OPENED = re.compile(r"(?:开立|开具|开出)[^,]{0,10}信用证|信用证[^。;]{0,20}(?:开立|开具|开出)")
# 三成
TENTHS = re.compile(r"(?P<tenths>[一二三四五六七八九])成(?=$|[,。;、的]|货|合同|预|定|款)")
# 13%增值税专用发票: no share of the price
TAX_RATE = re.compile(r"税率[为是:]*[0-9]{1,2}%|[0-9]{1,2}%(?=的?(?:税率|增值税|专用发票|普通发票|税))")
DAYS = re.compile(
    rf"(?<!每月)(?<!每)(?<!第)(?<![月年\d])(?P<period>{numbers.COUNT}(?:\([0-9一二三四五六七八九十]+\))?个?(?:工作日|日历日|日历天|自然日|日|天|周|月))(?!期|利|租|结)"
)
NEXT_MONTH = re.compile(rf"(?P<which>次|下|隔)月(?:的|第)?(?P<day>{numbers.COUNT})(?:日|号)")
NEXT_MONTH_END = re.compile(r"(?P<which>次|下|隔)月(?:底|末|内|(?=结清|付清|支付|付款))")
MONTHLY = re.compile(rf"月结(?:[^,。0-9]{{0,4}})?(?P<days>{numbers.COUNT})(?:天|日)?")
AMOUNT = re.compile(rf"(?:人民币|RMB|¥)+(?P<lead>{numbers.FIGURES}万?)元?|(?<![0-9.])(?P<tail>{numbers.FIGURES}万?)元")
AT_ONCE = re.compile(r"立即|当日|当天|即付|同时|时(?:一次性)?(?:支付|付|结清)|货到付款|票到付款|货到即付|现结")
PENALTY = re.compile(r"逾期|违约|滞纳|罚|赔偿|拖欠|未按|每迟|迟延")
PAYS = re.compile(
    r"支付|付清|结清|付款|结算|付至|付到|月结|预付|给付|付给|款到|货到付款|票到|交纳|缴纳|发放|付|押[一二三]|账期|"
    rf"{RETENTION}[^,]{{0,24}}(?:退还|返还)|(?:退还|返还)[^,]{{0,8}}{RETENTION}"
)
LEAD = re.compile(
    r"^(?:\(?[0-9一二三四五六七八九十]{1,2}[)、.:]|第[0-9一二三四五六七八九十]+条)+(?:(?:付款|支付|结算)(?:方式|办法|条件|期限)?(?:及期限|及时间)?:?)?"
)
VERB = re.compile(r"支付|付清|结清|付至|付到|付款(?!后)|给付|付给")
UP_TO = re.compile(r"(?:付至|付到|支付至|支付到|累计)[^,]{0,20}$")
BLANK = re.compile(r"_{2,}")
UNDERLINED = re.compile(r"_+([0-9.,]+)_+")
MOST = 12


def terms(raw: str) -> list[Term]:
    """All payments that a clause speaks of, in its order."""
    found = [term for sentence in _sentences(raw) for term in _terms_of(sentence)]
    shares = [term for term in found if term.keys() & {"percent", "amount", "rest"}]
    bare = [term for key in ("days", "trigger", "method") for term in found if key in term]
    found = shares or bare[:1]
    if not found or len(found) > MOST:
        raise ValueError(f"no payment terms: {raw!r}")
    _complete(found)
    method = _method(squeeze(raw))
    for term in found:
        if method and "method" not in term:
            term["method"] = method
        for mark in ("rest", "up_to"):
            term.pop(mark, None)
    return found


def tenor_days(raw: str) -> int:
    """Days that the drafts run which the clause pays with; 0 where it names none."""
    match = TENOR.search(squeeze(raw))
    if match is None:
        return 0
    if match["months"]:
        return 30 * numbers.count(match["months"])
    return int(match["days"] or match["usance"] or match["after"])


def _sentences(raw: str) -> Iterator[str]:
    for line in re.split(r"[\n。;]", squeeze_lines(raw)):
        text = TENTHS.sub(lambda match: f"{10 * numbers.count(match['tenths'])}%", TENOR.sub(_undated, line))
        text = LEAD.sub("", TAX_RATE.sub("", text))
        penalty = PENALTY.search(text)
        if penalty is not None:  # 验收合格后付款,逾期的……: what stands before still holds
            text = text[: max(text.rfind(",", 0, penalty.start()), 0)]
        if not text or not PAYS.search(text):
            continue
        if BLANK.search(text):
            raise NoValue(f"not filled in: {raw!r}")
        yield text


def _undated(tenor: re.Match[str]) -> str:
    return "信用证" if tenor["usance"] else "承兑"


def squeeze_lines(raw: str) -> str:
    """Lines squeezed, still apart; figures without the line that they are written on."""
    return "\n".join(UNDERLINED.sub(r"\1", squeeze(line)) for line in raw.split("\n"))


def _terms_of(sentence: str) -> Iterator[Term]:
    """One payment for each share; a part without a share belongs to the share behind it, or lends its event to the
    one before it."""
    group = ""
    for part in re.split(r"[,、](?![0-9]{3}(?![0-9]))|(?<=元)(?=余款|尾款|剩余)", sentence):
        if group and _parts(group, part):
            yield _term(group)
            group = ""
        group = f"{group},{part}" if group else part
    if group:
        yield _term(group)


def _parts(group: str, part: str) -> bool:
    """Whether `part` begins another payment."""
    same = any(kind.search(group) and kind.search(part) for kind in (QUOTA, AMOUNT))
    complete = QUOTA.search(group) or AMOUNT.search(group)
    return bool(same or (complete and _event(part) and _event(group)))


def _event(text: str) -> str | None:
    """The last event that is named; of two that end together, the first in the table."""
    best: tuple[int, str] | None = None
    for name, regex in TRIGGERS.items():
        for match in re.finditer(regex, text):
            if best is None or match.end() > best[0]:
                best = (match.end(), name)
    return best[1] if best else None


def _term(text: str) -> Term:
    is_opening = OPENED.search(text) is not None
    event = None if is_opening else _trigger(text)
    term: Term = {"trigger": event} if event else {}
    term |= _quota(text, event)
    money = AMOUNT.search(text)
    if money:
        term["amount"] = numbers.money(money["lead"] or money["tail"])
    delay = _delay(text, event)
    if delay is not None and not is_opening:
        term["days"] = delay
    method = _method(text)
    if method:
        term["method"] = method
    return term


def _trigger(text: str) -> str | None:
    """收到发票后30日内以电汇支付质保金: words behind the verb say what is paid, not when."""
    for name, regex in STRONG.items():
        if re.search(regex, text):
            return name
    verb = VERB.search(text)
    return (_event(text[: verb.start()]) if verb else None) or _event(text)


def _quota(text: str, event: str | None) -> Term:
    """The share: so many percent, up to so many, the rest, or all."""
    share = re.search(numbers.PERCENT, text)
    if share:
        up_to = {"up_to": True} if UP_TO.search(text[: share.end()]) else {}
        return {"percent": numbers.percent(share.group()), **up_to}
    if re.search(REST, text):
        return {"rest": True}
    # each rent at once is not the whole
    return {"percent": Decimal(100)} if event != "periodic" and re.search(WHOLE, text) else {}


def _delay(text: str, event: str | None) -> int | None:
    """Days after the event; None where none are said."""
    if event in ("periodic", "prepaid"):
        return 0 if event == "prepaid" else None
    following = 30 if re.search(r"隔月|次次月", text) else 0
    if match := NEXT_MONTH.search(text):
        return numbers.count(match["day"]) + following
    if NEXT_MONTH_END.search(text):
        return 30 + following
    if match := MONTHLY.search(text):
        return numbers.count(match["days"])
    if event == "after_warranty":  # 满12个月后30日内: the months are the warranty's
        text = re.sub(rf"{YEARS}(?=后)|满{YEARS}", "满", text)
    if periods := list(DAYS.finditer(text)):
        # 运行三个月无问题后10日内: both must pass
        chained = len(periods) > 1 and re.search(r"满|后", text[periods[0].end() : periods[1].start()])
        return sum(numbers.days(p["period"]) for p in (periods[:2] if chained else periods[:1]))
    return 0 if event == "before_shipment" or AT_ONCE.search(text) else None


def _method(text: str) -> str | None:
    """The means of payment, when only one is named."""
    named = {name for name, regex in METHODS.items() if re.search(regex, text)}
    if "commercial_acceptance" in named and not re.search(r"银行(?:或商业)?承兑|银承", text):
        named.discard("bank_acceptance")
    return named.pop() if len(named) == 1 else None


def _complete(found: list[Term]) -> None:
    """付至70% is 70 less what was paid before; the rest is what is left; a single payment without a share is all."""
    paid: Decimal | None = Decimal(0)
    for term in found:
        if term.get("rest") and "percent" not in term and paid is not None and 0 < paid < 100:
            others = sum((t["percent"] for t in found[found.index(term) + 1 :] if "percent" in t), Decimal(0))
            if paid + others < 100:
                term["percent"] = 100 - paid - others
        if term.get("up_to") and paid is not None and term["percent"] > paid:
            term["percent"] -= paid
        paid = paid + term["percent"] if paid is not None and "percent" in term else None
    if len(found) == 1 and not found[0].keys() & {"percent", "amount"} and found[0].get("trigger") != "periodic":
        found[0]["percent"] = Decimal(100)
