"""Texts' tokens joined end to end and cut into chunks, a batch of texts after the other."""


class Cutter:
    """Cuts batches as if they were one: what one leaves over begins the next one's first chunk, and
    only what the last one leaves is dropped. Hugging Face's examples drop each batch's, which would be
    less work than SDTrainer does. Batches must come in their order, so to one process."""

    def __init__(self, length):
        self.length = length
        self.rest = []

    def cut(self, rows):
        ids = self.rest + [i for text in rows["input_ids"] for i in text]
        whole = len(ids) // self.length * self.length
        self.rest = ids[whole:]
        return {"input_ids": [ids[i : i + self.length] for i in range(0, whole, self.length)]}
