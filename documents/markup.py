"""Text that is written for machines: it is no table and no letter, whatever its file is called."""

import re

MARKUP = re.compile(r"\s*<(?:[A-Za-z!?/])")  # <html>, <?xml, <!DOCTYPE, </div>
JSON = re.compile(r"""\s*(?:\{\s*["}]|\[\s*(?:["{\[\]]|-?\d|true|false|null))""")  # {"a": 1}, [1, 2], not [TITLE]
PDF = re.compile(r"%PDF|\d+ \d+ obj\b")  # %PDF-1.7, 12 0 obj
PDF_SPAN = 1024
"""Readers look for the mark this far into a file; a file without it is a damaged one."""

SIGNATURES = {
    "%!PS": "a PostScript file",
    "{\\rtf": "a rich text file",
    "MIME-Version:": "a web archive or an e-mail",
    "From: ": "an e-mail",
    "Received: ": "an e-mail",
    "Return-Path: ": "an e-mail",
    "-----BEGIN ": "a key or certificate",
    "#!": "a script",
}


def name_of_code(text: str) -> str | None:
    """What kind of code this is, in words; None for plain text and tables."""
    if MARKUP.match(text):
        return "XML or HTML"
    if JSON.match(text):
        return "JSON"
    if PDF.search(text, 0, PDF_SPAN):
        return "a damaged PDF file"
    start = text.lstrip()
    return next((words for mark, words in SIGNATURES.items() if start.startswith(mark)), None)


def looks_like_code(text: str) -> bool:
    """Whether this is markup, JSON, a script or the like."""
    return name_of_code(text) is not None
