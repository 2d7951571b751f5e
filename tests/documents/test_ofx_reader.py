"""OFX of both versions, tidy or not, cut off or hostile."""

import pytest

from sme_extract.documents.ofx_reader import DEEPEST, OFX, OfxReader
from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.schemas.errors import DamagedDocument

HEAD = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n"
BODY = "<OFX><STMTTRN><TRNAMT>-12.00<MEMO>A &amp; B<NAME>C</STMTTRN><BALAMT>5</OFX>"


def read(text: str):
    document = OfxReader().read(Blob("a.ofx", text.encode(), "0" * 64), OFX, ReadOptions())
    return document, {node.name: node.text for node in document.payloads[0].root.walk()}


@pytest.mark.parametrize("text", [HEAD + BODY, BODY, '<?xml version="1.0"?>\n<?OFX OFXHEADER="200"?>\n<OFX></OFX>'])
def test_is_told_by_its_head(text: str):
    assert OfxReader().sniff(Blob("a.txt", text.encode(), "")) == OFX


@pytest.mark.parametrize("text", ["<?xml version='1.0'?><a/>", "<OFFICE>", "OFX is a format", ""])
def test_other_text_is_none(text: str):
    assert OfxReader().sniff(Blob("a.ofx", text.encode(), "")) is None


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        BODY.replace("-12.00", "-12.00</TRNAMT>").replace("<NAME>C", "<NAME>C</NAME>"),
        BODY.replace("<MEMO>", "<CHECKNUM>\n<MEMO>"),
        BODY.replace("<", "\r\n<"),
        BODY.lower().replace("<memo>a &amp; b<name>c", "<memo>A &amp; B<name>C"),
    ],
)
def test_elements_with_and_without_an_end(body: str):
    document, found = read(HEAD + body)
    assert document.findings == ()
    assert {name: found[name] for name in ("TRNAMT", "MEMO", "NAME", "BALAMT")} == {
        "TRNAMT": "-12.00", "MEMO": "A & B", "NAME": "C", "BALAMT": "5"
    }  # fmt: skip


def test_a_file_that_breaks_off_loses_the_value_that_may_be_cut():
    document, found = read(HEAD + BODY[: BODY.index(".00")])
    assert [finding.code for finding in document.findings] == ["file-cut-off"]
    assert "TRNAMT" not in found


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "<A>" * 100000,
        HEAD + "no element",
        '<?xml version="1.0"?><!DOCTYPE OFX [<!ENTITY a "b">]><?OFX OFXHEADER="200"?><OFX>&a;</OFX>',
        '<?OFX OFXHEADER="200"?><OFX><A></OFX>',
    ],
)
def test_hostile_files_are_refused(text: str):
    with pytest.raises(DamagedDocument):
        read(text)
    assert DEEPEST < 100
