"""Each family of masked language models, tiny and random: its folder as Transformers saves it, and its
logits, loss and gradients on a batch with padding, three steps of AdamW, and the fill-mask pipeline."""

import sys

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import (
    AlbertTokenizer,
    AutoConfig,
    AutoModelForMaskedLM,
    AutoTokenizer,
    BertTokenizer,
    PreTrainedTokenizerFast,
    RobertaTokenizer,
    pipeline,
)

from common import FIXTURES, base64_tensor, base64_tensors, versions, write_json

LETTERS = [chr(ord("a") + i) for i in range(26)]
MERGES = [("Ġ", "t"), ("h", "e"), ("Ġt", "he"), ("i", "n"), ("Ġ", "a")]
BYTE_LEVEL = ["Ġ", *LETTERS, *("".join(pair) for pair in MERGES)]
ROWS, COLUMNS, POSITIONS = 3, 7, 11


def ids(tokens):
    assert len(tokens) == len(set(tokens)) == 37, len(tokens)
    return {token: i for i, token in enumerate(tokens)}


def word_piece():
    special = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]
    pieces = ["the", "in", "##e", "##s", "##t", "##n"]
    return BertTokenizer(vocab=ids([*special, *LETTERS, *pieces]), do_lower_case=True)


def roberta():
    return RobertaTokenizer(
        vocab=ids(["<s>", "<pad>", "</s>", "<unk>", *BYTE_LEVEL, "<mask>"]), merges=MERGES
    )


def albert():
    special = ["[CLS]", "<unk>", "<pad>", "[SEP]", "[MASK]"]
    pieces = ["▁", *LETTERS, "▁the", "▁a", "in", "er", "▁th"]
    scores = [0.0] * 5 + [-3.0 - i / 8 for i in range(27)] + [-4.5, -3.5, -5.0, -5.25, -6.0]
    return AlbertTokenizer(vocab=list(zip(ids([*special, *pieces]), scores)))


def modernbert():
    special = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]
    made = Tokenizer(models.BPE(vocab=ids([*special, *BYTE_LEVEL]), merges=MERGES))
    made.normalizer = normalizers.NFC()
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    named = dict(zip(["unk_token", "cls_token", "sep_token", "pad_token", "mask_token"], special))
    return PreTrainedTokenizerFast(tokenizer_object=made, **named)


NO_DROPOUT = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
SHAPE = {"hidden_size": 12, "num_attention_heads": 3, "num_hidden_layers": 3}
FEED_FORWARD = {"intermediate_size": 20, "initializer_range": 0.1}

# The tokenizer, and the configuration.
FAMILIES = {
    "roberta": (roberta, {**SHAPE, **FEED_FORWARD, **NO_DROPOUT, "num_hidden_layers": 2,
                          "hidden_act": "gelu_pytorch_tanh", "type_vocab_size": 1,
                          "max_position_embeddings": POSITIONS + 2}),
    "distilbert": (word_piece, {"dim": 12, "n_heads": 3, "n_layers": 2, "hidden_dim": 20,
                                "dropout": 0.0, "attention_dropout": 0.0, "activation": "relu",
                                "max_position_embeddings": POSITIONS}),
    "electra": (word_piece, {**SHAPE, **FEED_FORWARD, **NO_DROPOUT, "num_hidden_layers": 2,
                             "hidden_act": "silu", "tie_word_embeddings": False,
                             "embedding_size": 10, "max_position_embeddings": POSITIONS}),
    "albert": (albert, {**SHAPE, **FEED_FORWARD, **NO_DROPOUT, "embedding_size": 10,
                        "num_hidden_groups": 2, "inner_group_num": 2,
                        "max_position_embeddings": POSITIONS}),
    "modernbert": (modernbert, {**SHAPE, **FEED_FORWARD, "local_attention": 4,
                                "hidden_activation": "silu",
                                "max_position_embeddings": POSITIONS}),
}


