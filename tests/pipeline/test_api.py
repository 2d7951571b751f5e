import subprocess
import sys

import pytest

import sme_extract
from sme_extract.schemas.errors import DamagedDocument


def test_exported_names():
    assert sorted(sme_extract.__all__) == [
        "ExtractionResult",
        "FileOutcome",
        "Settings",
        "SmeExtractError",
        "__version__",
        "extract",
        "extract_many",
    ]
    assert all(getattr(sme_extract, name) is not None for name in sme_extract.__all__)


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing"):
        _ = sme_extract.nothing


def test_importing_the_package_loads_nothing_heavy():
    program = "import sys, sme_extract; print([m for m in ('pydantic', 'numpy', 'typer', 'cv2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_extract_gives_the_documents_of_a_file(house, fake):
    assert [result.kind for result in sme_extract.extract(fake("x.fake", "a", "b"))] == ["note", "note"]


def test_extract_raises_what_went_wrong(house, fake):
    with pytest.raises(DamagedDocument):
        sme_extract.extract(fake("x.fake", "damaged"))


def test_extract_many_never_raises_for_one_file(house, fake, tmp_path):
    fake("in/a.fake", "bug")
    fake("in/b.fake", "a")
    outcomes = [(outcome.status, len(results)) for outcome, results in sme_extract.extract_many([tmp_path / "in"])]
    assert outcomes == [("failed", 0), ("ok", 1)]


def test_settings_can_be_sent_to_another_process():
    import pickle

    settings = sme_extract.Settings(passwords=("a",))
    assert pickle.loads(pickle.dumps(settings)) == settings
