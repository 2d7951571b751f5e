import io
import stat
import struct
import zipfile
import zlib

import pytest

from sme_extract.documents.archive import is_archive, open_archive
from sme_extract.documents.reader import Blob, Limits, ReadOptions
from sme_extract.schemas.errors import (
    DamagedDocument,
    EncryptedDocument,
    InputError,
    TooLarge,
    UnsupportedFormat,
)


def packed(*members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members:
            package.writestr(name, content)
    return buffer.getvalue()


def opened(data, **options):
    return list(open_archive(Blob("in.zip", data, "sha"), ReadOptions(**options)))


def good(members):
    return {m.member: m.data for m in members if isinstance(m, Blob)}


def bad(members):
    return {m[0]: m[1] for m in members if isinstance(m, tuple)}


@pytest.mark.parametrize(
    "part",
    ["[Content_Types].xml", "OFD.xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml", "Index/Document.iwa"],
)
def test_document_packed_as_zip_is_no_archive(part):
    assert not is_archive(Blob("x.zip", packed((part, "x")), ""))


@pytest.mark.parametrize("name", ["x.zip", "x.pdf", "x"])
def test_plain_zip_is_an_archive_whatever_its_name(name):
    assert is_archive(Blob(name, packed(("a.pdf", "x")), ""))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04junk", b"%PDF-1.7"])
def test_other_bytes_are_no_archive(data):
    assert not is_archive(Blob("x.zip", data, ""))


def test_members_keep_the_hash_and_path_of_the_input():
    [member] = opened(packed(("a.csv", b"1,2")))
    assert member == Blob("in.zip", b"1,2", "sha", "a.csv")


def test_litter_and_folders_are_left_out():
    data = packed(
        ("a/", ""),
        ("a/1.pdf", "x"),
        ("__MACOSX/a/._1.pdf", "x"),
        ("a/.DS_Store", "x"),
        ("Thumbs.db", "x"),
        ("a/~$book.xlsx", "x"),
    )
    assert list(good(opened(data))) == ["a/1.pdf"]
    assert not bad(opened(data))


@pytest.mark.parametrize(
    "name", ["../evil.txt", "a/../../evil.txt", "/etc/evil", "C:/evil", "..\\evil", "\\\\host\\evil"]
)
def test_member_whose_name_leaves_the_archive_is_refused_and_others_go_on(name):
    members = opened(packed((name, "x"), ("good.txt", "y")))
    assert good(members) == {"good.txt": b"y"}
    [error] = bad(members).values()
    assert isinstance(error, DamagedDocument)


def test_two_dots_inside_a_name_are_harmless():
    assert list(good(opened(packed(("报告..v2.pdf", "x"))))) == ["报告..v2.pdf"]


def test_link_is_refused():
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    members = opened(packed((link, "/etc/passwd")))
    assert isinstance(bad(members)["link"], UnsupportedFormat)
    assert not good(members)


def test_nested_archives_give_their_members():
    inner = packed(("b.pdf", "B"))
    assert good(opened(packed(("a.pdf", "A"), ("in.zip", inner)))) == {"a.pdf": b"A", "in.zip/b.pdf": b"B"}


def test_nested_document_stays_whole():
    document = packed(("OFD.xml", "x"))
    assert good(opened(packed(("a.ofd", document)))) == {"a.ofd": document}


def nest(levels):
    data = packed(("deep.txt", "x"))
    for _ in range(levels - 1):
        data = packed(("n.zip", data))
    return data


def test_three_levels_are_opened_and_a_fourth_is_refused():
    assert list(good(opened(nest(3)))) == ["n.zip/n.zip/deep.txt"]
    members = opened(nest(4))
    assert not good(members)
    assert isinstance(bad(members)["n.zip/n.zip/n.zip"], TooLarge)


def test_bomb_is_refused_alone():
    members = opened(packed(("bomb", bytes(20_000_000)), ("good.txt", "y")))
    assert good(members) == {"good.txt": b"y"}
    assert "max_unpack_ratio" in str(bad(members)["bomb"])


def test_nested_bombs_share_one_budget():
    inner = packed(*((f"{i}.bin", bytes(900_000)) for i in range(10)))
    members = opened(packed(("in.zip", inner)))
    assert sum(map(len, good(members).values())) <= 2_000_000
    assert all(isinstance(error, TooLarge) for error in bad(members).values())
    assert len(bad(members)) >= 8


def test_too_many_members_refuse_the_archive():
    data = packed(*((str(i), "") for i in range(6)))
    with pytest.raises(TooLarge, match="max_archive_entries"):
        opened(data, limits=Limits(max_archive_entries=5))


def test_member_with_a_broken_checksum_fails_alone():
    data = bytearray(packed(("bad.txt", b"hello hello"), ("good.txt", b"y")))
    directory = data.find(b"PK\x01\x02")
    data[directory + 16] ^= 0xFF
    members = opened(bytes(data))
    assert good(members) == {"good.txt": b"y"}
    assert isinstance(bad(members)["bad.txt"], DamagedDocument)


def stored(raw_name, content, *, flags=0, password=None):
    """A zip of one stored member, made by hand: Python writes neither GBK names nor locked members."""
    check = zlib.crc32(content)
    body = scrambled(content, password, check) if password else content
    flags |= 1 if password else 0
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, 0, 0, 0, check, len(body), len(content), len(raw_name), 0)
    central = struct.pack(
        "<4s6H3L5H2L",
        b"PK\1\2",
        20,
        20,
        flags,
        0,
        0,
        0,
        check,
        len(body),
        len(content),
        len(raw_name),
        0,
        0,
        0,
        0,
        0,
        0,
    )
    start = local + raw_name + body
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(central) + len(raw_name), len(start), 0)
    return start + central + raw_name + end


