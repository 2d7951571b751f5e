"""Typed results of walk-through videos of halls."""

from typing import Any, Literal

from sme_extract.schemas.fields import Count, FieldModel, Number, Text, printed
from sme_extract.schemas.result import Extracted, ExtractionResult

Table = Extracted[list[dict[str, Any]]] | None
Points = Extracted[list[tuple[str, str]]] | None


class FactoryVideoFields(FieldModel):
    """What a video of a hall shows. Lengths are metres; each measured value has its interval.

    A refused measurement has null for `floor_area_m2` and a finding of severity error that says why and what to film.
    """

    floor_area_m2: Number = printed("floor between the walls, columns and machines included")
    unobserved_m2: Number = printed("part of the floor that was never in sight")
    longer_side_m: Number = printed("longer extent of the floor")
    shorter_side_m: Number = printed("shorter extent of the floor")
    floor_polygon_m: Points = printed("corners of the floor, x and y, counter-clockwise, origin in the middle")
    walls: Table = printed("each wall: start, end, length_m, points that bear it out")
    scale_references: Table = printed("what the scale rests on: kind, metres, relative_sd, residual (a share)")
    camera_height_m: Number = printed("height of the phone above the floor, at the scale found")
    path_m: Number = printed("length of the walk")
    objects: Table = printed("class, count, sure, possible, confidence, counted_by (floor, tracks or one-picture)")
    persons_max_at_once: Count = printed("most people that three pictures show at once")
    persons_counted_by: Text = printed("tracks: followed over time; one-picture: not followed")
    detector: Text = printed("what looked for objects, with its version")
    plan_svg: Text = printed("file with the plan")
    plan_png: Text = printed("file with the plan")
    seconds: Number = printed("length of the video, or of the shot where the video was cut")
    begins_at_seconds: Number = printed("where the shot begins, in a video that was cut")
    ends_at_seconds: Number = printed("where it ends")
    frame_rate: Number = printed("pictures a second, as the file says")
    frame_size: Text = printed("width x height in pixels, upright")
    codec: Text = printed("four letters")
    keyframes: Count = printed("pictures that were worked on")
    registered: Count = printed("those whose place was found")
    read_out_ms: Number = printed("time that the sensor takes to read one picture")
    focal_length: Number = printed("in widths of the picture")
    reprojection_px: Number = printed("mean error of the points in the pictures")
    height_spread_percent: Number = printed("how much the scale changed along the walk, before correction")
    cross_check_percent: Number = printed("by how much the area of a second way of finding the path is larger")


class FactoryVideoItem(FieldModel):
    """One object; its evidence is the picture that shows it best, with its box in pixels of the upright video."""

    object_class: Text = printed("person, forklift, pallet_truck, truck, pallet, carton_stack, rack, machine, door ...")
    number: Count = printed("among those of its class, as on the overlay")
    x_m: Number = printed("place on the plan; null where only the picture tells")
    y_m: Number = printed("place on the plan")
    views: Count = printed("pictures that show it")
    counted_by: Text = printed("floor, tracks or one-picture")


class FactoryVideoResult(ExtractionResult):
    """Result of kind `factory_video`; its items are the objects that were counted."""

    kind: Literal["factory_video"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: FactoryVideoFields  # type: ignore[assignment]
    items: tuple[FactoryVideoItem, ...] = ()  # type: ignore[assignment]
