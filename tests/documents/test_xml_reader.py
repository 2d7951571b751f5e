"""XML files as documents."""

from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.documents.xml_reader import XmlReader

READER = XmlReader()
DATA = b"<EInvoice><Header><EIid>26310000000000012345</EIid></Header></EInvoice>"


def test_an_invoice_becomes_one_payload_without_pages():
    document = READER.read(Blob("in/dzfp.xml", DATA, "h"), "application/xml", ReadOptions())
    assert (document.pages, document.sha256, document.reader) == ((), "h", "xml 1.0")
    (payload,) = document.payloads
    assert (payload.name, payload.source, payload.root.name) == ("dzfp.xml", "xml", "EInvoice")
    assert next(payload.root.find_all("EIid")).text == "26310000000000012345"


def test_a_member_of_a_container_names_the_payload():
    document = READER.read(Blob("in/all.zip", DATA, "h", "sub/one.xml"), "application/xml", ReadOptions())
    assert (document.payloads[0].name, document.member) == ("one.xml", "sub/one.xml")


def test_only_xml_is_claimed():
    assert READER.sniff(Blob("a.txt", DATA, "h")) == "application/xml"
    assert READER.sniff(Blob("a.xml", b"<html><body>", "h")) is None
