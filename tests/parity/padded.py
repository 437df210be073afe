"""Batches with padding on the tiny model: an evaluation of pieces, a training pass, and steps of
AdamW with frozen parts and rates that fall from layer to layer."""

import torch

from common import (
    CLS,
    FIRST_WORD,
    MASK,
    PAD,
    SEP,
    base64_tensors,
    no_decay,
    random_batch,
    tiny_model,
    versions,
    write_json,
)

LENGTH, VOCABULARY = 16, 97
SEED, PROBABILITY, BATCH = 7, 0.3, 3
WORD32 = 0xFFFFFFFF


def philox(counter: list[int], key: list[int]) -> list[int]:
    """Philox4x32-10 (Salmon and others, SC 2011)."""
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k[0], b & WORD32, (a >> 32) ^ c[3] ^ k[1], a & WORD32]
        k = [(k[0] + 0x9E3779B9) & WORD32, (k[1] + 0xBB67AE85) & WORD32]
    return c


class Stream:
    """The library's random numbers of one place, written again."""

    def __init__(self, seed: int, name: str, first: int, second: int):
        hashed = 0x811C9DC5
        for char in name:
            hashed = (hashed ^ ord(char)) * 0x01000193 & WORD32
        self.key = philox([seed, 0, hashed, 0], [0, 0])[:2]
        self.place, self.block, self.count = [first, second], [], 0

    def uint32(self) -> int:
        if not self.block:
            self.block = philox([self.count, 0, *self.place], self.key)
            self.count += 1
        return self.block.pop(0)

    def next(self) -> float:
        return self.uint32() / 2**32

    def integer(self, limit: int) -> int:
        while True:
            bits = self.uint32()
            if bits < 2**32 - 2**32 % limit:
                return bits % limit


def masked_piece(piece: list[int], number: int) -> tuple[list[int], dict[int, int]]:
    """What the model sees of a piece, and the right words by their places."""
    stream, seen, labels = Stream(SEED, "eval-mask", 0, number), list(piece), {}
    for place, word in enumerate(piece):
        if word < FIRST_WORD or stream.next() >= PROBABILITY:
            continue
        labels[place] = word
        draw = stream.next()
        if draw < 0.8:
            seen[place] = MASK
        elif draw < 0.9:
            seen[place] = stream.integer(VOCABULARY)
    return seen, labels


def evaluation(model) -> dict:
    """Pieces of many lengths in batches with padding, as Transformers computes them."""
    generator = torch.Generator().manual_seed(11)
    pieces = [
        torch.randint(FIRST_WORD, VOCABULARY, (n,), generator=generator).tolist()
        for n in (16, 16, 9, 16, 3, 12, 2)
    ]
    loss, ranks = 0.0, []
    for first in range(0, len(pieces), BATCH):
        rows = [masked_piece(piece, first + i) for i, piece in enumerate(pieces[first:][:BATCH])]
        ids = torch.tensor([seen + [PAD] * (LENGTH - len(seen)) for seen, _ in rows])
        mask = torch.tensor([[1] * len(s) + [0] * (LENGTH - len(s)) for s, _ in rows])
        labels = torch.full(ids.shape, -100)
        for row, (_, right) in enumerate(rows):
            for place, word in right.items():
                labels[row, place] = word
        with torch.no_grad():
            out = model(input_ids=ids, attention_mask=mask, labels=labels)
        chosen = labels != -100
        if not chosen.any():
            continue
        loss += out.loss.item() * int(chosen.sum())
        logits, right = out.logits[chosen], labels[chosen]
        ranks += (1 + (logits > logits.gather(1, right[:, None])).sum(1)).tolist()
    return {
        "pieces": pieces,
        "seed": SEED,
        "mask_probability": PROBABILITY,
        "batch_size": BATCH,
        "sequence_length": LENGTH,
        "eval_masked_tokens": len(ranks),
        "eval_loss": loss / len(ranks),
        "eval_accuracy": sum(rank == 1 for rank in ranks) / len(ranks),
        "eval_top5_accuracy": sum(rank <= 5 for rank in ranks) / len(ranks),
        "eval_mrr": sum(1 / rank for rank in ranks) / len(ranks),
    }


