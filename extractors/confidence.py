"""How sure a value is: one formula, the same for every field of every kind.

    start   = min(PRIOR[source], how well it was seen: the engine's confidence of the weakest word)
    doubt   = 1 - start
    doubt  *= CONFIRMED     for every independent confirmation: another channel says the same, the identifier's own
                            check digit holds, an arithmetic rule holds
    result  = (1 - doubt) * CONTRADICTED   for every contradiction: another channel disagrees, a check or rule fails

The OCR prior lies under 0.9 on purpose: pixels alone are never certain; with one confirmation they may be.
"""

from typing import Final

from sme_extract.schemas.result import Source

PRIOR: Final[dict[Source, float]] = {
    "xml": 0.99,
    "ofd": 0.99,
    "qr": 0.99,
    "form": 0.98,
    "text-layer": 0.97,
    "cell": 0.97,
    "ocr": 0.89,
}
CONFIRMED: Final = 0.25
CONTRADICTED: Final = 0.5
CERTAIN: Final = 0.9
"""From here on a value counts as certain."""
REVIEW_BELOW: Final = 0.6
"""A required field under this asks for a person."""


def confidence(source: Source, seen: float, confirmations: int, contradictions: int) -> float:
    """The formula above, to three places. `seen` is the confidence of the weakest word, 0..1: of OCR, of text that
    another program hid under a scan, of what a model proposed."""
    start = min(PRIOR[source], seen)
    doubt = (1 - start) * CONFIRMED**confirmations
    return round((1 - doubt) * CONTRADICTED**contradictions, 3)
