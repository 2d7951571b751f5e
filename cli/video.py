"""The verb `video`: the floor area of a hall from a walk-through."""

from pathlib import Path
from typing import Annotated

import typer

from sme_extract.cli.options import DEPTH, DETECTOR, LogJson, Verbose, configure

File = Annotated[Path, typer.Argument(metavar="FILE", help="A video of a walk around one hall.", show_default=False)]
Height = Annotated[
    float | None,
    typer.Option(metavar="METRES", help="Of the phone above the floor, measured; doubted by 3 %.", show_default=False),
]
HeightDoubt = Annotated[
    float | None,
    typer.Option(metavar="METRES", help="Standard deviation of that height.", show_default=False),
]
Length = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=METRES",
        help="Wall to wall: longer-side=30.5 or shorter-side=18; between two printed marks: marks=5; height of the "
        "doors: door=2.05. May be repeated.",
    ),
]
MarkerSize = Annotated[
    float | None,
    typer.Option(metavar="METRES", help="Side of printed ArUco markers (4x4_50), on a wall.", show_default=False),
]
PlanFolder = Annotated[
    Path | None,
    typer.Option("--plan", metavar="FOLDER", help="Write the plan (SVG, PNG) and the evidence pictures here."),
]
Overlay = Annotated[
    Path | None,
    typer.Option(metavar="FILE.mp4", help="Write the video with what was found drawn into it.", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("video")(video)


def video(
    file: File,
    *,
    camera_height: Height = None,
    camera_height_sd: HeightDoubt = None,
    known_length: Length = None,
    marker_size: MarkerSize = None,
    detector: DETECTOR = None,
    depth: DEPTH = None,
    plan: PlanFolder = None,
    overlay: Overlay = None,
    verbose: Verbose = 0,
    log_json: LogJson = False,
) -> None:
    """Measure the floor of a hall from a video of a walk around it; one JSON line on stdout, or one a shot.

    A video that gives no area answers with floor_area_m2 null and a finding that says why and what to film instead.
    Walk once around, three metres from the walls, phone level at chest height. Needs: pip install 'sme-extract[video]'
    """
    from sme_extract.pipeline.video import MARKER_SIZES, VideoOptions, known_lengths, measure
    from sme_extract.pipeline.writer import line_of
    from sme_extract.schemas.errors import UsageError

    del verbose, log_json
    if camera_height_sd is not None and (camera_height is None or not 0 <= camera_height_sd < camera_height):
        raise UsageError("bad --camera-height-sd: it goes with a larger --camera-height. Give both.")
    if marker_size is not None and not MARKER_SIZES[0] <= marker_size <= MARKER_SIZES[1]:
        raise UsageError(f"bad --marker-size: {marker_size}. Say the side in metres, 0.2 for 20 cm.")
    options = VideoOptions(camera_height_sd, known_lengths(known_length or ()), marker_size, plan, overlay)
    given = {"camera_height": camera_height, "detector": detector, "depth": depth}
    settings = configure({key: value for key, value in given.items() if value is not None}).settings
    for result in measure(file, settings, options, lambda stage: typer.echo(f"{stage} ...", err=True)):
        typer.echo(line_of(result))
