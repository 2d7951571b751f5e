"""What no kind claims: kept with its text, never dropped."""

from sme_extract.extractors.base import Extractor


class Unknown(Extractor):
    """A document of no known kind."""

    kind = "unknown"
