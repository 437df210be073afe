"""Pole scores of a few words by the same ONNX model in Python, for tests/semantics_test.ts.

    pip install numpy==2.4.6 onnxruntime==1.32.0 tokenizers==0.23.3
    python tests/parity/gamma_scores.py FOLDER    # writes tests/fixtures/gamma-scores.json

FOLDER is Xenova/all-MiniLM-L6-v2 as transformers.js lays it out. Tokenising, mean pooling,
normalising and the cosine are done here by hand, one word at a time.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import onnxruntime
import tokenizers

POLES = ["positive", "negative", "strong", "weak", "active", "passive"]
WORDS = (
    "good bad happy sad war peace king beggar run sleep the of , 42 ing whale constitution "
    "embarrass Good America's"
).split()


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    weights = folder / "onnx" / "model_quantized.onnx"
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    session = onnxruntime.InferenceSession(str(weights))

    def embed(word: str) -> np.ndarray:
        encoding = tokenizer.encode(word)
        row = lambda values: np.array([values], dtype=np.int64)
        (hidden, *_) = session.run(
            None,
            {
                "input_ids": row(encoding.ids),
                "attention_mask": row(encoding.attention_mask),
                "token_type_ids": row(encoding.type_ids),
            },
        )
        mean = hidden[0].astype(np.float64).mean(axis=0)
        return mean / np.sqrt((mean**2).sum())

    poles = np.stack([embed(pole) for pole in POLES])
    content = {
        "made_by": "tests/parity/gamma_scores.py",
        "onnxruntime": onnxruntime.__version__,
        "model_sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
        "scores": {word: (poles @ embed(word)).round(6).tolist() for word in WORDS},
    }
    file = pathlib.Path(__file__).parent.parent / "fixtures" / "gamma-scores.json"
    file.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()
