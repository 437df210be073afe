/** The Python side of the bench of data: it must do the same work as this library, by the same rule. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { OURS, PEER } from "../bench/data.ts";
import { EMBEDDED_FOLDER, EMBEDDED_TOKENIZER } from "../bench/embedded.ts";
import { benchFolder } from "../bench/folder.ts";
import { denoSubject, pythonSubject } from "../bench/specs.ts";
import { Subject, type SubjectSpec } from "../bench/subject.ts";
import { chunkTokens } from "../lib/data/mod.ts";
import { PROJECT_FOLDER } from "../lib/mod.ts";
import { withFolder } from "./_files.ts";
import { notTested } from "./_not_tested.ts";

/** Cuts the batches that come as JSON. */
const CUT = `
import json, sys
from cutting import Cutter
length, batches = json.load(sys.stdin)
cutter = Cutter(length)
print(json.dumps([ids for texts in batches for ids in cutter.cut({"input_ids": texts})["input_ids"]]))
`;

async function cutByPeer(length: number, batches: number[][][]): Promise<number[][]> {
  const child = new Deno.Command("python3", {
    args: ["-c", CUT],
    env: { PYTHONPATH: join(PROJECT_FOLDER, "bench", "python"), PYTHONDONTWRITEBYTECODE: "1" },
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  const input = new Blob([JSON.stringify([length, batches])]).stream();
  const [{ success, stdout, stderr }] = await Promise.all([
    child.output(),
    input.pipeTo(child.stdin),
  ]);
  assert.ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("however texts come in batches, the peer's chunks are this library's", async () => {
  // Of 0 to 10 tokens, each its own.
  const lengths = [3, 10, 0, 1, 7, 2, 9, 4, 10, 5, 6];
  let next = 0;
  const texts = lengths.map((length) => Array.from({ length }, () => next++));
  const ours = chunkTokens(texts, 4).map((chunk) => Array.from(chunk));
  assert.equal(ours.length, 14);
  for (const size of [1, 2, 3, 5, texts.length]) {
    const batches = Array.from(
      { length: Math.ceil(texts.length / size) },
      (_, i) => texts.slice(i * size, (i + 1) * size),
    );
    assert.deepEqual(await cutByPeer(4, batches), ours, `batches of ${size}`);
  }
});

/** A Python that has the peers, where there is one: it is not made for this. */
async function peersAtHand(): Promise<string | undefined> {
  const file = Deno.env.get("SDTRAINER_BENCH_PYTHON") ||
    join(benchFolder(), "python", "bin", "python");
  const stat = await Deno.stat(file).catch(() => undefined);
  return stat?.isFile ? file : undefined;
}

async function countOf(spec: SubjectSpec, what: string): Promise<number | undefined> {
  const subject = await Subject.start(spec);
  try {
    return (await subject.ask(what)).count;
  } finally {
    await subject.stop();
  }
}

const python = await peersAtHand();
if (python === undefined) {
  notTested("the bench's peer of data", "no Python environment of the bench is here");
} else {
  Deno.test("of more texts than datasets takes in a batch, both sides make as many chunks", () =>
    withFolder(async (folder) => {
      const file = join(folder, "text.txt");
      // Three batches of 1,000, 1,000 and 1 texts, whose ends leave more than a chunk together.
      const text = Array.from({ length: 2001 }, (_, i) => `${i} The house is old.\n\n`).join("");
      await Deno.writeTextFile(file, text);
      const ours = denoSubject(OURS, "data.ts", [file, EMBEDDED_FOLDER, "128"]);
      const count = await countOf(ours, "chunks");
      assert.equal(await countOf(ours, "store"), count);
      for (const processes of [[], ["2"]]) {
        const args = [file, EMBEDDED_TOKENIZER, "128", ...processes];
        assert.equal(await countOf(pythonSubject(PEER, python, "data.py", args), "chunks"), count);
      }
    }));
}
