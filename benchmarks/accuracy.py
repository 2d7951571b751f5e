"""The table of the README: what comes out of the fixtures, by kind and carrier.

python benchmarks/accuracy.py [FOLDER]
"""

import sys
from collections import defaultdict
from pathlib import Path

from sme_extract.pipeline.evaluate import Score, evaluate
from sme_extract.pipeline.settings import Settings

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
PIXELS = ("scan", "photo")


def cell(score: Score) -> str:
    """`right of n`, wrong ones named; a dash where there is nothing to score."""
    if not score.n:
        return "–"
    wrong = f", {score.wrong} wrong" if score.wrong else ""
    return f"{score.right} of {score.n}{wrong}"


def main() -> None:
    """One row a kind: native carriers, scans, photos, and wrong values that look certain."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FIXTURES
    kinds: dict[str, dict[str, Score]] = defaultdict(lambda: defaultdict(Score))
    for (group, _), score in evaluate(folder, Settings()).rows.items():
        kind, _, carrier = group.partition("/")
        if kind != "demo":
            kinds[kind][carrier if carrier in PIXELS else "native"].add(score)
    print("| kind | native | scan | photo | silent |\n| --- | --: | --: | --: | --: |")
    for kind, scores in sorted(kinds.items()):
        silent = sum(score.silent for score in scores.values())
        print(f"| `{kind}` | {' | '.join(cell(scores[c]) for c in ('native', *PIXELS))} | {silent} |")


if __name__ == "__main__":
    main()
