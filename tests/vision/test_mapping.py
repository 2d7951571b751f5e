from dataclasses import dataclass

import pytest

from sme_extract.vision import mapping
from sme_extract.vision.mapping import Mapper


@dataclass(eq=False)
class Model:
    """As much of the solver's model as the choice between models needs."""

    registered: int
    torn: bool = False

    def num_reg_images(self):
        return self.registered

    def write(self, folder):
        pass


@pytest.fixture
def mapper(tmp_path, monkeypatch):
    """A mapper of 100 pictures whose beginnings give the models that a test names, and the starts that it made."""

    def make(*beginnings, longer=(), left=100.0):
        images = tmp_path / "images"
        images.mkdir()
        for number in range(100):
            (images / f"{number:06d}.jpg").touch()
        begun = iter(beginnings)

        def mapped(self, options, start=""):
            starts.append(start or "begin")
            return list(longer) if start else next(begun)

        monkeypatch.setattr(mapping, "first_pairs", lambda database: [(1, 2)] * (len(beginnings) + 1))
        monkeypatch.setattr(Mapper, "_mapped", mapped)
        monkeypatch.setattr(Mapper, "_options", lambda self, pair=(): mapping._options((1, 2)))
        made = Mapper(
            tmp_path / "points.db", images, tmp_path / "models", is_whole=lambda one: not one.torn, left=lambda: left
        )
        return made, starts

    pytest.importorskip("pycolmap", reason="needs the extra `video`")
    starts = []
    return make


def test_a_whole_model_of_nearly_all_pictures_ends_the_search(mapper):
    good = Model(97)
    made, starts = mapper([good], [Model(100)])
    assert made.built() is good
    assert starts == ["begin"]


def test_a_torn_model_counts_half_and_another_beginning_is_tried(mapper):
    whole = Model(96)
    made, starts = mapper([Model(100, torn=True)], [whole])
    assert made.built() is whole
    assert starts == ["begin", "begin"]


def test_a_beginning_that_gives_nothing_is_not_counted_as_a_try(mapper):
    last = Model(99)
    made, starts = mapper([], [], [], [], [last])
    assert made.built() is last
    assert len(starts) == 5


def test_a_part_is_continued_with_easier_conditions(mapper, tmp_path):
    longer = Model(98)
    made, starts = mapper([Model(60)], longer=[longer])
    assert made.built() is longer
    assert starts == ["begin", tmp_path / "models" / "part"]


def test_nothing_is_begun_anew_when_the_time_is_over(mapper):
    part = Model(40)
    made, starts = mapper([part], [Model(99)], left=0.0)
    assert made.built() is part
    assert starts.count("begin") == 1


def test_the_solver_gets_the_time_that_is_left(tmp_path):
    pytest.importorskip("pycolmap", reason="needs the extra `video`")
    (tmp_path / "images").mkdir()
    made = Mapper(tmp_path / "x.db", tmp_path / "images", tmp_path / "m", is_whole=lambda _: True, left=lambda: 41.7)
    assert made._options().max_runtime_seconds == 41
