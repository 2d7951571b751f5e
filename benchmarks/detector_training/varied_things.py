"""Things of every name in shapes, sizes and surfaces that differ each time.

Each function makes one at a place, turned by `yaw`. What a name means stays as the generator has it: a pallet's box
holds its load, a door may be a gate.
"""

import numpy as np
from varied_kit import GOODS, Kit

from tests.fixtures.make.hall_things import Thing


def carton_stack(kit: Kit, x, y, yaw) -> Thing:
    rng = kit.rng
    wide, deep, tall = rng.uniform(0.3, 1.6), rng.uniform(0.3, 1.2), rng.uniform(0.3, 2.0)
    kind = rng.random()
    if kind < 0.5:
        parts = kit.cartons(wide, deep, tall, 0.0)
    else:
        texture = kit.some("cardboard" if rng.random() < 0.85 else "film")
        parts = [((0, 0, tall / 2), (wide / 2, deep / 2, tall / 2), texture)]
        if rng.random() < 0.5:
            top, share, off = rng.uniform(0.15, 0.5), rng.uniform(0.3, 0.95), rng.uniform(-0.4, 0.4)
            half = (wide * share / 2, deep * rng.uniform(0.4, 1) / 2, top / 2)
            place = (off * wide * (1 - share), 0, tall + top / 2)
            parts.append((place, half, kit.some("cardboard"), float(rng.normal(0, 0.1))))
            tall += top
    if rng.random() < 0.25:
        side = rng.uniform(0.15, 0.35)
        spot = (wide / 2 + side + 0.02, rng.uniform(-0.3, 0.3) * deep, side)
        parts.append((spot, (side, side, side), kit.some("cardboard"), float(rng.normal(0, 0.3))))
    return Thing("carton_stack", x, y, (wide, deep, tall), kit.boxes(x, y, yaw, parts))


def pallet(kit: Kit, x, y, yaw) -> Thing:
    rng, wood = kit.rng, kit.some("planks" if kit.rng.random() < 0.85 else "painted")
    wide, deep, tall = rng.uniform(0.8, 1.3), rng.uniform(0.75, 1.2), rng.uniform(0.11, 0.17)
    kind, parts = rng.random(), []
    if kind < 0.12:  # empty ones, stacked
        count = int(rng.integers(2, 12))
        for number in range(count):
            base = number * tall
            parts.append(((0, 0, base + tall - 0.02), (wide / 2, deep / 2, 0.02), wood))
            feet = ((0, dy * deep, base + tall / 2) for dy in (-0.43, 0, 0.43))
            parts += [(at, (wide / 2, 0.05, tall / 2 - 0.02), wood) for at in feet]
        tall *= count
    else:
        parts = kit.deck(wide, deep, tall, wood)
        if kind > 0.35:
            load, share = rng.uniform(0.2, 1.8), rng.uniform(0.75, 1.03, 2)
            parts += kit.load(wide * share[0], deep * share[1], load, tall)
            tall += load
    return Thing("pallet", x, y, (wide, deep, tall), kit.boxes(x, y, yaw, parts))


