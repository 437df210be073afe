"""The tiny model with what checkpoints have besides: other activations, an untied decoder, no padding
row. Logits, loss and gradients on one batch; the weights are those of tiny_bert.py."""

import torch
from transformers import BertConfig, BertForMaskedLM

from common import (
    base64_tensor,
    base64_tensors,
    masked_logits,
    masked_loss,
    random_batch,
    tiny_model,
    versions,
    write_json,
)

TIED = tiny_model()
BATCH = random_batch(torch.Generator().manual_seed(6), rows=3, columns=16, masked=10)
VARIANTS = {
    "gelu_new": {"hidden_act": "gelu_new"},
    "gelu_pytorch_tanh": {"hidden_act": "gelu_pytorch_tanh"},
    "relu": {"hidden_act": "relu"},
    "silu": {"hidden_act": "silu"},
    "untied": {"tie_word_embeddings": False},
    "no padding row": {"pad_token_id": None},
}
DECODER = torch.Generator().manual_seed(8)
OWN = {
    "cls.predictions.decoder.weight": 0.2 * torch.randn((97, 32), generator=DECODER),
    "cls.predictions.decoder.bias": 0.2 * torch.randn((97,), generator=DECODER),
}
# These gradients in full, of the others the norms.
FULL = ["bert.embeddings.word_embeddings.weight", "bert.encoder.layer.1.output.dense.bias"]


def variant(name, changes):
    model = BertForMaskedLM(BertConfig(**{**TIED.config.to_dict(), **changes}))
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            parameter.copy_(OWN[key] if key in OWN else TIED.get_parameter(key))
    model.train()
    loss = masked_loss(model, BATCH)
    loss.backward()
    gradients = {k: p.grad for k, p in model.named_parameters() if p.grad is not None}
    return {
        "name": name,
        "config": model.config.to_dict(),
        "loss": loss.item(),
        "logits": base64_tensor(masked_logits(model, BATCH)),
        "norms": {key: float(gradient.norm()) for key, gradient in gradients.items()},
        "gradients": dict(base64_tensors((key, gradients[key]) for key in FULL)),
    }


write_json(
    "tiny-variants.json",
    {
        "versions": versions(__file__),
        "about": "weights of tiny-bert.json and, of the untied decoder, those in decoder; train mode, "
        "dropout 0; base64 is little-endian float32",
        "batch": BATCH,
        "decoder": dict(base64_tensors(OWN.items())),
        "variants": [variant(name, changes) for name, changes in VARIANTS.items()],
    },
)
