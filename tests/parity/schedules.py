"""The rates of Hugging Face's get_scheduler, step by step."""

import torch
from transformers import get_scheduler

from common import versions, write_json

CASES = [
    # name, rate, warm-up steps, training steps, steps recorded
    ("constant", 2e-5, 0, 200, 5),
    ("constant_with_warmup", 2e-5, 0, 20, 5),
    ("constant_with_warmup", 1e-3, 4, 20, 10),
    ("linear", 2e-5, 0, 200, 205),
    ("linear", 1e-3, 5, 50, 53),
    ("linear", 5e-4, 1, 2, 4),
    ("linear", 5e-4, 10, 10, 12),
    ("cosine", 2e-5, 0, 200, 205),
    ("cosine", 1e-3, 5, 50, 53),
    ("cosine", 5e-4, 1, 2, 4),
    ("cosine", 5e-4, 10, 10, 12),
    ("cosine", 3e-4, 7, 31, 35),
]


def rates(name, rate, warmup, training, count):
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = get_scheduler(name, optimizer, warmup, training)
    result = []
    for _ in range(count):
        result.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return result


write_json(
    "schedules.json",
    {
        "versions": versions(__file__),
        "about": "rates[i] is the learning rate of the optimizer step i (0-based), also past the "
        "last training step",
        "cases": [
            {
                "name": name,
                "learning_rate": rate,
                "warmup_steps": warmup,
                "training_steps": training,
                "rates": rates(name, rate, warmup, training, count),
            }
            for name, rate, warmup, training, count in CASES
        ],
    },
)