def door(kit: Kit, x, y, yaw) -> Thing:
    """One leaf, two, or a gate; a frame, a handle, a lamp above, a step below."""
    rng, kind = kit.rng, kit.rng.random()
    wide, tall, texture = rng.uniform(0.7, 1.15), rng.uniform(1.9, 2.3), kit.some("leaf")
    if kind > 0.8:
        wide, tall, texture = rng.uniform(2.2, 3.8), rng.uniform(2.3, 3.9), kit.some("shutter")
    elif kind > 0.65:
        wide, tall, texture = rng.uniform(1.3, 2.0), rng.uniform(2.0, 2.6), kit.some("leaf")
    if rng.random() < 0.12:
        texture = kit.some(str(rng.choice(["painted", "any", "shutter", "planks"])))
    thick, parts = rng.uniform(0.02, 0.06), []
    parts.append(((0, 0, tall / 2), (wide / 2, thick, tall / 2), texture))
    if rng.random() < 0.6:
        frame, rim = kit.some("painted" if rng.random() < 0.85 else "striped"), rng.uniform(0.03, 0.12)
        parts += [
            ((side * (wide + rim) / 2, 0, tall / 2), (rim / 2, thick + 0.03, tall / 2), frame) for side in (-1, 1)
        ]
        parts.append(((0, 0, tall + rim / 2), (wide / 2 + rim, thick + 0.03, rim / 2), frame))
    if rng.random() < 0.6 and kind <= 0.8:
        hand, side = kit.some("painted"), float(rng.choice([-1, 1]))
        parts.append(((side * wide * 0.42, 0, rng.uniform(0.95, 1.1)), (0.06, thick + 0.06, 0.015), hand))
    boxes = kit.boxes(x, y, yaw, parts)
    if rng.random() < 0.3:  # a lit sign over it is no part of it
        kit.loose += kit.boxes(x, y, yaw, [((0, 0, tall + 0.3), (0.2, 0.05, 0.09), kit.some("painted"))])
    return Thing("door", x, y, (wide, 0.06, tall), boxes)


def column(kit: Kit, x, y, yaw) -> Thing:
    rng, texture, tall = kit.rng, kit.some("painted"), kit.height
    half, kind = rng.uniform(0.08, 0.35), rng.random()
    if kind < 0.4:
        parts = [((0, 0, tall / 2), (half, half * rng.uniform(0.7, 1.3), tall / 2), texture)]
    elif kind < 0.75:  # a steel beam
        parts = [((0, dy, tall / 2), (half, 0.015, tall / 2), texture) for dy in (-half, half)]
        parts.append(((0, 0, tall / 2), (0.012, half, tall / 2), texture))
    else:
        parts = kit.cylinder(0, 0, tall / 2, half, tall / 2, texture)
    if rng.random() < 0.4:
        guard = rng.uniform(0.4, 1.6)
        cover = kit.some("striped" if rng.random() < 0.6 else "painted")
        parts.append(((0, 0, guard / 2), (half * 1.2, half * 1.4, guard / 2), cover))
    turn = yaw if rng.random() < 0.5 else 0.0
    return Thing("column", x, y, (2 * half, 2 * half, tall), kit.boxes(x, y, turn, parts))


def machine(kit: Kit, x, y, yaw) -> Thing:
    rng = kit.rng
    wide, deep, tall = rng.uniform(1.0, 3.8), rng.uniform(0.7, 1.9), rng.uniform(0.9, 2.6)
    one, two, three = (kit.some("plate" if rng.random() < 0.8 else "painted") for _ in range(3))
    shape = rng.choice(["boxes", "boxes", "press", "belt", "tank", "frame"])
    if shape == "press":
        parts = [((0, 0, tall * 0.18), (wide / 2, deep / 2, tall * 0.18), one)]
        parts += [((dx * wide, 0, tall * 0.55), (wide * 0.1, deep * 0.35, tall * 0.25), two) for dx in (-0.35, 0.35)]
        parts.append(((0, 0, tall * 0.9), (wide * 0.48, deep * 0.45, tall * 0.12), three))
    elif shape == "belt":
        tall = rng.uniform(0.7, 1.1)
        parts = [((0, 0, tall), (wide / 2, deep * 0.25, 0.06), kit.some("painted"))]
        parts += [((dx * wide, 0, tall / 2), (0.05, deep * 0.25, tall / 2), two) for dx in (-0.45, 0, 0.45)]
        parts.append(((wide * 0.3, 0, tall + 0.3), (wide * 0.14, deep * 0.4, 0.35), three))
    elif shape == "tank":
        radius = min(wide, deep) / 2
        parts = kit.cylinder(0, 0, tall * 0.55, radius, tall * 0.45, kit.some("painted"))
        parts.append(((radius * 1.2, 0, 0.5), (0.25, 0.2, 0.5), one))
        parts.append(((0, 0, tall * 1.05), (0.15, 0.15, 0.12), two))
    elif shape == "frame":
        post = kit.some("painted")
        parts = [((0, 0, tall * 0.25), (wide / 2, deep / 2, tall * 0.12), one)]
        parts += [((dx * wide, dy * deep, tall / 2), (0.04, 0.04, tall / 2), post) for dx in (-0.48, 0.48)
                  for dy in (-0.47, 0.47)]  # fmt: skip
        parts.append(((0, 0, tall), (wide / 2, deep / 2, 0.05), post))
        parts.append(((rng.uniform(-0.3, 0.3) * wide, 0, tall * 0.6), (wide * 0.15, deep * 0.3, tall * 0.25), two))
    else:
        low = rng.uniform(0.4, 0.95)
        parts = [((0, 0, tall * low / 2), (wide / 2, deep / 2, tall * low / 2), one)]
        for texture in (two, three)[: int(rng.integers(0, 3))]:
            half = np.array([wide * rng.uniform(0.08, 0.35), deep * rng.uniform(0.2, 0.5), tall * (1 - low) / 2])
            at = ((wide / 2 - half[0]) * rng.uniform(-1, 1), (deep / 2 - half[1]) * rng.uniform(-1, 1))
            parts.append(((*at, tall * low + half[2]), tuple(half), texture))
    if rng.random() < 0.5:
        post = (wide * 0.5 + 0.15, -deep * 0.3, rng.uniform(0.6, 0.9))
        parts.append((post, (0.12, rng.uniform(0.08, 0.25), post[2]), kit.some("plate")))
    if rng.random() < 0.3:
        parts.append(((wide * 0.3, 0, tall + 0.35), (0.03, 0.03, 0.4), kit.some("any")))
    return Thing("machine", x, y, (wide, deep, tall), kit.boxes(x, y, yaw, parts))


