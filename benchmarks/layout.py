"""What the layout engine brings: lines that follow each other as a person reads them, and what it costs.

python benchmarks/layout.py [PAGES]
"""

import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from sme_extract.documents.layout.layoutparser_engine import LayoutParserEngine
from sme_extract.documents.layout.reading_order import reading_order
from sme_extract.documents.model import Page
from sme_extract.extractors.normalize import squeeze
from sme_extract.extractors.scope import page_rows
from sme_extract.pipeline.evaluate import evaluate
from sme_extract.pipeline.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.fixtures.make import columns

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
FORMS = ("vat_invoice/scan", "vehicle_sale/scan")


def in_order(page: Page, lines: list[str]) -> float:
    """Share of the neighbouring lines that are neighbours, in this order, in what was read."""
    text = "\n".join(row.text for row in page_rows(page))
    pairs = list(pairwise(map(squeeze, lines)))
    return sum(f"{a}\n{b}" in text for a, b in pairs) / len(pairs)


def main() -> None:
    """One row for each number of columns, then the fields of scanned forms with and without the engine."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    engine = LayoutParserEngine()
    print(f"{'columns':8}{'pages':>6}{'rows only':>11}{'with regions':>14}{'CPU-s a page':>14}")
    for number in (1, 2, 3):
        plain = ordered = spent = 0.0
        for seed in range(n):
            document, lines = columns.document(seed, number)
            page = document.pages[0]
            start = time.process_time()
            parts = reading_order(engine.regions(page))
            spent += time.process_time() - start
            plain += in_order(page, lines)
            ordered += in_order(replace(page, parts=parts), lines)
        print(f"{number:<8}{n:>6}{plain / n:>11.3f}{ordered / n:>14.3f}{spent / n:>14.2f}")
    for folder in FORMS:
        for name in ("off", "layoutparser"):
            total = evaluate(FIXTURES / folder, Settings(layout=name)).total()
            print(f"{folder:24}{name:14} recall {total.recall:.3f} precision {total.precision:.3f}")


if __name__ == "__main__":
    main()
