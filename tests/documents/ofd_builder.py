"""Builds small OFD packages for tests: real structure, invented content."""

import hashlib
import io
import zipfile
from dataclasses import dataclass, field

from sme_extract.documents.model import Document
from sme_extract.documents.ofd_reader import OfdReader
from sme_extract.documents.reader import Blob, ReadOptions

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MM = 72 / 25.4


def text_object(text, *, boundary="10 10 80 5", object_id="100", size=4, code="", inner="", **attributes):
    extra = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<ofd:TextObject ID="{object_id}" Boundary="{boundary}" Size="{size}" Font="1"{extra}>{inner}'
        f'<ofd:TextCode X="0" Y="4" {code}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def content(*objects, area="", template="", layer=""):
    box = f"<ofd:Area><ofd:PhysicalBox>{area}</ofd:PhysicalBox></ofd:Area>" if area else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {NS}>{box}{template}<ofd:Content>'
        f"<ofd:Layer ID='1' {layer}>{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>"
    )


@dataclass
class OfdBuilder:
    """One document; every part can be replaced or removed through `parts`."""

    pages: list[str] = field(default_factory=list)
    info: str = "<ofd:DocID>1</ofd:DocID>"
    body: str = ""
    common: str = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 140</ofd:PhysicalBox></ofd:PageArea>"
    document: str = ""
    parts: dict[str, str | bytes | None] = field(default_factory=dict)

    def files(self):
        refs = "".join(
            f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(1, len(self.pages) + 1)
        )
        files = {
            "OFD.xml": f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocInfo>{self.info}</ofd:DocInfo>"
            f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{self.body}</ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData>{self.common}</ofd:CommonData>"
            f"<ofd:Pages>{refs}</ofd:Pages>{self.document}</ofd:Document>",
        }
        files |= {f"Doc_0/Pages/Page_{n}/Content.xml": page for n, page in enumerate(self.pages, start=1)}
        return {name: data for name, data in (files | self.parts).items() if data is not None}

    def build(self) -> bytes:
        return pack(self.files())


def pack(files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def blob(data: bytes, path: str = "a.ofd") -> Blob:
    return Blob(path, data, hashlib.sha256(data).hexdigest())


def read(data: bytes, **options) -> Document:
    reader = OfdReader()
    return reader.read(blob(data), "application/ofd", ReadOptions(**options))


def read_page(*objects, **page):
    """The only page of a document that draws these objects."""
    return read(OfdBuilder([content(*objects, **page)]).build()).pages[0]


def texts(page):
    return [word.text for word in page.words]