def padded_batch() -> dict:
    """Three lines of 16, 9 and 5 tokens."""
    batch = random_batch(torch.Generator().manual_seed(12), rows=3, columns=LENGTH, masked=16)
    ids = torch.tensor(batch["input_ids"]).reshape(3, LENGTH)
    mask = torch.ones_like(ids)
    for row, length in ((1, 9), (2, 5)):
        ids[row, length - 1] = SEP
        ids[row, length:] = PAD
        mask[row, length:] = 0
    ids[:, 0] = CLS
    kept = [
        (position, label)
        for position, label in zip(batch["positions"], batch["labels"])
        if mask.reshape(-1)[position] and ids.reshape(-1)[position] != SEP
    ]
    return {
        "batch_size": 3,
        "sequence_length": LENGTH,
        "input_ids": ids.reshape(-1).tolist(),
        "attention_mask": mask.reshape(-1).tolist(),
        "positions": [position for position, _ in kept],
        "labels": [label for _, label in kept],
    }


def padded_loss(model, batch: dict) -> torch.Tensor:
    shape = (batch["batch_size"], batch["sequence_length"])
    labels = torch.full((shape[0] * shape[1],), -100)
    labels[torch.tensor(batch["positions"])] = torch.tensor(batch["labels"])
    return model(
        input_ids=torch.tensor(batch["input_ids"]).reshape(shape),
        attention_mask=torch.tensor(batch["attention_mask"]).reshape(shape),
        labels=labels.reshape(shape),
    ).loss


# Of each part of the model some tensors, of few numbers: see FREE in trajectory.py for keys' biases.
SHOWN = [
    "bert.embeddings.token_type_embeddings.weight",
    "bert.embeddings.LayerNorm.bias",
    *[
        f"bert.encoder.layer.{layer}.{name}"
        for layer in (0, 1)
        for name in ("attention.self.value.bias", "output.LayerNorm.weight")
    ],
    "bert.encoder.layer.1.attention.self.query.weight",
    "cls.predictions.transform.dense.bias",
    "cls.predictions.bias",
]


def shown(model, of) -> dict:
    return base64_tensors((name, of(p)) for name, p in model.named_parameters() if name in SHOWN)


def training() -> dict:
    model, batch = tiny_model(), padded_batch()
    loss = padded_loss(model, batch)
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1e9)
    gradients = shown(model, lambda p: p.grad)
    return {"batch": batch, "loss": loss.item(), "grad_norm": norm.item(), "gradients": gradients}


RATE, LAYERS = 1e-2, 2


def depth(name: str) -> int:
    """-1 for the embeddings, then the layers from 0, then what stands behind them."""
    if ".layer." in name:
        return int(name.split(".layer.")[1].split(".")[0])
    return -1 if ".embeddings." in name else LAYERS


def layer_rates(freeze: str | None, frozen: list[int], decay: float) -> dict:
    """Three steps, each parameter in a group of its own rate."""
    model, batch = tiny_model(), padded_batch()
    groups = []
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(depth(name) not in frozen)
        if parameter.requires_grad:
            groups.append(
                {
                    "params": [parameter],
                    "lr": RATE * decay ** (LAYERS - depth(name)),
                    "weight_decay": 0.0 if no_decay(name) else 0.1,
                }
            )
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.999), eps=1e-8)
    steps = []
    for _ in range(3):
        loss = padded_loss(model, batch)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        steps.append({"loss": loss.item(), "grad_norm": norm.item()})
        optimizer.step()
        optimizer.zero_grad()
    case = {"freeze": freeze, "layer_decay": decay, "steps": steps}
    return {**case, "parameters": shown(model, lambda p: p)}


write_json(
    "padded.json",
    {
        "versions": versions(__file__),
        "about": "the model of tiny-bert.json, dropout 0, attention masks; evaluation: the masks are "
        "those of the library's random numbers, computed again here; layer_rates: three steps of "
        "AdamW on the batch of training, decay 0.1, clipping at 1, a group of its own for each rate",
        "evaluation": evaluation(tiny_model()),
        "training": training(),
        "learning_rate": RATE,
        "layer_rates": [
            layer_rates(None, [], 0.5),
            layer_rates("embeddings,layers:0", [-1, 0], 1.0),
            layer_rates("layers:1", [1], 0.9),
            layer_rates("head", [2], 1.0),
        ],
    },
)
