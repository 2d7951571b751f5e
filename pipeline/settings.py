"""What a user may choose, frozen and picklable. Built once at the edge and passed down; nothing below reads the
environment or a file."""

from dataclasses import dataclass, field
from datetime import date

from sme_extract.documents.reader import Limits
from sme_extract.extractors.transaction_category import CategoryRule

OCR_OFF = LAYOUT_OFF = DETECTOR_OFF = DEPTH_OFF = "off"
"""The value of `ocr` that leaves pages without a text layer unread, of `layout` that looks for no regions, of
`detector` that looks for no objects, and of `depth` that estimates none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One choice for each field; a key of the configuration has the same name."""

    limits: Limits = field(default_factory=Limits)
    ocr: str = "rapidocr"
    ocr_model_dir: str | None = None
    """Folder with the engine's model files; None takes those that come with it."""
    layout: str = "off"
    """Layout engine; `off` reads every page row by row."""
    layout_model: str | None = None
    """Model file for the layout engine; None takes the one that comes with it."""
    qr: bool = True
    kind: str | None = None
    """Every document is of this kind; None lets the classifier say."""
    passwords: tuple[str, ...] = ()
    fail_fast: bool = False
    mask_personal: bool = True
    as_of: date | None = None
    """The day that the work is for: validity is reckoned from it. None reckons nothing; the clock is never asked."""
    category: tuple[CategoryRule, ...] = ()
    """Rules for categories of bank transactions, tried before those that come with it."""
    document_engine: str = "transformers"
    """Which engine runs `document_model`."""
    document_model: str | None = None
    """Folder or hub id of a model that is asked for the fields that nothing else found; None asks none."""
    camera_height: float | None = None
    """Metres above the floor at which videos were filmed; None takes the usual height of a phone, with its doubt."""
    detector: str = "hall"
    """Detector of objects in videos and photos, `NAME` or `NAME:PATH` with the path of its model."""
    detector_labels: tuple[tuple[str, str], ...] = ()
    """Pairs of a label of the detector's model and the class that it stands for here."""
    depth: str = "off"
    """Model that estimates depth in metres in videos, `NAME:FOLDER`, as one more reference of their scale."""
    debug_overlay: str | None = None
    """A folder that gets a picture of every page with what was read drawn on it; None draws nothing."""
