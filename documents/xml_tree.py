"""XML from strangers: no DTD, no entities, no network; local names only; encodings as issuers really write them."""

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from sme_extract.documents.model import Node
from sme_extract.schemas.errors import DamagedDocument

Element = etree._Element  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
"""The parser's own element: used where the exact text matters; everything else sees `Node`."""

# `<?xml version="1.0" encoding="GBK"?>`
_DECLARATION = re.compile(r"""<\?xml\s[^>]*?(?:encoding\s*=\s*["']([A-Za-z0-9._:-]+)["'][^>]*)?\?>""")
# Blanks, instructions and comments, each taken whole (atomic groups: no backtracking), then a document type.
_DOCTYPE = re.compile(r"(?>\s+|<\?(?>.*?\?>)|<!--(?>.*?-->))*+<!DOCTYPE", re.DOTALL)
_START = re.compile(r"\s*<[?!A-Za-z_:\u0080-\uffff]")
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
# Characters that XML 1.0 forbids; some issuers paste them into remarks.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# GB18030 holds GBK and GB2312, and issuers write characters of the larger set under the smaller name.
_CHINESE = frozenset({"gb2312", "gbk", "gb18030"})
_HEAD_BYTES = 4096
_MIN_COMMON_SHARE = 0.9


def parse_xml(data: bytes) -> Node:
    """The whole document as nodes. Raises `DamagedDocument`, also for a document type declaration."""
    return to_node(parse_element(data))


def parse_element(data: bytes) -> Element:
    """The root element, parsed as `parse_xml` does."""
    text = decode_xml(data).lstrip("\ufeff \t\r\n")
    if _DOCTYPE.match(text):
        raise DamagedDocument("the XML has a document type declaration, which is refused. Ask for a file without it.")
    # The declaration is dropped because the text is UTF-8 from here on.
    body = _FORBIDDEN.sub("", _DECLARATION.sub("", text, count=1)).encode()
    try:
        return etree.fromstring(body, _parser(recover=False))
    except etree.XMLSyntaxError as error:
        root = _without_namespace_errors(body)
        if root is None:
            raise DamagedDocument(f"the XML is not well-formed: {error.msg}") from error
        return root


def looks_like_xml(data: bytes) -> bool:
    """Whether the first kilobytes begin like an XML document that is not HTML."""
    head = data[:_HEAD_BYTES]
    encoding = _marked_encoding(head) or _silent_utf16(head) or "latin-1"
    text = head.decode(encoding, "ignore").lstrip("\ufeff")
    return bool(_START.match(text)) and not _HTML.search(text)


def decode_xml(data: bytes) -> str:
    """The text, by byte order mark, by what the bytes prove, then by the declaration."""
    encoding = _marked_encoding(data) or _silent_utf16(data)
    if encoding is not None:
        return _strict(data, encoding)
    match = _DECLARATION.match(data[:_HEAD_BYTES].decode("latin-1").lstrip())
    declared = _codec(match.group(1) or "" if match else "")
    utf8 = _valid(data, "utf-8")
    if utf8 is not None and (declared in {"", "utf-8"} or (declared in _CHINESE and _has_han(utf8))):
        return utf8
    if declared in _CHINESE:
        return _strict(data, "gb18030")
    if declared in {"", "utf-8"}:
        return _undeclared_chinese(data)
    return _strict(data, declared)


def to_node(element: Element) -> Node:
    """Element and all below it, with local names and stripped own text."""
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    return Node(
        name=local_name(element),
        text=own.strip(),
        attributes={_local(str(key)): str(value) for key, value in element.attrib.items() if str(key) != "xmlns:"},
        children=tuple(to_node(child) for child in element),
    )


def local_name(element: Element) -> str:
    """Name without namespace and without an unbound prefix."""
    return _local(str(element.tag))


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Direct children with one of these local names; none of a missing element."""
    if element is not None:
        yield from (child for child in element if local_name(child) in names)


def first(element: Element | None, *path: str) -> Element | None:
    """First child along a path of local names."""
    for name in path:
        element = next(children(element, name), None)
    return element


def text_at(element: Element | None, *path: str) -> str:
    """Stripped text of the first child along a path; empty when absent."""
    found = first(element, *path)
    return "" if found is None else (found.text or "").strip()


def attribute(element: Element, name: str) -> str:
    """Attribute by local name, stripped; empty when absent."""
    plain = element.get(name)
    if plain is not None:
        return plain.strip()
    return next((str(value).strip() for key, value in element.attrib.items() if _local(str(key)) == name), "")


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _without_namespace_errors(body: bytes) -> Element | None:
    """Second try for `<:eInvoice xmlns:="">` and undeclared prefixes; None when anything else is wrong too."""
    parser = _parser(recover=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None
    log = list(parser.error_log)
    harmless = bool(log) and all(entry.type_name.startswith("NS_ERR_") for entry in log)
    return root if harmless else None


def _local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2]


def _marked_encoding(data: bytes) -> str | None:
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _silent_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark, told by the zero beside the first `<`."""
    return {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(data[:2])


def _codec(name: str) -> str:
    if not name:
        return ""
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def _valid(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strict(data: bytes, encoding: str) -> str:
    text = _valid(data, encoding)
    if text is None:
        raise DamagedDocument(f"the XML is not valid {encoding} text. Ask the issuer for the file again.")
    return text


def _has_han(text: str) -> bool:
    return any("\u2e80" <= char <= "\uffee" for char in text)


def _undeclared_chinese(data: bytes) -> str:
    """GB18030 under a wrong or missing declaration. Believed only where nearly all of it is common Chinese,
    since Latin-1 text can pass for rare characters."""
    text = _strict(data, "gb18030")
    foreign = [char for char in text if char > "\x7f"]
    common = sum(1 for char in foreign if _is_gb2312(char))
    if common < _MIN_COMMON_SHARE * len(foreign):
        raise DamagedDocument("the XML is neither valid UTF-8 nor GB18030 text. Ask the issuer for the file again.")
    return text


def _is_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