def rack(kit: Kit, x, y, yaw) -> Thing:
    rng, bays = kit.rng, int(kit.rng.integers(1, 4))
    bay, deep, tall = rng.uniform(0.9, 5.4 / max(bays, 2)), rng.uniform(0.4, 1.15), rng.uniform(1.8, 5.0)
    bay = min(bay, 2.8)
    post, beam = kit.some("painted"), kit.some("painted")
    thick, decks = rng.uniform(0.02, 0.06), rng.random() < 0.5
    long, levels = bays * bay, int(rng.integers(2, 6))
    edges = [number * bay - long / 2 for number in range(bays + 1)]
    parts = [((dx, dy * deep, tall / 2), (thick, thick, tall / 2), post) for dx in edges for dy in (-0.48, 0.48)]
    first, step = rng.uniform(0.05, 0.3), (tall - 0.2) / levels
    full, goods = rng.uniform(0.1, 1.0), [kit.some(str(kind)) for kind in rng.choice(GOODS, 3)]
    for level in range(levels):
        z = first + level * step
        parts += [((0, dy * deep, z), (long / 2, 0.02, rng.uniform(0.02, 0.07)), beam) for dy in (-0.48, 0.48)]
        if decks:
            parts.append(((0, 0, z), (long / 2, deep * 0.46, 0.015), post))
        for number in range(bays * (2 if bay > 1.4 else 1)):
            if rng.random() < full:
                share = bay / (2 if bay > 1.4 else 1)
                rise = rng.uniform(0.25, 0.85) * (step - 0.1)
                half = (share * rng.uniform(0.25, 0.46), deep * rng.uniform(0.3, 0.48), rise / 2)
                at = ((number + 0.5) * share - long / 2, 0, z + 0.06 + rise / 2)
                parts.append((at, half, goods[int(rng.integers(3))]))
    if rng.random() < 0.15:
        parts.append(((0, deep * 0.49, tall / 2), (long / 2, 0.01, tall / 2), kit.some("painted")))
    return Thing("rack", x, y, (long, deep, tall), kit.boxes(x, y, yaw, parts))


