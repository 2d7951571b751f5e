"""What the clauses of a contract state: days, money, terms, rates. Each is a pattern over the running text."""

import re
from decimal import Decimal

from sme_extract.extractors import contract_numbers as numbers
from sme_extract.extractors import parse
from sme_extract.extractors.amount_words import parse_words
from sme_extract.extractors.base import Field, NoValue
from sme_extract.extractors.contract_fields import ContractTitle, PaymentClause, day
from sme_extract.extractors.contract_items import TotalRow, cell_money
from sme_extract.extractors.contract_numbers import COUNT, FIGURES, PERCENT
from sme_extract.extractors.contract_parties import filled
from sme_extract.extractors.contract_payment import terms
from sme_extract.extractors.contract_text import said
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.patent_text import entry

TYPES = {
    "labour": r"劳动|劳务|聘用|保密|竞业",
    "loan": r"借款|贷款|授信|保证合同|抵押合同|质押合同|保理|担保",
    "lease": r"租赁|租房|租用|售后回租",
    "construction": r"施工|工程|装修|分包|安装合同",
    "processing": r"加工|承揽|定作|OEM",
    "service": r"服务|开发|咨询|运输|仓储|委托|维护|物流|设计|推广",
    "sale": r"购销|买卖|销售|采购|供货|供应|订货|产品",
}
"""Types by their titles, the specific before the general. Whether a sale is a purchase is a matter of who asks."""
FRAMEWORK = r"(?:框架|年度(?:采购|销售|供货|购销)|长期(?:供货|采购|购销))"
OF_WHAT = r"(?:合同|协议|工程|软件开发|项目|加工|借款|签约合同|货款)?"
TOTAL = (
    rf"(?:{OF_WHAT}(?:总金额|总价款|总价|总额|总计|合计|总费用|合同价)|(?:合同|协议|工程|项目|加工|借款)(?:金额|价款|费用)|"
    r"货款总[额计]|加工费总额|价税合计)"
)
MONEY = rf"(?:(?:人民币|RMB|¥)+{FIGURES}万?元?|{FIGURES}万?元|{FIGURES}(?<=\.[0-9][0-9])(?![0-9]))"
"""Only what is marked as money: a sign, 元, or two decimals."""
DIGIT = "[零壹贰叁肆伍陆柒捌玖]"
WORDS = (
    r"[零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿一二三四五六七八九十百千两]+[元圆园]"
    rf"(?:{DIGIT}角)?零?(?:{DIGIT}分)?[整正]?"
)
DAY = (
    r"(?:[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|"
    r"[二〇零一三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
)
FIRST_DAY = rf"自?(?P<value>{DAY})(?:起|开始|0时)?,?(?:至|到|—|~|-)+{DAY}"
LAST_DAY = rf"{DAY}(?:起|开始|0时)?,?(?:至|到|—|~|-)+(?P<value>{DAY})"
IN_DAYS = rf"(?<![0-9月年])(?P<value>{COUNT}个?(?:工作日|日|天))"
"""Not the end of a date."""
IN_MONTHS = (
    r"(?<![0-9年])(?P<value>(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3})(?:\([0-9一二三四五六七八九十]+\))?(?:个月|年))"
)
BY_THE_DAY = r"(?:每日|每天|按日|每逾期[一1]?个?[日天]|每延[迟期误][一1]?个?[日天]|日(?=[万千]分之))"
SHARE = rf"(?P<value>{PERCENT})"
SUM = rf"(?P<value>{MONEY})(?![0-9.]*%)"
WARRANTY = "(?:质保期|保修期|质量保证期|缺陷责任期|维护时间|维护期)"
RETENTION = "(?:质保金|质量保证金|保修金)"
PAID_BACK = "(?:退还|返还|支付|付清|结清)"
NO_CAP = r"(?![^。\n;0-9]{0,20}(?:不得?超过|不高于|上限|封顶)|[^。\n;]{0,26}为限)"
"""违约金 of which not the highest sum is said."""
ATTACHMENT = r"(?:[0-9]{1,2}[、.]|[0-9]{1,2}\.[0-9]{1,2})?附件[一二三四五六七八九0-9]{0,2}[:、.]"
DEPOSITS = {"earnest": "定金", "advance": "订金", "security": "押金|履约保证金|租赁保证金"}
"""定金 is lost or returned twice (民法典 586-588); 订金 is a prepayment by another name."""
DEPOSIT = f"(?:{'|'.join(DEPOSITS.values())})"


