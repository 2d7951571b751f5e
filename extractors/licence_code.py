"""QR codes of licences: a link of the register that carries the code, or lines of plain text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from sme_extract.extractors.checks import uscc
from sme_extract.extractors.find import Channel
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import Scope, Span

_LONGEST = 2048
# ...?uniscid=91330212MA109Y0355, or the code after a label
_USCC = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
# 名称:宁波某某有限公司;
_NAME = re.compile(r"(?:企业)?名称:(?P<value>[^;,:|]{4,80}?)(?=[;,|]|统一社会|法定|注册|$)")

# GR202333001234, JY11105000000005
_NUMBER = re.compile(r"(?<![0-9A-Z])(?:G[RFS][0-9]{12}|(?:JY|SC|YB)[0-9]{14})(?![0-9])")


def _uscc(text: str) -> str | None:
    found = {match for match in _USCC.findall(text.upper()) if uscc(match)}
    return found.pop() if len(found) == 1 else None


def _name(text: str) -> str | None:
    match = _NAME.search(text)
    return match["value"] if match else None


def _number(text: str) -> str | None:
    found = set(_NUMBER.findall(text))
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class CodePart:
    """What `read` finds in each code on the pages."""

    read: Callable[[str], str | None]
    name: str
    channel: Channel = "qr"
    labels: tuple[str, ...] = ()

    def __call__(self, scope: Scope) -> Iterator[Span]:
        """The part, code by code."""
        for page, code in scope.codes:
            value = self.read(squeeze(unquote(code.payload[:_LONGEST])))
            if value:
                yield Span(value, "qr", f"qr:{self.name}", page, code.bbox, locator=code.payload[:_LONGEST])


def code_uscc() -> CodePart:
    """The credit code, if the QR code holds exactly one whose check character is right."""
    return CodePart(_uscc, "uscc")


def code_name() -> CodePart:
    """The name, in codes of plain text."""
    return CodePart(_name, "name")


def code_number() -> CodePart:
    """The number of a certificate or permit, if the QR code holds exactly one."""
    return CodePart(_number, "number")


def payload() -> CodePart:
    """The whole text."""
    return CodePart(str, "payload")
