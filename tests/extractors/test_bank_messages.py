"""Statements of CAMT, MT940 and OFX: every row of the generator's, directions, balances, and what is odd."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from sme_extract.documents.mt940_reader import MT940, Mt940Reader
from sme_extract.documents.ofx_reader import OFX, OfxReader
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.documents.xml_reader import XmlReader
from sme_extract.extractors.bank_statement import BankStatement
from sme_extract.extractors.classifier import split
from sme_extract.extractors.engine import extract
from sme_extract.pipeline.api import extract as extract_file
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.result import ExtractionResult

ROOT = Path(__file__).parents[1] / "fixtures/bank_statement"
FILES = sorted(path for path in ROOT.glob("*/*") if path.suffix in {".xml", ".sta", ".ofx"})


def test_there_are_fixtures():
    assert len(FILES) >= 9


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_row_is_exact(path: Path):
    known = json.loads(path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8"))
    results = extract_file(path, Settings(ocr="off"))
    documents = known.get("documents", [known])
    assert len(results) == len(documents)
    for result, document in zip(results, documents, strict=True):
        assert codes(result) == []
        rows = list(result.rows("transactions"))
        for row, truth in zip(rows, document["tables"]["transactions"], strict=True):
            found = {name: None if row[name] is None else str(row[name]) for name in truth}
            assert found == truth


def read(text: str) -> list[ExtractionResult]:
    reader, kind = (
        (Mt940Reader(), MT940) if ":6" in text[:400] else (OfxReader(), OFX) if "<OFX>" in text else (XmlReader(), "")
    )
    document = reader.read(Blob("a", text.encode(), "0" * 64), kind, ReadOptions())
    return [extract(BankStatement(part.document), 0.9) for part in split(document, [BankStatement])]


def codes(result: ExtractionResult) -> list[str]:
    return [finding.code for finding in result.findings]


def value(result: ExtractionResult, name: str):
    cell = result.fields[name]
    return None if cell is None else cell.value


def tagged(*entries: str, opening: str = "C260101EUR100,00", closing: str = "C260131EUR90,00") -> str:
    tags = (
        f":20:A\n:25:DE1234567890\n:28C:1/1\n:60F:{opening}\n",
        "".join(f":61:{e}\n" for e in entries),
        f":62F:{closing}\n-\n",
    )
    return "".join(tags)


def camt(
    *entries: str, currency: str = "EUR", closing: str = "90.00", head: str = "", number: int = 1, opening="100.00"
):
    return (
        f"<Stmt><Id>{number}</Id>{head}<Acct><Id><IBAN>DE1234567890</IBAN></Id></Acct>"
        f'<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{opening}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f'<Dt><Dt>2026-01-01</Dt></Dt></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">'
        f"{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>{''.join(entries)}</Stmt>"
    )


def entry(
    amount: str = "10.00", mark: str = "DBIT", more: str = "", day: str = "2026-01-05", status: str = "BOOK"
) -> str:
    booked = f"<BookgDt><Dt>{day}</Dt></BookgDt>" if day else ""
    return f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>{more}<Sts>{status}</Sts>{booked}</Ntry>'


def document(*statements: str) -> str:
    return f"<Document><BkToCstmrStmt>{''.join(statements)}</BkToCstmrStmt></Document>"


def ofx(*entries: str, balance: str = "90.00") -> str:
    return (
        "OFXHEADER:100\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><ACCTID>12345678</BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>20260101<DTEND>20260131{''.join(f'<STMTTRN>{e}</STMTTRN>' for e in entries)}</BANKTRANLIST>"
        f"<LEDGERBAL><BALAMT>{balance}<DTASOF>20260131</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )


@pytest.mark.parametrize(
    ("mark", "way", "closing"), [("C", "in", "110"), ("D", "out", "90"), ("RC", "out", "90"), ("RD", "in", "110")]
)
def test_marks_of_mt940(mark: str, way: str, closing: str):
    [result] = read(tagged(f"2601050105{mark}R10,00NTRFX//B1", closing=f"C260131EUR{closing},00"))
    [row] = result.rows("transactions")
    assert codes(result) == []
    assert (row["direction"], row["amount"], row["reference"], row["serial_no"]) == (way, Decimal(10), "X", "B1")
    assert row["status"] == ("reversal" if len(mark) == 2 else None)


@pytest.mark.parametrize(("mark", "way", "who"), [("CRDT", "in", "甲"), ("DBIT", "out", "乙")])
@pytest.mark.parametrize("back", ["true", "false"])
def test_a_reversal_moves_the_account_as_marked_and_names_the_parties_of_the_first_entry(mark, way, who, back):
    parties = "<RltdPties><Dbtr><Nm>甲</Nm></Dbtr><Cdtr><Nm>乙</Nm></Cdtr></RltdPties>"
    more = f"<RvslInd>{back}</RvslInd><NtryDtls><TxDtls>{parties}</TxDtls></NtryDtls>"
    [result] = read(document(camt(entry(mark=mark, more=more), closing="110.00" if way == "in" else "90.00")))
    [row] = result.rows("transactions")
    assert codes(result) == []
    assert row["direction"] == way
    assert (row["counterparty.name"] == who) == (back == "false")


def test_evidence_names_the_element():
    [result] = read(document(camt(entry())))
    [proof] = result.fields["opening_balance"].evidence
    assert proof.locator == "a#Document/BkToCstmrStmt/Stmt/Bal[1]/Amt"
    assert proof.text == "100.00"
    assert next(result.rows("transactions"))["locator"] == "Document/BkToCstmrStmt/Stmt/Ntry"
    [result] = read(tagged("2601050105D10,00NTRFX"))
    assert result.fields["closing_balance"].evidence[0].locator == "a#MT940/Message/62F line 6"
    assert next(result.rows("transactions"))["locator"] == "MT940/Message/61[1] line 5"


def test_statements_that_follow_are_one_document_and_others_are_not():
    first, second = camt(entry()), camt(entry("5.00"), number=2, opening="90.00", closing="85.00")
    [result] = read(document(first, second))
    assert (value(result, "opening_balance"), value(result, "closing_balance")) == (Decimal(100), Decimal(85))
    assert [row["page"] for row in result.rows("transactions")] == [1, 2]
    results = read(document(first, second.replace("90.00", "91.00").replace("85.00", "86.00")))
    assert [value(one, "closing_balance") for one in results] == [Decimal(90), Decimal(86)]
    assert [one.fields["n_rows"].value for one in results] == [1, 1]
    assert [codes(one) for one in results] == [[], []]
    assert [next(one.rows("transactions"))["locator"] for one in results] == [
        "Document/BkToCstmrStmt/Stmt[1]/Ntry", "Document/BkToCstmrStmt/Stmt[2]/Ntry"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (tagged("2601050105D10,01NTRFX"), "balance-chain"),
        (tagged("260105D1x,00NTRFX"), "row-without-amount"),
        (tagged("2601050105D1"), "row-without-amount"),
        (tagged("260105D10,000000001NTRFX"), "row-without-amount"),
        (tagged("260105D10,00NTRFX", closing=f"C260131EUR{'9' * 30},00"), "unreadable-field"),
        (tagged("2602300301D10,00NTRFX"), "unreadable-cell"),
        (tagged(closing="C260131EUR100,00"), "no-rows"),
        (tagged("260105D10,00NTRFX").replace(":62F:C260131EUR90,00\n", ""), "rows-unproven"),
        (tagged("260105D10,00NTRFX", closing="C260131USD90,00"), "mixed-currencies"),
        (tagged("260105D5,00NTRFX", "260105D5,00NTRFX"), "duplicate-row"),
        (document(camt(entry(), closing="90.01")), "balance-chain"),
        (document(camt(entry("1O.00"))), "row-without-amount"),
        (document(camt(entry(mark="OUT"))), "direction-unknown"),
        (document(camt(entry(day=""))), "row-without-date"),
        (document(camt(entry(day="2026-02-30"))), "unreadable-cell"),
        (document(camt(entry(), currency="SEK")), "mixed-currencies"),
        (document(camt(entry(day="2026-02-05"), head="<FrToDt><FrDtTm>2026-01-01T00:00:00</FrDtTm>"
                       "<ToDtTm>2026-01-31T00:00:00</ToDtTm></FrToDt>")), "outside-period"),
        (document(camt(entry(), head="<TxsSummry><TtlDbtNtries><Sum>10.50</Sum></TtlDbtNtries></TxsSummry>")),
         "sources-disagree"),
        (document(camt(entry(more="<NtryDtls><Btch><NbOfTxs>3</NbOfTxs></Btch></NtryDtls>"))), "batch-entry"),
        (ofx("<TRNTYPE>DEBIT<DTPOSTED>20260105<TRNAMT>10.00<FITID>1"), "direction-unknown"),
        (ofx("<TRNTYPE>DEBIT<DTPOSTED>20260105<TRNAMT>ten<FITID>1"), "row-without-amount"),
        (ofx(*["<TRNTYPE>DEBIT<DTPOSTED>20260105<TRNAMT>-10.00<FITID>1"] * 2), "duplicate-row"),
    ],
)  # fmt: skip
def test_odd_messages(text: str, code: str):
    [result] = read(text)
    assert code in codes(result)


def test_a_value_that_cannot_be_read_is_null():
    [result] = read(tagged("2602300301D10,00NTRFX"))
    [row] = result.rows("transactions")
    assert (str(row["date"]), row["value_date"]) == ("2026-03-01", None)
    [result] = read(document(camt(entry(), currency="SEK")))
    assert value(result, "closing_balance") is None
    assert result.fields["closing_balance"].raw == "90.00"
    assert value(result, "currency") is None
    [result] = read(tagged("260105D1x,00NTRFX"))
    assert value(result, "total_out") is None


def test_entries_that_are_not_booked_are_in_no_sum():
    [result] = read(document(camt(entry(), entry("7.00", status="PDNG"))))
    assert codes(result) == []
    assert value(result, "total_out") == Decimal(10)
    assert [row["status"] for row in result.rows("transactions")] == ["BOOK", "PDNG"]


def test_words_of_mt940():
    words = "166?00GUTSCHRIFT?20EREF+1?21SVWZ+Rechnung 7?30COBADEFF?31DE99?32Muster\n mann?33 GmbH"
    [result] = read(tagged("260105D10,00NTRFNONREF").replace("NONREF\n", f"NONREF\n:86:{words}\n"))
    [row] = result.rows("transactions")
    assert {name: row[name] for name in ("summary", "purpose", "counterparty.name", "counterparty.account", "reference")} == {
        "summary": "GUTSCHRIFT", "purpose": "EREF+1SVWZ+Rechnung 7", "counterparty.name": "Muster mann GmbH",
        "counterparty.account": "DE99", "reference": None,
    }  # fmt: skip
    words = "/TRTP/SEPA/IBAN/NL12ABNA0123456789/BIC/ABNANL2A/NAME/J. Jansen/REMI/Factuur 12/EREF/X"
    [result] = read(tagged("260105D10,00NTRFX").replace("NTRFX\n", f"NTRFX\n:86:{words}\n"))
    [row] = result.rows("transactions")
    assert (row["counterparty.name"], row["purpose"]) == ("J. Jansen", "Factuur 12")
    assert row["counterparty.account"] == "NL12ABNA0123456789"


def test_a_year_turns_between_value_date_and_entry_date():
    [result] = read(tagged("2601021230D10,00NTRFX"))
    [row] = result.rows("transactions")
    assert (str(row["date"]), str(row["value_date"])) == ("2025-12-30", "2026-01-02")


def test_what_ofx_states():
    [result] = read(
        ofx("<TRNTYPE>CREDIT<DTPOSTED>20260105101112.000[-5:EST]<TRNAMT>+10,50<FITID>F1<CHECKNUM>7<NAME>A<MEMO>B")
    )
    [row] = result.rows("transactions")
    assert codes(result) == []
    assert (row["direction"], row["amount"], str(row["time"])) == ("in", Decimal("10.50"), "10:11:12")
    assert (row["serial_no"], row["reference"], row["counterparty.name"], row["remark"]) == ("F1", "7", "A", "B")
    assert value(result, "opening_balance") is None
    assert value(result, "closing_balance") == Decimal(90)
