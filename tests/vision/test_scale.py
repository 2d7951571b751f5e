import pytest

from sme_extract.vision.scale import TAPE_SD, Reference, camera_height_reference, fuse, side_reference


def test_one_reference_is_the_scale():
    scale = fuse([Reference("longer_side", 30.0, 12.0, 0.01)])
    assert (scale.metres_per_unit, scale.relative_sd) == (pytest.approx(2.5), pytest.approx(0.01))


def test_the_sharper_reference_weighs_more():
    scale = fuse([Reference("a", 1.04, 1.0, 0.04), Reference("b", 1.0, 1.0, 0.01)])
    assert 1.0 < scale.metres_per_unit < 1.01
    assert scale.residual(scale.references[0]) == pytest.approx(0.04, abs=0.01)


def test_agreement_sharpens_and_disagreement_blurs():
    alone = Reference("a", 1.0, 1.0, 0.02)
    assert fuse([alone, Reference("b", 1.0, 1.0, 0.02)]).relative_sd < 0.02
    assert fuse([alone, Reference("b", 1.2, 1.0, 0.02)]).relative_sd > 0.02


def test_unknown_height_is_the_usual_one_and_doubtful():
    usual, given = camera_height_reference(1.0, None, None), camera_height_reference(1.0, 1.42, None)
    assert (usual.kind, given.kind) == ("usual_camera_height", "camera_height")
    assert usual.relative_sd > 1.8 * given.relative_sd
    assert camera_height_reference(1.0, 1.42, 0.005).relative_sd < given.relative_sd


def test_a_side_is_doubted_more_where_its_end_was_not_seen():
    seen, half, bare = (side_reference("longer_side", 15.0, 10.0, share) for share in (0.0, 0.5, 1.0))
    assert (seen.scale, seen.relative_sd) == (1.5, TAPE_SD)
    assert seen.relative_sd < half.relative_sd < bare.relative_sd < 0.05
    assert side_reference("longer_side", 60.0, 40.0, 1.0).relative_sd < bare.relative_sd


def test_what_was_measured_is_not_moved_by_what_is_usual():
    height, person = camera_height_reference(1.0, 1.5, None), Reference("person", 1.68, 1.25, 0.075)
    fused = fuse([height, person])
    assert fused.metres_per_unit == pytest.approx(1.5)
    assert fused.residual(person) == pytest.approx(1.344 / 1.5 - 1)
    assert fuse([camera_height_reference(1.0, None, None), person]).metres_per_unit < 1.48
