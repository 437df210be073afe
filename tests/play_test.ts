/** The page's files, whoever serves them, and what is refused. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  experimentModels,
  exportModel,
  gammaTable,
  loadTokenizer,
  OSGOOD,
  readEmbeddedTable,
  serveSite,
  vocabularyScores,
  writeSite,
} from "../lib/mod.ts";
import { disk } from "../lib/io/mod.ts";
import { wordNumbers } from "../lib/play/page/meaning.ts";
import { pageScripts } from "../lib/play/page_scripts.ts";
import { collect, fakeTrainer, inFolder as experimentInFolder } from "./_fake_experiment.ts";
import { assertRefused, withFolder } from "./_files.ts";
import { makeHeadless } from "./_headless.ts";
import { inFolder, MINE, task } from "./_own_text.ts";
import { bytesOf, dataOf, SMALL, smallSite } from "./_play.ts";

const silent = { onMessage: () => {} };

Deno.test("a site has its page, what computes, the models, and what β says of their words", async () => {
  const site = await smallSite();
  for (const path of ["index.html", "style.css", "vendor/transformers.js"]) {
    assert.ok(site.has(path));
  }
  const data = await dataOf(site);
  assert.deepEqual(data.models.map(({ name, positions }) => [name, positions]), [
    ["bert", 40],
    ["roberta", 11],
  ]);
  assert.deepEqual(data.methods, [
    ...[{ name: "none", power: 0 }, { name: "SD", power: -1 }, { name: "SD2", power: 1 }],
  ]);
  assert.deepEqual(data.drawn[0], { name: "evaluation", left: "bad", right: "good" });
  const tokens = data.vocabularies[0]!, numbers = await bytesOf(site, "words/0.bin");
  const read = wordNumbers(numbers.buffer as ArrayBuffer, tokens.length, data);
  const scores = await vocabularyScores(
    await readEmbeddedTable(),
    await loadTokenizer(SMALL.bert, silent),
  );
  const { profile, known } = gammaTable({ profile: OSGOOD }, scores);
  assert.deepEqual([read.drawn, read.placed], [profile, known]);
  assert.equal(read.known[tokens.indexOf("[MASK]")], 0);
  assert.equal(read.known[tokens.indexOf("cat")], 1);
});

Deno.test("models of one vocabulary share its words; an exported model is taken as it is", () =>
  withFolder(async (folder) => {
    const exported = join(folder, "exported");
    await exportModel(SMALL.bert, exported, silent);
    const site = await smallSite({ a: SMALL.bert, b: exported });
    assert.ok(!site.has("words/1.bin"));
    const files = ["onnx/model.onnx", "tokenizer.json", "config.json"].map((name) =>
      ["0", "1"].map((model) => bytesOf(site, `models/${model}/${name}`))
    );
    for (const [a, b] of await Promise.all(files.map((each) => Promise.all(each)))) {
      assert.deepEqual(a, b);
    }
  }));

Deno.test("a model whose head is yet to be trained is not shown", () =>
  withFolder(async (folder) => {
    await makeHeadless(join(folder, "encoder"));
    await assertRefused(
      smallSite({ bert: SMALL.bert, encoder: join(folder, "encoder") }),
      /encoder: the weights have no cls\..*: without this part .* at random\. Train the model/,
    );
  }));

Deno.test("the page's modules are browsers': nothing of Node, no whole rooms", () => {
  const scripts = pageScripts("play/page/main");
  assert.ok(scripts.has("semantics/reference_gamma.js") && scripts.size < 70, `${scripts.size}`);
  for (const [path, code] of scripts) {
    for (const [, from] of code.matchAll(/^import .*? from "([^"]+)"/gm)) {
      const target = join("/lib", path, "..", from!);
      assert.ok(scripts.has(target.slice(5)), `${path}: ${from}`);
    }
  }
  assert.throws(() => pageScripts("io/disk"), /is not for browsers/);
  assert.throws(() => pageScripts("model/obtain"), /is not for browsers/);
});

Deno.test("a server gives this machine the files alone, under a policy of its own", async () => {
  const site = await smallSite({ bert: SMALL.bert });
  await using server = await serveSite(site, 0);
  assert.match(server.address, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  const ask = (path: string, init?: RequestInit) => fetch(`${server.address}${path}`, init);
  const page = await ask("");
  const policy = page.headers.get("content-security-policy")!;
  assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/);
  assert.ok(!policy.includes("unsafe-inline") && !policy.includes("'unsafe-eval'"));
  assert.match(await page.text(), /<main>/);
  for (const [path, type] of [["play.json", "json"], ["lib/play/page/main.js", "javascript"]]) {
    const { headers, body } = await ask(path!);
    assert.match(headers.get("content-type")!, new RegExp(type!));
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    await body?.cancel();
  }
  const model = await (await ask("models/0/onnx/model.onnx")).bytes();
  assert.deepEqual(model, await bytesOf(site, "models/0/onnx/model.onnx"));
  const head = await ask("models/0/onnx/model.onnx", { method: "HEAD" });
  assert.equal(head.headers.get("content-length"), String(model.length));
  const refused = [await ask("deno.json"), await ask("..%2fdeno.json")];
  refused.push(await ask("", { method: "POST" }));
  assert.deepEqual(refused.map(({ status }) => status), [404, 404, 405]);
  for (const { body } of refused) await body?.cancel();
  await using other = await Deno.connect({ port: Number(new URL(server.address).port) });
  await other.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n"));
  const answer = new Uint8Array(64);
  await other.read(answer);
  assert.match(new TextDecoder().decode(answer), /^HTTP\/1\.1 403/);
});

Deno.test("a port in use is refused", async () => {
  const site = new Map();
  await using server = await serveSite(site, 0);
  const port = Number(new URL(server.address).port);
  await assertRefused(
    serveSite(site, port),
    /^the port \d+ is in use\. Choose another one with port\.$/,
  );
});

Deno.test("files for any web server: the first page last, none in a folder in use", () =>
  withFolder(async (folder) => {
    const site = await smallSite({ bert: SMALL.bert });
    const out = join(folder, "site");
    await writeSite(site, out);
    for (const path of site.keys()) {
      assert.deepEqual(await Deno.readFile(join(out, path)), await bytesOf(site, path), path);
    }
    await assertRefused(writeSite(site, out), /this folder has a .*nothing is written into it/);
    const mine = join(folder, "mine");
    await Deno.mkdir(join(mine, "lib"), { recursive: true });
    await Deno.writeTextFile(join(mine, ".lock"), "{}");
    await Deno.writeTextFile(join(mine, "lib/mine.js"), "Mine.");
    await assertRefused(writeSite(site, mine), /this folder has a lib\/mine\.js, so nothing is/);
    assert.equal(await Deno.readTextFile(join(mine, "lib/mine.js")), "Mine.");

    const whole = { ...disk }, placed: string[] = [];
    disk.rename = (from, to) => {
      placed.push(to.slice(folder.length));
      if (to.endsWith("play.json")) throw Object.assign(new Error("full"), { code: "ENOSPC" });
      return whole.rename(from, to);
    };
    try {
      await assertRefused(writeSite(site, join(folder, "full")), /full|space/);
    } finally {
      Object.assign(disk, whole);
    }
    assert.ok(!placed.includes("/full/index.html"));
    assert.ok(!existsSync(join(folder, "full")));
  }));

experimentInFolder(
  "models beside each other were trained alike but for the method, and theirs are Γ and A′",
  async (settings) => {
    const methods = ["none", "SD"];
    const swept = { gamma: ["notebook", "osgood"], learningRate: [1e-4, 2e-4] };
    await collect({ ...settings, methods, sweep: swept }, { prepare: fakeTrainer().prepare });
    const runs = await Array.fromAsync(
      Deno.readDir(join(settings.out, "runs")),
      ({ name }) => name,
    );
    assert.equal(runs.length, 8);
    for (const name of runs.filter((name) => name.includes("osgood"))) {
      const model = join(settings.out, "runs", name, "model");
      await Deno.mkdir(model);
      await Deno.writeTextFile(join(model, "config.json"), "{}");
    }
    const { models, gamma, scheduledRate } = await experimentModels(settings.out);
    assert.deepEqual([gamma, scheduledRate], ["osgood", 1e-4]);
    assert.equal(models.length, 2);
    for (const { folder } of models) assert.match(folder, /osgood.*0\.0001|0\.0001.*osgood/);
  },
);

inFolder(
  "play writes the models that reproduce keeps, with its own permissions",
  async (folder) => {
    const options = [
      "--schedules=linear",
      "--methods=none,SD,SD2",
      "--train-chunks=4",
      "--epochs=1",
    ];
    const more = ["--eval-chunks=2", "--eval-split=train", "--data-construction=passages"];
    const made = await task(folder, "reproduce", ...MINE, ...options, ...more, "--out=out");
    assert.equal(made.code, 0, made.err);
    const without = await task(folder, "play", "--out=out", "--static=site");
    assert.match(without.err, /out: no model was kept here\. Train with --save-models, or choose /);
    assert.equal(without.code, 1);

    const again = [...MINE, ...options, ...more, "--out=kept", "--save-models"];
    assert.equal((await task(folder, "reproduce", ...again)).code, 0);
    const { code, out, err } = await task(folder, "play", "--out=kept", "--static=site");
    assert.equal(code, 0, err);
    assert.match(out, /^Page: site\/index\.html, to be served by any web server$/m);
    const data = JSON.parse(await Deno.readTextFile(join(folder, "site/play.json")));
    assert.deepEqual(data.models.map(({ name }: { name: string }) => name), ["none", "SD", "SD2"]);
    assert.ok(existsSync(join(folder, "site/models/2/onnx/model.onnx")));

    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => new Response(),
    );
    const taken = await task(folder, "play", "--model=model", `--port=${server.addr.port}`);
    await server.shutdown();
    assert.deepEqual([taken.code, taken.err.split("\n").at(-2)], [
      1,
      `the port ${server.addr.port} is in use. Choose another one with --port.`,
    ]);
    for (
      const [args, message] of [
        [[], /Give --out FOLDER or --model MODEL/],
        [["--out=kept", "--model=model"], /not both/],
        [Array(4).fill("--model=model"), /--model is given 4 times, and the page has room for 3/],
      ] as const
    ) {
      const refused = await task(folder, "play", ...args);
      assert.equal(refused.code, 2);
      assert.match(refused.err, message);
    }
  },
);
