"""Account statements: headers of banks, direction of the money, balances, totals, and what is odd."""

from decimal import Decimal

import pytest

from sme_extract.documents.csv_reader import CSV, CsvReader
from sme_extract.documents.model import Document, Page, Word
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.extractors.bank_columns import bare, day, direction, header_of
from sme_extract.extractors.bank_statement import BankStatement
from sme_extract.extractors.classifier import classify
from sme_extract.extractors.engine import extract
from sme_extract.extractors.scope import Scope
from sme_extract.extractors.transaction_category import categorise
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import ExtractionResult

HEADER = "交易时间,借方发生额/元(支取),贷方发生额/元(收入),余额,币种,对方户名,对方账号,对方开户机构,摘要,交易流水号"
ROWS = (
    "20260410 17:07:09,,1000.00,6000.00,人民币元,乙公司,33010000000000001,中国银行,货款,A1",
    "20260411 09:00:00,200.50,,5799.50,人民币元,丙公司,33010000000000002,中国银行,材料款,A2",
    "20260412 09:00:00,5.00,,5794.50,人民币元,,,,手续费,A3",
)
HEAD = "中国建设银行账户明细", "账号,33150198373600001234,账户名称,甲公司", "起始日期,20260401,截止日期,20260430"


def document(*rows: str):
    data = "\n".join(rows).encode()
    return CsvReader().read(Blob("statement.csv", data, "0" * 64), CSV, ReadOptions())


def read(*rows: str) -> ExtractionResult:
    return extract(BankStatement(document(*rows)), 0.9)


def value(result: ExtractionResult, name: str):
    cell = result.fields[name]
    return None if cell is None else cell.value


def codes(result: ExtractionResult) -> list[str]:
    return [finding.code for finding in result.findings]


def column(result: ExtractionResult, name: str):
    return [row[name] for row in result.rows("transactions")]


def test_head_rows_and_sums():
    result = read(*HEAD, HEADER, *ROWS)
    assert codes(result) == []
    assert value(result, "bank") == "中国建设银行"
    assert value(result, "account_no") == "33150198373600001234"
    assert value(result, "account_name") == "甲公司"
    assert str(value(result, "period_start")) == "2026-04-01"
    assert [value(result, f"{name}_balance") for name in ("opening", "closing")] == [Decimal(5000), Decimal("5794.50")]
    assert [value(result, f"total_{way}") for way in ("in", "out")] == [Decimal(1000), Decimal("205.50")]
    assert [value(result, f"n_{way}") for way in ("in", "out", "rows")] == [1, 2, 3]
    assert column(result, "direction") == ["in", "out", "out"]
    assert column(result, "counterparty.name") == ["乙公司", "丙公司", None]
    assert column(result, "category") == ["trade", "trade", "fee"]
    assert column(result, "currency") == ["CNY"] * 3
    assert str(column(result, "time")[0]) == "17:07:09"


def test_newest_first():
    result = read(*HEAD, HEADER, *reversed(ROWS))
    assert codes(result) == []
    assert [value(result, f"{name}_balance") for name in ("opening", "closing")] == [Decimal(5000), Decimal("5794.50")]


def test_a_day_in_any_order():
    rows = [row.replace("20260411", "20260410").replace("20260412", "20260410") for row in ROWS]
    result = read(*HEAD, HEADER, rows[1], rows[0], rows[2])
    assert codes(result) == []
    assert value(result, "closing_balance") == Decimal("5794.50")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("5799.50", "5799.51", "balance-chain"),
        (",200.50,", ",200.51,", "balance-chain"),
        ("20260412", "20260512", "outside-period"),
        (",5.00,,", ",5.00,5.00,", "both-directions"),
        (",5.00,,", ",5.0O,,", "unreadable-cell"),
        ("20260411 09:00:00,200", "1.2E+7,200", "row-without-date"),
    ],
)
def test_odd_rows(old: str, new: str, code: str):
    assert code in codes(read(*HEAD, HEADER, *(row.replace(old, new) for row in ROWS)))


@pytest.mark.parametrize(
    ("rows", "found", "n_rows"),
    [
        ((*HEAD, HEADER, *ROWS, "20260413 09:00:00,,,5794.50,人民币元,丁公司,,,冻结,A4"), "row-without-amount", 3),
        ((*HEAD, HEADER, *ROWS, "期末,,,5794.50,,,,,,"), None, 3),
        ((*HEAD, HEADER, ROWS[0], *ROWS), "duplicate-row", 4),
        ((*HEAD, HEADER, *ROWS, "2026-O4-13 09:00,1.00,,,人民币元,丁公司,,,货款,A4"), "row-without-date", 3),
        ((*HEAD, HEADER, *ROWS, "见附注,1.00,,,,,,,,"), "row-left-out", 3),
        ((*HEAD, HEADER), "no-rows", None),
        ((*HEAD, HEADER, "本期无交易,,,,,,,,,"), "no-rows", None),
        (("中国建设银行账户明细", "账号,33150198373600001234", "无此表头,甲,乙,丙"), "no-header", None),
    ],
)
def test_rows_that_are_none(rows: tuple[str, ...], found: str | None, n_rows: int | None):
    result = read(*rows)
    assert (found in codes(result)) if found else (codes(result) == [])
    assert value(result, "n_rows") == n_rows
    if found in ("no-header", "no-rows"):
        assert result.status == "partial"
        assert list(result.rows("transactions")) == [] if found == "no-rows" else result.tables is None


