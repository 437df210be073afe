"""Values and gradients of single operations, computed in float64 from float32 inputs."""

import torch
import torch.nn.functional as F

from common import plain_tensor, versions, write_json

generator = torch.Generator().manual_seed(7)
cases = []


def draw(*shape, scale=1.0):
    return scale * torch.randn(shape, generator=generator)


def case(operation, name, inputs, function, integers=None, **attributes):
    """inputs: float tensors by name, each of which gets a gradient; integers: index tensors."""
    leaves = {key: value.double().requires_grad_() for key, value in inputs.items()}
    output = function(**leaves)
    upstream = draw(*output.shape)
    output.backward(upstream.double())
    cases.append(
        {
            "operation": operation,
            "name": name,
            "attributes": attributes,
            "inputs": {key: plain_tensor(value) for key, value in inputs.items()},
            "integers": {
                key: {"shape": list(value.shape), "data": value.reshape(-1).tolist()}
                for key, value in (integers or {}).items()
            },
            "output": plain_tensor(output),
            "upstream": plain_tensor(upstream),
            "gradients": {key: plain_tensor(leaf.grad) for key, leaf in leaves.items()},
        }
    )


for batch in ((), (2,), (2, 3)):
    for transpose_a in (False, True):
        for transpose_b in (False, True):
            a = draw(*batch, *((4, 3) if transpose_a else (3, 4)))
            b = draw(*batch, *((5, 4) if transpose_b else (4, 5)))
            case(
                "matmul",
                f"batch {list(batch)}, transposes {int(transpose_a)}{int(transpose_b)}",
                {"a": a, "b": b},
                lambda a, b: (a.mT if transpose_a else a) @ (b.mT if transpose_b else b),
                transpose_a=transpose_a,
                transpose_b=transpose_b,
            )

for name, x, epsilon in (
    ("[2, 3, 8]", draw(2, 3, 8), 1e-12),
    ("[4, 6] far from 0", 50 + draw(4, 6), 1e-12),
    ("[3, 5] with a large epsilon", draw(3, 5, scale=0.1), 1e-2),
):
    size = x.shape[-1]
    case(
        "layer_norm",
        name,
        {"x": x, "gamma": 1 + draw(size, scale=0.3), "beta": draw(size)},
        lambda x, gamma, beta: F.layer_norm(x, (size,), gamma, beta, epsilon),
        epsilon=epsilon,
    )

case("gelu", "erf, [2, 8]", {"x": draw(2, 8, scale=2.0)}, F.gelu)
case(
    "gelu",
    "erf, far and near 0",
    {"x": torch.tensor([-20.0, -6.0, -3.0, -0.75, -1e-4, 0.0, 1e-4, 0.75, 3.0, 6.0, 20.0])},
    F.gelu,
)
case("softmax", "last axis, [2, 3, 5]", {"x": draw(2, 3, 5)}, lambda x: x.softmax(-1))
case(
    "softmax",
    "last axis, large values",
    {"x": torch.tensor([[1000.0, 999.0, 0.0], [-1000.0, -1000.0, -1001.0]])},
    lambda x: x.softmax(-1),
)

labels = torch.tensor([6, 0, 2, 2])
for name, logits in (("[4, 7]", draw(4, 7)), ("[4, 7], wide", draw(4, 7, scale=40.0))):
    case(
        "cross_entropy",
        f"mean over rows, {name}",
        {"logits": logits},
        lambda logits: F.cross_entropy(logits, labels),
        {"labels": labels},
        reduction="mean",
    )

ids = torch.tensor([[1, 3, 3, 0, 5], [0, 0, 2, 1, 3]])
for padding in (0, None):
    case(
        "embedding",
        f"[2, 5] of 6 rows, padding {padding}",
        {"table": draw(6, 4)},
        lambda table: F.embedding(ids, table, padding_idx=padding),
        {"ids": ids},
        padding_id=padding,
    )
rows = torch.tensor([4, 1, 1, 7])
case("gather_rows", "[8, 3]", {"x": draw(8, 3)}, lambda x: x[rows], {"rows": rows})

case("bias_add", "[2, 3, 4] + [4]", {"x": draw(2, 3, 4), "bias": draw(4)}, lambda x, bias: x + bias)
binary = {
    "add": torch.add,
    "subtract": torch.sub,
    "multiply": torch.mul,
    "divide": torch.div,
}
for operation, function in binary.items():
    for left, right in (((2, 3), (2, 3)), ((2, 3, 4), (3, 1)), ((2, 1, 4), (3, 4)), ((2, 3), ())):
        divisor = 1 + draw(*right).abs()
        case(
            operation,
            f"{list(left)} and {list(right)}",
            {"a": draw(*left), "b": divisor if operation == "divide" else draw(*right)},
            lambda a, b: function(a, b),
        )
for operation, function, x in (
    ("tanh", torch.tanh, draw(2, 5)),
    ("exp", torch.exp, draw(2, 5)),
    ("log", torch.log, 0.1 + draw(2, 5).abs()),
    ("sqrt", torch.sqrt, 0.1 + draw(2, 5).abs()),
    ("negate", torch.neg, draw(2, 5)),
    ("square", torch.square, draw(2, 5)),
):
    case(operation, "[2, 5]", {"x": x}, function)
for operation, function in (("sum", torch.sum), ("mean", torch.mean)):
    for axes, keep in (([0, 1, 2], False), ([2], False), ([2], True), ([0, 1], False)):
        case(
            operation,
            f"[2, 3, 4] over {axes}{', kept' if keep else ''}",
            {"x": draw(2, 3, 4)},
            lambda x: function(x, dim=axes, keepdim=keep),
            axes=axes,
            keep_dims=keep,
        )
case(
    "transpose",
    "[2, 3, 4, 5] by [0, 2, 1, 3]",
    {"x": draw(2, 3, 4, 5)},
    lambda x: x.permute(0, 2, 1, 3),
    permutation=[0, 2, 1, 3],
)
case("reshape", "[2, 6] to [3, 4]", {"x": draw(2, 6)}, lambda x: x.reshape(3, 4), shape=[3, 4])
case(
    "attention",
    "[2, 2, 3, 4]: softmax(q kT / sqrt 4) v",
    {"query": draw(2, 2, 3, 4), "key": draw(2, 2, 3, 4), "value": draw(2, 2, 3, 4)},
    lambda query, key, value: (query @ key.mT / 2).softmax(-1) @ value,
)

FAR_AND_NEAR = [-20.0, -6.0, -3.0, -0.75, -1e-4, 0.0, 1e-4, 0.75, 3.0, 6.0, 20.0]
for operation, function in (
    ("gelu_tanh", lambda x: F.gelu(x, approximate="tanh")),
    ("relu", lambda x: F.relu(x)),
    ("silu", lambda x: F.silu(x)),
):
    case(operation, "[2, 8]", {"x": draw(2, 8, scale=2.0)}, function)
    case(operation, "far and near 0", {"x": torch.tensor(FAR_AND_NEAR)}, function)

write_json(
    "operations.json",
    {
        "versions": versions(__file__),
        "about": "gradients are those of sum(output * upstream); data is row-major; gelu is exact "
        "(erf); divide's b and log's and sqrt's x are positive",
        "cases": cases,
    },
)
