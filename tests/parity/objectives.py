"""Objectives and their gradients by PyTorch's automatic differentiation, in float64.

    python tests/parity/objectives.py     # needs numpy and torch; writes tests/fixtures/objectives.json

Profiles are of three axes, distances Euclidean. Words 0 and 7 have no profile. The formulas are
written here from their definitions (see the docstrings in lib/training/objectives), once more.
"""

import json
import pathlib

import numpy as np
import torch
from torch.nn.functional import cross_entropy

WORDS, AXES = 12, 3
UNKNOWN = [0, 7]


def exact(array: np.ndarray) -> torch.Tensor:
    """What float32 holds of it, computed with in float64."""
    return torch.tensor(array.astype(np.float32).astype(np.float64))


generator = np.random.default_rng(13)
PROFILE = generator.normal(size=(WORDS, AXES))
PROFILE[UNKNOWN] = 0
PROFILE = exact(PROFILE)
KNOWN = torch.ones(WORDS, dtype=torch.float64)
KNOWN[UNKNOWN] = 0
LAMBDA = 0.1


def sd_token(logits, labels, tokens):
    predicted = logits.detach().argmax(dim=1)
    known = KNOWN[labels] * KNOWN[predicted]
    distance = torch.linalg.norm(PROFILE[labels] - PROFILE[predicted], dim=1)
    placed = known > 0
    weights = torch.ones(len(labels), dtype=torch.float64)
    if placed.any() and distance[placed].sum() > 0:
        weights[placed] = distance[placed] / distance[placed].mean()
    assert abs(weights.mean() - 1) < 1e-12
    return (weights[tokens] * cross_entropy(logits, labels, reduction="none")).mean()


def sd_loss(logits, labels, words):
    profile = PROFILE[words]
    q = torch.softmax(logits, dim=1) * KNOWN
    expected = (q @ profile) / q.sum(dim=1, keepdim=True)
    squares = ((expected - profile[labels]) ** 2).sum(dim=1) * KNOWN[labels]
    return (cross_entropy(logits, labels, reduction="none") + LAMBDA * squares).mean()


def case(name: str, labels: list, predicted: list) -> dict:
    logits = generator.normal(size=(len(labels), WORDS))
    logits[np.arange(len(labels)), predicted] += 4
    logits = exact(logits)
    labels = torch.tensor(labels)
    tokens = torch.tensor(generator.permutation(len(labels)))
    words = torch.arange(WORDS)
    known = torch.nonzero(KNOWN > 0).reshape(-1)
    words[known] = known[torch.tensor(generator.permutation(len(known)))]
    objectives = {
        "cross_entropy": lambda z: cross_entropy(z, labels),
        "sd_token": lambda z: sd_token(z, labels, torch.arange(len(labels))),
        "sd_token:order=shuffled": lambda z: sd_token(z, labels, tokens),
        "sd_loss": lambda z: sd_loss(z, labels, torch.arange(WORDS)),
        "sd_loss:order=shuffled": lambda z: sd_loss(z, labels, words),
    }
    results = {}
    for objective, compute in objectives.items():
        z = logits.clone().requires_grad_()
        value = compute(z)
        value.backward()
        results[objective] = {"value": value.item(), "gradient": z.grad.reshape(-1).tolist()}
    return {
        "name": name,
        "labels": labels.tolist(),
        "logits": logits.reshape(-1).tolist(),
        "token_order": tokens.tolist(),
        "word_order": words.tolist(),
        "objectives": results,
    }


def main() -> None:
    cases = [
        case("words right and wrong", [1, 2, 4, 5, 9, 3], [2, 9, 4, 6, 1, 3]),
        case("words without a profile", [0, 2, 7, 5, 1, 7], [2, 7, 0, 6, 3, 7]),
        case("all right", [1, 2, 4], [1, 2, 4]),
        case("no pair", [0, 7, 3], [2, 0, 7]),
        case("one word", [8], [11]),
    ]
    fixture = {
        "made_by": "tests/parity/objectives.py",
        "torch": torch.__version__.split("+")[0],
        "numpy": np.__version__,
        "profile": PROFILE.reshape(-1).tolist(),
        "known": KNOWN.tolist(),
        "cases": cases,
    }
    lines = []
    for key, value in fixture.items():
        if key == "cases":
            items = ",\n".join("    " + json.dumps(item) for item in value)
            lines.append(f'  "cases": [\n{items}\n  ]')
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    path = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "objectives.json"
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
