/** Choosing β: what is at hand, a folder, the hub (a small server here), and what goes wrong. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hubFolder } from "../lib/io/mod.ts";
import {
  DEFAULT_ENCODER,
  openClassifier,
  readEmbeddedTable,
  SentenceEncoder,
} from "../lib/semantics/mod.ts";
import {
  ENCODER_TOLERANCE,
  inTemporaryFolder,
  largestDifference,
  testEncoder,
} from "./_encoder.ts";
import fixture from "./fixtures/gamma-scores.json" with { type: "json" };

Deno.test("the table is used when it is asked for, and the message says so", async () => {
  const { classifier, message } = await openClassifier({ beta: "table" });
  assert.match(message, /embedded table of [\d,]+ English words/);
  assert.equal(classifier.has?.("good"), true);
  assert.ok(classifier.reference);
  await assert.rejects(classifier.scores(["qwxz"]), { name: "InputError", message: /"qwxz"/ });
});

testEncoder(
  "auto takes the encoder that was fetched, and the message says so",
  (model) =>
    inTemporaryFolder(async (cacheFolder) => {
      const folder = hubFolder(DEFAULT_ENCODER, cacheFolder);
      await cp(model, folder, { recursive: true });
      const { classifier, message } = await openClassifier({ cacheFolder });
      assert.ok(message.includes(folder), message);
      assert.ok(classifier instanceof SentenceEncoder);
      assert.deepEqual(classifier.reference, (await readEmbeddedTable()).reference);
      await classifier.dispose();
    }),
);

Deno.test("auto takes the table where nothing was fetched, whatever lies beside the checkout", () =>
  inTemporaryFolder(async (cacheFolder) => {
    const { message } = await openClassifier({ cacheFolder });
    assert.match(message, /the embedded table .* because the model itself is not at hand/);
  }));

Deno.test("what cannot be a model is an error of one line", () =>
  inTemporaryFolder(async (temporary) => {
    await assert.rejects(openClassifier({ beta: temporary }), {
      name: "InputError",
      message: new RegExp(`^${temporary}: a sentence encoder's folder needs config.json\\.`),
    });
    const absent = join(temporary, "absent");
    await assert.rejects(openClassifier({ beta: absent }), {
      name: "InputError",
      message: new RegExp(`^${absent}: there is no such folder`),
    });
  }));

/** A hub that serves any model from one folder, and what it was asked for. */
function serveHub(model: string) {
  const asked: string[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const path = decodeURIComponent(new URL(request.url).pathname);
      asked.push(path);
      const file = join(model, path.split("/resolve/main/")[1]!);
      return existsSync(file)
        ? new Response(request.method === "HEAD" ? null : await readFile(file))
        : new Response("Entry not found", { status: 404 });
    },
  );
  return {
    asked,
    address: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Runs with `HF_ENDPOINT` set. */
async function withEndpoint(address: string, run: () => Promise<void>): Promise<void> {
  const before = Deno.env.get("HF_ENDPOINT");
  Deno.env.set("HF_ENDPOINT", address);
  try {
    await run();
  } finally {
    if (before === undefined) Deno.env.delete("HF_ENDPOINT");
    else Deno.env.set("HF_ENDPOINT", before);
  }
}

testEncoder(
  "a model comes from the hub once, then from the cache without the network",
  (folder) =>
    inTemporaryFolder(async (cacheFolder) => {
      await using hub = serveHub(folder);
      const [word, expected] = Object.entries(fixture.scores)[0]!;
      const files = new Set<string>();
      await withEndpoint(`${hub.address}/`, async () => {
        const onDownload = (file: string) => void files.add(file);
        const { classifier, message } = await openClassifier({
          beta: DEFAULT_ENCODER,
          cacheFolder,
          onDownload,
        });
        assert.match(message, /the sentence encoder Xenova\/all-MiniLM-L6-v2\./);
        assert.ok(largestDifference(await classifier.scores([word]), expected) < ENCODER_TOLERANCE);
        await (classifier as SentenceEncoder).dispose();
      });
      assert.ok(files.has("onnx/model_quantized.onnx"), [...files].join());
      const requests = hub.asked.length;
      await withEndpoint("http://127.0.0.1:9", async () => {
        const { classifier } = await openClassifier({ beta: DEFAULT_ENCODER, cacheFolder });
        await (classifier as SentenceEncoder).dispose();
      });
      assert.equal(hub.asked.length, requests);
    }),
);

Deno.test("a model that the hub has not, and a hub out of reach, are clear errors", () =>
  inTemporaryFolder(async (cacheFolder) => {
    await using hub = serveHub(cacheFolder);
    await withEndpoint(
      hub.address,
      () =>
        assert.rejects(openClassifier({ beta: "no/such-model", cacheFolder }), {
          name: "InputError",
          message:
            /^no\/such-model: there is no such folder, and http:.* has no such sentence encoder/,
        }),
    );
    await withEndpoint(
      "http://127.0.0.1:9",
      () =>
        assert.rejects(openClassifier({ beta: "no/such-model", cacheFolder }), {
          name: "InputError",
          message: /^no\/such-model: .*http:\/\/127\.0\.0\.1:9\/ cannot be reached.*beta table/,
        }),
    );
  }));

testEncoder(
  "a damaged model is an error that names its file",
  (folder) =>
    inTemporaryFolder(async (temporary) => {
      await mkdir(join(temporary, "onnx"));
      for (const file of ["config.json", "tokenizer.json", "tokenizer_config.json"]) {
        await copyFile(join(folder, file), join(temporary, file));
      }
      const weights = join(temporary, "onnx", "model_quantized.onnx");
      await writeFile(
        weights,
        (await readFile(join(folder, "onnx", "model_quantized.onnx"))).subarray(0, 1e6),
      );
      await assert.rejects(openClassifier({ beta: temporary }), (error: Error) => {
        assert.equal(error.name, "InputError");
        assert.ok(
          error.message.startsWith(`${weights}: the model cannot be read (`),
          error.message,
        );
        assert.ok(!error.message.includes("\n"));
        return true;
      });
    }),
);
