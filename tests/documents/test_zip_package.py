import io
import zipfile

import pytest

from sme_extract.documents.reader import Limits
from sme_extract.documents.zip_package import Budget, entry_names, is_zip, open_zip, read_entry
from sme_extract.schemas.errors import DamagedDocument, TooLarge


def packed(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return buffer.getvalue()


def read_all(data, limits=None):
    budget = Budget(limits or Limits(), len(data))
    with open_zip(data, "x.zip", budget) as package:
        return [read_entry(package, entry, entry.filename, budget) for entry in package.filelist]


def test_entries_are_read_whole():
    assert read_all(packed({"a": b"1" * 10, "b": b""})) == [b"1" * 10, b""]


def test_ratio_bomb_is_refused_and_names_its_setting():
    with pytest.raises(TooLarge, match="max_unpack_ratio"):
        read_all(packed({"zeros": bytes(5_000_000)}))


def test_small_file_of_blanks_is_no_bomb():
    assert read_all(packed({"zeros": bytes(500_000)})) == [bytes(500_000)]


def test_unpacked_total_is_capped_over_all_entries():
    data = packed({"a": bytes(600), "b": bytes(600)})
    with pytest.raises(TooLarge, match="max_unpacked_bytes"):
        read_all(data, Limits(max_unpacked_bytes=1000))


def test_too_many_entries_are_refused():
    data = packed({str(i): b"" for i in range(11)})
    with pytest.raises(TooLarge, match="max_archive_entries"):
        read_all(data, Limits(max_archive_entries=10))


def test_entry_that_lies_about_its_size_is_damaged():
    data = bytearray(packed({"zeros": bytes(400_000)}))
    directory = data.rfind(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    with pytest.raises(DamagedDocument):
        read_all(bytes(data))


@pytest.mark.parametrize("data", [b"", b"%PDF-", packed({"a": b"x"})[:-10], b"PK\x03\x04" + b"\0" * 50])
def test_no_names_without_a_directory(data):
    assert entry_names(data) is None


def test_truncated_zip_is_damaged():
    data = packed({"a": b"x"})[:-10]
    assert is_zip(data)
    with pytest.raises(DamagedDocument):
        read_all(data)
