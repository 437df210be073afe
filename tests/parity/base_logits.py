"""Compare both libraries on a bert-base-cased-shaped model: logits, and the files saved by ours.

The model is random, as the real one's weights cannot be reached everywhere; 440 MB go through a
temporary folder. Fails when logits differ by more than 1e-4.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import BertConfig, BertForMaskedLM

from common import PAD, versions

LIMIT = 1e-4
HERE = Path(__file__).resolve().parent
BATCH, SEQUENCE, VOCABULARY = 3, 24, 28996


def base_model() -> BertForMaskedLM:
    """Hugging Face's initial weights, but with biases and LayerNorm that take part."""
    torch.manual_seed(1)
    model = BertForMaskedLM(BertConfig(vocab_size=VOCABULARY)).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias") or "LayerNorm" in name:
                parameter.add_(0.1 * torch.randn(parameter.shape))
    return model


def make_batch() -> tuple[torch.Tensor, torch.Tensor]:
    ids = torch.randint(1, VOCABULARY, (BATCH, SEQUENCE))
    mask = torch.ones_like(ids)
    ids[1, 17:] = PAD
    mask[1, 17:] = 0
    return ids, mask


def opened(folder: Path, dtype: torch.dtype) -> BertForMaskedLM:
    model, info = BertForMaskedLM.from_pretrained(folder, dtype=dtype, output_loading_info=True)
    assert not any(info.values()), info
    return model.eval()


def logits_of(model, ids, mask) -> torch.Tensor:
    with torch.no_grad():
        return model(input_ids=ids, attention_mask=mask).logits


def check(what: str, passed: bool) -> bool:
    print(f"{'ok' if passed else 'FAILED'}: {what}")
    return passed


def compare(folder: Path, backend: str) -> bool:
    model = base_model()
    model.save_pretrained(folder / "python")
    ids, mask = make_batch()
    batch = {
        "shape": [BATCH, SEQUENCE],
        "input_ids": ids.reshape(-1).tolist(),
        "attention_mask": mask.reshape(-1).tolist(),
    }
    (folder / "batch.json").write_text(json.dumps(batch))
    subprocess.run(
        ["deno", "run", "-A", str(HERE / "base_logits.ts"), str(folder), backend], check=True
    )

    ours = load_file(folder / "logits.safetensors")["logits"].reshape(BATCH, SEQUENCE, -1)
    theirs = logits_of(model, ids, mask)
    # What stands at padding means nothing, in either library.
    difference = (ours - theirs)[mask.bool()].abs().max().item()
    size = theirs.abs().max().item()
    results = [check(f"logits (up to {size:.2f}) differ by {difference:.1e}", difference <= LIMIT)]

    saved = opened(folder / "deno-F32", torch.float32)
    same = torch.equal(logits_of(saved, ids, mask), theirs)
    results.append(check("our float32 folder, opened by Transformers: the same logits", same))
    half = opened(folder / "deno-F16", torch.float16).state_dict()
    rounded = model.half().state_dict()
    same = all(torch.equal(half[name], rounded[name]) for name in rounded)
    results.append(check("our float16 folder: the same bits as PyTorch's rounding", same))
    return all(results)


folder = Path(tempfile.mkdtemp(prefix="sdtrainer-"))
try:
    print(versions(__file__))
    passed = compare(folder, sys.argv[1] if len(sys.argv) > 1 else "tensorflow")
finally:
    shutil.rmtree(folder)
sys.exit(0 if passed else 1)
