"""A sentence encoder of all-MiniLM-L6-v2's shape. Its weights are drawn at random: the bench must run
where the real ones are not at hand, and how long it takes does not depend on them."""

import torch
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

WORDPIECES = 30522


class Encoder:
    def __init__(self, tokenizer_file):
        self.tokenizer = PreTrainedTokenizerFast(tokenizer_file=tokenizer_file, pad_token="[PAD]")
        config = BertConfig(
            vocab_size=WORDPIECES,
            hidden_size=384,
            num_hidden_layers=6,
            num_attention_heads=12,
            intermediate_size=1536,
        )
        self.model = BertModel(config, add_pooling_layer=False).eval()

    @torch.no_grad()
    def encode(self, texts):
        """[texts, 384]: mean pooling over the tokens, length 1."""
        inputs = self.tokenizer(texts, padding=True, return_tensors="pt")
        hidden = self.model(
            input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]
        ).last_hidden_state
        weights = inputs["attention_mask"].unsqueeze(-1).float()
        mean = (hidden * weights).sum(1) / weights.sum(1)
        return torch.nn.functional.normalize(mean, dim=1)
