"""The head out of a file that export.py wrote, so that training goes on from what ships.

The file holds each convolution with its normalisation folded in. A training normalises again: so each normalisation is
set, by some pictures' features, to undo itself.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn


def load(head: nn.Module, path: Path, levels: list[torch.Tensor]) -> None:
    """Set the weights of `head` to those of the file; `levels` are features of a batch, as the head takes them."""
    graph = onnx.load(path).graph
    stored = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in stored:
            stored[node.output[0]] = stored[node.input[0]].astype(np.float32)
    convolutions = [
        [torch.from_numpy(stored[name].copy()) for name in node.input[1:]]
        for node in graph.node
        if node.op_type == "Conv" and node.input[1].startswith("head.")
    ]
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
    head.train()
    assert next(pending, None) is None
