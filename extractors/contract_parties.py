"""Who the parties of a contract are: heads, definitions and signature blocks, in one column or side by side.

Which party sells is what a name or a sentence says (供方, 乙方向甲方供应), never the order of 甲方 and 乙方.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sme_extract.extractors import parse
from sme_extract.extractors.base import NoValue
from sme_extract.extractors.contract_text import ARTICLE, body
from sme_extract.extractors.find import Channel, value_range
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope, Span

ROLES = {
    "buyer": "买方|需方|采购方|购货方|买受人|买受方|订货方|购买方|采购人|定货方",
    "seller": "卖方|供方|供货方|销售方|出卖人|出卖方|供应商|销货方|供货商",
    "principal": "定作方|定作人|委托方|委托人",
    "contractor": "承揽方|承揽人|受托方|受托人|加工方|承包人|承包方",
    "client": "发包人|发包方",
    "lessor": "出租方|出租人",
    "lessee": "承租方|承租人",
    "lender": "贷款人|出借人|贷款方|出借方",
    "borrower": "借款人|借款方",
    "guarantor": "保证人|担保人|担保方",
    "employer": "用人单位",
    "employee": "劳动者|员工|职工",
}
"""Roles by the names that contracts give to parties."""
WORDS = "|".join(ROLES.values())
# 甲方(需方)(盖章): or 甲方盖章: or 委托方(甲方), before a colon or a gap
HEAD = re.compile(
    rf"(?P<label>[甲乙丙]方|{WORDS})(?P<asides>(?:\([^()]{{1,16}}\))*)(?:名称|单位)?"
    r"(?P<mark>(?:(?:盖章|签章|签字|签名|公章)+处?(?=:))?)(?P<colon>:)?"
)
# 宁波某某有限公司(以下简称"甲方")
DEFINED = re.compile(
    rf"(?:^|\n|[,:;、。和与及]|由)(?P<name>[^\n,。:;、]{{2,40}}?)\((?:以下|下文|下称)?(?:简称)?(?:为)?[:“”\"「『]*"
    rf"(?P<label>[甲乙丙]方|{WORDS})[“”\"」』]*(?:或[“\"]?(?P<other>[甲乙丙]方|{WORDS})[”\"]?)?\)"
)
# 乙方向甲方供应, 甲方向乙方采购
TRADE = {
    "seller": r"(?P<who>[甲乙])方(?:同意|愿意|应|负责)?(?:按[^。\n]{0,20})?向[甲乙]方"
    r"(?:供应|供货|销售|出售|提供(?:下列|以下|合格的?)?(?:货物|产品|材料|商品))",
    "buyer": r"(?P<who>[甲乙])方(?:同意|愿意|因[^。\n]{0,20})?向[甲乙]方(?:采购|购买|订购|购进)",
}
NOT_A_NAME = re.compile(r"(应|有权|需|负责|向|在|将|提供|不|按|如|未|因|的|对|为|自|就|可|须|和|与|已)")
SIGNING = r"盖章|公章|签字|签章|签名|章"
# (盖章), (章), 签字:, 签字盖章处:
SIGN_HERE = re.compile(rf"\((?:{SIGNING})[^()]{{0,8}}\)|(?:盖章|签字|签章|签名)处?:")
LAST = re.compile(r"(?:以下|本合同|本协议)无正文")
# (盖章) before a name, (以下简称甲方) behind it
ASIDE = re.compile(r"^[(（](?:盖章|公章|签章|全称)[)）][:：]?|[(（](?:以下)?简?称[^()（）]*[)）]$")
PERSON = re.compile(r"[\u4e00-\u9fff·]{2,5}")
MOST_ROWS = 14
"""Rows of details under a party's head."""

