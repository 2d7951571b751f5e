"""Nameplates of machines (铭牌), in Chinese, English and German, alone or side by side.

Source: GB/T 13306 for plates; Directive 2006/42/EC, annex I 1.7.3, for what a maker must print.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sme_extract.extractors import plate_values
from sme_extract.extractors.base import Candidate, Extractor, Field, Slot, Verdict, rule
from sme_extract.extractors.cue import label
from sme_extract.extractors.find import Channel, label_positions, value_range
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Row, Scope, Span, rows_of
from sme_extract.schemas.result import Finding

MODEL = ("规格型号", "产品型号", "设备型号", "型号", "Model No.", "Model", "Type", "Typ")
SERIAL = (
    "出厂编号", "产品编号", "出厂序号", "设备编号", "机器编号", "机身编号", "序列号", "出厂号", "机号", "编号",
    "Serial Number", "Serial No.", "Serial No", "Ser. No.", "S/N", "Machine No.", "Seriennummer", "Serien-Nr.",
    "Fabriknummer", "Fabrik-Nr.", "Fabr.-Nr.", "Masch.-Nr.", "Maschinen-Nr.",
)  # fmt: skip
DATE = (
    "出厂日期", "制造日期", "生产日期", "出厂年月", "制造年月", "制造年份", "日期", "Year of manufacture", "Year built",
    "Mfg. date", "Mfg date", "Date of manufacture", "Manufacturing date", "Year", "Baujahr", "Herstelldatum",
)  # fmt: skip
POWER = ("额定功率", "总功率", "功率", "Rated power", "Power", "Nennleistung", "Leistung")
VOLTAGE = ("额定电压", "电源电压", "工作电压", "电压", "电源", "Rated voltage", "Voltage", "Nennspannung", "Spannung")
NAME = ("产品名称", "设备名称", "品名", "名称")
MAKER = ("制造厂家", "生产厂家", "制造厂商", "制造厂", "制造商", "生产商", "制造单位", "生产单位", "厂家",
         "Manufactured by", "Manufacturer", "Made by", "Hersteller")  # fmt: skip
OTHERS = (
    "频率", "重量", "转速", "电流", "防护等级", "绝缘等级", "执行标准", "标准编号", "许可证编号", "制造许可证编号",
    "检验日期", "检验员", "地址", "电话", "电机功率", "主电机功率", "加热功率", "输入功率", "外形尺寸", "合模力",
    "额定电流", "接法", "控制电压", "设备代码", "投用日期", "安装日期", "Frequency", "Weight", "Current", "Speed",
    "Max. pressure", "Pressure", "Control voltage", "Gewicht", "Frequenz", "Schutzart", "Strom", "Drehzahl",
    "Steuerspannung", "Made in",
)  # fmt: skip
MOST_TEXT, MOST_ROWS = 600, 40
"""Characters and rows of a plate; a paper has more."""
# 宁波潮岳塑机股份有限公司, 嵘川机床厂
CJK_COMPANY = re.compile(r"[\u3400-\u9fff()A-Za-z0-9]{2,40}(?:公司|集团|厂)")
# Kestrel Pneumatics Ltd, Brinkhof Maschinenbau GmbH & Co. KG
LATIN_COMPANY = re.compile(
    r"[A-Z][\w&.,'-]{2,50}(?:GmbH(?:&Co\.?KG)?|AG|KG|Ltd\.?|LIMITED|LTD\.?|Inc\.?|INC\.?|LLC|Corp\.?|Corporation|SpA|B\.?V\.?)"
)
NO_MAKER = re.compile(r"代理|经销|总代|服务|监制|地址|销售|Distribut|Dealer|Händler", re.IGNORECASE)
HEADING = re.compile(
    r"[\u3400-\u9fff]{2,14}(?:机|床|中心|器|泵|炉|设备|装置|叉车|变压器|电动机)"
    r"|(?i:[a-zäöüß ]*(?:machine|lathe|compressor|motor|pump|press|centre|center|mill|grinder|crane|forklift|boiler"
    r"|transformer|generator|maschine|bank|verdichter|presse|pumpe|fräse|getriebe|kran|stapler))"
)


def spellings(*labels: str) -> tuple[str, ...]:
    """Each label as it is, in capitals and with a capital at each word, squeezed."""
    return tuple(dict.fromkeys(squeeze(form) for one in labels for form in (one, one.upper(), one.title())))


@dataclass(frozen=True)
class OnPlate:
    """The value right of a label; a label in letters stands at the beginning of a word (`Typ` is not in `Typical`)."""

    labels: tuple[str, ...]
    reach: float = 30.0
    """How far, in em, the value may begin behind its label: it may stand in a column of its own."""
    channel: Channel = "print"

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Values right of the label."""
        for row, start, end in label_positions(scope, self.labels):
            if row.text[start].isascii() and not _stands_alone(row, start, end):
                continue
            first, stop = value_range(scope, row, self._behind(row, end), reach=self.reach, max_gap=2.5)
            stop = _before_next_label(scope, row, first, stop)
            if stop > first:
                yield row.span(first, stop, f"after:{row.text[start:end]}")

    def _behind(self, row: Row, end: int) -> int:
        """Where a label ends that says the same in a second language (`型号 Model`)."""
        at = end + (row.text[end : end + 1] in ("/", "("))
        for other in sorted(self.labels, key=len, reverse=True):
            if row.text.startswith(other, at) and _stands_alone(row, at, at + len(other)):
                return at + len(other) + (row.text[at + len(other) : at + len(other) + 1] == ")")
        return end


