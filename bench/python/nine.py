"""Nine runs of Hugging Face's Trainer, as a subject: nine.py MODEL TOKENIZER THREADS CHUNKS SETTINGS
[TOGETHER].

The grid of `reproduce`: three schedules, three runs of each. The Trainer knows neither Γ nor SD, so
all nine train as `none`: that is in its favour. With TOGETHER, so many processes share the threads
and each trains runs. `trial` gives the time of one short run, to choose between such settings.
"""

import json
import multiprocessing
import sys
import tempfile
import time

import datasets
import torch
import transformers
from datasets import Dataset
from serve import peak_rss_mib, serve
from transformers import (
    BertForMaskedLM,
    DataCollatorForLanguageModeling,
    PreTrainedTokenizerFast,
    Trainer,
    TrainingArguments,
)

model_folder, tokenizer_file, threads, chunk_file, settings, *together = sys.argv[1:]
settings = json.loads(settings)
together = int(together[0]) if together else 1
torch.set_num_threads(max(1, int(threads) // together))
transformers.utils.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()
datasets.disable_progress_bars()

tokenizer = PreTrainedTokenizerFast(
    tokenizer_file=tokenizer_file,
    pad_token="[PAD]",
    unk_token="[UNK]",
    cls_token="[CLS]",
    sep_token="[SEP]",
    mask_token="[MASK]",
)
with open(chunk_file) as file:
    chunks = {name: Dataset.from_dict({"input_ids": ids}) for name, ids in json.load(file).items()}


def train(schedule, epochs):
    """How many seconds a run takes."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        train_in(folder, schedule, epochs)
    return time.perf_counter() - start


def train_in(folder, schedule, epochs):
    arguments = TrainingArguments(
        output_dir=folder,
        per_device_train_batch_size=settings["batchSize"],
        per_device_eval_batch_size=settings["batchSize"],
        num_train_epochs=epochs,
        learning_rate=settings["learningRate"],
        lr_scheduler_type=schedule,
        weight_decay=settings["weightDecay"],
        max_grad_norm=settings["maxGradNorm"],
        eval_strategy="epoch",
        save_strategy="no",
        logging_steps=1,
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
        dataloader_pin_memory=False,
        seed=0,
    )
    trainer = Trainer(
        model=BertForMaskedLM.from_pretrained(model_folder),
        args=arguments,
        train_dataset=chunks["train"],
        eval_dataset=chunks["evaluation"],
        data_collator=DataCollatorForLanguageModeling(
            tokenizer, mlm_probability=settings["maskProbability"]
        ),
    )
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.evaluate()
    trainer.train()


def train_all(runs):
    if together == 1:
        return [train(*run) for run in runs]
    # A fork would inherit the state of threads that do not live on in it.
    with multiprocessing.get_context("spawn").Pool(together) as pool:
        return pool.starmap(train, runs, chunksize=1)


def nine():
    schedules = ("constant", "linear", "cosine")
    runs = [(schedule, settings["epochs"]) for schedule in schedules for _ in range(3)]
    return {"count": len(train_all(runs))}


def trial():
    # Without the processes' start, which nine runs share.
    return {"ms": max(train_all([("constant", 1)] * together)) * 1000 / together}


# The processes of a pool read this file too.
if __name__ == "__main__":
    # The memory of several is not summed.
    serve({"nine": nine, "trial": trial}, peak_rss_mib if together == 1 else lambda: None)