def scrambled(content, password, check):
    """Traditional PKWARE encryption (APPNOTE 6.1)."""
    keys = [0x12345678, 0x23456789, 0x34567890]
    table = []
    for i in range(256):
        value = i
        for _ in range(8):
            value = (value >> 1) ^ 0xEDB88320 if value & 1 else value >> 1
        table.append(value)

    def crc(byte, value):
        return (value >> 8) ^ table[(value ^ byte) & 0xFF]

    def update(byte):
        keys[0] = crc(byte, keys[0])
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[1] >> 24, keys[2])

    for byte in password:
        update(byte)
    out = bytearray()
    for byte in bytes(11) + bytes([check >> 24]) + content:
        mask = keys[2] | 2
        out.append(byte ^ (((mask * (mask ^ 1)) >> 8) & 0xFF))
        update(byte)
    return bytes(out)


@pytest.mark.parametrize(
    ("raw", "flags", "name"),
    [
        ("发票.pdf".encode("gbk"), 0, "发票.pdf"),
        ("发票.pdf".encode(), 0, "发票.pdf"),
        ("发票.pdf".encode(), 0x800, "发票.pdf"),
        (b"plain.pdf", 0, "plain.pdf"),
    ],
)
def test_names_are_repaired(raw, flags, name):
    assert list(good(opened(stored(raw, b"x", flags=flags)))) == [name]


def test_locked_member_opens_with_the_password_that_fits():
    data = stored(b"a.txt", b"secret text", password=b"123456")
    assert good(opened(data, passwords=("000000", "123456"))) == {"a.txt": b"secret text"}


def test_chinese_password_is_tried_as_gbk_too():
    data = stored(b"a.txt", b"secret text", password="密码".encode("gbk"))
    assert good(opened(data, passwords=("密码",))) == {"a.txt": b"secret text"}


@pytest.mark.parametrize("passwords", [(), ("000000", "111111")])
def test_locked_member_without_its_password_says_so(passwords):
    [(name, error)] = opened(stored(b"a.txt", b"secret text", password=b"123456"), passwords=passwords)
    assert name == "a.txt"
    assert isinstance(error, EncryptedDocument)


def test_every_refusal_is_an_input_error():
    members = opened(packed(("../x", "1"), ("ok", "2")))
    assert all(isinstance(error, InputError) for error in bad(members).values())
