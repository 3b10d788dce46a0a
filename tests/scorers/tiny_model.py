"""A classifier of a dozen words, made on the spot: logits are the sum of its words' rows."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

WORDS = {"[UNK]": 0, "peak": 1, "mid": 2, "movie": 3, "user": 4, "out": 5}
ROWS = [[0, 1, 0], [-2, 0, 6], [6, 0, -2], [0, 0, 0], [0, 0, 0], [0, 4, 0]]


def write(folder, rows=None, output_rank=2):
    """The paths of model and tokenizer."""
    table = np.array(rows or ROWS, dtype=np.float32)
    nodes = [
        helper.make_node("Gather", ["rows", "input_ids"], ["found"]),
        helper.make_node("ReduceSum", ["found", "axis"], ["logits"], keepdims=1 if output_rank == 3 else 0),
    ]
    shape = ["posts", table.shape[1]] if output_rank == 2 else ["posts", 1, table.shape[1]]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["posts", "tokens"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, shape)],
        [
            numpy_helper.from_array(table, "rows"),
            numpy_helper.from_array(np.array([1], dtype=np.int64), "axis"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (folder / "tiny.onnx").write_bytes(model.SerializeToString())
    tokenizer = Tokenizer(models.WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder / "tiny.onnx", folder / "tokenizer.json"
