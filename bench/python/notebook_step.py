"""A step with Γ as the original notebook gets it, as a subject:
notebook_step.py MODEL BATCHES THREADS SETTINGS TOKENIZER.

Hugging Face's model, a second forward pass over the whole batch in training mode, and the sentence
encoder called on each word of each step, remembering none. In its favour, the poles are encoded only
once, and the encoder is called without sentence-transformers' own overhead.
"""

import json
import sys

import torch
import transformers
from encoder import Encoder
from serve import serve
from transformers import BertForMaskedLM

MASK = 4
POLES = ["positive", "negative", "strong", "weak", "active", "passive"]

model_folder, batch_file, threads, settings, tokenizer_file = sys.argv[1:]
settings = json.loads(settings)
torch.set_num_threads(int(threads))
torch.manual_seed(1)
transformers.utils.logging.set_verbosity_error()

model = BertForMaskedLM.from_pretrained(model_folder).train()
named = list(model.named_parameters())
no_decay = [p for n, p in named if n.endswith("bias") or "LayerNorm" in n]
decay = [p for n, p in named if not (n.endswith("bias") or "LayerNorm" in n)]
optimizer = torch.optim.AdamW(
    [
        {"params": decay, "weight_decay": settings["weightDecay"]},
        {"params": no_decay, "weight_decay": 0.0},
    ],
    lr=settings["learningRate"],
    fused=True,
)
encoder = Encoder(tokenizer_file)
poles = encoder.encode(POLES)


def tensors_of(batch):
    shape = (batch["batchSize"], batch["sequenceLength"])
    labels = torch.full((shape[0] * shape[1],), -100)
    labels[torch.tensor(batch["positions"])] = torch.tensor(batch["labels"])
    return {
        "input_ids": torch.tensor(batch["inputIds"]).reshape(shape),
        "labels": labels.reshape(shape),
    }


with open(batch_file) as file:
    batches = [tensors_of(batch) for batch in json.load(file)]


def scores(word):
    return (encoder.encode([word]) @ poles.T)[0]


def gamma_of(batch):
    with torch.no_grad():
        logits = model(**batch).logits
    shown = batch["input_ids"][0] == MASK
    predicted = logits[0].argmax(-1)[shown]
    answers = batch["labels"][0][shown]
    pairs = zip(
        encoder.tokenizer.decode(predicted).split(), encoder.tokenizer.decode(answers).split()
    )
    gamma = 0.0
    for prediction, answer in pairs:
        q, p = scores(prediction), scores(answer)
        gamma += float(-6 * (p / q.sum() * torch.log(q / p.sum())).sum())
    return gamma


done = 0


def step():
    global done
    batch = batches[done % len(batches)]
    done += 1
    loss = model(**batch).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), settings["maxGradNorm"])
    gamma = gamma_of(batch)
    # With random weights a cosine may be negative, and then there is no root.
    factor = gamma**0.25 if gamma > 0 else 1.0
    for group in optimizer.param_groups:
        group["lr"] = settings["learningRate"] / factor
    optimizer.step()
    optimizer.zero_grad()
    return {"loss": loss.item()}


serve({"step": step})
