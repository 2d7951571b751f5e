from dataclasses import dataclass, field

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from sme_extract.documents.ocr.engine import OcrWord
from sme_extract.documents.reader import ReadOptions
from sme_extract.documents.scan import scan_page
from sme_extract.schemas.geometry import BoundingBox


@dataclass
class RecordedEngine:
    """Says what a test wants, and keeps what it was shown."""

    words: list = field(default_factory=list)
    seen: list = field(default_factory=list)
    name: str = "recorded"
    version: str = "1"

    def available(self):
        return None

    def recognise(self, image, *, upright=False):
        self.seen.append((image, upright))
        return self.words


def level(text, box, confidence=0.99):
    left, top, right, bottom = box
    return OcrWord(text, confidence, ((left, top), (right, top), (right, bottom), (left, bottom)))


def downward(text, left, top, right, bottom):
    """Text of a page that lies on its right side: it begins at the box's top right."""
    return OcrWord(text, 0.99, ((right, top), (right, bottom), (left, bottom), (left, top)))


def white(width, height):
    return np.full((height, width, 3), 255, np.uint8)


def scan(image, engine, dpi=144, **options):
    return scan_page(image, 1, dpi, ReadOptions(ocr_engine=engine, **options))


def codes_of(findings):
    return [finding.code for finding in findings]


def test_words_of_an_upright_page_are_in_points():
    page, findings = scan(white(400, 200), RecordedEngine([level("金额", (100, 40, 180, 60))]))
    assert (page.width, page.height, page.rotation, page.skew) == (200, 100, 0, 0)
    assert [(word.text, word.bbox) for word in page.words] == [("金额", BoundingBox(50, 20, 90, 30))]
    assert codes_of(findings) == []


def test_a_page_on_its_side_is_set_upright_with_its_boxes_on_its_ink():
    image = white(400, 200)
    image[50:150, 300:320] = 0
    page, findings = scan(image, RecordedEngine([downward("金额", 300, 50, 320, 150)]))
    assert (page.rotation, page.width, page.height) == (90, 100, 200)
    box = page.words[0].bbox
    ink = np.argwhere(page.image(72)[:, :, 0] < 128)
    assert box == BoundingBox(25, 40, 75, 50)
    assert (ink.min(axis=0).tolist(), (ink.max(axis=0) + 1).tolist()) == ([40, 25], [50, 75])
    assert codes_of(findings) == ["rotated-page"]


def test_without_an_engine_there_are_no_words_and_it_is_said():
    page, findings = scan(white(400, 200), None)
    assert (page.words, page.second_look) == ((), None)
    assert codes_of(findings) == ["ocr-off"]
    assert page.image(144).shape == (200, 400, 3)


def test_an_empty_page_says_so():
    assert codes_of(scan(white(400, 200), RecordedEngine())[1]) == ["no-text-found"]


def test_a_page_of_noise_counts_as_empty():
    engine = RecordedEngine([level("?", (0, 0, 50, 20), confidence=0.2)])
    assert codes_of(scan(white(400, 200), engine)[1]) == ["no-text-found"]


def test_unsure_recognition_is_reported():
    engine = RecordedEngine([level("模糊不清", (0, 0, 80, 20), confidence=0.6)])
    assert codes_of(scan(white(400, 200), engine)[1]) == ["low-ocr-confidence"]


def test_large_photos_are_shown_smaller_and_boxes_come_back():
    engine = RecordedEngine([level("金额", (300, 150, 600, 180))])
    page, _ = scan(white(6000, 3000), engine, dpi=72)
    assert engine.seen[0][0].shape == (1500, 3000, 3)
    assert page.words[0].bbox == BoundingBox(600, 300, 1200, 360)


def test_the_engine_reads_a_page_once():
    engine = RecordedEngine([downward("金额", 300, 50, 320, 150)])
    scan(white(400, 200), engine)
    assert len(engine.seen) == 1


def test_codes_are_not_looked_for_when_not_wanted(monkeypatch):
    def refuse(*_):
        raise AssertionError("looked for codes")

    monkeypatch.setattr("sme_extract.documents.scan.search_codes", refuse)
    assert scan(white(400, 200), RecordedEngine(), qr=False)[0].codes == ()


def test_pixels_are_fetched_again_instead_of_kept():
    fetched = []

    def reload():
        fetched.append(1)
        return white(400, 200)

    page, _ = scan_page(white(400, 200), 1, 144, ReadOptions(ocr_engine=RecordedEngine()), reload)
    assert fetched == []
    page.image(72)
    page.second_look(BoundingBox(10, 10, 60, 40))
    assert len(fetched) == 2


