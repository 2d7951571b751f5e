"""Photos in a batch: told, described, compared; papers are left alone."""

from datetime import UTC, date, datetime
from io import BytesIO

import cv2
import pytest
from PIL import Image

from sme_extract.documents.image_reader import ImageReader
from sme_extract.documents.ocr.engine import OcrWord
from sme_extract.extractors.nameplate import Nameplate
from sme_extract.extractors.vat_invoice import VatInvoice
from sme_extract.pipeline.process import check
from sme_extract.pipeline.registry import DETECTORS, ENGINES, EXTRACTORS, OWN, READERS, Plugin, Registry
from sme_extract.pipeline.run import list_inputs, process_all
from sme_extract.pipeline.settings import Settings
from sme_extract.vision.detection import Detection
from tests.fixtures.make import shop_fronts, snapshots
from tests.fixtures.make.shop_fronts import ShopFront

SHOWN = "启明五金经营部"


class Eyes:
    """Reads what the test says stands in the picture: text, left, top, right, bottom of 800 x 600 pixels."""

    name, version = "eyes", "1.0"
    reads = ((SHOWN, 250, 150, 550, 215),)

    def available(self):
        return None

    def recognise(self, image, *, upright=False):
        scale = image.shape[1] / 800
        boxes = [(text, *(edge * scale for edge in edges)) for text, *edges in self.reads]
        return [OcrWord(text, 0.97, ((x, y), (right, y), (right, low), (x, low))) for text, x, y, right, low in boxes]


class Finder:
    name, version = "finder", "1.0"

    def available(self):
        return None

    def detect(self, image):
        height, width = image.shape[:2]
        return [
            Detection("machine", 0.9, 0.1 * width, 0.2 * height, 0.8 * width, 0.9 * height),
            Detection("person", 0.7, 0, 0, 10, 30),
        ]


@pytest.fixture
def registry():
    given = [(READERS, "image", ImageReader), (ENGINES, "eyes", Eyes), (DETECTORS, "finder", Finder)]
    given += [(EXTRACTORS, "nameplate", Nameplate), (EXTRACTORS, "vat_invoice", VatInvoice)]
    return Registry([Plugin(group, name, OWN, "1", lambda target=target: target) for group, name, target in given])


@pytest.fixture(scope="module")
def front():
    return cv2.resize(shop_fronts.picture(ShopFront(SHOWN), 2), (800, 600), interpolation=cv2.INTER_AREA)


@pytest.fixture
def folder(tmp_path, front):
    (tmp_path / "1.jpg").write_bytes(
        snapshots.jpeg(front, 70, at=datetime(2026, 3, 15, 10, 11, tzinfo=UTC), place=(29.86833, 121.54399))
    )
    (tmp_path / "2.jpg").write_bytes(
        snapshots.jpeg(cv2.resize(front, (640, 480)), 50, camera=None, software="Adobe Photoshop 24.1")
    )
    return tmp_path


def read(path, registry, **choices):
    settings = Settings(**{"ocr": "eyes", "qr": False, "detector": "off", **choices})
    outcomes = list(process_all(list_inputs([str(path)]), settings, registry))
    assert [outcome.reason for outcome, _ in outcomes] == [None] * len(outcomes)
    return [result for _, results in outcomes for result in results]


def values(result):
    return {name: cell.value for name, cell in result.fields.items() if cell is not None}


def codes(result):
    return [finding.code for finding in result.findings]


def test_a_shop_front_tells_its_name_day_and_place(folder, registry):
    result = read(folder / "1.jpg", registry)[0]
    assert (result.kind, result.needs_review, codes(result)) == ("site_photo", False, [])
    assert values(result) == {
        "sign_text": SHOWN,
        "company_name": SHOWN,
        "taken_on": date(2026, 3, 15),
        "place": "29.868,121.544",
        "camera": "HUAWEI LIO-AL00",
    }
    left, top, right, bottom = result.fields["company_name"].evidence[0].bbox
    assert (left, top, right, bottom) == pytest.approx((90, 54, 198, 77.4), abs=1)
    assert result.fields["taken_on"].evidence[0].source == "exif"


