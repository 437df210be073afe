"""AdamW on a few vectors for fifty steps, and clip_grad_norm_ on a few sets of gradients."""

import torch

from common import base64_tensor, plain_tensor, versions, write_json

STEPS = 50


def adamw_case(name, seed, size, scale, decay, rate):
    """Gradients of the given scale; the first element's is always 0, as for an unused word."""
    generator = torch.Generator().manual_seed(seed)
    parameter = torch.nn.Parameter(torch.randn(size, generator=generator))
    start = plain_tensor(parameter)
    gradients = scale * torch.randn(STEPS, size, generator=generator)
    gradients[:, 0] = 0
    optimizer = torch.optim.AdamW(
        [parameter], lr=rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=decay
    )
    rates = [rate * (1 - step / (2 * STEPS)) for step in range(STEPS)]
    after = []
    for step in range(STEPS):
        optimizer.param_groups[0]["lr"] = rates[step]
        parameter.grad = gradients[step].clone()
        optimizer.step()
        after.append(parameter.detach().clone())
    return {
        "name": name,
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
        "weight_decay": decay,
        "learning_rates": rates,
        "parameter": start,
        "gradients": base64_tensor(gradients),
        "after": base64_tensor(torch.stack(after)),
    }


def clip_case(name, gradients, max_norm):
    parameters = [torch.nn.Parameter(torch.zeros_like(g)) for g in gradients]
    for parameter, gradient in zip(parameters, gradients):
        parameter.grad = gradient.clone()
    norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    return {
        "name": name,
        "max_norm": max_norm,
        "gradients": [plain_tensor(g) for g in gradients],
        "norm": norm.item(),
        "clipped": [plain_tensor(p.grad) for p in parameters],
    }


generator = torch.Generator().manual_seed(5)


def draw(*shape, scale=1.0):
    return scale * torch.randn(shape, generator=generator)


write_json(
    "optimizer.json",
    {
        "versions": versions(__file__),
        "about": "adamw: gradients and after are [steps, size], base64 little-endian float32, "
        "after[i] the parameter after step i; clip: norm is that of all gradients before clipping",
        "adamw": [
            adamw_case("with decay", 11, 7, 1.0, 0.01, 1e-3),
            adamw_case("without decay", 12, 7, 1.0, 0.0, 1e-3),
            adamw_case("tiny gradients, near epsilon", 13, 5, 1e-8, 0.01, 1e-3),
            adamw_case("large gradients and rate", 14, 5, 1e3, 0.1, 0.1),
        ],
        "clip": [
            clip_case("above the limit", [draw(3, 4), draw(5)], 1.0),
            clip_case("below the limit", [draw(3, scale=0.01), draw(2, 2, scale=0.01)], 1.0),
            clip_case("all zero", [torch.zeros(3)], 1.0),
            clip_case("another limit", [draw(4, scale=10.0), draw(2, 3)], 0.25),
        ],
    },
)
