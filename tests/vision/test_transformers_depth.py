"""Which folders hold a model that knows metres, told without torch; and a tiny one that runs where torch is."""

import json
from importlib.util import find_spec

import numpy as np
import pytest

from sme_extract.schemas.errors import EngineError, MissingDependency
from sme_extract.vision import saved_model, transformers_depth
from sme_extract.vision.transformers_depth import TransformersDepth
from tests.fixtures.make import tiny_models

PICTURE = np.random.default_rng(7).integers(0, 255, (96, 128, 3), np.uint8)


@pytest.fixture
def saved(tmp_path, monkeypatch):
    """Make the folder of a model out of its configuration, on a machine where all packages seem to be."""
    for module in (saved_model, transformers_depth):
        monkeypatch.setattr(module, "find_spec", lambda name: name)

    def make(kind, architecture, **more):
        config = {"model_type": kind, "architectures": [architecture], **more}
        (tmp_path / "config.json").write_text(json.dumps(config))
        (tmp_path / "preprocessor_config.json").write_text("{}")
        return TransformersDepth(tmp_path)

    return make


@pytest.mark.parametrize(
    ("kind", "architecture", "more"),
    [
        ("depth_anything", "DepthAnythingForDepthEstimation", {"depth_estimation_type": "metric"}),
        ("zoedepth", "ZoeDepthForDepthEstimation", {}),
        ("depth_pro", "DepthProForDepthEstimation", {}),
    ],
)
def test_models_that_know_metres_are_taken(saved, kind, architecture, more):
    assert saved(kind, architecture, **more).available() is None


@pytest.mark.parametrize(
    ("kind", "architecture", "more"),
    [
        ("depth_anything", "DepthAnythingForDepthEstimation", {"depth_estimation_type": "relative"}),
        ("depth_anything", "DepthAnythingForDepthEstimation", {}),
        ("dpt", "DPTForDepthEstimation", {}),
        ("prompt_depth_anything", "PromptDepthAnythingForDepthEstimation", {"depth_estimation_type": "metric"}),
    ],
)
def test_models_that_do_not_say_that_they_know_metres_are_refused(saved, tmp_path, kind, architecture, more):
    problem = saved(kind, architecture, **more).available()
    assert f"the model in {tmp_path} ({kind}) does not say that it knows metres" in problem
    assert '"depth_estimation_type": "metric". Name a metric one, such as Depth Anything V2 Metric' in problem


@pytest.mark.parametrize(
    ("kind", "architecture"), [("bert", "BertModel"), ("yolos", "YolosForObjectDetection"), ("sam", "SamModel")]
)
def test_models_of_other_tasks_are_refused(saved, tmp_path, kind, architecture):
    model = saved(kind, architecture)
    assert f"the model in {tmp_path} ({kind}) estimates no depth. Name a metric one" in model.available()
    with pytest.raises(MissingDependency, match="estimates no depth"):
        model.depths(PICTURE)


@pytest.mark.parametrize("text", ["", "[1]", "{"])
def test_a_configuration_that_cannot_be_read_is_no_model(saved, tmp_path, text):
    model = saved("zoedepth", "ZoeDepthForDepthEstimation")
    (tmp_path / "config.json").write_text(text)
    assert "(unknown) estimates no depth" in model.available()


def test_what_is_not_there_is_named(saved, tmp_path, monkeypatch):
    model = saved("zoedepth", "ZoeDepthForDepthEstimation")
    (tmp_path / "preprocessor_config.json").unlink()
    assert f"there is no preprocessor_config.json in {tmp_path}" in model.available()
    monkeypatch.setattr(transformers_depth, "find_spec", lambda name: None)
    assert "zoedepth need torchvision" in model.available()
    monkeypatch.setattr(saved_model, "find_spec", lambda name: None)
    assert model.available() == f"the package torch is not installed. {saved_model.MEND}"


@pytest.mark.filterwarnings("default")  # torch warns as it likes
@pytest.mark.skipif(
    not all(map(find_spec, ("torch", "transformers"))), reason="the extra transformers is not installed"
)
class TestWithTorch:
    def test_a_tiny_model_gives_metres_of_every_pixel(self, tmp_path):
        model = TransformersDepth(tiny_models.depth_model(tmp_path))
        assert model.available() is None
        depths = model.depths(PICTURE)
        assert depths.shape == PICTURE.shape[:2]
        assert depths.dtype == np.float64
        assert np.all((depths > 0) & (depths <= 20))
        assert np.array_equal(depths, model.depths(PICTURE))

    def test_a_relative_one_is_refused(self, tmp_path):
        with pytest.raises(MissingDependency, match="does not say that it knows metres"):
            TransformersDepth(tiny_models.depth_model(tmp_path, metric=False)).depths(PICTURE)

    @pytest.mark.parametrize("spoil", ["gone", "damaged", "another", "no number"])
    def test_what_does_not_load_is_told(self, tmp_path, spoil):
        model = TransformersDepth(tiny_models.depth_model(tmp_path))
        config, weights = tmp_path / "config.json", tmp_path / "model.safetensors"
        if spoil == "gone":
            weights.unlink()
        elif spoil == "damaged":
            weights.write_text("version https://git-lfs.github.com/spec/v1\n")
        else:
            size = 16 if spoil == "another" else "x"
            config.write_text(json.dumps(json.loads(config.read_text()) | {"fusion_hidden_size": size}))
        with pytest.raises(MissingDependency, match=f"this model does not load: {tmp_path}"):
            model.depths(PICTURE)

    def test_a_model_that_fails_says_so(self, tmp_path):
        with pytest.raises(EngineError, match="transformers failed"):
            TransformersDepth(tiny_models.depth_model(tmp_path)).depths(PICTURE[:, :, :1])