def contract_type(raw: str) -> str:
    """Type that a title says."""
    text = squeeze(raw)
    for name, regex in TYPES.items():
        if re.search(regex, text):
            return name
    raise ValueError(f"no known type: {raw!r}")


def is_framework(raw: str) -> bool:
    """True; ValueError for a title that says no framework."""
    if not re.search(FRAMEWORK, squeeze(raw)):
        raise ValueError(f"no framework: {raw!r}")
    return True


def words(raw: str) -> Decimal:
    """Amount in words; contracts often leave 整 out."""
    return parse_words(raw, terminated=False)


def tax_included(raw: str) -> bool:
    """含税 or 不含税."""
    return not re.search("[不未]含", squeeze(raw))


def deposit_kind(raw: str) -> str:
    """What the deposit is in law."""
    return next(kind for kind, regex in DEPOSITS.items() if re.search(regex, squeeze(raw)))


def guarantee_kind(raw: str) -> str:
    """Whether it is joint (连带责任) or general."""
    return "joint" if "连带" in squeeze(raw) else "general"


def forum(raw: str) -> str:
    """Court or arbitration."""
    return "arbitration" if "仲裁" in squeeze(raw) else "court"


def forum_name(raw: str) -> str:
    """Which court or body; 人民法院 with a blank before it is none."""
    text = filled(raw)
    if re.fullmatch(r"(?:有管辖权的)?(?:人民)?法院|仲裁委员会", squeeze(text).replace("_", "")):
        raise NoValue(f"no one court: {raw!r}")
    return text


def contract_number(raw: str) -> str:
    """A number of a contract: letters, digits, dashes and brackets."""
    text = squeeze(filled(raw)).upper()
    if not re.fullmatch(r"[0-9A-Z\u4e00-\u9fff/()\[\]_.-]{3,40}", text) or not re.search(r"[0-9]", text):
        raise ValueError(f"not a number: {raw!r}")
    return text


def attachments(raw: str) -> list[str]:
    """Names of the attachments, without their numbers."""
    mark = r"(?:[0-9]{1,2}[、.]|[0-9]{1,2}\.[0-9]{1,2}\s?)?附件[一二三四五六七八九0-9]{0,2}[:：、.]"
    return [filled(part) for part in re.split(mark, raw) if part.strip()]


def first_sentence(raw: str) -> str:
    """What stands before the first full stop."""
    return filled(re.split("[。；;]", raw)[0])


