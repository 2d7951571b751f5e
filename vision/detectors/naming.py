"""A detector whose objects bear our names of classes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sme_extract.vision.class_names import our_name, spelled
from sme_extract.vision.detection import Detection, Detector
from sme_extract.vision.video import Image


class Naming:
    """Speaks for a detector; the user's table of labels goes before ours."""

    def __init__(self, detector: Detector, labels: Mapping[str, str]) -> None:
        """`labels`: classes by label of the model, in any spelling."""
        self._detector = detector
        self._labels = {spelled(label): name for label, name in labels.items()}
        self.name, self.version = detector.name, detector.version
        self.licence: str = getattr(detector, "licence", "")

    def available(self) -> str | None:
        """As the detector says."""
        return self._detector.available()

    def detect(self, image: Image) -> Sequence[Detection]:
        """What the detector finds, under our names. Raises what the detector raises."""
        return [replace(one, name=self._named(one.name)) for one in self._detector.detect(image)]

    def _named(self, label: str) -> str:
        return self._labels.get(spelled(label)) or our_name(label)
