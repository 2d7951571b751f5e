"""The frozen part of the detector as ONNX: a MobileNetV2 that Google trained on Open Images, read from its TFLite file.

The file lies in the npm package @mediapipe/objectron 0.4.1675468480 (Apache-2.0), packed with other assets:

npm pack @mediapipe/objectron@0.4.1675468480   # then name the .tgz here; the module `tflite` (pip) reads its content

It is an SSD: layers up to a stride of 32 pixels feed our own head, and what it says of persons is kept as it is.
"""

import json
import re
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LOADER = "package/objectron_solution_packed_assets_loader.js"
ASSETS = "package/objectron_solution_packed_assets.data"
MODEL = "object_detection_ssd_mobilenetv2_oidv4_fp16.tflite"
PERSON = 4
"""Line of the label map that says Person (0 is the background)."""
CLASSES = 24
FEATURES = {"fine": 169, "middle": 195, "coarse": 212}
"""Tensors that our head reads, at strides of 8, 16 and 32 pixels."""
CHANNELS = {"fine": 192, "middle": 576, "coarse": 320}
SIDE = 300
"""Pixels of the square picture that the SSD was trained on; its anchors are shares of it."""
SCALES = (0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1.0)
PREDICTORS = ((195, 16), (213, 32))
"""Tensors that the SSD's own predictors read, and their stride; coarser ones find only what fills a picture."""


@dataclass(slots=True)
class Layer:
    """One operation of the TFLite graph."""

    kind: str
    inputs: list
    output: int
    weight: np.ndarray | None = None
    bias: np.ndarray | None = None
    stride: int = 1
    clipped: bool = False


def unpack(package: Path) -> bytes:
    """The TFLite file inside the npm package."""
    with tarfile.open(package) as archive:
        loader = archive.extractfile(LOADER).read().decode()
        assets = archive.extractfile(ASSETS).read()
    listed = json.loads(re.search(r'loadPackage\((\{"files".*?\})\);', loader, re.DOTALL).group(1))["files"]
    place = next(entry for entry in listed if entry["filename"].endswith(MODEL))
    return assets[place["start"] : place["end"]]


def read(content: bytes) -> list[Layer]:
    """Layers in order; convolution weights as (out, in, row, column)."""
    import tflite

    model = tflite.Model.GetRootAsModel(content, 0)
    graph = model.Subgraphs(0)
    kinds = {value: name for name, value in vars(tflite.BuiltinOperator).items() if isinstance(value, int)}
    constants, layers = {}, []
    for number in range(graph.OperatorsLength()):
        operator = graph.Operators(number)
        kind = kinds[model.OperatorCodes(operator.OpcodeIndex()).BuiltinCode()]
        inputs, output = [int(i) for i in operator.InputsAsNumpy()], int(operator.OutputsAsNumpy()[0])
        if kind == "DEQUANTIZE":  # weights are stored in half precision
            tensor = graph.Tensors(inputs[0])
            data = model.Buffers(tensor.Buffer()).DataAsNumpy().tobytes()
            constants[output] = np.frombuffer(data, np.float16).reshape(tensor.ShapeAsNumpy()).astype(np.float32)
        elif kind in {"CONV_2D", "DEPTHWISE_CONV_2D"}:
            options = (tflite.Conv2DOptions if kind == "CONV_2D" else tflite.DepthwiseConv2DOptions)()
            options.Init(operator.BuiltinOptions().Bytes, operator.BuiltinOptions().Pos)
            order = (0, 3, 1, 2) if kind == "CONV_2D" else (3, 0, 1, 2)
            weight, bias = constants[inputs[1]].transpose(order), constants[inputs[2]]
            clipped = options.FusedActivationFunction() == tflite.ActivationFunctionType.RELU6
            layers.append(Layer(kind, inputs[:1], output, weight, bias, options.StrideH(), clipped))
        else:
            layers.append(Layer(kind, inputs, output))
    return layers


