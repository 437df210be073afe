"""The rates of Hugging Face's get_scheduler, step by step, and those of its GreedyLR."""

import math

import torch
from transformers import get_scheduler

from common import versions, write_json

CASES = [
    # name, rate, warm-up steps, training steps, steps recorded, parameters
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
    ("cosine", 1e-3, 5, 50, 53, {"num_cycles": 1.5}),
    ("cosine_with_min_lr", 1e-3, 5, 50, 53, {"min_lr": 1e-5}),
    ("cosine_with_min_lr", 2e-5, 0, 40, 43, {"min_lr_rate": 0.1}),
    ("cosine_with_min_lr", 3e-4, 7, 31, 35, {"min_lr_rate": 0.25, "num_cycles": 2}),
    ("polynomial", 2e-5, 0, 40, 43),
    ("polynomial", 1e-3, 5, 50, 53, {"power": 2.0}),
    ("polynomial", 3e-4, 7, 31, 35, {"power": 0.5, "lr_end": 1e-5}),
    ("polynomial", 5e-4, 1, 2, 4, {"lr_end": 0}),
    ("inverse_sqrt", 2e-5, 0, 40, 43),
    ("inverse_sqrt", 1e-3, 5, 50, 53),
    ("inverse_sqrt", 1e-3, 7, 31, 35, {"timescale": 3}),
    ("inverse_sqrt", 1e-3, 0, 31, 35, {"timescale": 10}),
    ("warmup_stable_decay", 2e-5, 0, 40, 43, {"num_decay_steps": 8}),
    ("warmup_stable_decay", 1e-3, 5, 50, 53, {"num_decay_steps": 20, "decay_type": "linear"}),
    (
        "warmup_stable_decay", 1e-3, 6, 31, 35,
        {
            "num_decay_steps": 9,
            "decay_type": "1-sqrt",
            "warmup_type": "1-sqrt",
            "min_lr_ratio": 0.1,
        },
    ),
    (
        "warmup_stable_decay", 3e-4, 7, 31, 35,
        {
            "num_decay_steps": 10,
            "num_stable_steps": 6,
            "warmup_type": "cosine",
            "min_lr_ratio": 0.05,
            "num_cycles": 1.5,
        },
    ),
    # The warm-up and the decay are longer than the training: the decay begins in its middle.
    ("warmup_stable_decay", 5e-4, 6, 10, 13, {"num_decay_steps": 8}),
]


def rates(name, rate, warmup, training, count, parameters):
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = get_scheduler(name, optimizer, warmup, training, parameters)
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
                **({"parameters": parameters[0]} if parameters else {}),
                "rates": rates(name, rate, warmup, training, count, *parameters or [{}]),
            }
            for name, rate, warmup, training, count, *parameters in CASES
        ],
    },
)

# name, rate, GreedyLR's parameters, and the losses it is told of
GREEDY = [
    ("falls", 1e-3, {"patience": 2}, [5 * 0.97**i for i in range(60)]),
    ("stalls", 1e-3, {"patience": 2, "min_lr": 7e-4}, [5 + 0.01 * i for i in range(60)]),
    (
        "begins again, and cools down after that too",
        1e-3,
        {"patience": 0, "min_lr": 9e-4, "reset_start": 4, "cooldown": 3},
        [5 + 0.01 * i for i in range(40)],
    ),
    (
        "waves",
        2e-4,
        {"patience": 3, "factor": 0.8, "min_lr": 1e-5, "max_lr": 4e-4, "cooldown": 2, "warmup": 4},
        [3 - 0.02 * i + math.sin(i / 4) for i in range(120)],
    ),
    (
        "is smoothed",
        2e-4,
        {"patience": 1, "factor": 0.9, "min_lr": 1e-5, "smooth": True, "window_size": 5},
        [3 - 0.01 * i + 0.5 * math.sin(2.3 * i) for i in range(120)],
    ),
    (
        "is smoothed and begins again",
        2e-4,
        {
            "patience": 1,
            "factor": 0.5,
            "min_lr": 1e-4,
            "smooth": True,
            "window_size": 4,
            "reset_start": 2,
        },
        [3 + 0.3 * math.sin(1.7 * i) for i in range(80)],
    ),
    (
        "needs a share",
        2e-4,
        {"patience": 0, "threshold": 0.05, "threshold_mode": "rel", "min_lr": 1e-6},
        [3 * 0.96**i if i % 3 else 3 * 0.9**i for i in range(40)],
    ),
    (
        "has rates below what counts as a change",
        3e-7,
        {"patience": 0, "min_lr": 1e-9},
        [5 + 0.01 * i for i in range(20)],
    ),
]


def greedy(rate, parameters, losses):
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = get_scheduler("greedy", optimizer, scheduler_specific_kwargs=parameters)
    result = []
    for loss in losses:
        result.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step(loss)
    return result


write_json(
    "greedy.json",
    {
        "versions": versions(__file__),
        "about": "rates[i] is the learning rate of the step whose training loss is losses[i]",
        "cases": [
            {
                "name": name,
                "learning_rate": rate,
                # The defaults of Transformers, of which ours differ in these.
                "parameters": {"min_lr": 1e-3, "max_lr": 1.0, **parameters},
                "losses": losses,
                "rates": greedy(rate, parameters, losses),
            }
            for name, rate, parameters, losses in GREEDY
        ],
    },
)
