"""Hugging Face's BertForMaskedLM on PyTorch, as a subject: step.py MODEL BATCHES THREADS SETTINGS HOW
[MODE].

HOW is `usual`, what a user gets from transformers: the head computes logits for every position;
`masked`, the strongest PyTorch we can write: the head on the masked positions only; or `compiled`,
the same through torch.compile, in its default mode or in MODE. SETTINGS says the device, and on a GPU the precision of products:
`float32`, `tf32`, or `bfloat16` through autocast.
"""

import json
import sys
import time

import torch
import transformers
from serve import serve
from torch.nn.functional import cross_entropy
from transformers import BertForMaskedLM

model_folder, batch_file, threads, settings, how, *mode = sys.argv[1:]
settings = json.loads(settings)
torch.set_num_threads(int(threads))
torch.manual_seed(1)
device, precision = settings["device"], settings["precision"]
torch.set_float32_matmul_precision("high" if precision == "tf32" else "highest")
transformers.utils.logging.set_verbosity_error()

model = BertForMaskedLM.from_pretrained(model_folder).to(device).train()
no_decay = [p for n, p in model.named_parameters() if n.endswith("bias") or "LayerNorm" in n]
decay = [p for n, p in model.named_parameters() if not (n.endswith("bias") or "LayerNorm" in n)]
optimizer = torch.optim.AdamW(
    [
        {"params": decay, "weight_decay": settings["weightDecay"]},
        {"params": no_decay, "weight_decay": 0.0},
    ],
    lr=settings["learningRate"],
    fused=True,
)


def tensors_of(batch):
    """What a data collator gives: ids, and labels that are -100 where nothing is to be found."""
    shape = (batch["batchSize"], batch["sequenceLength"])
    labels = torch.full((shape[0] * shape[1],), -100)
    positions = torch.tensor(batch["positions"])
    labels[positions] = torch.tensor(batch["labels"])
    tensors = {
        "input_ids": torch.tensor(batch["inputIds"]).reshape(shape),
        "labels": labels.reshape(shape),
        "positions": positions,
        "answers": torch.tensor(batch["labels"]),
    }
    return {name: tensor.to(device) for name, tensor in tensors.items()}


def autocast():
    return torch.autocast(device, torch.bfloat16, enabled=precision == "bfloat16")


def synchronize():
    """A GPU has only been told what to do when PyTorch returns."""
    if device == "cuda":
        torch.cuda.synchronize()


with open(batch_file) as file:
    batches = [tensors_of(batch) for batch in json.load(file)]


def usual_loss(batch):
    return model(input_ids=batch["input_ids"], labels=batch["labels"]).loss


def masked_loss(batch):
    hidden = model.bert(batch["input_ids"]).last_hidden_state
    found = hidden.reshape(-1, hidden.shape[-1])[batch["positions"]]
    return cross_entropy(model.cls(found), batch["answers"])


if how == "compiled":
    # The number of masked positions differs from batch to batch: one compilation for all of them.
    for batch in batches:
        torch._dynamo.mark_dynamic(batch["positions"], 0)
        torch._dynamo.mark_dynamic(batch["answers"], 0)
    loss_of = torch.compile(masked_loss, mode=mode[0] if mode else None)
else:
    loss_of = usual_loss if how == "usual" else masked_loss

done = 0


def step():
    global done
    batch = batches[done % len(batches)]
    done += 1
    with autocast():
        loss = loss_of(batch)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), settings["maxGradNorm"])
    optimizer.step()
    optimizer.zero_grad()
    synchronize()
    return {"loss": loss.item()}


def evaluation_loss():
    model.eval()
    with torch.no_grad(), autocast():
        # Not the compiled function, which would be compiled anew for this.
        loss = (usual_loss if how == "usual" else masked_loss)(batches[0]).item()
    model.train()
    return {"loss": loss}


def matmul():
    size, best = settings["matmulSize"], float("inf")
    a = torch.rand(size, size, device=device)
    synchronize()
    for _ in range(settings["matmulRuns"]):
        start = time.perf_counter()
        a @ a
        synchronize()
        best = min(best, time.perf_counter() - start)
    return {"gflops": 2 * size**3 / best / 1e9}


serve({"step": step, "loss": evaluation_loss, "matmul": matmul})