@dataclass(slots=True)
class Graph:
    """An ONNX graph in the making; tensors have the TFLite file's numbers."""

    sizes: dict
    """Height and width of each tensor."""
    nodes: list = field(default_factory=list)
    weights: list = field(default_factory=list)

    def constant(self, name: str, value: np.ndarray) -> str:
        self.weights.append(numpy_helper.from_array(value, name))
        return name

    def node(self, kind: str, inputs: list, output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def convolve(self, layer: Layer, source: str, rows=slice(None), name: str | None = None) -> str:
        """A convolution padded as TensorFlow's SAME, of which only some `rows` of the output may be wanted."""
        name = name or f"t{layer.output}"
        height, width = self.sizes[layer.inputs[0]]
        kernel, stride = layer.weight.shape[2], layer.stride
        pads = [max((-(-side // stride) - 1) * stride + kernel - side, 0) for side in (height, width)]
        self.sizes[layer.output] = tuple(-(-side // stride) for side in (height, width))
        inputs = [source, self.constant(f"{name}.weight", np.ascontiguousarray(layer.weight[rows]))]
        inputs.append(self.constant(f"{name}.bias", layer.bias[rows]))
        group = layer.weight.shape[0] if layer.kind == "DEPTHWISE_CONV_2D" else 1
        padding = [pads[0] // 2, pads[1] // 2, pads[0] - pads[0] // 2, pads[1] - pads[1] // 2]
        made = self.node("Conv", inputs, f"{name}.sum" if layer.clipped else name, group=group, pads=padding,
                         strides=[stride, stride], kernel_shape=[kernel, kernel])  # fmt: skip
        return self.node("Clip", [made, "zero", "six"], name) if layer.clipped else made


def build(layers: list[Layer], height: int, width: int) -> onnx.ModelProto:
    """`images` (1 x 3 x H x W, red green blue, 0 to 1) to `fine`, `middle`, `coarse`, and the SSD's persons.

    Those are `person_boxes` (1 x M x 4: left, top, right, bottom in pixels) and `person_logits` (1 x M x 1).
    """
    graph = Graph({0: (height, width)})
    graph.constant("zero", np.float32(0)), graph.constant("six", np.float32(6))
    doubled = graph.node("Mul", ["images", graph.constant("two", np.float32(2))], "doubled")
    graph.node("Sub", [doubled, graph.constant("one", np.float32(1))], "t0")
    heads: dict[int, list[Layer]] = {tensor: [] for tensor, _ in PREDICTORS}
    for layer in layers:
        if layer.kind == "ADD":
            graph.sizes[layer.output] = graph.sizes[layer.inputs[0]]
            graph.node("Add", [f"t{number}" for number in layer.inputs], f"t{layer.output}")
        elif layer.inputs[0] in heads and not layer.clipped:
            heads[layer.inputs[0]].append(layer)
        elif layer.weight is not None and layer.output <= max(heads):
            graph.convolve(layer, f"t{layer.inputs[0]}")
    boxes, logits = [], []
    for level, (tensor, stride) in enumerate(PREDICTORS):
        places, classes = heads[tensor]
        graph.convolve(places, f"t{tensor}", name=f"places{level}")
        graph.convolve(classes, f"t{tensor}", slice(PERSON, None, CLASSES), f"persons{level}")
        size = graph.sizes[tensor]
        boxes.append(_decoded(graph, level, stride, size))
        logits.append(_rows(graph, f"persons{level}", 1))
    graph.node("Concat", boxes, "person_boxes", axis=1)
    graph.node("Concat", logits, "person_logits", axis=1)
    for name, tensor in FEATURES.items():
        graph.node("Identity", [f"t{tensor}"], name)
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in
               (*FEATURES, "person_boxes", "person_logits")]  # fmt: skip
    images = helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, height, width])
    made = helper.make_graph(graph.nodes, "backbone", [images], outputs, graph.weights)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return onnx.shape_inference.infer_shapes(model)


def _rows(graph: Graph, name: str, values: int) -> str:
    """1 x (anchors * values) x h x w to 1 x (h * w * anchors) x values."""
    turned = graph.node("Transpose", [name], f"{name}.turned", perm=[0, 2, 3, 1])
    shape = graph.constant(f"{name}.shape", np.array([1, -1, values], np.int64))
    return graph.node("Reshape", [turned, shape], f"{name}.rows")


def _decoded(graph: Graph, level: int, stride: int, size) -> str:
    """Corners of the boxes that the SSD's offsets to its anchors mean."""
    name = f"places{level}"
    centres, sides = _anchors(level, stride, size)
    rows = _rows(graph, name, 4)  # y, x, height, width
    graph.constant(f"{name}.cut", np.array([2, 2], np.int64))
    graph.nodes.append(helper.make_node("Split", [rows, f"{name}.cut"], [f"{name}.at", f"{name}.log"], axis=2))
    shift = graph.node("Mul", [f"{name}.at", graph.constant(f"{name}.tenth", sides / 10)], f"{name}.shift")
    middle = graph.node("Add", [shift, graph.constant(f"{name}.centres", centres)], f"{name}.middle")
    scaled = graph.node("Mul", [f"{name}.log", graph.constant(f"{name}.fifth", np.float32(0.2))], f"{name}.scaled")
    grown = graph.node("Exp", [scaled], f"{name}.grown")
    half = graph.node("Mul", [grown, graph.constant(f"{name}.halves", sides / 2)], f"{name}.half")
    low = graph.node("Sub", [middle, half], f"{name}.low")
    high = graph.node("Add", [middle, half], f"{name}.high")
    corners = graph.node("Concat", [low, high], f"{name}.corners", axis=2)
    order = graph.constant(f"{name}.order", np.array([1, 0, 3, 2], np.int64))
    return graph.node("Gather", [corners, order], f"{name}.boxes", axis=2)


def _anchors(level: int, stride: int, size):
    """Middles and sides (1 x anchors x 2: y, x; pixels) as the Objectron graph declares them."""
    scale, bigger = SCALES[level], np.sqrt(SCALES[level] * SCALES[level + 1])
    shapes = [(scale, ratio) for ratio in (1, 2, 1 / 2, 3, 1 / 3)] + [(bigger, 1)]
    if level == 0:
        shapes = [(0.1, 1), (scale, 2), (scale, 1 / 2)]
    sides = SIDE * np.array([(s / np.sqrt(ratio), s * np.sqrt(ratio)) for s, ratio in shapes])
    y, x = np.mgrid[0 : size[0], 0 : size[1]]
    centres = np.repeat((np.stack([y, x], axis=-1).reshape(-1, 2) + 0.5) * stride, len(shapes), axis=0)
    tiled = np.tile(sides, (size[0] * size[1], 1))
    return centres[None].astype(np.float32), tiled[None].astype(np.float32)