DETAILS = {
    "name": ("单位名称", "公司名称", "名称"),
    "tax_id": ("统一社会信用代码", "纳税人识别号", "社会信用代码", "信用代码", "税务登记号", "税号"),
    "legal_representative": ("法定代表人", "法人代表", "负责人"),
    "agent": ("授权代表", "委托代理人", "授权代理人", "联系人"),
    "address": ("单位地址", "通讯地址", "注册地址", "住所地", "住所", "地址"),
    "phone": ("联系电话", "电话", "手机"),
    "bank": ("开户银行", "开户行"),
    "account": ("银行账号", "银行帐号", "账号", "帐号"),
    "id_number": ("身份证号码", "身份证号", "身份证"),
    "signed_on": ("签订日期", "签署日期", "签字日期", "签订时间", "日期"),
}
"""Details of a party by their labels, which stand in its own block."""


@dataclass(eq=False)
class Head:
    """One place where a party is named."""

    label: str
    aside: str
    row: Row
    start: int
    name: tuple[int, int] | None
    mark: str = ""
    """盖章 or 签字 behind the label, without brackets."""
    letter: str = ""
    details: dict[str, Span] = field(default_factory=dict[str, Span])
    block: "list[Head]" = field(default_factory=list["Head"])
    """The heads of its row, itself included."""
    rows: list[Row] = field(default_factory=list[Row])
    """Those under it with its details."""

    @property
    def words(self) -> tuple[str, ...]:
        """The label and what stands in brackets behind it."""
        return (self.label, *re.findall(r"[^()]+", self.aside))

    @property
    def signing(self) -> bool:
        """Whether its label says that the party signs here."""
        return re.search(SIGNING, self.aside + self.mark) is not None

    @property
    def signs(self) -> bool:
        """Whether its label or a row under it does."""
        return self.signing or any(SIGN_HERE.search(row.text) for row in self.rows)

    def named(self) -> Iterator[Span]:
        """The name behind the label, or below it."""
        if self.name is not None and "签" not in self.mark:  # 甲方签字:王芳 names who signs, not the party
            yield self.row.span(*self.name, f"party:{self.label}")
        elif "name" in self.details:
            yield self.details["name"]

    def roles(self) -> Iterator[Span]:
        """Words of the label that say a role."""
        for word in filter(role_word, self.words):
            at = self.row.text.index(word, self.start)
            yield self.row.span(at, at + len(word), "party:role")


def role_word(word: str) -> str | None:
    """The role that a party's name says."""
    return next((role for role, words in ROLES.items() if re.fullmatch(words, word)), None)


@dataclass(frozen=True)
class Parties:
    """All places, and the sentences that say a role."""

    heads: tuple[Head, ...]
    letters: dict[str, str]
    """What the parties call themselves, and who that is."""
    names: dict[str, list[Span]] = field(default_factory=dict[str, list[Span]])
    roles: dict[str, list[Span]] = field(default_factory=dict[str, list[Span]])


def parties(scope: Scope) -> Parties:
    """The parties of a document, found once."""
    return scope.memo(_parties)


def _parties(scope: Scope) -> Parties:
    blocks = list(_blocks(scope))
    heads = [head for block in blocks for head in block]
    for block in blocks:
        _read_details(scope, block)
    whole = body(scope)
    defined = [m for m in DEFINED.finditer(whole.text) if not re.fullmatch(rf"[甲乙丙]方|{WORDS}", m["name"])]
    given = [tuple(word for word in match.group("label", "other") if word) for match in defined]
    letters = _letters([*given, *(head.words for head in heads)])
    found = Parties(tuple(heads), letters)
    for match, called in zip(defined, given, strict=True):
        letter = next((letters[word] for word in called if word in letters), "")
        found.names.setdefault(letter, []).append(whole.span(*match.span("name"), "party:defined"))
        for group in ("label", "other"):
            if role_word(match[group] or ""):
                found.roles.setdefault(letter, []).append(whole.span(*match.span(group), "party:role"))
    for head in heads:
        head.letter = next((letters[word] for word in head.words if word in letters), "")
        found.names.setdefault(head.letter, []).extend(head.named())
        found.roles.setdefault(head.letter, []).extend(head.roles())
    for regex in TRADE.values():
        for match in re.finditer(regex, whole.text):
            for letter in "ab":
                found.roles.setdefault(letter, []).append(whole.span(*match.span(), "party:sentence"))
    return found