def made(model_type, tokenizer, fields):
    special = {f"{role}_token_id": getattr(tokenizer, f"{role}_token_id") for role in ["pad"]}
    special |= {"bos_token_id": tokenizer.cls_token_id, "eos_token_id": tokenizer.sep_token_id}
    if model_type == "modernbert":
        special |= {"cls_token_id": tokenizer.cls_token_id, "sep_token_id": tokenizer.sep_token_id}
    config = AutoConfig.for_model(model_type, vocab_size=37, **fields, **special)
    model = AutoModelForMaskedLM.from_config(config)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            draw = torch.randn(parameter.shape, generator=generator)
            is_norm = parameter.ndim == 1 and name.endswith("weight")
            # Half precision, in which the folder is saved, has these numbers exactly.
            parameter.copy_((float(is_norm) + 0.2 * draw).half().float())
    return model.train()


def batch(tokenizer, seed, lengths):
    """Random words between the tokens for start and end, some of them masked, and padding."""
    generator = torch.Generator().manual_seed(seed)
    special = set(tokenizer.all_special_ids)
    words = torch.tensor([i for i in range(37) if i not in special])
    inputs = words[torch.randint(len(words), (ROWS, COLUMNS), generator=generator)]
    mask = torch.ones_like(inputs)
    inputs[:, 0] = tokenizer.cls_token_id
    for row, length in enumerate(lengths):
        inputs[row, length - 1] = tokenizer.sep_token_id
        inputs[row, length:] = tokenizer.pad_token_id
        mask[row, length:] = 0
    inputs = inputs.reshape(-1)
    is_word = torch.isin(inputs, words).nonzero().reshape(-1)
    positions = is_word[torch.randperm(len(is_word), generator=generator)[:6]].sort().values
    labels = inputs[positions].clone()
    inputs[positions[:4]] = tokenizer.mask_token_id
    # A random word that stands for a masked one may be the padding token.
    inputs[positions[4]] = tokenizer.pad_token_id
    return {
        "batch_size": ROWS,
        "sequence_length": COLUMNS,
        "input_ids": inputs.tolist(),
        "attention_mask": mask.reshape(-1).tolist(),
        "positions": positions.tolist(),
        "labels": labels.tolist(),
    }


def forward(model, given):
    shape = (ROWS, COLUMNS)
    labels = torch.full((ROWS * COLUMNS,), -100)
    labels[torch.tensor(given["positions"])] = torch.tensor(given["labels"])
    result = model(
        input_ids=torch.tensor(given["input_ids"]).reshape(shape),
        attention_mask=torch.tensor(given["attention_mask"]).reshape(shape),
        labels=labels.reshape(shape),
    )
    return result.loss, result.logits.reshape(ROWS * COLUMNS, -1)[torch.tensor(given["positions"])]


def trained(model, given):
    """Three steps as Transformers' Trainer makes them: decay of matrices alone, clipping to 1."""
    matrices = [p for p in model.parameters() if p.ndim > 1]
    vectors = [p for p in model.parameters() if p.ndim == 1]
    groups = [{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.999), eps=1e-8)
    losses = []
    for _ in range(3):
        optimizer.zero_grad()
        loss, _ = forward(model, given)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    return losses


def family(model_type, make_tokenizer, fields):
    tokenizer = make_tokenizer()
    model = made(model_type, tokenizer, fields)
    folder = FIXTURES / "families" / model_type
    tokenizer.save_pretrained(folder)
    made(model_type, tokenizer, fields).half().save_pretrained(folder)
    for name in ["generation_config.json"]:
        (folder / name).unlink(missing_ok=True)
    padded = batch(tokenizer, 2, [7, 5, 6])
    loss, logits = forward(model, padded)
    loss.backward()
    content = {
        "versions": versions(__file__),
        "about": "train mode, dropout 0; base64 is little-endian float32; padded: with an attention "
        "mask; trained: three steps of AdamW on whole, a batch without padding",
        "padded": padded,
        "loss": loss.item(),
        "logits": base64_tensor(logits),
        "gradients": base64_tensors((n, p.grad) for n, p in model.named_parameters()),
    }
    model.zero_grad()
    whole = batch(tokenizer, 3, [7, 7, 7])
    content |= {"whole": whole, "losses": trained(model, whole)}
    content["trained"] = base64_tensors(model.named_parameters())
    loaded = AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval()
    text = f"the c in {tokenizer.mask_token}"
    fill = pipeline("fill-mask", model=loaded, tokenizer=AutoTokenizer.from_pretrained(folder))
    content["fill"] = {"text": text, "results": fill(text, top_k=5)}
    write_json(f"families/{model_type}.json", content)


for name in sys.argv[1:] or FAMILIES:
    family(name, *FAMILIES[name])
