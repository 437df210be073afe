"""Fifty steps of AdamW on the tiny model, and ten with two batches accumulated a step."""

import torch
from transformers import get_scheduler

from common import (
    base64_tensors,
    masked_loss,
    no_decay,
    random_batch,
    tiny_model,
    versions,
    write_json,
)

SETTINGS = {
    "optimizer": "AdamW",
    "beta1": 0.9,
    "beta2": 0.999,
    "epsilon": 1e-8,
    "weight_decay": 0.01,
    "no_decay": "biases and LayerNorm",
    "max_grad_norm": 1.0,
    "scheduler": "linear",
    "learning_rate": 1e-3,
}
# Adding a constant to every key changes no softmax, so this gradient is nothing but rounding errors,
# which Adam divides by their own size. No two programs agree on it, and no output depends on it.
FREE = "attention.self.key.bias"


def make_optimizer(model):
    named = list(model.named_parameters())
    groups = [
        {"params": [p for n, p in named if not no_decay(n)], "weight_decay": 0.01},
        {"params": [p for n, p in named if no_decay(n)], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=SETTINGS["learning_rate"], betas=(0.9, 0.999), eps=1e-8)


def run(model, step_batches, warmup, mean):
    """One optimizer step for each list of batches.

    mean "batches": the mean of the batches' mean losses; "tokens": the mean over all masked tokens
    of the step, as if its batches were one.
    """
    optimizer = make_optimizer(model)
    scheduler = get_scheduler("linear", optimizer, warmup, len(step_batches))
    records = []
    for batches in step_batches:
        total = sum(len(batch["positions"]) for batch in batches)
        loss = 0.0
        for batch in batches:
            if mean == "batches":
                part = masked_loss(model, batch) / len(batches)
            else:
                part = masked_loss(model, batch, "sum") / total
            part.backward()
            loss += part.item()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        rate = scheduler.get_last_lr()[0]
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
        records.append({"loss": loss, "grad_norm": norm.item(), "learning_rate": rate})
    return records


def noise(model, records, step_batches, warmup, mean):
    """How far this float32 run is from the same run in float64: what a tolerance has to allow."""
    exact = tiny_model().double()
    reference = run(exact, step_batches, warmup, mean)
    worst = {
        key: max(abs(a[key] / b[key] - 1) for a, b in zip(records, reference))
        for key in ("loss", "grad_norm")
    }
    pairs = zip(model.named_parameters(), exact.parameters())
    worst["parameters_absolute"] = max(
        (p.double() - q).abs().max().item() for (n, p), q in pairs if not n.endswith(FREE)
    )
    return {key: float(f"{value:.2g}") for key, value in worst.items()}


def record(step_batches, warmup, mean):
    model = tiny_model()
    records = run(model, step_batches, warmup, mean)
    return {
        "mean": mean,
        "float32_noise": noise(model, records, step_batches, warmup, mean),
        "steps": records,
        "parameters": base64_tensors(model.named_parameters()),
    }


def about(warmup, steps):
    return {
        "versions": versions(__file__),
        "about": "starts from tiny-bert's parameters; grad_norm is before clipping; leave "
        f"{FREE} out of comparisons: its gradient is rounding errors only; float32_noise is the "
        "distance from the same run in float64 (relative for loss and grad_norm)",
        "settings": {**SETTINGS, "warmup_steps": warmup, "training_steps": steps},
    }


generator = torch.Generator().manual_seed(3)
# The number of masked tokens differs from batch to batch, as it does in training.
batches = [random_batch(generator, 4, 16, 6 + i % 5) for i in range(50)]
write_json(
    "trajectory.json",
    {**about(5, 50), "batches": batches, **record([[b] for b in batches], 5, "batches")},
)

pairs = [batches[2 * i : 2 * i + 2] for i in range(10)]
write_json(
    "trajectory-accumulated.json",
    {
        **about(2, 10),
        "batches_per_step": 2,
        "batches": batches[:20],
        "runs": [record(pairs, 2, mean) for mean in ("batches", "tokens")],
    },
)
