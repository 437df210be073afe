"""Nine runs of Hugging Face's Trainer, as a subject: nine.py MODEL TOKENIZER THREADS CHUNKS SETTINGS.

The grid of `reproduce`: three schedules, three runs of each. The Trainer knows neither Γ nor SD, so
all nine train as `none`: that is in its favour.
"""

import json
import sys
import tempfile

import datasets
import torch
import transformers
from datasets import Dataset
from serve import serve
from transformers import (
    BertForMaskedLM,
    DataCollatorForLanguageModeling,
    PreTrainedTokenizerFast,
    Trainer,
    TrainingArguments,
)

model_folder, tokenizer_file, threads, chunk_file, settings = sys.argv[1:]
settings = json.loads(settings)
torch.set_num_threads(int(threads))
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


def train(schedule, folder):
    arguments = TrainingArguments(
        output_dir=folder,
        per_device_train_batch_size=settings["batchSize"],
        per_device_eval_batch_size=settings["batchSize"],
        num_train_epochs=settings["epochs"],
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


def nine():
    count = 0
    for schedule in ("constant", "linear", "cosine"):
        for _ in range(3):
            with tempfile.TemporaryDirectory() as folder:
                train(schedule, folder)
            count += 1
    return {"count": count}


serve({"nine": nine})
