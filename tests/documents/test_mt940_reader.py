"""Messages of SWIFT as they come: envelopes, control characters, cut lines, fragments; and text that is none."""

import pytest

from sme_extract.documents.mt940_reader import MT940, Mt940Reader
from sme_extract.documents.reader import Blob, ReadOptions

MESSAGE = ":20:A\n:25:1\n:28C:1/1\n:60F:C260101EUR1,00\n:61:260102D1,00NTRFX\n:86:words\n:62F:C260102EUR0,00\n-\n"


def read(text: str | bytes):
    data = text if isinstance(text, bytes) else text.encode()
    [payload] = Mt940Reader().read(Blob("a.sta", data, "0" * 64), MT940, ReadOptions()).payloads
    return [[(tag.name, tag.text) for tag in message.children] for message in payload.root.children]


@pytest.mark.parametrize(
    "start",
    [
        "",
        "\r\n",
        "\ufeff",
        "\x01\r\n",
        "{1:F01COBADEFFXXXX0000000000}{2:O9400000}{4:\r\n",
        "ABNANL2A\n940\nABNANL2A\n",
        "-\n",
    ],
)
def test_what_may_stand_before_the_first_tag(start: str):
    assert Mt940Reader().sniff(Blob("a.txt", (start + MESSAGE).encode(), "")) == MT940
    assert [name for name, _ in read(start + MESSAGE)[0]] == ["20", "25", "28C", "60F", "61", "86", "62F"]


@pytest.mark.parametrize("text", ["a letter\n:20:A", "%PDF-1.4\n:20:A", ":99:A\n", "12:30: a note", "a,b\n1,2\n", ""])
def test_other_text_is_none(text: str):
    assert Mt940Reader().sniff(Blob("a.sta", text.encode(), "")) is None


def test_messages_part_at_their_first_tag_and_at_end_marks():
    assert len(read(MESSAGE * 3)) == 3
    assert len(read(MESSAGE.replace("-\n", "") * 2)) == 2
    assert len(read(f"{{1:F01}}{{4:\n{MESSAGE[:-2]}-}}{{1:F01}}{{4:\n{MESSAGE}")) == 2
    assert [name for name, _ in read(":86:words\n-\n:25:1")[1]] == ["25"]


def test_a_line_goes_on():
    [tags] = read(MESSAGE.replace("words", "words\r\nand more T13\n:12:11 o'clock\n2026-01-01T13\n:20:11"))
    assert dict(tags)["86"] == "words\nand more T13\n:12:11 o'clock\n2026-01-01T13\n:20:11"


def test_lines_are_numbered():
    [payload] = Mt940Reader().read(Blob("a.sta", MESSAGE.encode(), ""), MT940, ReadOptions()).payloads
    assert [tag.attributes["line"] for tag in payload.root.children[0].children] == list("1234567")
