"""Γ and its parts, computed with numpy alone, for the tests in lib/semantics.

    python tests/parity/gamma.py          # needs numpy only; writes tests/fixtures/gamma.json

The formulas are written here from their definitions (see the docstrings in lib/semantics), once more
and as matrix expressions, so that a slip in one of the two programs shows.
"""

import json
import pathlib

import numpy as np

SMALLEST_COSINE = 0.01


def place(cosines: np.ndarray) -> np.ndarray:
    clipped = np.clip(cosines, SMALLEST_COSINE, None)
    return clipped / np.linalg.norm(clipped, ord=1, axis=1, keepdims=True)


def paper(answers: np.ndarray, predictions: np.ndarray) -> float:
    return float(-np.trace(place(answers) @ np.log(place(predictions)).T) / len(answers))


def notebook(answers: np.ndarray, predictions: np.ndarray) -> float:
    weights = answers / predictions.sum(axis=1)[:, None]
    logarithms = np.log(predictions / answers.sum(axis=1)[:, None])
    six_times = np.repeat(weights * logarithms, 6, axis=1)
    return float(-six_times.sum())


def kl(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    return (p * np.log(p / q)).sum(axis=1)


def distances(answers: np.ndarray, predictions: np.ndarray) -> dict:
    """Each pair's distance: of placements where shares are compared, else of the cosines."""
    p, q = place(answers), place(predictions)
    products = np.einsum("ki,ki->k", answers, predictions)
    lengths = np.linalg.norm(answers, axis=1) * np.linalg.norm(predictions, axis=1)
    return {
        "cross_entropy": (kl(p, q) - (p * np.log(p)).sum(axis=1)).tolist(),
        "kl": kl(p, q).tolist(),
        "jensen_shannon": ((kl(p, (p + q) / 2) + kl(q, (p + q) / 2)) / 2).tolist(),
        "euclidean": np.linalg.norm(answers - predictions, axis=1).tolist(),
        "cosine": (1 - products / lengths).tolist(),
    }


def vocabulary(cosines: np.ndarray, logits: np.ndarray) -> dict:
    """Profiles that depend on a vocabulary, and their mean under a softmax; word 0 is not known."""
    exact = cosines.astype(np.float32).astype(np.float64)
    axes = exact[:, 0::2] - exact[:, 1::2]
    z = lambda x: (x - x[1:].mean(axis=0)) / x[1:].std(axis=0)
    profiles = {"standardised": z(exact), "bipolar": z(axes), "placement": place(exact)}
    exact_logits = logits.astype(np.float32).astype(np.float64)
    weights = np.exp(exact_logits)[:, 1:]
    weights /= weights.sum(axis=1, keepdims=True)
    return {
        "cosines": cosines.ravel().tolist(),
        "logits": logits.ravel().tolist(),
        "profiles": {name: rows[1:].ravel().tolist() for name, rows in profiles.items()},
        "expected": {name: (weights @ rows[1:]).ravel().tolist() for name, rows in profiles.items()},
    }


def scale(values: np.ndarray, logits: np.ndarray, right: list, predicted: list) -> dict:
    """Γ on a scale of three axes, and the loss: right and predicted words by their numbers."""
    exact = values.astype(np.float32).astype(np.float64)
    z = (exact - exact.mean(axis=0)) / exact.std(axis=0)
    weights = np.exp(logits.astype(np.float32).astype(np.float64))
    shares = weights / weights.sum(axis=1, keepdims=True)
    return {
        "values": values.ravel().tolist(),
        "logits": logits.ravel().tolist(),
        "right": right,
        "predicted": predicted,
        "profiles": z.ravel().tolist(),
        "osgood": float(np.sqrt(((z[right] - z[predicted]) ** 2).sum(axis=1)).mean()),
        "loss": float(-np.log(shares[np.arange(len(right)), right]).mean()),
    }


def case(name: str, answers: np.ndarray, predictions: np.ndarray) -> dict:
    # What JavaScript reads into a Float32Array, so that both sides start from the same numbers.
    exact_answers = answers.astype(np.float32).astype(np.float64)
    exact_predictions = predictions.astype(np.float32).astype(np.float64)
    positive = (answers > 0).all() and (predictions > 0).all()
    return {
        "name": name,
        "answers": answers.ravel().tolist(),
        "predictions": predictions.ravel().tolist(),
        "placements": place(exact_answers).ravel().tolist(),
        "paper": paper(exact_answers, exact_predictions),
        "notebook": notebook(exact_answers, exact_predictions) if positive else None,
        "distances": distances(exact_answers, exact_predictions),
    }


def main() -> None:
    random = np.random.default_rng(20261124)

    def draw(pairs: int, low: float, high: float) -> np.ndarray:
        return random.uniform(low, high, (pairs, 6)).round(4)

    same = draw(3, 0.1, 0.6)
    cases = [
        case("one pair of usual cosines", draw(1, 0.1, 0.6), draw(1, 0.1, 0.6)),
        case("twelve pairs of usual cosines", draw(12, 0.03, 0.7), draw(12, 0.03, 0.7)),
        case("predictions that are right", same, same),
        case("some cosines negative", draw(5, -0.3, 0.6), draw(5, -0.3, 0.6)),
        case("an answer opposed to every pole", draw(1, -0.9, -0.1), draw(1, 0.1, 0.6)),
        case("cosines below the smallest that counts", draw(2, 0.0001, 0.02), draw(2, 0.0001, 0.02)),
    ]
    content = {
        "made_by": "tests/parity/gamma.py",
        "numpy": np.__version__,
        "cases": cases,
        "vocabulary": vocabulary(draw(9, -0.2, 0.6), random.normal(0, 3, (4, 9)).round(3)),
        "scale": scale(
            random.normal(0, 0.07, (9, 3)).round(4),
            random.normal(0, 3, (4, 9)).round(3),
            [1, 4, 7, 2],
            [3, 4, 8, 0],
        ),
    }
    file = pathlib.Path(__file__).parent.parent / "fixtures" / "gamma.json"
    file.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()
