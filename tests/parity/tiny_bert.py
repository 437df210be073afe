"""A tiny BertForMaskedLM: its folder, and its logits, loss and gradients on one batch."""

import torch

from common import (
    FIXTURES,
    base64_tensor,
    base64_tensors,
    masked_logits,
    masked_loss,
    random_batch,
    tiny_model,
    versions,
    write_json,
)

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = "The A cat dog sat ran on in the a mat house was is good bad It".split()


def vocabulary() -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    tokens = SPECIAL + [".", ",", "!"] + list(letters[1:]) + [f"##{c}" for c in letters] + WORDS
    tokens += [f"##{end}" for end in ("ing", "ed", "er", "ly")]
    tokens += ["sing", "walk", "quick", "slow", "man", "woman", "child", "tree", "day", "night"]
    tokens += ["I", "you", "we", "they", "not", "and", "of"]
    assert len(tokens) == len(set(tokens)) == 97, len(tokens)
    return tokens


model = tiny_model()
folder = FIXTURES / "tiny-bert"
model.save_pretrained(folder)
(folder / "generation_config.json").unlink(missing_ok=True)
(folder / "vocab.txt").write_text("".join(f"{token}\n" for token in vocabulary()))

batch = random_batch(torch.Generator().manual_seed(2), rows=3, columns=16, masked=10)
loss = masked_loss(model, batch)
loss.backward()
write_json(
    "tiny-bert.json",
    {
        "versions": versions(__file__),
        "about": "train mode, dropout 0, no attention mask, token types 0; loss is the mean over "
        "the masked positions; base64 is little-endian float32; cls.predictions.decoder is tied",
        "config": model.config.to_dict(),
        "batch": batch,
        "loss": loss.item(),
        "logits": base64_tensor(masked_logits(model, batch)),
        "parameters": base64_tensors(model.named_parameters()),
        "gradients": base64_tensors((n, p.grad) for n, p in model.named_parameters()),
    },
)