class TermFields:
    """Head, money, times and rates, for an extractor to inherit."""

    title = Field(parse.text, ContractTitle(), required=True)
    contract_type = Field(contract_type, ContractTitle())
    framework = Field(is_framework, ContractTitle(FRAMEWORK))
    contract_no = Field(contract_number, entry("合同编号", "协议编号", "合同号", "编号"))
    sign_date = Field(
        day,
        entry("签订日期", "签订时间", "签约日期", "签约时间", "签署日期"),
        *said(
            rf"(?:于|在)(?P<value>{DAY})[^。\n]{{0,12}}(?:签订|签署|订立)",
            rf"(?:签订|签署|签约)?(?:日期|时间):(?P<value>{DAY})",
            name="sign_date",
        ),
    )
    sign_place = Field(
        filled,
        entry("签订地点", "签约地点", "签订地", "签署地点"),
        *said(r"[于在](?P<value>[\u4e00-\u9fff]{2,14}[市区县])(?:签订|签署|订立)", name="sign_place"),
    )
    effective_date = Field(day, *said(rf"自(?P<value>{DAY})(?:起)?(?:开始)?生效", name="effective"))
    term_start = Field(day, *said(FIRST_DAY, name="term"))
    term_end = Field(day, *said(LAST_DAY, rf"有效期(?:限)?(?:至|到|截止)(?P<value>{DAY})", name="term"))
    term_months = Field(
        numbers.months,
        *said(rf"(?:合同|协议|租赁|借款|合作|有效)(?:有效)?期限?(?:为|:|共|是)*{IN_MONTHS}", name="term"),
    )
    subject = Field(
        first_sentence,
        entry("项目名称", "工程名称", "标的名称"),
        *said(
            r"(?:房屋|厂房)(?:位于|坐落于|座落于)(?P<value>[^\n,。;]{4,60})",
            r"(?:工程名称|项目名称|借款用途|贷款用途|工作岗位|岗位):(?P<value>[^\n,。;]{2,60})",
            r"(?:从事|担任)(?P<value>[^\n,。;]{2,20}?)(?:岗位|工作|一职)",
            name="subject",
        ),
    )
    amount = Field(
        cell_money,
        *said(rf"{TOTAL}(?:\([^()\n]{{0,24}}\))?[^\n。;0-9%]{{0,26}}?{SUM}", name="amount"),
        TotalRow(),
        *said(rf"小写\)?:?{SUM}", rf"(?:借给|出借给)[^\n。;0-9]{{0,20}}{SUM}", name="amount"),
    )
    amount_words = Field(
        words,
        *said(
            rf"{TOTAL}[^\n。;]{{0,50}}?大写\)?:*(?:人民币)?(?P<value>{WORDS})",
            rf"大写\)?:?(?:人民币)?(?P<value>{WORDS})",
            rf"{TOTAL}[^\n。;]{{0,40}}?人民币(?:\(?大写\)?)?:?(?P<value>{WORDS})",
            name="words",
        ),
    )
    amount_excl_tax = Field(
        numbers.money, *said(rf"不含税(?:总)?(?:金额|价|价款|总价|合同价)[为:]*{SUM}", name="excl_tax")
    )
    tax_amount = Field(numbers.money, *said(rf"(?:增值)?税(?:额|款|金)[为:]*{SUM}", name="tax"))
    tax_rate = Field(
        numbers.share,
        *said(
            r"税率[为是:]*(?P<value>[0-9]{1,2}%)",
            r"含(?P<value>[0-9]{1,2}%)的?(?:增值)?税",
            r"(?P<value>[0-9]{1,2}%)的?增值税(?:专用|普通)?发票",
            name="tax_rate",
        ),
    )
    tax_included = Field(
        tax_included,
        *said(r"[不未]含(?:增值)?税(?!总?(?:金额|价款))", r"(?<![不未])含(?:[0-9]{1,2}%)?的?(?:增值)?税", name="tax"),
    )
    payment_terms = Field(terms, PaymentClause())
    credit_days = Field(parse.quantity)
    delivery_place = Field(
        filled,
        *said(r"(?:交货|送货|交付|收货)(?:地点|地址|地)(?:及方式)?[:为]+(?P<value>[^\n。;,]{2,50})", name="delivery"),
    )
    delivery_date = Field(
        day,
        *said(
            rf"(?:交货|交付|供货)(?:时间|日期|期限?)?[^\n。;]{{0,16}}?(?P<value>{DAY})",
            rf"(?P<value>{DAY})之?前(?:交货|交付|送达)",
            name="delivery",
        ),
    )
    delivery_days = Field(
        numbers.days,
        *said(
            rf"(?:交货(?:期|时间|期限)|供货期)[^\n。;]{{0,20}}?{IN_DAYS}",
            rf"{IN_DAYS}内(?:交货|发货|送达|交付)",
            name="delivery",
        ),
    )
    acceptance_days = Field(
        numbers.days,
        *said(
            rf"(?:收货|到货|收到货物|交货)[^\n。;]{{0,8}}?{IN_DAYS}内[^\n。;]{{0,14}}(?:验收|异议)",
            rf"(?:验收|异议)期限?[^\n。;]{{0,12}}?{IN_DAYS}",
            name="acceptance",
        ),
    )
    warranty_months = Field(numbers.months, *said(rf"{WARRANTY}(?!届?满)[^\n。;]{{0,24}}?{IN_MONTHS}", name="warranty"))
    retention_percent = Field(
        numbers.percent,
        *said(rf"{SHARE}[^\n。;0-9]{{0,12}}{RETENTION}", rf"{RETENTION}[^\n。;0-9]{{0,14}}{SHARE}", name="retention"),
    )
    deposit_amount = Field(numbers.money, *said(rf"{DEPOSIT}[^\n。;0-9]{{0,16}}{SUM}", name="deposit"))
    deposit_percent = Field(
        numbers.percent,
        *said(rf"{SHARE}[^\n。;0-9]{{0,6}}{DEPOSIT}", rf"{DEPOSIT}[^\n。;0-9]{{0,12}}{SHARE}", name="deposit"),
    )
    retention_release_days = Field(
        numbers.days,
        *said(
            rf"{RETENTION}[^。\n;]{{0,40}}?满[^。\n;,]{{0,8}}?后?{IN_DAYS}内?[^。\n;]{{0,16}}?{PAID_BACK}",
            rf"期(?:届?满|到期)后?{IN_DAYS}内?[^。\n;]{{0,16}}?{PAID_BACK}[^。\n;]{{0,12}}?{RETENTION}",
            name="retention",
        ),
    )
    retention_months = Field(
        numbers.months,
        *said(rf"{RETENTION}[^。\n;]{{0,40}}?{IN_MONTHS}(?:后|期?满)[^。\n;]{{0,20}}?{PAID_BACK}", name="retention"),
    )
    deposit_kind = Field(
        deposit_kind,
        *said(
            rf"{DEPOSIT}(?=[^。\n;]{{0,40}}?(?:{PERCENT}|元))|(?:{PERCENT})[^。\n;0-9]{{0,6}}{DEPOSIT}", name="deposit"
        ),
    )
    penalty_daily_amount = Field(
        numbers.money,
        *said(
            rf"{BY_THE_DAY}[^。\n;0-9%]{{0,24}}?{SUM}[^。\n;]{{0,12}}?(?:违约金|罚款|滞纳金|$)",
            rf"{BY_THE_DAY}[^。\n;0-9%]{{0,16}}?(?:违约金|罚款|滞纳金){SUM}",
            name="penalty",
        ),
    )
    penalty_weekly_rate = Field(
        numbers.share, *said(rf"每(?:逾期|延[迟期误])?[一1]?个?(?:周|星期)[^。\n;]{{0,24}}?{SHARE}", name="penalty")
    )
    penalty_lpr_multiple = Field(
        parse.quantity,
        *said(
            r"(?:LPR|贷款市场报价利率|同期[^。\n;]{0,12}贷款利率)[^。\n;]{0,20}?(?P<value>[0-9](?:\.[0-9]{1,2})?)倍",
            name="penalty",
        ),
    )
    penalty_cap_percent = Field(
        numbers.percent,
        *said(
            rf"(?:违约金|赔偿|罚款)[^。\n;]{{0,24}}?(?:不得?超过|不高于|上限为?|最高为?|以)[^。\n;0-9]{{0,16}}{SHARE}",
            name="penalty",
        ),
    )
    penalty_daily_rate = Field(
        numbers.share,
        *said(
            rf"{BY_THE_DAY}[^\n。;]{{0,24}}?"
            r"(?P<value>[万千百]分之[0-9.零一二三四五六七八九十]{1,4}|[0-9.]+‰|0\.[0-9]+%)",
            name="penalty",
        ),
    )
    penalty_percent = Field(
        numbers.percent,
        *said(
            rf"(?:^|[\n。;])[^\n。;日天]{{0,90}}?{SHARE}[^\n。;0-9日天]{{0,10}}违约金(?!(?:的|为)?(?:上限|封顶))",
            rf"(?:^|[\n。;])[^\n。;日天]{{0,90}}?违约金{NO_CAP}[^\n。;0-9日天]{{0,14}}{SHARE}",
            name="penalty",
        ),
    )
    rent = Field(numbers.money, *said(rf"(?:每?月租金|租金(?:标准)?为?每月)[^\n。;0-9]{{0,14}}{SUM}", name="rent"))
    area_m2 = Field(
        parse.quantity, *said(rf"面积[^\n。;0-9]{{0,8}}(?P<value>{FIGURES})(?=m2|平方米|平米)", name="area")
    )
    wage = Field(
        numbers.money,
        *said(rf"(?:每?月工资|工资标准|基本工资|劳动报酬)[^\n。;0-9]{{0,16}}{SUM}", name="wage"),
    )
    probation_months = Field(numbers.months, *said(rf"试用期[^\n。;]{{0,6}}?{IN_MONTHS}", name="probation"))
    interest_rate = Field(
        numbers.share,
        *said(
            r"(?:年利率|年化利率|借款利率|贷款利率)[^\n。;0-9]{0,12}(?P<value>[0-9]{1,2}(?:\.[0-9]+)?%)",
            name="interest",
        ),
    )
    dispute = Field(
        forum,
        *said(r"(?P<value>(?:提交|申请|向)[^\n。;]{0,30}仲裁)", r"(?P<value>向[^\n。;]{0,30}法院)", name="dispute"),
    )
    dispute_body = Field(
        forum_name,
        *said(r"(?:提交|申请|向|由)(?P<value>[^\n。;,]{2,30}?(?:仲裁委员会|法院))", name="dispute"),
    )
    governing_law = Field(
        filled,
        *said(
            r"适用(?P<value>中华人民共和国[^\n。;,]{0,14}?法律?|[\u4e00-\u9fff]{2,8}(?:特别行政区|国|地区)法律?)(?:法规|管辖|解释|$|[。;,\n])",
            r"(?:受|依照|依据|按照|依)(?P<value>中华人民共和国法律?)(?:法规)?(?:的)?(?:管辖|约束|解释)",
            name="law",
        ),
    )
    guarantor = Field(
        filled,
        *said(
            r"(?:由|保证人:|担保人:)(?P<value>[^\n。;,:]{2,30}?)(?:为[^。\n;,]{0,20}|对[^。\n;,]{0,20})?(?:提供|承担)[^。\n;,]{0,8}(?:连带|保证|担保)",
            r"(?:^|[\n。;,])(?P<value>[^\n。;,:]{2,30}?)[为对][^。\n;,]{0,20}(?:债务|义务|款项)[^。\n;,]{0,6}(?:提供|承担)[^。\n;,]{0,8}(?:连带|保证|担保)",
            name="guarantee",
        ),
    )
    guarantee_kind = Field(
        guarantee_kind,
        *said(r"连带(?:责任)?(?:保证|担保|清偿)|连带(?:保证)?责任(?:保证|担保)?|一般保证(?:责任)?", name="guarantee"),
    )
    copies = Field(numbers.count, *said(rf"一式(?P<value>{COUNT})(?:\([0-9]+\))?份", name="copies"))
    attachments = Field(
        attachments,
        *said(rf"(?:^|[\n。])(?P<value>{ATTACHMENT}[^\n]{{2,40}}(?:\n{ATTACHMENT}[^\n]{{2,40}})*)", name="annex"),
    )
    blank_share = Field(parse.quantity)
