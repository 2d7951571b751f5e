import pytest

from sme_extract.pipeline.configuration import resolve
from sme_extract.pipeline.detectors import detector_of, notices
from sme_extract.pipeline.process import check
from sme_extract.pipeline.registry import DETECTORS, Plugin, Registry
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.errors import MissingDependency, PluginError, UsageError
from sme_extract.vision.detection import Detection


class Plain:
    """Finds one kite."""

    name, version = "plain", "1.0"

    def available(self):
        return None

    def detect(self, image):
        return [Detection("kite", 0.5, 0, 0, 1, 1)]


class Modelled(Plain):
    name, takes_model, licence = "modelled", True, "AGPL-3.0"

    def __init__(self, model):
        self.model = model


class Absent(Plain):
    def available(self):
        return "the package x is not installed. Run: pip install x."


def broken():
    raise ImportError("no module named acme_yolo")


@pytest.fixture
def registry():
    given = {"plain": lambda: Plain, "modelled": lambda: Modelled, "absent": lambda: Absent, "broken": broken}
    given["bad"] = lambda: object
    return Registry([Plugin(DETECTORS, name, "acme", "1", load) for name, load in given.items()])


@pytest.mark.parametrize("off", ["off", "none"])
def test_there_is_none_where_it_is_off(registry, off):
    assert detector_of(Settings(detector=off), registry) is None
    assert notices(None) == ()


def test_the_named_one_is_made_once_and_says_the_names_of_the_configuration(registry):
    settings = Settings(detector="plain", detector_labels=(("kite", "machine"),))
    assert [one.name for one in detector_of(settings, registry).detect(None)] == ["machine"]
    assert registry.detector("plain") is registry.detector("plain")


def test_the_path_of_a_model_reaches_it(registry, tmp_path):
    detector_of(Settings(detector=f"modelled:{tmp_path}/a:b.pt"), registry)
    assert registry.detector("modelled", f"{tmp_path}/a:b.pt").model == tmp_path / "a:b.pt"


@pytest.mark.parametrize(
    ("detector", "complaint"),
    [
        ("yolo", "unknown detector: yolo. Choose one of off, absent, bad, broken, modelled, plain."),
        ("plain:", "no path after the colon: --detector plain:"),
        ("plain:a.onnx", "takes no model: plain. Leave out the path: --detector plain."),
        ("modelled", "needs a model: modelled. Name its file or folder: --detector modelled:PATH."),
    ],
)
def test_a_wrong_choice_is_refused_before_anything_is_read(registry, detector, complaint):
    with pytest.raises(UsageError) as caught:
        detector_of(Settings(detector=detector), registry)
    assert complaint in str(caught.value)
    with pytest.raises(UsageError):
        check(Settings(ocr="off", detector=detector), registry)


def test_one_that_cannot_run_says_what_mends_it(registry):
    with pytest.raises(MissingDependency, match=r"detector cannot run: absent.*pip install x"):
        detector_of(Settings(detector="absent"), registry)


@pytest.mark.parametrize(("name", "why"), [("broken", "acme_yolo"), ("bad", "lacks name, version, available, detect")])
def test_one_that_does_not_load_is_left_out_and_told(registry, name, why):
    with pytest.raises(PluginError, match=why):
        detector_of(Settings(detector=name), registry)
    assert detector_of(Settings(detector="plain"), registry) is not None


def test_a_result_says_so_where_the_licence_binds(registry, tmp_path):
    (finding,) = notices(detector_of(Settings(detector=f"modelled:{tmp_path}"), registry))
    assert finding.severity == "info"
    assert "modelled 1.0, which is under AGPL-3.0" in finding.message
    assert notices(detector_of(Settings(detector="plain"), registry)) == ()


def configured(tmp_path, text):
    (tmp_path / "sme-extract.toml").write_text(text, encoding="utf-8")
    return resolve({}, {"HOME": str(tmp_path)}, tmp_path).settings


def test_labels_are_read_from_the_configuration(tmp_path):
    settings = configured(tmp_path, 'detector = "onnx:own.onnx"\n[detector_labels]\n"叉车" = "forklift"\n')
    assert settings.detector == "onnx:own.onnx"
    assert settings.detector_labels == (("叉车", "forklift"),)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('detector_labels = "person"', "detector_labels: .*wants a table"),
        ('[detector-labels]\nvan = "trucks"', "class 'trucks' of the label 'van' is not known. Did you mean truck"),
        ("[detector_labels]\nvan = 5", "class 5 of the label 'van' is not known. Known: person, forklift"),
    ],
)
def test_labels_that_name_no_class_are_refused(tmp_path, text, complaint):
    with pytest.raises(UsageError, match=complaint):
        configured(tmp_path, text)
