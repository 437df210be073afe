"""A tiny BertForMaskedLM: its folder, and its logits, loss and gradients on one batch."""

import copy

import torch

from common import (
    FIXTURES,
    PAD,
    SEP,
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


def padded_batch() -> dict:
    """Two sentences, the second of which ends in four padding tokens."""
    batch = random_batch(torch.Generator().manual_seed(4), rows=2, columns=12, masked=4)
    ids = torch.tensor(batch["input_ids"]).reshape(2, 12)
    mask = torch.ones_like(ids)
    ids[1, 7] = SEP
    ids[1, 8:] = PAD
    mask[1, 8:] = 0
    with torch.no_grad():
        logits = model(input_ids=ids, attention_mask=mask).logits
    positions = [1, 5, 10, 12, 14, 18, 19]
    return {
        "batch_size": 2,
        "sequence_length": 12,
        "input_ids": ids.reshape(-1).tolist(),
        "attention_mask": mask.reshape(-1).tolist(),
        "positions": positions,
        "logits": base64_tensor(logits.reshape(24, -1)[positions]),
    }


model = tiny_model()
folder = FIXTURES / "tiny-bert"
model.save_pretrained(folder)
(folder / "generation_config.json").unlink(missing_ok=True)
(folder / "vocab.txt").write_text("".join(f"{token}\n" for token in vocabulary()))
# Half the size, and spread over several files with an index.
copy.deepcopy(model).to(torch.bfloat16).save_pretrained(
    FIXTURES / "tiny-bert-sharded", max_shard_size="20KB"
)
(FIXTURES / "tiny-bert-sharded" / "generation_config.json").unlink(missing_ok=True)

batch = random_batch(torch.Generator().manual_seed(2), rows=3, columns=16, masked=10)
loss = masked_loss(model, batch)
loss.backward()
write_json(
    "tiny-bert.json",
    {
        "versions": versions(__file__),
        "about": "train mode, dropout 0, no attention mask, token types 0; loss is the mean over "
        "the masked positions; padded: another batch, with an attention mask; base64 is little-endian float32; cls.predictions.decoder is tied",
        "config": model.config.to_dict(),
        "batch": batch,
        "loss": loss.item(),
        "logits": base64_tensor(masked_logits(model, batch)),
        "padded": padded_batch(),
        "parameters": base64_tensors(model.named_parameters()),
        "gradients": base64_tensors((n, p.grad) for n, p in model.named_parameters()),
    },
)
