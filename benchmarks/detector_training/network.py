"""The trained part of the detector: a feature pyramid and an anchor-free head, and the loss that teaches it.

A place of the grid says for each class whether a thing's box is its to draw, and how far the box reaches from there.
Places are given to boxes as in TOOD (Feng et al., 2021), and the score is taught to be the quality of the box.
"""

import torch
from torch import nn
from torch.nn import functional

NAMES = ("person", "forklift", "pallet_truck", "truck", "pallet", "carton_stack", "rack", "machine", "door", "column")
STRIDES = (8, 16, 32)
WIDTH = 128
NARROW = 64
"""Width of the head of the first goes, which had no `Deeper` either."""
CANDIDATES = 9
"""Places that may draw the same box."""
LONGEST = 6.0
"""Largest logarithm of a reach, in strides."""


def _mix(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def _block(channels: int, stride: int = 1, *, deeper: bool = False) -> nn.Sequential:
    """Depth-wise, then point-wise."""
    deep = nn.Conv2d(channels, channels, 3, stride, 1, groups=channels, bias=False)
    made = nn.Sequential(deep, nn.BatchNorm2d(channels), *_mix(channels, channels))
    return made.append(Deeper(channels)) if deeper else made


class Deeper(nn.Module):
    """Adds to its input what a block makes of it: nothing as long as nothing was learned."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.block = _block(channels)[:-1]
        self.silence()

    def silence(self) -> None:
        """Make it add nothing."""
        nn.init.zeros_(self.block[-1].weight)
        nn.init.zeros_(self.block[-1].bias)

    def forward(self, level):
        return level + self.block(level)


class Head(nn.Module):
    """Features of the backbone at three strides to boxes (B x N x 4, pixels) and logits of the classes (B x N x C)."""

    def __init__(self, channels: tuple[int, int, int], classes: int, *, narrow: bool = False) -> None:
        """`narrow` is the head of the first goes."""
        super().__init__()
        width = NARROW if narrow else WIDTH

        def block() -> nn.Sequential:
            return _block(width, deeper=not narrow)

        self.enter = nn.ModuleList([_mix(count, width) for count in channels])
        self.down = nn.ModuleList([_block(width) for _ in range(2)])
        self.shrink = nn.ModuleList([_block(width, 2) for _ in range(2)])
        self.up = nn.ModuleList([_block(width) for _ in range(2)])
        self.stem = nn.ModuleList([block() for _ in STRIDES])
        self.named = nn.ModuleList([nn.Sequential(block(), nn.Conv2d(width, classes, 1)) for _ in STRIDES])
        self.placed = nn.ModuleList([nn.Sequential(block(), nn.Conv2d(width, 4, 1)) for _ in STRIDES])
        for named, placed in zip(self.named, self.placed, strict=True):
            nn.init.constant_(named[-1].bias, -4.6)  # one place in a hundred shows something
            nn.init.constant_(placed[-1].bias, 0.7)

    def forward(self, fine, middle, coarse):
        fine, middle, coarse = (enter(level) for enter, level in zip(self.enter, (fine, middle, coarse), strict=True))
        middle = self.down[0](middle + functional.interpolate(coarse, scale_factor=2.0))
        fine = self.down[1](fine + functional.interpolate(middle, scale_factor=2.0))
        middle = self.up[0](middle + self.shrink[0](fine))
        coarse = self.up[1](coarse + self.shrink[1](middle))
        boxes, logits = [], []
        for number, level in enumerate((fine, middle, coarse)):
            shared = self.stem[number](level)
            reach = self.placed[number](shared).float().clamp(-LONGEST, LONGEST).exp().flatten(2).transpose(1, 2)
            at = places(level.shape[2:], STRIDES[number])
            reach = reach * STRIDES[number]
            boxes.append(torch.cat([at - reach[..., :2], at + reach[..., 2:]], dim=2))
            logits.append(self.named[number](shared).float().flatten(2).transpose(1, 2))
        return torch.cat(boxes, dim=1), torch.cat(logits, dim=1)


def grow(head: Head, weights: dict[str, torch.Tensor]) -> None:
    """Make a head compute what one of the same or a smaller size does that has these weights.

    What it has more of keeps its own weights, but adds nothing to the rest.
    """
    for module in head.modules():
        if isinstance(module, Deeper):
            module.silence()
    own = head.state_dict()
    for name, weight in weights.items():
        if weight.dim() == 4 and own[name].shape[1] > weight.shape[1]:
            own[name][: len(weight)] = 0  # further channels are not heard by the old ones
        own[name][tuple(slice(size) for size in weight.shape)] = weight


def places(size, stride: int) -> torch.Tensor:
    """Middles (h*w x 2: x, y; pixels) of a level's cells."""
    y, x = torch.meshgrid(torch.arange(int(size[0])), torch.arange(int(size[1])), indexing="ij")
    return (torch.stack([x, y], dim=-1).reshape(-1, 2) + 0.5) * stride


def overlap(one: torch.Tensor, other: torch.Tensor, *, generous: bool = False) -> torch.Tensor:
    """IoU of boxes that broadcast; `generous` takes off what lies between them (GIoU)."""
    low, high = torch.maximum(one[..., :2], other[..., :2]), torch.minimum(one[..., 2:], other[..., 2:])
    both = (high - low).clamp(min=0).prod(-1)
    union = (one[..., 2:] - one[..., :2]).prod(-1) + (other[..., 2:] - other[..., :2]).prod(-1) - both
    share = both / union.clamp(min=1e-6)
    if not generous:
        return share
    low, high = torch.minimum(one[..., :2], other[..., :2]), torch.maximum(one[..., 2:], other[..., 2:])
    hull = (high - low).prod(-1).clamp(min=1e-6)
    return share - (hull - union) / hull


def loss(boxes, logits, truths, grid):
    """Mean loss of a batch; `truths` holds for each picture (boxes K x 4, classes K), -1 for what may be missed."""
    named = placed = torch.zeros(())
    total = torch.zeros(())
    for own_boxes, own_logits, (every_box, every_class) in zip(boxes, logits, truths, strict=True):
        unsure = every_box[every_class < 0]
        true_boxes, classes = every_box[every_class >= 0], every_class[every_class >= 0]
        aims, weight = torch.zeros_like(own_logits), torch.ones(len(own_logits))
        if len(classes):
            owner, quality = _assign(own_boxes.detach(), own_logits.detach().sigmoid(), true_boxes, classes, grid)
            taken = owner >= 0
            aims[taken, classes[owner[taken]]] = quality[taken]
            apart = 1 - overlap(own_boxes[taken], true_boxes[owner[taken]], generous=True)
            placed = placed + (apart * quality[taken]).sum()
        if len(unsure):
            weight[_inside(grid, unsure).any(0) & (aims.sum(1) == 0)] = 0
        chance = own_logits.sigmoid().detach()
        focus = torch.where(aims > 0, aims, 0.75 * chance**2)  # varifocal: easy background counts little
        bits = functional.binary_cross_entropy_with_logits(own_logits, aims, reduction="none")
        named = named + (bits * focus * weight[:, None]).sum()
        total = total + aims.sum()
    return (named + 2.0 * placed) / total.clamp(min=1.0)


def _inside(grid, boxes):
    """Whether each place (N) lies in each box (K): K x N."""
    return ((grid[None] > boxes[:, None, :2]) & (grid[None] < boxes[:, None, 2:])).all(2)


def _assign(boxes, scores, true_boxes, classes, grid):
    """For each place the box that it is to draw (-1: none) and how good it is to be."""
    share = overlap(true_boxes[:, None], boxes[None])
    fit = scores[:, classes].T.sqrt() * share**4
    middle = (true_boxes[:, :2] + true_boxes[:, 2:]) / 2
    nearest = torch.cdist(middle, grid).topk(2, largest=False).indices
    open_ = _inside(grid, true_boxes).scatter(1, nearest, value=True)  # a tiny box may hold no place
    fit = (fit + 1e-9) * open_
    best = fit.topk(min(CANDIDATES, fit.shape[1])).indices
    chosen = torch.zeros_like(open_).scatter(1, best, value=True) & open_
    owner = torch.where(chosen, share + 1e-6, torch.zeros_like(share)).max(0)
    owner = torch.where(owner.values > 0, owner.indices, -1)
    fit = fit * (owner[None] == torch.arange(len(classes))[:, None])
    ideal = (share * (fit > 0)).amax(1, keepdim=True)
    quality = (fit / fit.amax(1, keepdim=True).clamp(min=1e-9) * ideal).amax(0)
    return owner, quality
