"""SAM and its kin outline everything and name nothing: a folder of one is refused before torch is looked at."""

import json

import pytest

from sme_extract.pipeline.detectors import detector_of
from sme_extract.pipeline.settings import Settings
from sme_extract.schemas.errors import ExitCode, MissingDependency
from sme_extract.vision import saved_model


@pytest.mark.parametrize(
    ("kind", "architecture"), [("sam", "SamModel"), ("sam2_video", "Sam2VideoModel"), ("sam3", "Sam3Model")]
)
def test_masks_without_classes_are_refused_with_what_to_name_instead(tmp_path, monkeypatch, kind, architecture):
    monkeypatch.setattr(saved_model, "find_spec", lambda name: name)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": kind, "architectures": [architecture]}))
    with pytest.raises(MissingDependency) as caught:
        detector_of(Settings(detector=f"transformers:{tmp_path}"))
    assert caught.value.exit_code == ExitCode.MISSING_DEPENDENCY
    for part in (
        str(tmp_path),
        f"is a SAM ({kind})",
        "no classes, so nothing can be counted",
        "RT-DETR",
        "Mask2Former",
    ):
        assert part in str(caught.value)
