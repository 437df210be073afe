import assert from "node:assert/strict";
import type { SkippedRecord } from "../../training/mod.ts";
import { crc32c, tfRecord } from "./event_file.ts";
import { scalarsOf } from "./tensorboard.ts";

const ascii = (text: string) => new TextEncoder().encode(text);

Deno.test("crc32c() gives the check value of the catalogue and those of RFC 3720", () => {
  assert.equal(crc32c(ascii("123456789")), 0xe3069283);
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e);
});

Deno.test("a TFRecord is a length, a message and their masked CRCs", () => {
  // Made by TensorBoard's own RecordWriter(file).write(b"abc").
  assert.equal(
    tfRecord(ascii("abc")).toHex(),
    "0300000000000000" + "b099490e" + "616263" + "6e57f121",
  );
});

Deno.test("scalarsOf() gives the tags of Hugging Face's Trainer", () => {
  assert.deepEqual(
    scalarsOf({
      ...{ type: "step", step: 3, epoch: 1.5, loss: 2, grad_norm: 1, seconds: 0.5 },
      ...{ scheduled_learning_rate: 0.1, learning_rate: 0.05 },
      ...{ gamma: null, gamma_root: null, gamma_pairs: 0 },
    }),
    {
      "train/epoch": 1.5,
      "train/loss": 2,
      "train/grad_norm": 1,
      "train/scheduled_learning_rate": 0.1,
      "train/learning_rate": 0.05,
      "train/gamma_pairs": 0,
      "train/seconds": 0.5,
    },
  );
  assert.deepEqual(
    scalarsOf({
      ...{ type: "evaluation", step: 4, epoch: 2, eval_loss: 3, eval_accuracy: 0.5 },
      ...{ eval_mrr: null, eval_masked_tokens: 9, train_loss: 2.5 },
    }),
    {
      "train/epoch": 2,
      "eval/loss": 3,
      "eval/accuracy": 0.5,
      "eval/masked_tokens": 9,
      "train/train_loss": 2.5,
    },
  );
  const skipped: SkippedRecord = {
    type: "skipped",
    ...{ step: 5, epoch: 2.5, reason: "=1", seconds: 1, scheduled_learning_rate: 0.1 },
  };
  assert.equal(scalarsOf(skipped)["train/skipped"], 1);
  assert.ok(!("train/reason" in scalarsOf(skipped)));
});