def forklift(kit: Kit, x, y, yaw) -> Thing:
    rng = kit.rng
    body, mast, black = kit.some("painted"), kit.some("painted"), kit.some("dark")
    long, wide, roof = rng.uniform(0.7, 1.1), rng.uniform(0.42, 0.6), rng.uniform(1.9, 2.3)
    rise, lift = rng.uniform(0.9, 1.35), rng.choice([0.08, 0.08, rng.uniform(0.2, 1.8)])
    parts = [((0, 0, 0.6), (long, wide, rng.uniform(0.25, 0.4)), body)]
    parts.append(((-long * 0.75, 0, 0.75), (long * 0.3, wide * 0.97, 0.42), body if rng.random() < 0.5 else black))
    parts.append(((-long * 0.25, 0, 1.05), (0.24, 0.24, 0.08), black))
    parts.append(((-long * 0.45, 0, 1.3), (0.06, 0.24, 0.25), black))
    if rng.random() < 0.85:
        guard = black if rng.random() < 0.6 else body
        parts.append(((-long * 0.15, 0, roof), (long * 0.6, wide * 0.9, 0.03), guard))
        parts += [((dx * long, dy * wide, (roof + 0.8) / 2), (0.03, 0.03, (roof - 0.8) / 2), guard)
                  for dx in (-0.7, 0.4) for dy in (-0.85, 0.85)]  # fmt: skip
    for dx, radius in ((-0.65, rng.uniform(0.2, 0.28)), (0.65, rng.uniform(0.25, 0.33))):
        parts += [((dx * long, dy * wide, radius), (radius, 0.1, radius), black) for dy in (-0.9, 0.9)]
    front = long + 0.08
    parts += [((front, dy, rise), (0.05, 0.045, rise), mast) for dy in (-0.3, 0.3)]
    parts += [((front, 0, z), (0.03, 0.3, 0.03), mast) for z in (rise, 2 * rise)]
    parts.append(((front + 0.06, 0, lift + 0.25), (0.03, 0.45, 0.2), black))
    parts += [((front + 0.6, dy, lift), (0.55, 0.05, 0.025), mast) for dy in (-0.25, 0.25)]
    if rng.random() < 0.35:
        deck = kit.deck(1.1, 0.9, 0.14, kit.some("planks"), lift + 0.03)
        deck += kit.load(1.05, 0.85, rng.uniform(0.3, 1.2), lift + 0.17)
        load = [((dx + front + 0.65, dy, z), *rest) for (dx, dy, z), *rest in deck]
        kit.more.append(Thing("pallet", x, y, (1.1, 0.9, 1.0), kit.boxes(x, y, yaw, load)))
    if rng.random() < 0.4:
        kit.more.append(_driver(kit, x, y, yaw, -long * 0.2))
    return Thing("forklift", x, y, (2 * long + 1, 2 * wide, 2.1), kit.boxes(x, y, yaw, parts))


def _driver(kit: Kit, x, y, yaw, dx) -> Thing:
    coat, legs, head = kit.some("cloth"), kit.some("cloth"), kit.some("skin")
    parts = [((dx, 0, 1.4), (0.12, 0.2, 0.3), coat), ((dx, 0, 1.84), (0.09, 0.08, 0.13), head)]
    parts += [((dx + 0.2, dy, 1.15), (0.22, 0.07, 0.07), legs) for dy in (-0.1, 0.1)]
    parts += [((dx + 0.2, dy, 1.4), (0.2, 0.05, 0.05), coat) for dy in (-0.23, 0.23)]
    return Thing("person", x, y, (0.5, 0.5, 1.9), kit.boxes(x, y, yaw, parts))


