"""Hugging Face's fill-mask pipeline on the tiny model, for tests/fill_mask_test.ts."""

from common import FIXTURES, versions, write_json
from transformers import BertForMaskedLM, BertTokenizerFast, pipeline

TEXTS = ["b c [MASK] e .", "[MASK] d e f g", "b [MASK] d , e [MASK] !"]

folder = FIXTURES / "tiny-bert"
tokenizer = BertTokenizerFast(str(folder / "vocab.txt"), do_lower_case=False)
fill = pipeline("fill-mask", model=BertForMaskedLM.from_pretrained(folder), tokenizer=tokenizer, top_k=4)
cases = [{"text": text, "top": 4, "results": fill(text)} for text in TEXTS]
write_json("fill-mask.json", {"versions": versions(__file__), "about": "top 4 of each blank", "cases": cases})
