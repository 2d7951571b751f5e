import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from sme_extract.documents.exif import camera_tags, place

NINGBO = {
    GPS.GPSLatitudeRef: "N",
    GPS.GPSLatitude: (29, 52, 5.88),
    GPS.GPSLongitudeRef: "E",
    GPS.GPSLongitude: (121, 32, 38.4),
}


def test_what_took_it_when_and_where_and_nothing_else():
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model], exif[Base.Artist] = "HUAWEI\0", "LIO-AL00", "Lin Xiaowen"
    exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = "2026:03:15 10:11:12"
    exif.get_ifd(IFD.Exif)[0xA430] = "Lin Xiaowen"  # owner of the camera
    exif.get_ifd(IFD.GPSInfo).update(NINGBO)
    assert camera_tags(exif) == {
        "Make": "HUAWEI",
        "Model": "LIO-AL00",
        "DateTimeOriginal": "2026:03:15 10:11:12",
        "Place": "29.868,121.544",
    }


def test_south_and_west_are_negative():
    assert place(NINGBO | {GPS.GPSLatitudeRef: "S", GPS.GPSLongitudeRef: "W"}) == "-29.868,-121.544"


@pytest.mark.parametrize(
    "change",
    [
        {GPS.GPSLatitude: (0, 0, 0), GPS.GPSLongitude: (0, 0, 0)},
        {GPS.GPSLatitude: (99, 0, 0)},
        {GPS.GPSLatitude: ("x", 0, 0)},
        {GPS.GPSLatitude: (29, 52)},
    ],
)
def test_a_place_that_is_none(change):
    assert place(NINGBO | change) is None


def test_a_tag_of_a_kilobyte_was_not_written_by_a_camera():
    exif = Image.Exif()
    exif[Base.Model] = "x" * 1000
    assert camera_tags(exif) == {}