def pallet_truck(kit: Kit, x, y, yaw) -> Thing:
    """By hand, with a slanted tiller, or with a motor; now and then under a loaded pallet."""
    rng, body, grip = kit.rng, kit.some("painted"), kit.some("painted")
    apart, reach, fork = rng.uniform(0.16, 0.24), rng.uniform(0.5, 0.65), rng.uniform(0.06, 0.12)
    parts = [((0.1, dy, fork), (reach, 0.075, 0.03), body) for dy in (-apart, apart)]
    parts += [((reach, dy, fork / 2), (0.06, 0.03, fork / 2), grip) for dy in (-apart, apart)]
    back = 0.1 - reach
    lean, tall = rng.uniform(0, 0.7), rng.uniform(1.0, 1.35)
    if rng.random() < 0.65:
        high = rng.uniform(0.2, 0.3)
        parts.append(((back - 0.05, 0, high), (0.09, apart + 0.06, high * 0.7), body))
        parts.append(((back - 0.12, 0, 0.09), (0.09, 0.06, 0.09), grip))
        foot = 2 * high
    else:
        foot = rng.uniform(0.6, 0.95)
        parts.append(((back - 0.2, 0, foot / 2), (0.2, apart + 0.15, foot / 2), kit.some("plate")))
        if rng.random() < 0.5:
            parts += [((back - 0.02, dy, 0.9), (0.03, 0.05, 0.9), grip) for dy in (-0.2, 0.2)]
    end = (back - 0.15 - lean, 0, tall)
    parts += kit.bar((back - 0.12, 0, foot * 0.8), end, 0.02, grip, 5 if lean > 0.15 else 1)
    wide = rng.uniform(0.12, 0.22)
    parts.append((end, (0.03, wide, 0.03), grip))
    if rng.random() < 0.5:
        parts += [((end[0] + 0.03, dy, tall - 0.08), (0.025, 0.02, 0.09), grip) for dy in (-wide, wide)]
    if rng.random() < 0.25:
        deck = kit.deck(1.1, 0.9, 0.14, kit.some("planks"), fork)
        load = rng.uniform(0.2, 1.1)
        deck += kit.load(1.0, 0.85, load, fork + 0.14) if rng.random() < 0.8 else []
        moved = [((dx + 0.2, dy, z), *rest) for (dx, dy, z), *rest in deck]
        kit.more.append(Thing("pallet", x, y, (1.1, 0.9, 0.3), kit.boxes(x, y, yaw, moved)))
    return Thing("pallet_truck", x, y, (1.4, 0.55, tall), kit.boxes(x, y, yaw, parts))


def truck(kit: Kit, x, y, yaw) -> Thing:
    rng = kit.rng
    body, cab, glass, tyre = (kit.some(kind) for kind in ("lorry", "painted", "glass", "dark"))
    cab = body if rng.random() < 0.3 else cab
    long, wide, tall = rng.uniform(2.4, 5.4), rng.uniform(0.85, 1.25), rng.uniform(1.4, 2.6)
    wheel, floor = rng.uniform(0.32, 0.5), rng.uniform(0.6, 1.1)
    front, high = long / 2, rng.uniform(0.8, 1.15)
    back, shape = (-0.8, 0, floor + tall / 2), rng.random()
    if shape < 0.65:
        parts = [(back, (front, wide, tall / 2), body)]
        if rng.random() < 0.6:  # doors at the back, with bars
            parts.append(
                (
                    (-0.8 - front - 0.01, 0, floor + tall / 2),
                    (0.012, wide * 0.97, tall / 2 - 0.05),
                    kit.some("lorry"),
                )
            )
            parts += [
                ((-0.82 - front, dy, floor + tall / 2), (0.02, 0.02, tall / 2 - 0.1), tyre) for dy in (-0.4, 0.02, 0.4)
            ]
    elif shape < 0.85:  # an open bed
        parts = [((-0.8, 0, floor + 0.06), (front, wide, 0.06), body)]
        parts += [((-0.8, dy * wide, floor + 0.3), (front, 0.02, 0.25), body) for dy in (-1, 1)]
        parts.append(((-0.8 - front, 0, floor + 0.3), (0.02, wide, 0.25), body))
        if rng.random() < 0.5:
            load = kit.load(long * 0.6, wide * 1.5, rng.uniform(0.4, 1.4), floor + 0.12)
            parts += [((dx - 0.8, dy, z), *rest) for (dx, dy, z), *rest in load]
    else:  # a van: the body reaches to the bonnet
        floor, tall = 0.4, rng.uniform(1.4, 2.1)
        cab = body
        parts = [((-0.8, 0, floor + tall / 2), (front, wide * 0.9, tall / 2), body)]
    nose = front - 0.65 + 0.8
    parts.append(((nose, 0, 0.45 + high), (0.8, wide * 0.92, high), cab))
    parts.append(((nose + 0.81, 0, 0.45 + high * 1.4), (0.02, wide * 0.82, high * 0.38), glass))
    parts += [((nose + 0.15, dy * wide * 0.92, 0.45 + high * 1.4), (0.4, 0.02, high * 0.35), glass) for dy in (-1, 1)]
    lamps, grille = kit.some("painted"), kit.some("painted")
    parts += [((nose + 0.81, dy * wide, 0.75), (0.02, 0.14, 0.09), lamps) for dy in (-0.7, 0.7)]
    parts.append(((nose + 0.82, 0, 0.55), (0.03, wide * 0.9, 0.13), grille))
    parts += [((-0.8 - front, dy * wide, floor - 0.12), (0.03, 0.12, 0.06), lamps) for dy in (-0.8, 0.8)]
    axles = [-0.8 - front * 0.6, nose] + ([-0.8 - front * 0.6 + 2.2 * wheel] if rng.random() < 0.4 else [])
    for dx in axles:
        for dy in (-0.88, 0.88):
            parts.append(((dx, dy * wide, wheel), (wheel * 0.92, 0.14, wheel * 0.92), tyre))
            parts.append(((dx, dy * wide * 1.02, wheel), (wheel * 0.45, 0.145, wheel * 0.45), grille))
    parts.append(((-0.3, 0, floor - 0.12), (front + 0.6, 0.4, 0.1), tyre))
    return Thing("truck", x, y, (long + 2, 2 * wide, floor + tall), kit.boxes(x, y, yaw, parts))


