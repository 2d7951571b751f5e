"""The tags that a camera writes into a picture: what took it, when and roughly where. Nothing else is kept.

Names of owners and photographers, comments and serial numbers of cameras stay in the file. Places are rounded before
they go anywhere: the street is wanted, not the person. Source: CIPA DC-008 (Exif 2.32).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from PIL.ExifTags import GPS, IFD, Base
from PIL.Image import Exif

PLAIN = {Base.Make: "Make", Base.Model: "Model", Base.Software: "Software", Base.DateTime: "DateTime"}
PLACES = 3
"""Decimals of a degree that are kept: about a hundred metres."""
LONGEST = 64
"""Characters of a tag; what is longer was not written by a camera."""


def camera_tags(exif: Exif) -> dict[str, str]:
    """Make, Model, Software, DateTime (of the file), DateTimeOriginal (of the picture) and Place, where stated."""
    detail = exif.get_ifd(IFD.Exif)
    taken = detail.get(Base.DateTimeOriginal) or detail.get(Base.DateTimeDigitized)
    stated = {name: exif.get(tag) for tag, name in PLAIN.items()} | {
        "DateTimeOriginal": taken,
        "Place": place(exif.get_ifd(IFD.GPSInfo)),
    }
    texts = {name: _text(value) for name, value in stated.items() if value is not None}
    return {name: text for name, text in texts.items() if text}


def place(gps: Mapping[int, Any]) -> str | None:
    """Rounded latitude and longitude, `29.868,121.544`; None where they are not whole, or the null island."""
    try:
        latitude = _degrees(gps[GPS.GPSLatitude]) * (-1 if gps[GPS.GPSLatitudeRef] == "S" else 1)
        longitude = _degrees(gps[GPS.GPSLongitude]) * (-1 if gps[GPS.GPSLongitudeRef] == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude == 0 and longitude == 0):
        return None
    return f"{latitude:.{PLACES}f},{longitude:.{PLACES}f}"


def _degrees(parts: Sequence[Any]) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _text(value: Any) -> str:
    words = value.decode("ascii", "ignore") if isinstance(value, bytes) else str(value)
    clean = " ".join(words.replace("\0", " ").split())
    return clean if len(clean) <= LONGEST else ""
