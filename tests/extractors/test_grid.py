"""Cells own the words that stand in them, whatever the carrier."""

from sme_extract.documents.grid import make_cell, make_page
from sme_extract.documents.model import Cell, Document, Page, Table, Word
from sme_extract.extractors.grid import grids
from sme_extract.extractors.scope import Scope
from sme_extract.schemas.geometry import BoundingBox

RULED = Table(
    (
        Cell("", 0, 0, BoundingBox(0, 0, 100, 20)),
        Cell("", 0, 1, BoundingBox(100, 0, 200, 20)),
        Cell("", 1, 0, BoundingBox(0, 20, 200, 60), column_span=2),
    ),
    2,
    2,
    bbox=BoundingBox(0, 0, 200, 60),
)


def scope_of(*words: Word, ruled=(RULED,), tables=()) -> Scope:
    page = Page(1, 300, 200, words, tables, ruled=lambda: ruled)
    return Scope.of(Document("a.pdf", "0" * 64, "application/pdf", "test", (page,)))


def word(text: str, left: float, top: float, right: float, bottom: float, **more) -> Word:
    return Word(text, BoundingBox(left, top, right, bottom), "ocr", 0.9, **more)


def test_words_fall_into_their_cells():
    (grid,) = grids(scope_of(word("金 额", 5, 4, 40, 14), word("12.50", 110, 4, 150, 14)))
    assert [cell.text for cell in grid.cells] == ["金额", "12.50", ""]
    assert grid.at(0, 1).span("x").bbox == BoundingBox(110, 4, 150, 14)
    assert [[cell.text for cell in row] for row in grid.rows()] == [["金额", "12.50"], [""]]


def test_a_word_across_a_ruling_is_cut():
    edges = tuple((60.0 + 10 * i, 70.0 + 10 * i) for i in range(8))
    (grid,) = grids(scope_of(word("合计金额1234", 60, 4, 140, 14, edges=edges)))
    assert (grid.at(0, 0).text, grid.at(0, 1).text) == ("合计金额", "1234")
    assert grid.at(0, 1).span("x").bbox.left == 100


def test_lines_of_a_cell_are_joined_in_reading_order():
    (grid,) = grids(scope_of(word("宁波某某", 5, 24, 60, 34), word("有限公司", 5, 40, 60, 50)))
    assert grid.at(1, 1).text == "宁波某某有限公司"


def test_spreadsheet_cells_come_first():
    sheet = Table((Cell("a", 0, 0, BoundingBox(0, 0, 72, 14)),), 1, 1, "Sheet1", BoundingBox(0, 0, 72, 14))
    (grid,) = grids(scope_of(Word("a", BoundingBox(0, 0, 72, 14), "cell"), tables=(sheet,)))
    assert (grid.name, grid.at(0, 0).text, grid.at(0, 0).span("x").source) == ("Sheet1", "a", "cell")


def test_what_lies_outside_is_in_no_cell_and_empty_tables_are_none():
    assert grids(scope_of(word("别处", 5, 100, 40, 110))) == ()


def test_a_row_without_cells_takes_no_words():
    cells = (Cell("", 0, 0, BoundingBox(0, 0, 100, 20)), Cell("", 2, 0, BoundingBox(0, 28, 100, 48)))
    gap = Table(cells, 3, 1, bbox=BoundingBox(0, 0, 100, 48))
    (grid,) = grids(scope_of(word("12.50", 5, 4, 40, 14), word("7.00", 5, 32, 40, 42), ruled=(gap,)))
    assert [cell.text for cell in grid.cells] == ["12.50", "7.00"]


def test_a_cell_over_empty_rows_keeps_its_words():
    cells = [make_cell("1", 0, 0), make_cell("2", 1, 0), make_cell("3", 4, 2)]
    sheet = Document("x.xlsx", "0" * 64, "", "test 1.0", pages=(make_page(cells, 1),))
    [grid] = grids(Scope.of(sheet))
    assert [cell.text for cell in grid.cells] == ["1", "2", "3"]


def test_a_title_wider_than_the_table_takes_no_words():
    cells = [make_cell("title", 0, 0, columns=4), *(make_cell(f"{r}{c}", r, c) for r in (1, 2) for c in (0, 2))]
    sheet = make_page(cells, 1)
    [grid] = grids(Scope.of(Document("a.xlsx", "0" * 64, "", "test", (sheet,))))
    assert [[cell.text for cell in row] for row in grid.rows()] == [["title"], ["10", "12"], ["20", "22"]]


def test_an_amount_that_reaches_over_a_ruling_stays_whole():
    [grid] = grids(scope_of(word("4,274.61", 40, 5, 105, 15), word("25,647.66", 120, 5, 180, 15)))
    assert [cell.text for cell in grid.cells][:2] == ["4,274.61", "25,647.66"]


def test_amounts_of_two_cells_read_as_one_word_are_parted():
    [grid] = grids(scope_of(word("4,274.6125,647.66", 20, 5, 190, 15)))
    assert [cell.text for cell in grid.cells][:2] == ["4,274.61", "25,647.66"]


def test_rulings_that_lean_cut_each_row_where_its_own_cells_begin():
    cells = tuple(
        Cell(
            "",
            row,
            column,
            BoundingBox(100 * column + 12 * row, 20 * row, 100 * (column + 1) + 12 * row, 20 * row + 20),
        )
        for row in range(3)
        for column in range(2)
    )
    table = Table(cells, 3, 2, bbox=BoundingBox(0, 0, 224, 60))
    words = word("对方", 101, 4, 121, 14), word("12", 108, 44, 120, 54), word("尾数", 125, 44, 145, 54)
    (grid,) = grids(scope_of(*words, ruled=(table,)))
    assert [[cell.text for cell in row] for row in grid.rows()] == [["", "对方"], ["", ""], ["12", "尾数"]]