def person(kit: Kit, x, y, yaw) -> Thing:
    """Standing or striding, arms down or forward, a helmet, hair or a cap, a box in the hands."""
    rng, parts = kit.rng, []
    k = float(np.clip(rng.normal(1.70, 0.1), 1.45, 1.95)) / 1.75
    broad = rng.uniform(0.8, 1.3)
    coat, legs, skin = kit.some("cloth"), kit.some("cloth"), kit.some("skin")
    sleeve = coat if rng.random() < 0.7 else skin
    stride, thick = rng.uniform(0, 0.3), 0.085 * k * broad
    for side in (-1, 1):
        hip, foot = (0, side * 0.1 * k, 0.85 * k), (side * stride, side * 0.1 * k, 0.05)
        parts += kit.bar(foot, hip, thick * 0.8, legs, 4 if stride > 0.08 else 1)
        parts.append(((foot[0] + 0.05, foot[1], 0.04), (0.13, 0.05, 0.04), kit.some("painted")))
        reach, down = rng.uniform(0, 0.45), rng.uniform(0.8, 1.2)
        arm = 0.25 * k * broad
        parts += kit.bar((0, side * arm, 1.42 * k), (reach, side * arm, down * k), 0.045 * k, sleeve, 3)
        parts.append(((reach, side * arm, down * k - 0.05), (0.04, 0.04, 0.06), skin))
    parts.append(((0, 0, 1.15 * k), (0.12 * k * broad, 0.19 * k * broad, 0.33 * k), coat))
    parts.append(((0, 0, 1.62 * k), (0.09 * k, 0.075 * k, 0.12 * k), skin))
    top = rng.random()
    if top < 0.85:
        cover, rim = kit.some("painted"), 0.02 if top < 0.4 else 0.0
        parts.append(((-0.01, 0, 1.7 * k), (0.1 * k + rim, 0.09 * k + rim, 0.07 * k), cover))
    if rng.random() < 0.12:
        side = rng.uniform(0.12, 0.25)
        parts.append(((0.3, 0, 1.1 * k), (side, side * 1.2, side), kit.some("cardboard")))
    return Thing("person", x, y, (0.4, 0.5, 1.75 * k), kit.boxes(x, y, yaw, parts))
