"""The head out of weights that train.py kept or of a file that export.py wrote, so that training goes on from there.

The file holds each convolution with its normalisation folded in. A training normalises again: so each normalisation is
set, by some pictures' features, to undo itself.
"""

from pathlib import Path

import backbone
import numpy as np
import onnx
import torch
from network import NAMES, NARROW, Head, grow
from onnx import numpy_helper
from torch import nn


def load(head: Head, path: Path, levels: list[torch.Tensor]) -> None:
    """Make `head` compute what the weights (.pt) or the file (.onnx) do, of its size or narrow.

    `levels` are features of a batch, as the head takes them.
    """
    if path.suffix == ".pt":
        grow(head, torch.load(path))
        return
    graph = onnx.load(path).graph
    stored = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}
    for node in graph.node:
        if node.op_type in ("Cast", "Identity") and node.input[0] in stored:
            stored[node.output[0]] = stored[node.input[0]].astype(np.float32)
    convolutions = [
        [torch.from_numpy(stored[name].copy()) for name in node.input[1:]]
        for node in graph.node
        if node.op_type == "Conv" and node.input[1].startswith("head.")
    ]
    small = Head(tuple(backbone.CHANNELS.values()), len(NAMES), narrow=len(convolutions[0][0]) == NARROW)
    _unfold(small, convolutions, levels)
    grow(head, small.state_dict())


def _unfold(head: Head, convolutions: list[list[torch.Tensor]], levels: list[torch.Tensor]) -> None:
    """Set the weights of `head` to those of the folded convolutions, which come in the order of its forward pass."""
    pending, shift = iter(convolutions), {}

    def convolve(layer, _inputs) -> None:
        weight, bias = next(pending)
        layer.weight.data.copy_(weight)
        if layer.bias is None:
            shift["next"] = bias
        else:
            layer.bias.data.copy_(bias)

    def normalise(layer, inputs) -> None:
        mean, spread = inputs[0].mean((0, 2, 3)), inputs[0].var((0, 2, 3), correction=0)
        layer.running_mean.copy_(mean)
        layer.running_var.copy_(spread)
        layer.weight.data.copy_((spread + layer.eps).sqrt())
        layer.bias.data.copy_(shift["next"] + mean)

    hooks = [
        layer.register_forward_pre_hook(convolve if isinstance(layer, nn.Conv2d) else normalise)
        for layer in head.modules()
        if isinstance(layer, (nn.Conv2d, nn.BatchNorm2d))
    ]
    head.eval()
    with torch.no_grad():
        head(*levels)
    for hook in hooks:
        hook.remove()
    assert next(pending, None) is None
