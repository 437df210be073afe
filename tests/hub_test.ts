import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { downloadPretrained, InputError, loadPretrained, loadTokenizer } from "../lib/mod.ts";
import { needsDownload, tokenizerFolder, tokenizerNeedsDownload } from "../lib/model/obtain.ts";

/** A hub on this machine that redirects large files elsewhere, as the real one does. */
class TestHub implements AsyncDisposable {
  readonly requests: { path: string; authorization: string | null }[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(folder: string, { broken = "" } = {}) {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async (request) => {
        const { pathname } = new URL(request.url);
        this.requests.push({ path: pathname, authorization: request.headers.get("authorization") });
        const [, owner, , , , file] = pathname.split("/");
        if (pathname.startsWith("/content/")) {
          const bytes = await Deno.readFile(join(folder, pathname.slice("/content/".length)));
          if (pathname.endsWith(broken) && broken !== "") bytes[bytes.length - 1]! ^= 1;
          return new Response(bytes);
        }
        const bytes = await Deno.readFile(join(folder, file!)).catch(() => undefined);
        if (owner !== "tiny" || bytes === undefined) return new Response("no", { status: 404 });
        if (!file!.endsWith(".safetensors")) return new Response(bytes);
        const headers = {
          location: `/content/${file}`,
          "x-linked-etag": `"${createHash("sha256").update(bytes).digest("hex")}"`,
        };
        return new Response(null, { status: 302, headers });
      },
    );
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  async [Symbol.asyncDispose]() {
    await this.#server.shutdown();
  }
}

for (const name of ["tiny-bert", "tiny-bert-sharded"]) {
  Deno.test(`a model on the hub is downloaded once and loads (${name})`, async () => {
    const cacheFolder = await Deno.makeTempDir();
    const files = await Deno.makeTempDir();
    for (const { name: file } of Deno.readDirSync(`tests/fixtures/${name}`)) {
      await Deno.copyFile(`tests/fixtures/${name}/${file}`, join(files, file));
    }
    await Deno.copyFile("tests/fixtures/tiny-bert/vocab.txt", join(files, "vocab.txt"));
    await using hub = new TestHub(files);
    const options = { cacheFolder, endpoint: hub.endpoint, token: "secret" };
    const folder = await downloadPretrained("tiny/bert", options);
    assert.equal(folder, join(cacheFolder, "tiny--bert"));
    const { tensors } = await loadPretrained(folder);
    const original = await loadPretrained(`tests/fixtures/${name}`);
    assert.deepEqual(tensors, original.tensors);
    assert.ok((await loadTokenizer(folder)).vocabSize > 0);
    // The token is for the official host alone.
    assert.ok(hub.requests.every(({ authorization }) => authorization === null));
    const before = hub.requests.length;
    await downloadPretrained("tiny/bert", options);
    assert.equal(hub.requests.length, before);
    await Deno.remove(cacheFolder, { recursive: true });
  });
}

Deno.test("of a tokenizer on the hub the weights are not fetched, until they are asked for", async () => {
  const cacheFolder = await Deno.makeTempDir();
  await using hub = new TestHub("tests/fixtures/tiny-bert");
  const options = { cacheFolder, endpoint: hub.endpoint };
  const files = () => hub.requests.map(({ path }) => path.split("/").at(-1)!);
  assert.ok(await tokenizerNeedsDownload("tiny/bert", cacheFolder));
  const folder = await tokenizerFolder("tiny/bert", options);
  assert.equal((await loadTokenizer(folder, { onMessage: () => {} })).vocabSize, 97);
  assert.ok(files().includes("vocab.txt") && files().includes("config.json"));
  assert.ok(!files().some((file) => file.endsWith(".safetensors")));
  assert.ok(!await tokenizerNeedsDownload("tiny/bert", cacheFolder));
  assert.ok(await needsDownload("tiny/bert", cacheFolder), "the model is not here");
  await loadPretrained(await downloadPretrained("tiny/bert", options));
  // With a whole model there is nothing more to ask for.
  const model = await downloadPretrained("tiny/whole", options);
  assert.ok(!await tokenizerNeedsDownload("tiny/whole", cacheFolder));
  const nowhere = { cacheFolder, endpoint: "http://127.0.0.1:1/" };
  assert.equal(await tokenizerFolder("tiny/whole", nowhere), model);
  await assert.rejects(
    tokenizerFolder("nobody/other", options),
    /no such folder, and the hub's model/,
  );
  await Deno.remove(cacheFolder, { recursive: true });
});

Deno.test("a damaged file is refused and not kept, and the next try goes on", async () => {
  const cacheFolder = await Deno.makeTempDir();
  {
    await using hub = new TestHub("tests/fixtures/tiny-bert", { broken: "model.safetensors" });
    await assert.rejects(
      downloadPretrained("tiny/bert", { cacheFolder, endpoint: hub.endpoint }),
      (error) => error instanceof InputError && error.message.includes("SHA-256"),
    );
  }
  const left = [...Deno.readDirSync(join(cacheFolder, "tiny--bert"))].map(({ name }) => name);
  assert.deepEqual(left.sort(), ["downloads.json", "vocab.txt"]);
  await using hub = new TestHub("tests/fixtures/tiny-bert");
  await loadPretrained(
    await downloadPretrained("tiny/bert", {
      cacheFolder,
      endpoint: hub.endpoint,
    }),
  );
  assert.ok(!hub.requests.some(({ path }) => path.endsWith("vocab.txt")));
  await Deno.remove(cacheFolder, { recursive: true });
});

Deno.test("what the hub lacks, a hub that is away and a name that is none are one sentence", async () => {
  const cacheFolder = await Deno.makeTempDir();
  await using hub = new TestHub("tests/fixtures/tiny-bert");
  for (
    const [id, endpoint, words] of [
      ["nobody/nothing", hub.endpoint, "has no vocab.txt"],
      ["tiny/bert", "http://127.0.0.1:1/", "no connection"],
      ["../tiny", hub.endpoint, "not the name"],
    ] as const
  ) {
    await assert.rejects(
      downloadPretrained(id, { cacheFolder, endpoint }),
      (error) => error instanceof InputError && error.message.includes(words),
    );
  }
  await Deno.remove(cacheFolder, { recursive: true });
});

Deno.test("a cached file that was damaged is fetched again, or the message says what to do", async () => {
  const cacheFolder = await Deno.makeTempDir();
  await using hub = new TestHub("tests/fixtures/tiny-bert");
  const options = { cacheFolder, endpoint: hub.endpoint };
  const folder = await downloadPretrained("tiny/bert", options);
  for (const name of ["model.safetensors", "vocab.txt", "config.json"]) {
    const file = join(folder, name);
    const sound = await Deno.readFile(file);
    const flipped = sound.slice();
    flipped[flipped.length >> 1]! ^= 1;
    await Deno.writeFile(file, flipped);
    await assert.rejects(
      downloadPretrained("tiny/bert", { cacheFolder, endpoint: "http://127.0.0.1:1/" }),
      (error) =>
        error instanceof InputError && error.file === file &&
        /: the file has been damaged, and cannot be downloaded again\. http.*Try again/
          .test(error.message) &&
        !error.message.includes(".."),
    );
    const before = hub.requests.length;
    await downloadPretrained("tiny/bert", options);
    assert.ok(hub.requests.slice(before).some(({ path }) => path.endsWith(`/${name}`)), name);
    assert.deepEqual(await Deno.readFile(file), sound);
    await Deno.remove(file);
    await downloadPretrained("tiny/bert", options);
    assert.deepEqual(await Deno.readFile(file), sound, "one that was removed comes again");
  }
  const before = hub.requests.length;
  await Promise.all([1, 2].map(() => downloadPretrained("tiny/bert", options)));
  assert.equal(hub.requests.length, before);
  await Deno.remove(cacheFolder, { recursive: true });
});

Deno.test("a model whose weights only PyTorch reads is refused with the command that converts it", async () => {
  const cacheFolder = await Deno.makeTempDir(), files = await Deno.makeTempDir();
  for (const name of ["config.json", "vocab.txt"]) {
    await Deno.copyFile(`tests/fixtures/tiny-bert/${name}`, join(files, name));
  }
  await using hub = new TestHub(files);
  await assert.rejects(
    downloadPretrained("tiny/bert", { cacheFolder, endpoint: hub.endpoint }),
    /the hub's model tiny\/bert has no model\.safetensors or .* convert its pytorch_model\.bin in Python: `python -c '.*from_pretrained\("tiny\/bert"\)\.save_pretrained\("converted"\)/,
  );
  for (const folder of [cacheFolder, files]) await Deno.remove(folder, { recursive: true });
});

Deno.test("of two that want a model at the same time one downloads it", async () => {
  const cacheFolder = await Deno.makeTempDir();
  await using hub = new TestHub("tests/fixtures/tiny-bert");
  const options = { cacheFolder, endpoint: hub.endpoint };
  await Promise.all([1, 2].map(() => downloadPretrained("tiny/bert", options)));
  const paths = hub.requests.map(({ path }) => path).filter((path) => path.startsWith("/tiny/"));
  assert.equal(paths.filter((path) => path.endsWith("/vocab.txt")).length, 1, paths.join());
  await Deno.remove(cacheFolder, { recursive: true });
});

Deno.test("who may not connect to where the hub refers is told of both", async () => {
  const cacheFolder = await Deno.makeTempDir();
  // Nobody may ask this one, so that it need not answer.
  const elsewhere = "127.0.0.1:3";
  const serve = { port: 0, hostname: "127.0.0.1", onListen() {} };
  const headers = { location: `http://${elsewhere}/vocab.txt` };
  await using hub = Deno.serve(serve, () => new Response(null, { status: 302, headers }));
  const { port } = hub.addr as Deno.NetAddr;
  const code = `
    import { downloadPretrained } from ${
    JSON.stringify(new URL("../lib/model/obtain.ts", import.meta.url))
  };
    const options = {
      cacheFolder: ${JSON.stringify(cacheFolder)},
      endpoint: "http://127.0.0.1:${port}",
    };
    await downloadPretrained("tiny/bert", options).catch((error) => console.log(error.message));
  `;
  const script = join(cacheFolder, "script.ts");
  await Deno.writeTextFile(script, code);
  const rights = ["--allow-read", `--allow-write=${cacheFolder}`, "--allow-env", "--allow-sys"];
  const told = async (net: string) => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--config=deno.json", "--no-check", "--no-prompt", ...rights, net, script],
      cwd: new URL("..", import.meta.url),
    }).output();
    return new TextDecoder().decode(stdout);
  };
  const away = "tiny/bert: the model is not on this machine, and this process may not connect to ";
  const referred = await told(`--allow-net=127.0.0.1:${port}`);
  assert.ok(
    referred.startsWith(`${away}${elsewhere}, to which the hub refers. Fetch the model by other`),
    referred,
  );
  const refused = await told(`--allow-net=${elsewhere}`);
  assert.ok(refused.startsWith(`${away}127.0.0.1:${port}. `), refused);
  assert.match(refused, /, or give a folder that holds the model\.$/m);
  await Deno.remove(cacheFolder, { recursive: true });
});