def _letters(groups: list[tuple[str, ...]]) -> dict[str, str]:
    """Letter of each name: 甲方 is a; names that no place ties to 甲, 乙 or 丙 take the free letters in their order."""
    letters = {"甲方": "a", "乙方": "b", "丙方": "c"}
    used = {letters[word] for group in groups for word in group if word in letters}
    for group in groups:
        known = next((letters[word] for word in group if word in letters), None)
        letters |= {word: known for word in group if known and role_word(word)}
    for word in (word for group in groups for word in group):
        role = role_word(word)
        if role is not None and word not in letters:
            like = next((letter for other, letter in letters.items() if role_word(other) == role), None)
            letters[word] = like or next((letter for letter in "abc" if letter not in used), "")
            used.add(letters[word])
    return letters


def _blocks(scope: Scope) -> Iterator[list[Head]]:
    """The heads of each row that has any."""
    for row in scope.rows:
        heads = list(_heads(scope, row))
        if heads:
            yield heads


def _heads(scope: Scope, row: Row) -> Iterator[Head]:
    for match in HEAD.finditer(row.text):
        start, end = match.span()
        if not (row.starts_word(start) or row.text[start - 1] in ")。") or scope.label_at(row, start, start + 2):
            continue
        signing = re.search(SIGNING, match["asides"] + match["mark"]) is not None
        ends_word = end == len(row.text) or row.starts_word(end)
        if not match["colon"] and not (ends_word and (signing or end < len(row.text) or len(row.words) == 2)):
            continue
        first, stop = value_range(scope, row, end, reach=14.0, max_gap=2.5)
        following = HEAD.search(row.text, end)
        if following is not None and row.starts_word(following.start()):
            stop = min(stop, max(following.start(), first))
        named = first < stop and _is_name(row.text[first:stop])
        if first < stop and not named and not signing and not re.fullmatch(r"[_\s()盖公章签字]*", row.text[first:stop]):
            continue
        yield Head(match["label"], match["asides"], row, start, (first, stop) if named else None, match["mark"])


def _is_name(text: str) -> bool:
    try:
        party_name(text)
    except ValueError:
        return False
    return True


def _read_details(scope: Scope, block: list[Head]) -> None:
    """Labels in the rows below the heads, until the next heads or clause; side by side where the heads are."""
    rows = scope.rows
    at = rows.index(block[0].row)
    own = {id(head.row) for head in parties_rows(scope)}
    for head in block:
        head.block = block
    for row in rows[at : at + MOST_ROWS]:
        if row is not block[0].row and (id(row) in own or ARTICLE.match(row.text) or LAST.search(row.text)):
            return
        for head in block:
            head.rows.append(row)
        for name, labels in DETAILS.items():
            places = _label_places(scope, row, labels)
            for number, (start, end) in enumerate(places):
                head = owner(block, row, number, len(places), start)
                first, stop = value_range(scope, row, end, reach=12.0, max_gap=2.5)
                stop = min([stop, *(other for other, _ in places[number + 1 :])])
                if stop > first and name not in head.details:
                    head.details[name] = row.span(first, stop, f"party:{labels[0]}")


def parties_rows(scope: Scope) -> list[Head]:
    """Every head of a scope, without its details."""
    return scope.memo(_all_heads)


def _all_heads(scope: Scope) -> list[Head]:
    return [head for row in scope.rows for head in _heads(scope, row)]