@pytest.mark.parametrize(("balances", "proven"), [(("6000.00", "5799.50", "5794.50"), True), (("", "", ""), False)])
def test_rows_from_pixels_are_unproven_without_balances(balances: tuple[str, ...], proven: bool):
    heads = ("交易日期", "借方金额", "贷方金额", "余额", "对方户名")
    rows = (("2026-04-10", "", "1000.00"), ("2026-04-11", "200.50", ""), ("2026-04-12", "5.00", ""))
    cells = [heads, *((*row, balance, "乙公司") for row, balance in zip(rows, balances, strict=True))]
    result = pixels(*cells)
    assert ("rows-unproven" in codes(result)) is not proven
    assert column(result, "direction") == ["in", "out", "out"]
    cell = result.fields["total_out"]
    assert cell is not None
    assert (cell.confidence >= 0.9) is proven


def pixels(*rows: tuple[str, ...]) -> ExtractionResult:
    """A statement whose words were recognised from pixels."""
    words = tuple(
        Word(text, BoundingBox(10 + 100 * x, 20 + 20 * y, 90 + 100 * x, 30 + 20 * y), "ocr", 0.98)
        for y, row in enumerate(rows)
        for x, text in enumerate(row)
        if text
    )
    page = Page(1, 900, 400, (Word("账户明细", BoundingBox(10, 2, 60, 12), "ocr", 0.98), *words))
    return extract(BankStatement(Document("a.jpg", "0" * 64, "image/jpeg", "test", (page,))), 0.9)


def test_a_name_that_pixels_spell_in_two_ways_is_noticed():
    heads = ("交易日期", "借方金额", "贷方金额", "余额", "对方户名", "对方账号")
    first = ("2026-04-10", "", "1000.00", "6000.00", "锦阙公司", "33010000001")
    second = ("2026-04-11", "", "5.00", "6005.00", "锦阀公司", "33010000001")
    assert codes(pixels(heads, first, second)) == ["counterparty-spelled-twice"]
    assert codes(pixels(heads, first, (*second[:4], "锦阙公司", second[5]))) == []
    [_, row] = pixels(heads, first, (*second[:4], "1", "")).rows("transactions")
    assert row["counterparty.name"] is None


def test_value_date_and_a_date_that_a_cell_has_cut():
    result = read(
        "账户明细", "交易日期,起息日,借方金额,贷方金额,余额,摘要", "2026-03-24 13:57:,2026-03-25,,1.00,9.00,a"
    )
    assert [str(row["value_date"]) for row in result.rows("transactions")] == ["2026-03-25"]
    assert codes(result) == []


def test_footer_is_no_row_and_its_totals_are_compared():
    result = read(*HEAD, HEADER, *ROWS, "合计,205.50,1000.00,,,,,,,")
    assert codes(result) == []
    assert value(result, "n_rows") == 3
    assert "sources-disagree" in codes(read(*HEAD, HEADER, *ROWS, "合计,205.51,1000.00,,,,,,,"))


@pytest.mark.parametrize(
    ("header", "rows", "ways"),
    [
        ("交易日期,借贷标志,发生额,余额,对方户名,摘要", ("2026-01-01,借,1.00,9.00,甲,a", "2026-01-02,贷,2.00,11.00,甲,b"), "oi"),
        ("交易日,交易类型,交易金额[ Trade Amount ],交易后余额[ Balance ],摘要", ("20260101,往账,-1.00,9.00,a", "20260102,来账,2.00,11.00,b"), "oi"),
        ("日期,借方/贷方金额,余额,对手户名", ("2026-01-01,1.00,9.00,a", "2026-01-02,2.00,11.00,b", "2026-01-03,3.00,8.00,b"), "?io"),
        ("交易时间,转入金额,转出金额,余额,对方单位", ("2026-01-01,0.00,1.00,9.00,a", "2026-01-02,2.00,0.00,11.00,b"), "oi"),
        ("日期,借方金额（收）,贷方金额（支）,余额,摘要", ("2026-01-01,,1.00,9.00,a", "2026-01-02,2.00,,11.00,b"), "oi"),
        ("发生时间,收入金额（+元）,支出金额（-元）,账户余额（元）,业务类型", ("2026-01-01,,-1.00,9.00,a", "2026-01-02,2.00,,11.00,b"), "oi"),
        ("日期,借方,贷方,余额,摘要", ("2026-01-01,1.00,,9.00,a", "2026-01-02,-1.00,,10.00,冲正"), "oi"),
    ],
)  # fmt: skip
def test_direction(header: str, rows: tuple[str, ...], ways: str):
    result = read("账户明细", header, *rows)
    assert column(result, "direction") == [{"i": "in", "o": "out", "?": None}[way] for way in ways]
    assert ("direction-unknown" in codes(result)) == ("?" in ways)
    assert "balance-chain" not in codes(result)