def test_a_second_look_shows_the_region_enlarged_and_without_red():
    image = white(400, 200)
    image[40:80, 100:180] = (220, 30, 40)
    engine = RecordedEngine()
    page, _ = scan(image, engine)
    page.second_look(BoundingBox(50, 20, 90, 40))
    shown, upright = engine.seen[1]
    assert upright
    assert shown.shape == (2 * (40 + 2 * 8), 2 * (80 + 2 * 8), 3)
    assert shown.min() > 200


def test_words_of_a_second_look_come_back_in_page_points():
    engine = RecordedEngine()
    page, _ = scan(white(400, 200), engine)
    # The region begins at 46, 16 pt with its margin, that is pixel 92, 32; the engine sees it twice as large.
    engine.words = [level("中", (20, 20, 60, 40)), level("邻", (0, 20, 12, 40))]
    words = page.second_look(BoundingBox(50, 20, 90, 40))
    assert [(word.text, word.bbox) for word in words] == [("中", BoundingBox(51, 21, 61, 26))]


def test_a_second_look_past_the_edge_is_empty():
    page, _ = scan(white(400, 200), RecordedEngine())
    assert page.second_look(BoundingBox(500, 500, 600, 600)) == ()


# From here on with the real engine.

LINES = [
    ("开票日期：2026年03月15日", 520, 60),
    ("购买方名称：上海示例机械有限公司", 60, 160),
    ("统一社会信用代码：91310000MA1K00000A", 60, 240),
    ("金额", 60, 340),
    ("22600.00", 420, 340),
    ("价税合计（大写）贰万贰仟陆佰圆整", 60, 440),
    ("开票人：王小明", 60, 540),
]


@pytest.fixture(scope="module")
def engine():
    from sme_extract.documents.ocr.rapid import RapidOcrEngine

    return RapidOcrEngine()


@pytest.fixture(scope="module")
def font():
    from importlib.resources import files

    return ImageFont.truetype(str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"), 32)


@pytest.fixture(scope="module")
def drawing(font):
    image = Image.new("RGB", (1000, 640), "white")
    draw = ImageDraw.Draw(image)
    for text, x, y in LINES:
        draw.text((x, y), text, fill="black", font=font)
    return image


def fold(text):
    return text.replace(":", "：").replace("(", "（").replace(")", "）").replace(" ", "")


def check_lines(page):
    """Every line is read, and its box holds its ink and no other: there is none in a frame around it."""
    grey = page.image(144)[:, :, 0]
    read = {fold(word.text): word.bbox for word in page.words}
    for text, _, _ in LINES:
        assert fold(text) in read
        box = read[fold(text)]
        left, top, right, bottom = (round(side * 2) for side in (box.left, box.top, box.right, box.bottom))
        inside, around = grey[top:bottom, left:right], grey[top - 12 : bottom + 12, left - 12 : right + 12]
        assert (inside < 128).sum() > 100
        assert (around < 128).sum() <= 1.02 * (inside < 128).sum()


@pytest.mark.engine
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_read_whichever_way_up_it_lies(engine, drawing, turn):
    image = np.asarray(drawing.rotate(-turn, expand=True))
    page, findings = scan(image, engine)
    assert page.rotation == turn
    assert (page.width, page.height) == (500, 320)
    assert codes_of(findings) == (["rotated-page"] if turn else [])
    check_lines(page)


@pytest.mark.engine
@pytest.mark.parametrize(("turn", "skew"), [(0, 1.5), (90, -1.5)])
def test_a_skewed_page_is_straightened(engine, drawing, turn, skew):
    image = np.asarray(drawing.rotate(-turn - skew, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC))
    page, _ = scan(image, engine)
    assert page.rotation == turn
    assert page.skew == pytest.approx(skew, abs=0.3)
    check_lines(page)


@pytest.mark.engine
def test_character_edges_find_the_digits_of_a_mixed_line(engine, drawing):
    page, _ = scan(np.asarray(drawing), engine)
    word = next(word for word in page.words if "开票日期" in word.text)
    start = word.text.index("2026")
    box = word.slice_box(start, start + 4)
    font_width = 32 / 2  # of a full-width character, in points
    assert box.left == pytest.approx(260 + 5 * font_width, abs=5)
    assert box.width == pytest.approx(4 * 0.55 * font_width, abs=6)


@pytest.mark.engine
def test_a_second_look_reads_a_number_under_a_red_seal(engine, drawing):
    sealed = drawing.copy()
    draw = ImageDraw.Draw(sealed, "RGBA")
    for ring in range(0, 90, 9):
        draw.ellipse((410 + ring, 270 + ring, 610 - ring, 450 - ring), outline=(215, 25, 35, 215), width=6)
    page, _ = scan(np.asarray(sealed), engine)
    assert "22600.00" not in {word.text for word in page.words}
    words = page.second_look(BoundingBox(205, 165, 300, 195))
    assert [word.text for word in words] == ["22600.00"]
    box = words[0].bbox
    assert (box.left, box.right) == pytest.approx((210, 210 + 8 * 0.55 * 16), abs=8)
