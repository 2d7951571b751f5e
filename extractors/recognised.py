"""Kinds that are told apart today and read tomorrow: cues without fields.

Each moves to a file of its own when it learns to read; until then its documents keep their text.
"""

from sme_extract.extractors.base import Extractor
from sme_extract.extractors.cue import heading, label


class Contract(Extractor):
    """A contract or agreement."""

    kind = "contract"
    cues = (
        heading(r"(合同|协议)(书)?", 2.5),
        heading(r"(?i:agreement|contract)", 2.5),
        label(r"甲方|买方|需方|出租方|发包方|委托方|定作方"),
        label(r"乙方|卖方|供方|承租方|承包方|受托方|承揽方"),
        label(r"违约(责任|金)?"),
        label(r"签字|盖章|签订(日期|地点)"),
    )
