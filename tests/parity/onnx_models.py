"""Compare exported models with Transformers: logits by ONNX Runtime in both precisions, for batches of
three lengths with padding and, where a family has them, two segments. The models are those of the
fixtures, or the folders that are named. Fails when logits differ by more than 1e-4 (float16: 2e-2)."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import onnx
import onnxruntime
import torch
from transformers import AutoModelForMaskedLM

from common import FIXTURES, versions

HERE = Path(__file__).resolve().parent
LIMITS = {"model.onnx": 1e-4, "model_fp16.onnx": 2e-2}
FOLDERS = [*sorted(p for p in (FIXTURES / "families").iterdir() if p.is_dir()),
           FIXTURES / "tiny-bert", HERE.parents[1] / "data" / "embedded-model"]


def batch(config, length: int, segments: bool) -> dict[str, torch.Tensor]:
    """Three rows of random words, the second and the third with padding behind them."""
    generator = torch.Generator().manual_seed(length)
    ids = torch.randint(5, config.vocab_size, (3, length), generator=generator)
    mask = torch.ones_like(ids)
    for row, kept in ((1, max(1, length - 1)), (2, max(1, length // 2))):
        ids[row, kept:] = config.pad_token_id or 0
        mask[row, kept:] = 0
    given = {"input_ids": ids, "attention_mask": mask}
    if segments:
        given["token_type_ids"] = torch.randint(0, config.type_vocab_size, ids.shape, generator=generator)
    return given


def compare(folder: Path, exported: Path) -> bool:
    model = AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval()
    config, passed = model.config, True
    # RoBERTa's first row of positions is behind that of padding.
    reserved = config.pad_token_id + 1 if config.model_type == "roberta" else 0
    longest = config.max_position_embeddings - reserved
    for name, limit in LIMITS.items():
        file = exported / "onnx" / name
        onnx.checker.check_model(file, full_check=True)
        session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
        inputs = [given.name for given in session.get_inputs()]
        worst = 0.0
        for length in (3, longest // 2 + 1, longest):
            given = batch(config, length, "token_type_ids" in inputs)
            with torch.no_grad():
                expected = model(**given).logits
            feeds = {name: value.numpy() for name, value in given.items()}
            found = torch.from_numpy(session.run(["logits"], feeds)[0])
            kept = given["attention_mask"].bool()
            worst = max(worst, (found - expected)[kept].abs().max().item())
        size = expected.abs().max().item()
        fine = worst <= limit
        print(f"{'ok' if fine else 'FAILED'}: {folder.name}/{name}, {', '.join(inputs)}: "
              f"logits (up to {size:.1f}) differ by {worst:.1e}")
        passed &= fine
    return passed


folders = [Path(name) for name in sys.argv[1:]] or FOLDERS
target = Path(tempfile.mkdtemp(prefix="sdtrainer-"))
try:
    print(versions(__file__), "onnx", onnx.__version__, "onnxruntime", onnxruntime.__version__)
    pairs = [(folder, target / str(i)) for i, folder in enumerate(folders)]
    subprocess.run(["deno", "run", "-A", str(HERE / "onnx_models.ts"),
                    *(str(path) for pair in pairs for path in pair)], check=True)
    results = [compare(*pair) for pair in pairs]
finally:
    shutil.rmtree(target)
sys.exit(0 if all(results) else 1)