def _before_next_label(scope: Scope, row: Row, first: int, stop: int) -> int:
    """Where the value ends: recognition joins it with the label of the next column (`数控车床型号`)."""
    for label_text in scope.labels:
        at = row.text.find(label_text, first + 1, stop)
        if at > 0 and not label_text.isascii() and len(label_text) > 1 and row.ends_word(at + len(label_text)):
            stop = min(stop, at)
    return stop


def _stands_alone(row: Row, start: int, end: int) -> bool:
    """Whether no letter runs into a label in letters."""
    begins = row.starts_word(start) or not (row.text[start - 1].isalnum() and row.text[start - 1].isascii())
    return begins and (row.ends_word(end) or not (row.text[end].isalpha() and row.text[end].isascii()))


def on_plate(*labels: str) -> OnPlate:
    """The value right of one of these labels, in any case of letters."""
    return OnPlate(spellings(*labels))


@dataclass(frozen=True)
class Standing:
    """Rows that are a name by themselves: the company at the foot, the machine at the head."""

    pattern: re.Pattern[str]
    name: str
    channel: Channel = "print"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """Rows that match as a whole."""
        for row in scope.rows:
            text = row.text.strip(".:;,")
            if self.pattern.fullmatch(text) and not NO_MAKER.search(text) and not scope.label_starts(row, 0):
                yield row.span(0, len(row.text), f"row:{self.name}")


class Nameplate(Extractor):
    """The nameplate of a machine (铭牌)."""

    kind = "nameplate"
    cues = (
        label(r"(?i)型号|model|\btype?[:.\d]?|^type?"),
        label(
            r"(?i)出厂编号|产品编号|设备编号|序列号|机身编号|^编号|serial|s/n|fabr.*-?nr|serien-?n|masch\w*\.?-nr|^ser\.?no"
        ),
        label(r"(?i)出厂日期|制造日期|生产日期|出厂年月|制造年月|^日期|yearof|yearbuilt|mfg\.?date|baujahr"),
        label(r"(?i)功率|ratedpower|^power|leistung"),
        label(r"(?i)电压|电源|voltage|spannung"),
        label(r"(?i)制造商|制造厂|生产厂家|生产商|manufacture|hersteller|madein"),
        label(r"铭牌", 2),
        label(
            r"合同|订单|发票|收据|单价|金额|甲方|乙方|收货|送货|数量|付款|[¥￥]|合格证|检验报告|(?i:invoice|receipt|total)",
            -6,
        ),
    )
    labels = spellings(*OTHERS)

    equipment_name = Field(plate_values.maker, on_plate(*NAME), Standing(HEADING, "heading"))
    model = Field(plate_values.model, on_plate(*MODEL), required=True)
    serial_number = Field(plate_values.serial, on_plate(*SERIAL))
    maker = Field(
        plate_values.maker, on_plate(*MAKER), Standing(CJK_COMPANY, "company"), Standing(LATIN_COMPANY, "company")
    )
    year = Field(plate_values.year, on_plate(*DATE))
    made_month = Field(plate_values.month, on_plate(*DATE))
    made_on = Field(plate_values.day, on_plate(*DATE))
    rated_power_kw = Field(plate_values.kilowatts, on_plate(*POWER))
    voltage_v = Field(plate_values.volts, on_plate(*VOLTAGE))

    @classmethod
    def may_be(cls, scope: Scope) -> bool:
        """A picture with little writing."""
        words = [word for page in scope.pages for word in page.words]
        return (
            bool(words)
            and not any(page.tables for page in scope.pages)
            and all(word.source == "ocr" for word in words)
            and sum(len(word.text) for word in words) <= MOST_TEXT
            and len(scope.rows) <= MOST_ROWS
        )

    def reconcile(self) -> Iterator[Finding]:
        """A coarse date is no unreadable one; numbers are read twice; of two companies none is the maker."""
        for name in ("made_month", "made_on"):
            if self.slots["year"].chosen is not None:
                self.slots[name].unreadable = None
        for name in ("model", "serial_number"):
            self._read_again(self.slots[name])
        companies = {span.text for one in self.fields["maker"].finders[1:] for span in one(self.scope)}
        chosen = self.slots["maker"].chosen
        if chosen is not None and chosen.span.finder == "row:company" and len(companies) > 1:
            self.slots["maker"] = Slot()
            message = (
                f"two companies are named on the plate and neither as its maker: {' and '.join(sorted(companies))}"
            )
            yield Finding(code="maker-unclear", severity="warning", message=message, fields=("maker",))

    def _read_again(self, slot: Slot[str]) -> None:
        """A number has no check digit: where an enlarged look reads it otherwise, that is a contradiction."""
        span = slot.chosen.span if slot.chosen is not None else None
        page = next((page for page in self.document.pages if span and page.number == span.page), None)
        if span is None or span.bbox is None or page is None or page.second_look is None:
            return
        again: list[Row] = list(rows_of(page.number, page.second_look(span.bbox.expand(span.bbox.height))))
        texts = [row.text for row in again]
        if not texts or any(squeeze(span.text) in text for text in texts):
            return
        box = span.bbox
        nearest = max(again, key=lambda row: row.bbox.overlap_y(box))
        other = replace(nearest.span(0, len(nearest.text), "second look"), bbox=box)
        slot.others = (*slot.others, Candidate(other.text, other, "repeat"))
        slot.contradictions += 1

    @rule("made-in-future", "year", severity="warning")
    def made_before_today(self) -> Verdict:
        """Nothing was made after the day that the work is for."""
        if self.year is None or self.as_of is None or self.year <= self.as_of.year:
            return None
        return f"made in {self.year}, after {self.as_of}"
