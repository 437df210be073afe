/** What is told while models are downloaded and words are scored, and where that is kept. */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { BUILT_IN } from "../lib/experiment/definitions.ts";
import { Inputs } from "../lib/experiment/inputs.ts";
import { folderOfModel } from "../lib/experiment/model_folder.ts";
import { plannedRuns } from "../lib/experiment/plan/planned_runs.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { Say } from "../lib/experiment/events.ts";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { namesIn } from "./_fake_experiment.ts";
import { withFolder } from "./_files.ts";

const TINY = "tests/fixtures/tiny-bert";

/** Does something while environment variables have other values. */
async function withEnvironment<T>(values: Record<string, string>, act: () => Promise<T>) {
  const before = Object.keys(values).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(values)) Deno.env.set(name, value);
  try {
    return await act();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

type Told = [message: string, progress?: { done: number; total: number }];

Deno.test("how much of each file of a model has come is told where its length is known", () =>
  withFolder(async (folder) => {
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async (request) => {
        const name = new URL(request.url).pathname.split("/").at(-1)!;
        const bytes = await Deno.readFile(join(TINY, name)).catch(() => undefined);
        if (bytes === undefined) return new Response("no", { status: 404 });
        // Of a stream nobody says how long it will be.
        return new Response(name === "vocab.txt" ? ReadableStream.from([bytes]) : bytes);
      },
    );
    const told: Told[] = [];
    const say: Say = (...of) => void told.push(of);
    const endpoint = `http://127.0.0.1:${server.addr.port}`;
    const environment = { HF_ENDPOINT: endpoint, SDTRAINER_CACHE: folder };
    await withEnvironment(environment, async () => {
      const found = await folderOfModel("tiny/bert", say, undefined);
      assert.equal(found, join(folder, "models", "tiny--bert"));
      for (const name of ["config.json", "model.safetensors"]) {
        const total = Deno.statSync(join(TINY, name)).size;
        const last = told.findLast(([message]) => message.endsWith(name));
        assert.deepEqual(last, [`Downloading tiny/bert, ${name}`, { done: total, total }]);
      }
      assert.ok(!told.some(([message]) => message.endsWith("vocab.txt")), "no length, no word");
      assert.ok(namesIn(found).includes("vocab.txt"));
      told.length = 0;
      assert.equal(await folderOfModel("tiny/bert", say, undefined), found);
      assert.deepEqual(told, [], "it is there");
      const signal = AbortSignal.abort(new RangeError("stop"));
      await assert.rejects(folderOfModel("tiny/other", say, signal), { message: "stop" });
      assert.equal(
        await folderOfModel("embedded", say, undefined),
        join(PROJECT_FOLDER, "data/embedded-model"),
      );
    });
  }));

Deno.test("words that are scored one by one are told of, kept, and end with the signal", () =>
  withFolder(async (folder) => {
    const other = join(folder, "other");
    await cp(TINY, other, { recursive: true });
    const settings = resolveSettings({
      overrides: {
        ...{ model: TINY, beta: "table", casing: "cased", schedules: ["linear"] },
        ...{ methods: ["none"], sweep: { model: [TINY, other] } },
      },
    });
    const runs = plannedRuns(settings);
    const opened = () => {
      const told: Told[] = [], controller = new AbortController();
      const say: Say = (...of) => void told.push(of);
      const inputs = new Inputs({ definitions: BUILT_IN, settings }, say, controller.signal);
      return { inputs, told, controller };
    };
    await withEnvironment({ SDTRAINER_CACHE: folder }, async () => {
      for (const time of ["first", "again", "aborted"]) {
        const { inputs, told, controller } = opened();
        const { classifier } = await inputs.semantics(runs[0]!);
        // As a sentence encoder: it scores any word, so nobody asks whether it knows one.
        Object.defineProperty(classifier, "has", { value: undefined });
        if (time === "aborted") {
          await Deno.remove(join(folder, "semantics"), { recursive: true });
          await inputs.model(runs[1]!);
          controller.abort(new RangeError("stop"));
          await assert.rejects(inputs.semantics(runs[1]!), { message: "stop" });
          continue;
        }
        const { scores } = await inputs.semantics(runs[1]!);
        assert.ok(scores.known.filter((known) => known === 1).length > 80);
        const progress = told.filter(([, progress]) => progress !== undefined);
        if (time === "first") {
          const [[message, progressed]] = progress as [Told];
          assert.equal(message, "Scoring the vocabulary's words");
          assert.equal(progressed!.done, progressed!.total);
          // The vocabulary's words in small letters: 26 letters, three marks and 34 longer ones.
          assert.equal(progressed!.total, 63);
        } else assert.deepEqual(progress, [], "they are kept");
        assert.equal(namesIn(join(folder, "semantics")).length, 1);
      }
    });
  }));
