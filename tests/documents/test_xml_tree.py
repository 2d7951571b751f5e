"""XML from strangers."""

import socket
import threading

import pytest

from sme_extract.documents.xml_tree import looks_like_xml, parse_xml
from sme_extract.schemas.errors import DamagedDocument


def test_names_are_local_and_own_text_is_stripped():
    root = parse_xml(b'<f:a xmlns:f="urn:x" f:k="1"> one <f:b>two</f:b> three </f:a>')
    assert (root.name, root.text, dict(root.attributes)) == ("a", "one  three", {"k": "1"})
    assert [(n.name, n.text) for n in root.children] == [("b", "two")]


def test_comments_and_instructions_do_not_cut_text():
    assert parse_xml(b"<a>10<!-- x -->0<?p q?>.50</a>").text == "100.50"


def test_hyphenated_names_are_kept():
    root = parse_xml(b"<a><TotalTax-includedAmount>113.00</TotalTax-includedAmount></a>")
    assert next(root.find_all("TotalTax-includedAmount")).text == "113.00"


@pytest.mark.parametrize(
    "data",
    [
        b'<:eInvoice xmlns:=""><No>123</No></:eInvoice>',
        b"<eInvoice><ofd:No>123</ofd:No></eInvoice>",
    ],
    ids=["empty prefix", "undeclared prefix"],
)
def test_broken_prefixes_are_forgiven(data):
    root = parse_xml(data)
    assert (root.name, [(n.name, n.text) for n in root.children]) == ("eInvoice", [("No", "123")])


@pytest.mark.parametrize(
    "data",
    [b"<a><b>1</a>", b"<a><b>1", b"", b"text", b"<a>&undefined;</a>", b"<a/><b/>", b"<:a xmlns:=''><b></:a>"],
)
def test_other_damage_is_refused_rather_than_repaired(data):
    with pytest.raises(DamagedDocument):
        parse_xml(data)


def test_characters_that_xml_forbids_are_dropped():
    assert parse_xml("<a>备\x0b注\x00</a>".encode()).text == "备注"


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("UTF-16", "utf-16"),
        ("GBK", "gbk"),
        ("GB2312", "gbk"),
        ("GB18030", "gb18030"),
        ("UTF-8", "gb18030"),
        ("GBK", "utf-8"),
        ("unknown-8", "utf-8"),
    ],
)
def test_encoding_is_found(declared, real):
    text = f'<?xml version="1.0" encoding="{declared}"?><a>珺北京测试贸易有限公司</a>'
    assert parse_xml(text.encode(real)).text == "珺北京测试贸易有限公司"


def test_encoding_without_declaration():
    assert parse_xml("<a>北京</a>".encode("gb18030")).text == "北京"
    assert parse_xml("<a>北京</a>".encode("utf-16-le")).text == "北京"


def test_declared_latin_1_is_honoured():
    assert parse_xml('<?xml version="1.0" encoding="ISO-8859-1"?><a>Müller</a>'.encode("latin-1")).text == "Müller"


def test_latin_1_under_a_utf_8_declaration_does_not_become_chinese():
    with pytest.raises(DamagedDocument):
        parse_xml('<?xml version="1.0" encoding="UTF-8"?><a>Café-Müller élan</a>'.encode("latin-1"))


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        b'<?xml version="1.0"?><!-- <a> --><?p q?>\n' + LAUGHS,
        LAUGHS.decode().encode("utf-16"),
        b'<!DOCTYPE a SYSTEM "a.dtd"><a/>',
        b"<!DOCTYPE a><a/>",
    ],
    ids=["laughs", "after comments", "utf-16", "external", "plain"],
)
def test_document_types_are_refused(data):
    with pytest.raises(DamagedDocument, match="document type"):
        parse_xml(data)


def test_the_word_doctype_inside_text_is_only_text():
    assert parse_xml(b"<a><!-- <!DOCTYPE x> --><![CDATA[<!DOCTYPE y>]]></a>").text == "<!DOCTYPE y>"


def test_many_instructions_are_scanned_in_linear_time():
    assert parse_xml(b"<?p?><!---->" * 20_000 + b"<a>1</a>").text == "1"


def test_a_file_entity_is_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    with pytest.raises(DamagedDocument) as caught:
        parse_xml(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'.encode())
    assert "canary" not in str(caught.value)


def test_xinclude_is_left_as_it_is(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    root = parse_xml(
        f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{secret.as_uri()}" parse="text"/></a>'.encode()
    )
    assert [(n.name, n.text) for n in root.walk()] == [("a", ""), ("include", "")]


def test_a_network_entity_opens_no_connection():
    visits = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)

        def listen():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                return
            visits.append(connection)
            connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x.dtd"
        with pytest.raises(DamagedDocument):
            parse_xml(f'<!DOCTYPE a SYSTEM "{url}" [<!ENTITY x SYSTEM "{url}">]><a>&x;</a>'.encode())
        thread.join()
    assert visits == []


def test_very_deep_nesting_is_refused():
    with pytest.raises(DamagedDocument):
        parse_xml(b"<a>" * 5000 + b"</a>" * 5000)


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"<a/>", True),
        (b"\xef\xbb\xbf \n<?xml version='1.0'?><a/>", True),
        ("<?xml version='1.0'?><a/>".encode("utf-16"), True),
        ("<发票/>".encode(), True),
        (b"<!DOCTYPE a><a/>", True),
        (b"<!doctype HTML><p>", False),
        (b"<?xml version='1.0'?><html xmlns='x'>", False),
        (b"a,b,c", False),
        (b"< 3 pieces", False),
        (b"<<<", False),
        (b"%PDF-1.7", False),
        (b"", False),
    ],
)
def test_xml_is_told_by_its_beginning(data, answer):
    assert looks_like_xml(data) is answer