def test_the_same_picture_under_another_name_is_told_with_the_first(folder, registry):
    result = read(folder, registry)[1]
    assert codes(result) == ["photo-without-origin", "photo-edited", "near-duplicate-photo"]
    assert str(folder / "1.jpg") in result.findings[2].message
    assert result.review_reasons == ("photo-edited", "near-duplicate-photo")


def test_a_day_after_the_day_of_the_work_is_told(folder, registry):
    assert "photo-dated-later" in codes(read(folder / "1.jpg", registry, as_of=date(2026, 3, 14))[0])
    assert "photo-dated-later" not in codes(read(folder / "1.jpg", registry, as_of=date(2026, 3, 15))[0])


def test_things_are_counted_with_their_boxes(folder, registry):
    result = read(folder / "1.jpg", registry, detector="finder")[0]
    assert result.kind == "equipment_photo"
    machine, person = result.fields["objects"].value
    assert (machine["class"], machine["count"], person["class"]) == ("machine", 1, "person")
    assert machine["items"][0]["bbox"] == pytest.approx([28.8, 43.2, 230.4, 194.4], abs=0.5)
    assert len(result.fields["objects"].evidence) == 2
    assert values(result)["plate_text"] == SHOWN


def test_a_picture_of_a_screen_is_told(tmp_path, front, registry, monkeypatch):
    (tmp_path / "s.jpg").write_bytes(snapshots.jpeg(snapshots.screen(front, 2), 75))
    assert "photo-of-a-screen" in codes(read(tmp_path, registry)[0])


def test_a_paper_stays_what_it_is(tmp_path, registry, monkeypatch):
    page = BytesIO()
    Image.new("RGB", (800, 600), "white").save(page, "PNG")
    (tmp_path / "p.png").write_bytes(page.getvalue())
    [result] = read(tmp_path, registry, detector="finder")
    assert (result.kind, result.text, codes(result)) == ("unknown", SHOWN, [])
    monkeypatch.setattr(Eyes, "reads", (("电子发票（普通发票）", 250, 50, 550, 90), ("发票号码", 250, 150, 400, 180)))
    assert [result.kind for result in read(tmp_path, registry, detector="finder")] == ["vat_invoice"]


def test_a_photo_of_nothing_in_particular_stays_unknown_with_its_hints(folder, registry, monkeypatch):
    monkeypatch.setattr(Eyes, "reads", ())
    first, second = read(folder, registry)
    assert (first.kind, first.needs_review) == ("unknown", False)
    assert "near-duplicate-photo" in second.review_reasons


def test_a_plate_keeps_its_kind_and_gets_hints(folder, registry, monkeypatch):
    rows = ("型号：CK6150", "出厂编号：20180536", "出厂日期：2018年6月", "功率：11kW")
    monkeypatch.setattr(
        Eyes, "reads", tuple((text, 100, 100 + 60 * n, 400, 140 + 60 * n) for n, text in enumerate(rows))
    )
    first, second = read(folder, registry)
    assert (first.kind, second.kind, values(first)["model"]) == ("nameplate", "nameplate", "CK6150")
    assert "near-duplicate-photo" in codes(second)


def test_without_ocr_nothing_is_told_unless_the_user_says_it(folder, registry):
    assert read(folder / "1.jpg", registry, ocr="off", detector="finder")[0].kind == "unknown"
    assert read(folder / "1.jpg", registry, ocr="off", kind="stock_photo")[0].kind == "stock_photo"


def test_the_user_may_say_the_kinds_of_photos(registry):
    for kind in ("site_photo", "equipment_photo", "stock_photo"):
        check(Settings(ocr="eyes", kind=kind, detector="off"), registry)
