"""Hostile and untidy ZIP packages."""

import io
import stat
import zipfile

import pytest

from sme_extract.documents.ofd_package import OfdPackage, is_ofd
from sme_extract.documents.ofd_reader import OfdReader
from sme_extract.documents.reader import Limits
from sme_extract.schemas.errors import DamagedDocument, EncryptedDocument, TooLarge
from sme_extract.tests.documents.ofd_builder import OfdBuilder, blob, content, pack, read, text_object, texts


def package(files, **limits):
    return OfdPackage(pack(files), Limits(**limits))


@pytest.mark.parametrize(
    ("base", "location", "part"),
    [
        ("OFD.xml", "Doc_0/Document.xml", "Doc_0/Document.xml"),
        ("OFD.xml", "/Doc_0/Document.xml", "Doc_0/Document.xml"),
        ("OFD.xml", "Doc_0//Document.xml", "Doc_0/Document.xml"),
        ("OFD.xml", "Doc_0\\Document.xml", "Doc_0/Document.xml"),
        ("OFD.xml", "doc_0/DOCUMENT.XML", "Doc_0/Document.xml"),
        ("Doc_0/Document.xml", "Pages/P.xml", "Doc_0/Pages/P.xml"),
        ("Doc_0/Document.xml", "./Pages/P.xml", "Doc_0/Pages/P.xml"),
        ("Doc_0/Pages/P.xml", "../Document.xml", "Doc_0/Document.xml"),
        ("Doc_0/Document.xml", "Doc_0/Pages/P.xml", "Doc_0/Pages/P.xml"),
        ("Doc_0/Document.xml", "../../../etc/passwd", None),
        ("Doc_0/Document.xml", "/etc/passwd", None),
        ("Doc_0/Document.xml", "", None),
    ],
)
def test_locations_are_resolved_inside_the_package(base, location, part):
    parts = {"OFD.xml": "<a/>", "Doc_0/Document.xml": "<a/>", "Doc_0/Pages/P.xml": "<a/>"}
    assert package(parts).resolve(base, location) == part


@pytest.mark.parametrize("name", ["../evil.xml", "a/../../evil.xml", "/etc/evil", "C:/evil", "..\\evil.xml"])
def test_names_that_point_outside_are_refused(name):
    with pytest.raises(DamagedDocument, match="outside"):
        package({"OFD.xml": "<a/>", name: "x"})


def test_links_are_refused():
    link = zipfile.ZipInfo("Doc_0/link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("OFD.xml", "<a/>")
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(DamagedDocument, match="link"):
        OfdPackage(buffer.getvalue(), Limits())


def test_encrypted_parts_are_named():
    data = bytearray(pack({"OFD.xml": "<a/>"}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1  # the flag in the central directory
    with pytest.raises(EncryptedDocument, match=r"OFD\.xml"):
        OfdPackage(bytes(data), Limits())


@pytest.mark.parametrize(
    ("limits", "setting"),
    [
        ({"max_archive_entries": 5}, "max_archive_entries"),
        ({"max_unpacked_bytes": 1000}, "max_unpacked_bytes"),
        ({"max_unpack_ratio": 10}, "max_unpack_ratio"),
    ],
)
def test_each_bomb_is_refused_with_its_setting(limits, setting):
    files = {"OFD.xml": "<a/>"} | {f"{n}.bin": b"\0" * 1_000_000 for n in range(6)}
    with pytest.raises(TooLarge, match=setting):
        package(files, **limits)


def test_a_ratio_bomb_is_refused_by_default():
    with pytest.raises(TooLarge, match="max_unpack_ratio"):
        package({"OFD.xml": b" " * 20_000_000})


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04 and then nothing", b"%PDF-1.4"])
def test_what_is_no_package_is_refused(data):
    assert not is_ofd(data)
    with pytest.raises(DamagedDocument):
        OfdPackage(data, Limits())


def test_a_part_with_a_wrong_checksum_becomes_a_finding():
    data = bytearray(pack({"OFD.xml": "<a/>"}))
    at = data.index(b"PK\x01\x02") + 16
    data[at : at + 4] = b"\0\0\0\0"
    broken = OfdPackage(bytes(data), Limits())
    assert broken.xml("OFD.xml") is None
    assert [finding.code for finding in broken.findings] == ["damaged-part"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_reported():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("OFD.xml", "<first/>")
        archive.writestr("OFD.xml", "<second/>")
    twice = OfdPackage(buffer.getvalue(), Limits())
    root = twice.xml("OFD.xml")
    assert root is not None
    assert root.tag == "first"
    assert [finding.code for finding in twice.findings] == ["duplicate-part"]


def test_names_in_chinese_without_the_utf_8_flag_are_found():
    files = OfdBuilder([content(text_object("甲"))]).files()
    files["Doc_0/附件.xml"] = "<a/>"
    data = pack(files).replace("Doc_0/附件.xml".encode(), b"Doc_0/%s.xml" % "附件件".encode("gbk"))
    plain = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = plain.find(mark)
        while at >= 0:
            plain[at + offset + 1] &= ~0x08
            at = plain.find(mark, at + 4)
    assert OfdPackage(bytes(plain), Limits()).find("Doc_0/附件件.xml")


def test_only_a_root_ofd_xml_makes_a_document():
    good = OfdBuilder([content(text_object("甲"))]).build()
    assert OfdReader().sniff(blob(good)) == "application/ofd"
    assert OfdReader().sniff(blob(pack({"sub/OFD.xml": "<a/>"}))) is None
    assert OfdReader().sniff(blob(pack({"inner.ofd": good}))) is None


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'


def test_a_hostile_page_becomes_a_finding_and_spares_the_others():
    document = read(OfdBuilder([LAUGHS, content(text_object("甲"))]).build())
    assert [texts(page) for page in document.pages] == [[], ["甲"]]
    assert [(f.code, f.severity) for f in document.findings] == [("damaged-part", "error")]


def test_a_hostile_entry_refuses_the_document():
    with pytest.raises(DamagedDocument):
        read(OfdBuilder(parts={"OFD.xml": LAUGHS}).build())


def test_a_file_entity_in_a_part_is_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    page = content(text_object("甲&x;")).replace(
        "<ofd:Page ", f'<!DOCTYPE p [<!ENTITY x SYSTEM "{secret.as_uri()}">]><ofd:Page ', 1
    )
    document = read(OfdBuilder([page]).build())
    assert "canary" not in repr(document)
    assert [f.code for f in document.findings] == ["damaged-part"]


def test_too_many_pages_name_the_setting():
    with pytest.raises(TooLarge, match="max_pages"):
        read(OfdBuilder([content()] * 3).build(), limits=Limits(max_pages=2))