def _label_places(scope: Scope, row: Row, labels: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where one of the labels stands before a colon, a gap or a note (签字)."""
    places: list[tuple[int, int]] = []
    for match in re.finditer("|".join(labels), row.text):
        start, end = match.span()
        inside = not row.starts_word(start) and row.text[start - 1] not in "_:)"
        if inside and scope.label_at(row, start, end):
            continue
        note = re.match(r"(?:或?(?:授权|委托)?代(?:表|理)人?)?(?:\([^()]{1,10}\))?", row.text[end:])
        end += note.end() if note else 0
        if row.text[end : end + 1] == ":" or (end < len(row.text) and row.starts_word(end) and row.starts_word(start)):
            places.append((start, end))
    return places


def owner(block: list[Head], row: Row, number: int, count: int, start: int) -> Head:
    """The head of a row that a label belongs to: the k-th of as many labels, or the one whose column it stands in."""
    if count == len(block):
        return block[number]
    left = row.box(start, start + 1).left + row.bbox.height
    columns = [head for head in block if head.row.box(head.start, head.start + 1).left <= left]
    return columns[-1] if columns else block[0]


@dataclass(frozen=True)
class PartyName:
    """The name of party a, b or c: where it is first given, or (`repeat`) where it is given again."""

    letter: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Names as they are printed."""
        found = parties(scope).names.get(self.letter, [])
        yield from found[1:] if self.channel == "repeat" else found[:1]


@dataclass(frozen=True)
class PartyRole:
    """Words and sentences that say the role of a party."""

    letter: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Names first."""
        yield from parties(scope).roles.get(self.letter, ())


@dataclass(frozen=True)
class PartyDetail:
    """What stands behind a label in a party's own blocks."""

    letter: str
    detail: str
    channel: Channel = "print"

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels of details end a value."""
        return tuple(label for labels in DETAILS.values() for label in labels)

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Of every block, the first one first. A day counts where the party signs: in the contract's head it is the
        contract's own."""
        found = parties(scope)
        own = [head for head in found.heads if head.letter == self.letter]
        for number, head in enumerate(own):
            is_head = number == 0 and not head.signs and head.name is not None
            if self.detail in head.details and not (self.detail == "signed_on" and is_head):
                yield head.details[self.detail]


def party_name(raw: str) -> str:
    """A company or person; refuses blanks (`____`) and pieces of sentences."""
    text = ASIDE.sub("", parse.text(raw).replace("_", " ").strip())
    if not squeeze(text) or re.fullmatch(rf"[\s_()（）]*(?:{SIGNING})?[\s_()（）]*", text):
        raise NoValue(f"not filled in: {raw!r}")
    value = parse.name(text)
    if len(squeeze(value)) > 45 or re.search(r"[。;；,，:：“”]", value) or NOT_A_NAME.match(squeeze(value)):
        raise ValueError(f"not a name: {raw!r}")
    return value


def filled(raw: str) -> str:
    """Text that is no blank to be filled in."""
    value = raw.replace("_", " ").replace("＿", " ").strip(" ,，;；。")
    if not squeeze(value) or re.fullmatch(r"[/年月日()（）盖章签字\s]*", value):
        raise NoValue(f"not filled in: {raw!r}")
    return parse.text(value)


def phone(raw: str) -> str:
    """Telephone number as printed; what follows it (a seal) is left out."""
    match = re.match(r"[0-9+(（)）\-—\s]{7,24}", filled(raw))
    if match is None:
        raise ValueError(f"not a telephone number: {raw!r}")
    return match.group().strip()


def person(raw: str) -> str:
    """A person's name."""
    value = squeeze(filled(raw))
    if not PERSON.fullmatch(value):
        raise ValueError(f"not a person: {raw!r}")
    return value


@dataclass(frozen=True)
class RoleOf:
    """A parser: the role of one party, from its own name or from a sentence about both."""

    letter: str

    def __call__(self, raw: str) -> str:
        """ValueError when the text says no role of this party."""
        text = squeeze(raw)
        for role, regex in TRADE.items():
            match = re.search(regex, text)
            if match is not None:
                other = "buyer" if role == "seller" else "seller"
                return role if {"甲": "a", "乙": "b"}[match["who"]] == self.letter else other
        role_said = role_word(text)
        if role_said is None:
            raise ValueError(f"no role: {raw!r}")
        return role_said
