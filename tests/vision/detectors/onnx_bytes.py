"""ONNX files of a few nodes, written byte by byte (protobuf), so that tests need no `onnx`.

The network knows its boxes already; its scores are multiplied by the strongest red of the input.
"""

import numpy as np

FLOAT, INT64 = 1, 7
IR_VERSION, OPSET = 8, 13


def number(value):
    """A protobuf varint."""
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def field(tag, value):
    """One field of a message: a whole number, a text or bytes."""
    if isinstance(value, int):
        return number(tag << 3) + number(value)
    data = value.encode() if isinstance(value, str) else value
    return number(tag << 3 | 2) + number(len(data)) + data


def tensor(name, array):
    kind = INT64 if array.dtype == np.int64 else FLOAT
    dims = b"".join(field(1, size) for size in array.shape)
    return dims + field(2, kind) + field(8, name) + field(9, array.tobytes())


def slot(name, shape, kind):
    dims = b"".join(field(1, field(1, side) if isinstance(side, int) else field(2, side)) for side in shape)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, dims)))


def node(operator, inputs, output):
    return b"".join(field(1, one) for one in inputs) + field(2, output) + field(4, operator)


def detector(path, outputs, lit, metadata, shape=(1, 3, 64, 64), kind=FLOAT):
    """Write a network with these `outputs` (arrays by name); the values of `lit`, one of them, go with the red."""
    mask = np.array([1, 0, 0], np.float32).reshape(1, 3, 1, 1)
    constants = {"mask": mask, "flat": np.array([1, 1, 1], np.int64)}
    constants |= {f"{name}_": array.astype(np.float32) for name, array in outputs.items()}
    constants["weight"] = lit.astype(np.float32)
    nodes = [
        node("Mul", ["images", "mask"], "red"),
        node("ReduceMax", ["red"], "strongest"),
        node("Reshape", ["strongest", "flat"], "strength"),
        node("Pow", ["strength", "weight"], "light"),
        *(node("Mul", [f"{name}_", "light"], name) for name, array in outputs.items() if array.shape == lit.shape),
        *(node("Identity", [f"{name}_"], name) for name, array in outputs.items() if array.shape != lit.shape),
    ]
    graph = (
        b"".join(field(1, one) for one in nodes)
        + field(2, "detector")
        + b"".join(field(5, tensor(name, array)) for name, array in constants.items())
        + field(11, slot("images", shape, kind))
        + b"".join(field(12, slot(name, array.shape, FLOAT)) for name, array in outputs.items())
    )
    properties = b"".join(field(14, field(1, key) + field(2, value)) for key, value in metadata.items())
    path.write_bytes(field(1, IR_VERSION) + field(8, field(1, "") + field(2, OPSET)) + field(7, graph) + properties)
    return path
