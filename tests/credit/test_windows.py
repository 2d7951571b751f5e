from datetime import date

import numpy as np
import pytest

from sme_extract.credit.windows import month_number, month_numbers, window


@pytest.mark.parametrize(
    ("name", "as_of", "first", "last"),
    [
        ("t12m", "2026-01-01", "2025-01-01", "2025-12-31"),
        ("t12m", "2026-01-30", "2025-01-01", "2025-12-31"),
        ("t12m", "2026-01-31", "2025-02-01", "2026-01-31"),
        ("t3m", "2026-03-15", "2025-12-01", "2026-02-28"),
        ("t1m", "2024-03-01", "2024-02-01", "2024-02-29"),
        ("m7_12", "2026-01-01", "2025-01-01", "2025-06-30"),
        ("m13_24", "2026-01-01", "2024-01-01", "2024-12-31"),
        ("fy", "2026-06-05", "2025-01-01", "2025-12-31"),
    ],
)
def test_windows_are_complete_months_before_the_day(name, as_of, first, last):
    span = window(name, date.fromisoformat(as_of))
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)
    assert span.days == (span.last - span.first).days + 1


def test_the_window_before_ends_where_the_window_begins():
    span = window("t12m", date(2026, 1, 1))
    assert (span.before().first, span.before().last) == (date(2024, 1, 1), date(2024, 12, 31))


def test_month_numbers_of_days():
    days = np.array(["2026-01-31", "1969-12-01", "NaT"], dtype="datetime64[D]")
    assert month_numbers(days).tolist()[:2] == [month_number(date(2026, 1, 1)), month_number(date(1969, 12, 1))]
    assert month_numbers(days)[2] < 0
