"""Joins the frozen backbone and the trained head into one ONNX file with half-precision weights and its metadata.

python benchmarks/detector_training/export.py PACKAGE HEAD.pt --out hall.onnx --trained TEXT
"""

import argparse
import io
import json
import warnings
from pathlib import Path

import backbone
import numpy as np
import onnx
import torch
from augmentation import HEIGHT, WIDTH
from network import NAMES, Head
from onnx import TensorProto, compose, helper, numpy_helper

THRESHOLD = 0.63
PERSON_GAIN, PERSON_SHIFT = 2.0, 1.95
"""What the SSD says of persons, as a logit, is stretched so: its 0.33 becomes the threshold."""
LICENCE = (
    "Apache-2.0. Backbone and person branch: MediaPipe Objectron (npm @mediapipe/objectron 0.4.1675468480), "
    "Copyright Google LLC, Apache-2.0, trained on Open Images V4; changed: joined to a head trained on renders."
)


class Scored(torch.nn.Module):
    """The head with probabilities."""

    def __init__(self, head) -> None:
        super().__init__()
        self.head = head

    def forward(self, fine, middle, coarse):
        boxes, logits = self.head(fine, middle, coarse)
        return boxes, logits.sigmoid()


def write(frozen: onnx.ModelProto, head, path: Path, trained: str) -> None:
    """The file that the detector `hall` reads."""
    seam = [(name, name) for name in backbone.FEATURES]
    model = _finished(compose.merge_models(frozen, _exported(frozen, head), seam))
    _halve(model.graph)
    told = {"names": json.dumps(NAMES), "threshold": str(THRESHOLD), "licence": LICENCE, "trained": trained}
    helper.set_model_props(model, told)
    model.producer_name, model.producer_version = "sme-extract", ""
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def _exported(frozen: onnx.ModelProto, head) -> onnx.ModelProto:
    shapes = {value.name: [d.dim_value for d in value.type.tensor_type.shape.dim] for value in frozen.graph.output}
    inputs = tuple(torch.zeros(shapes[name]) for name in backbone.FEATURES)
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Scored(head).eval(), inputs, made, dynamo=False, opset_version=17,
            input_names=list(backbone.FEATURES), output_names=["own_boxes", "own_scores"],
        )  # fmt: skip
    model = onnx.load_from_string(made.getvalue())
    model.ir_version = frozen.ir_version
    return compose.add_prefix(model, "head.", rename_inputs=False, rename_outputs=False)


def _finished(model: onnx.ModelProto) -> onnx.ModelProto:
    """Adds what the SSD says of persons to what the head says, as `boxes` and `scores`."""
    graph = model.graph
    constants = {"gain": np.float32(PERSON_GAIN), "shift": np.float32(PERSON_SHIFT)}
    constants["others"] = np.array([0, 0, 0, 0, 0, len(NAMES) - 1], np.int64)  # person is the first class
    graph.initializer.extend(numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items())
    graph.node.extend([
        helper.make_node("Mul", ["person_logits", "gain"], ["gained"]),
        helper.make_node("Add", ["gained", "shift"], ["shifted"]),
        helper.make_node("Sigmoid", ["shifted"], ["person_scores"]),
        helper.make_node("Pad", ["person_scores", "others"], ["padded_scores"]),
        helper.make_node("Concat", ["own_boxes", "person_boxes"], ["boxes"], axis=1),
        helper.make_node("Concat", ["own_scores", "padded_scores"], ["scores"], axis=1),
    ])  # fmt: skip
    del graph.output[:]
    graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("boxes", "scores"))
    del graph.value_info[:]
    assert NAMES[0] == "person"
    return onnx.shape_inference.infer_shapes(model)


def _halve(graph: onnx.GraphProto) -> None:
    """Large weights in half precision, cast when the file is loaded: half the size, the same speed."""
    casts = []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype == np.float32 and values.size > 256 and not weight.name.startswith("places"):
            name = weight.name
            weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
            casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("package", type=Path)
    parser.add_argument("head", type=Path, help="weights that train.py keeps")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--trained", required=True, help="date, seeds, halls and steps, for the metadata")
    options = parser.parse_args()
    head = Head(tuple(backbone.CHANNELS.values()), len(NAMES))
    head.load_state_dict(torch.load(options.head))
    frozen = backbone.build(backbone.read(backbone.unpack(options.package)), HEIGHT, WIDTH)
    write(frozen, head, options.out, options.trained)


if __name__ == "__main__":
    main()
