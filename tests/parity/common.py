"""What the fixture scripts share: the tiny model, its batches, and tensors as JSON."""

import base64
import json
import platform
from pathlib import Path

import numpy as np
import torch
import transformers
from transformers import BertConfig, BertForMaskedLM

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
PAD, UNK, CLS, SEP, MASK = range(5)
FIRST_WORD = 5

transformers.utils.logging.disable_progress_bar()
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


def versions(script: str) -> dict:
    return {
        "made_by": f"tests/parity/{Path(script).name}",
        "torch": torch.__version__.split("+")[0],
        "transformers": transformers.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }


def base64_tensor(tensor) -> dict:
    """A large tensor: little-endian float32 in base64."""
    array = np.asarray(torch.as_tensor(tensor).detach().numpy(), dtype="<f4", order="C")
    return {"shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


def base64_tensors(named) -> dict:
    return {name: base64_tensor(tensor) for name, tensor in named}


def plain_tensor(tensor) -> dict:
    """A small tensor: the shortest decimals that round to the same float32."""
    array = np.asarray(torch.as_tensor(tensor).detach().numpy(), dtype=np.float32, order="C")
    return {"shape": list(array.shape), "data": [float(str(x)) for x in array.reshape(-1)]}


def write_json(name: str, content: dict) -> None:
    """One line a top-level entry, and one a list item, so that a diff shows what changed."""
    lines = []
    for key, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            items = ",\n".join("    " + json.dumps(item) for item in value)
            lines.append(f"  {json.dumps(key)}: [\n{items}\n  ]")
        elif isinstance(value, dict):
            items = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            lines.append(f"  {json.dumps(key)}: {{\n{items}\n  }}")
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    path = FIXTURES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{path.relative_to(FIXTURES.parent.parent)}: {path.stat().st_size} bytes")


def tiny_model() -> BertForMaskedLM:
    """Two layers of 32 whose weights are wide enough for no value to be degenerate."""
    config = BertConfig(
        vocab_size=97,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=40,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    model = BertForMaskedLM(config)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            draw = torch.randn(parameter.shape, generator=generator)
            centre = 1.0 if name.endswith("LayerNorm.weight") else 0.0
            parameter.copy_(centre + 0.2 * draw)
    return model.train()


def random_batch(generator: torch.Generator, rows: int, columns: int, masked: int) -> dict:
    """Random words between [CLS] and [SEP], one [PAD], and some of the words to be found.

    Eight of ten of those are replaced by [MASK], one by a random word, one is kept. [PAD] has no
    attention mask: it is there because its word embedding gets no gradient from the look-up.
    """
    vocabulary = 97
    ids = torch.randint(FIRST_WORD, vocabulary, (rows, columns), generator=generator)
    ids[:, 0] = CLS
    ids[:, -1] = SEP
    ids[0, columns - 2] = PAD
    flat = ids.reshape(-1)
    words = torch.nonzero(flat >= FIRST_WORD).reshape(-1)
    chosen = torch.randperm(len(words), generator=generator)[:masked]
    positions = words[chosen].sort().values
    labels = flat[positions].clone()
    replacement = torch.full((masked,), MASK)
    replacement[masked * 8 // 10 :] = torch.randint(
        FIRST_WORD, vocabulary, (masked - masked * 8 // 10,), generator=generator
    )
    replacement[-1] = labels[-1]
    flat[positions] = replacement
    return {
        "batch_size": rows,
        "sequence_length": columns,
        "input_ids": flat.tolist(),
        "positions": positions.tolist(),
        "labels": labels.tolist(),
    }


def masked_logits(model: BertForMaskedLM, batch: dict) -> torch.Tensor:
    ids = torch.tensor(batch["input_ids"]).reshape(batch["batch_size"], batch["sequence_length"])
    logits = model(input_ids=ids).logits
    return logits.reshape(-1, logits.shape[-1])[torch.tensor(batch["positions"])]


def masked_loss(model: BertForMaskedLM, batch: dict, reduction: str = "mean") -> torch.Tensor:
    """Hugging Face's own loss: labels everywhere, -100 where nothing is masked."""
    shape = (batch["batch_size"], batch["sequence_length"])
    labels = torch.full((shape[0] * shape[1],), -100)
    labels[torch.tensor(batch["positions"])] = torch.tensor(batch["labels"])
    ids = torch.tensor(batch["input_ids"]).reshape(shape)
    loss = model(input_ids=ids, labels=labels.reshape(shape)).loss
    return loss * len(batch["positions"]) if reduction == "sum" else loss


def no_decay(name: str) -> bool:
    return name.endswith("bias") or "LayerNorm" in name
