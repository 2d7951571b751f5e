import subprocess
from types import SimpleNamespace

import numpy as np
import pytest

from sme_extract.documents.ocr import tesseract
from sme_extract.documents.ocr.tesseract import TesseractEngine, words
from sme_extract.schemas.errors import EngineError, MissingDependency

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
TABLE = HEAD + (
    "4\t1\t1\t1\t1\t0\t10\t20\t90\t12\t-1\t\n"
    "5\t1\t1\t1\t1\t1\t10\t20\t40\t12\t96.5\t金额\n"
    '5\t1\t1\t1\t1\t2\t60\t20\t40\t12\t91\t"12\n'
    "5\t1\t1\t1\t1\t3\t60\t20\t40\t12\t95\t \n"
)
OSD = "Page number: 0\nRotate: {}\nOrientation confidence: {}\n"
BLANK = np.full((60, 100, 3), 255, np.uint8)


@pytest.fixture
def program(monkeypatch):
    """A stand-in for the program: answers by what it is asked for and remembers the calls."""
    fake = SimpleNamespace(table=TABLE, osd=OSD.format(0, 9), languages="chi_sim\neng\nosd", code=0, calls=[])

    def run(command, **options):
        fake.calls.append((command, options))
        if "--version" in command:
            out = "tesseract 5.3.0\n leptonica-1.82.0"
        elif "--list-langs" in command:
            out = f'List of available languages in "/data/" (3):\n{fake.languages}'
        else:
            out = (fake.osd if "osd" in command else fake.table).encode()
        return SimpleNamespace(returncode=fake.code, stdout=out, stderr=b"first\nwhat went wrong\n")

    monkeypatch.setattr(tesseract.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(tesseract.subprocess, "run", run)
    return fake


def test_words_keep_box_confidence_and_odd_characters():
    amount, number = words(TABLE)
    assert (amount.text, amount.confidence) == ("金额", 0.965)
    assert amount.quad == ((10, 20), (50, 20), (50, 32), (10, 32))
    assert amount.edges == ((0, 0.5), (0.5, 1))
    assert number.text == '"12'


def test_the_page_is_turned_before_it_is_read_and_boxes_turn_back(program):
    program.osd = OSD.format(90, 9)  # clockwise
    program.table = HEAD + "5\t1\t1\t1\t1\t1\t0\t0\t60\t10\t90\tx\n"  # the whole top edge of the turned page
    [word] = TesseractEngine().recognise(BLANK)
    assert word.quad == ((0, 60), (0, 0), (10, 0), (10, 60))


@pytest.mark.parametrize("osd", [OSD.format(180, 0.2), "", "Rotate: 180"])
def test_a_doubtful_direction_is_not_followed(program, osd):
    program.osd = osd
    assert TesseractEngine().recognise(BLANK)[0].quad[0] == (10, 20)


def test_an_upright_crop_is_not_asked_for_its_direction(program):
    TesseractEngine().recognise(BLANK, upright=True)
    [(command, options)] = program.calls
    assert "osd" not in command
    assert options["env"]["OMP_THREAD_LIMIT"] == "1"


def test_doctor_gets_version_and_data(program):
    engine = TesseractEngine()
    assert engine.available() is None
    assert engine.version == "5.3.0"
    assert engine.models == ("/data/chi_sim.traineddata", "/data/eng.traineddata")


def test_the_users_data_folder_is_handed_on(program, tmp_path):
    TesseractEngine(tmp_path).recognise(BLANK)
    assert all("--tessdata-dir" in command and str(tmp_path) in command for command, _ in program.calls)


def test_missing_language_data_is_named_with_its_remedy(program):
    program.languages = "eng\nosd"
    assert "chi_sim" in TesseractEngine().available()
    assert "apt-get install tesseract-ocr" in TesseractEngine().available()


def test_a_missing_program_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setattr(tesseract.shutil, "which", lambda name: None)
    engine = TesseractEngine()
    assert "apt-get install tesseract-ocr" in engine.available()
    assert engine.version == "absent"
    assert engine.models == ()
    with pytest.raises(MissingDependency, match="apt-get install"):
        engine.recognise(BLANK)


def test_a_failing_program_is_an_engine_error(program):
    program.code = 1
    with pytest.raises(EngineError, match="code 1: what went wrong"):
        TesseractEngine().recognise(BLANK)


def test_a_page_that_takes_too_long_is_an_engine_error(monkeypatch, program):
    def run(command, **options):
        raise subprocess.TimeoutExpired(command, 120)

    monkeypatch.setattr(tesseract.subprocess, "run", run)
    with pytest.raises(EngineError, match="tesseract failed"):
        TesseractEngine().recognise(BLANK, upright=True)


@pytest.mark.engine
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_real_page_is_read_whichever_way_it_lies(quarters):
    import cv2

    engine = TesseractEngine()
    if problem := engine.available():
        pytest.skip(problem)
    image = np.full((900, 1200, 3), 255, np.uint8)
    for n in range(18):
        line = f"invoice number {n} of the company amounts to {n}234.56 yuan"
        cv2.putText(image, line, (40, 60 + 46 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 2)
    read = engine.recognise(np.ascontiguousarray(np.rot90(image, quarters)))
    first = [word for word in read if word.text == "7234.56"]
    assert len(first) == 1
    ends = {0: (1, 0), 1: (0, -1), 2: (-1, 0), 3: (0, 1)}[quarters]
    (left, top), (right, bottom) = first[0].quad[:2]
    assert np.sign([round((right - left) / 50), round((bottom - top) / 50)]).tolist() == list(ends)