def test_wallets():
    result = read(
        "微信支付账单明细",
        "微信昵称：[小甲]",
        "起始时间：[2026-01-01 00:00:00] 终止时间：[2026-01-31 23:59:59]",
        "共3笔记录",
        "收入：1笔 2.00元",
        "支出：1笔 1.50元",
        "中性交易：1笔 5.00元",
        "----------------------微信支付账单明细列表--------------------",
        "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注",
        "2026-01-30 10:00:00,商户消费,某店,茶,支出,¥1.50,零钱,支付成功,1000000000000000000000001\t,/,/",
        "2026-01-20 10:00:00,转账,乙,转账备注,收入,¥2.00,/,已收钱,1000000000000000000000002\t,/,/",
        "2026-01-10 10:00:00,零钱提现,银行,/,/,¥5.00,银行,提现已到账,1000000000000000000000003\t,/,/",
    )
    assert codes(result) == []
    assert column(result, "direction") == ["out", "in", None]
    assert column(result, "serial_no")[0] == "1000000000000000000000001"
    assert str(value(result, "period_end")) == "2026-01-31"
    assert [value(result, name) for name in ("total_in", "total_out")] == [Decimal("2.00"), Decimal("1.50")]
    closed = read(
        "支付宝交易明细",
        "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号",
        "2026-01-30 10:00:00,餐饮,某店,/,茶,支出,1.50,余额,交易成功,1",
        "2026-01-29 10:00:00,餐饮,某店,/,茶,支出,9.50,余额,交易关闭,2",
    )
    assert column(closed, "direction") == ["out", None]


def test_counterparty_of_two_sides():
    header = "交易类型[ Type ],付款人名称[ Payer's Name ],收款人名称[ Payee's Name ],交易日期[ Date ],交易金额[ Amount ],交易后余额,用途"
    result = read(
        "交易明细", header, "来账,乙公司,甲公司,20260101,5.00,10.00,a", "往账,甲公司,丙公司,20260102,-1.00,9.00,b"
    )
    assert column(result, "counterparty.name") == ["乙公司", "丙公司"]
    assert column(result, "direction") == ["in", "out"]


def test_several_accounts():
    rows = [f"{row},{account}" for row, account in zip(ROWS, ("62220001", "62220002", "62220001"), strict=True)]
    result = read("账户明细", f"{HEADER},本方账号", *rows)
    assert value(result, "account_no") is None
    assert value(result, "n_accounts") == 2
    assert value(result, "total_in") is None


def test_two_tables_below_each_other():
    result = read("账户明细", "账号：622200010001", HEADER, ROWS[0], "账号：622200010002", HEADER, ROWS[1])
    assert column(result, "account_no") == ["622200010001", "622200010002"]


def test_headers():
    assert bare("交易金额[ Trade Amount ]") == "交易金额"
    assert bare("支出金额（-元）") == "支出金额(-)"
    assert bare("余额（元）") == "余额"
    assert header_of(["日期", "摘要", "数量", "单价"]) is None
    assert direction("借 Dr") == -1
    assert str(day("12/29", 2024, 1)) == "2023-12-29"


def test_kind():
    for rows in ((*HEAD, HEADER, *ROWS), (HEADER, *ROWS)):
        winner, _, findings = classify(Scope.of(document(*rows)), [BankStatement])
        assert winner is BankStatement
        assert findings == ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"summary": "结息"}, "interest"),
        ({"summary": "代发工资", "direction": "out"}, "payroll"),
        ({"counterparty.name": "国家金库宁波市分库", "direction": "out"}, "tax"),
        ({"counterparty.name": "国网浙江省电力有限公司", "direction": "out"}, "utility"),
        ({"purpose": "厂房租金"}, "rent"),
        ({"summary": "贷款发放", "direction": "in"}, "loan_in"),
        ({"summary": "归还贷款", "direction": "out"}, "loan_out"),
        ({"counterparty.name": "甲（宁波）公司"}, "own_transfer"),
        ({"summary": "取现"}, "cash"),
        ({"summary": "退款"}, "refund"),
        ({"counterparty.name": "乙公司"}, "trade"),
        ({"counterparty.name": "张三", "summary": "转账"}, "other"),
    ],
)
def test_categories(row: dict[str, str], expected: str):
    category, reason = categorise(row, "甲(宁波)公司")
    assert category == expected
    assert reason
