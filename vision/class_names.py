"""Names of classes: ours, and those that public models use for the same things.

The table is short on purpose: a label that may mean something else, such as `box`, keeps its own name.
"""

CLASSES = (
    "person", "forklift", "pallet_truck", "truck", "pallet", "carton_stack", "rack", "machine", "door", "column",
)  # fmt: skip
"""Classes that objects are counted under."""
SYNONYMS = {
    "pedestrian": "person",
    "worker": "person",
    "fork_lift": "forklift",
    "forklift_truck": "forklift",
    "hand_pallet_truck": "pallet_truck",
    "pallet_jack": "pallet_truck",
    "lorry": "truck",
    "pallet_rack": "rack",
    "pillar": "column",
}
"""Labels of COCO, Open Images, LOCO and the like, in the spelling of `spelled`."""


def spelled(label: str) -> str:
    """A label in our spelling: `Pallet Jack` is `pallet_jack`."""
    return "_".join(label.strip().lower().replace("-", " ").replace("_", " ").split())


def our_name(label: str) -> str:
    """The class of ours that a label means; the label itself, in our spelling, where none does."""
    name = spelled(label)
    return SYNONYMS.get(name, name)
