import pytest

from sme_extract.vision.container import media_type


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\0\0\0\x20ftypisom\0\0\x02\0", "video/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0", "video/quicktime"),
        (b"\0\0\0\x18ftyp3gp5\0\0\0\0", "video/3gpp"),
        (b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x23\x42\x86\x81\x01", "video/x-matroska"),
        (b"RIFF\x10\0\0\0AVI LIST", "video/x-msvideo"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "video/quicktime"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", None),
        (b"\0\0\0\x18ftypavif\0\0\0\0", None),
        (b"\0\0\0\x18ftypM4A \0\0\0\0", None),
        (b"RIFF\x10\0\0\0WEBPVP8 ", None),
        (b"%PDF-1.7\n", None),
        (b"", None),
    ],
)
def test_videos_are_told_by_their_first_bytes(head, expected):
    assert media_type(head) == expected
