/** A hub, a network or a disk that does harm: what comes is what the hub has, or it is not kept. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { downloadModel, type HubFiles, type HubOptions } from "../lib/io/mod.ts";
import { requestFile } from "../lib/io/transfer.ts";
import { modelFolder } from "../lib/model/mod.ts";
import { SentenceEncoder } from "../lib/semantics/mod.ts";
import { assertRefused, withFolder } from "./_files.ts";
import { makeEncoder } from "./_mutations/encoder.ts";

type Handler = (file: string, request: Request) => Response | Promise<Response>;

/** A hub on this machine; `answer` is asked for each file. */
function serve(answer: Handler) {
  const asked: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const file = new URL(request.url).pathname.replace(/^.*\/resolve\/main\//, "");
    asked.push(file);
    return answer(file, request);
  });
  return {
    asked,
    host: `127.0.0.1:${server.addr.port}`,
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    // A stalled answer would keep it open for ever.
    [Symbol.asyncDispose]: async () => {
      await Promise.race([server.shutdown(), new Promise((done) => setTimeout(done, 200))]);
    },
  };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const inGit = (bytes: Uint8Array) =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");

/** A model of two files. */
const TWO_FILES: HubFiles = {
  kind: "test",
  async fetch(model) {
    await model.required("onnx/model.onnx");
    await model.required("config.json");
  },
};

const CONFIG = new TextEncoder().encode('{"model_type": "bert"}');
const WEIGHTS = crypto.getRandomValues(new Uint8Array(10_000));

/** The answers of a hub that does as the real one. */
function right(file: string): Response {
  if (file === "config.json") {
    return new Response(CONFIG, { headers: { etag: `"${inGit(CONFIG)}"` } });
  }
  if (file !== "onnx/model.onnx") return new Response("Entry not found", { status: 404 });
  const headers = { "x-linked-etag": `"${sha256(WEIGHTS)}"`, "x-linked-size": "10000" };
  return new Response(WEIGHTS, { headers });
}

function flipped(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const other = bytes.slice();
  other[other.length >> 1]! ^= 1;
  return other;
}

async function refused(options: HubOptions, message: RegExp): Promise<void> {
  await assert.rejects(downloadModel("some/model", TWO_FILES, options), (error: Error) => {
    assert.equal(error.name, "InputError", String(error));
    assert.match(error.message, message);
    assert.ok(!error.message.includes("\n"));
    return true;
  });
}

/** What of the model lies in the cache. */
function kept(cacheFolder: string): string[] {
  const folder = join(cacheFolder, "some--model");
  return ["onnx/model.onnx", "onnx/model.onnx.unfinished", "config.json", "config.json.unfinished"]
    .filter((file) => existsSync(join(folder, file)));
}

/** The answers `wrong` are refused and not kept, and the next call goes on from a sound hub. */
function refusesAndGoesOn(name: string, file: string, wrong: () => Response, message: RegExp) {
  Deno.test(`${name} is refused and not kept, and the next call goes on`, () =>
    withFolder(async (cacheFolder) => {
      let broken = true;
      await using hub = serve((asked) => broken && asked === file ? wrong() : right(asked));
      const options = { cacheFolder, endpoint: hub.endpoint };
      await refused(options, message);
      assert.deepEqual(kept(cacheFolder), file === "config.json" ? ["onnx/model.onnx"] : []);
      broken = false;
      const folder = await downloadModel("some/model", TWO_FILES, options);
      assert.deepEqual(await Deno.readFile(join(folder, "onnx/model.onnx")), WEIGHTS);
      assert.deepEqual(await Deno.readFile(join(folder, "config.json")), CONFIG);
      const requests = hub.asked.length;
      await downloadModel("some/model", TWO_FILES, options);
      assert.equal(hub.asked.length, requests);
    }));
}

const LINKED = { "x-linked-etag": `"${sha256(WEIGHTS)}"`, "x-linked-size": "10000" };

refusesAndGoesOn(
  "a large file with a flipped bit",
  "onnx/model.onnx",
  () => new Response(flipped(WEIGHTS), { headers: LINKED }),
  /onnx\/model\.onnx: it could not be downloaded: its SHA-256 is not the one that the hub names\./,
);
for (
  const [name, tag] of [
    ["capitals", `"${sha256(WEIGHTS).toUpperCase()}"`],
    ["a compressing proxy's end", `"${sha256(WEIGHTS)}-gzip"`],
    ["another one's", `W/"${sha256(WEIGHTS)};br"`],
    ["a weak tag", `W/"${sha256(WEIGHTS)}"`],
    ["a weak tag without quotes", `w/${sha256(WEIGHTS)}`],
  ] as const
) {
  refusesAndGoesOn(
    `a large file with a flipped bit whose hash is written with ${name}`,
    "onnx/model.onnx",
    () => new Response(flipped(WEIGHTS), { headers: { "x-linked-etag": tag } }),
    /its SHA-256 is not the one that the hub names\./,
  );
}
refusesAndGoesOn(
  "a large file that is cut short",
  "onnx/model.onnx",
  () => new Response(WEIGHTS.subarray(0, 9000), { headers: LINKED }),
  /9000 of 10000 bytes came/,
);
refusesAndGoesOn(
  "a small file with a flipped bit",
  "config.json",
  () => new Response(flipped(CONFIG), { headers: { etag: `W/"${inGit(CONFIG)}"` } }),
  /config\.json: it could not be downloaded: its SHA-1 is not the one that the hub names\./,
);
refusesAndGoesOn(
  "a sign-in page in a file's place",
  "onnx/model.onnx",
  () =>
    new Response("<html>Welcome!</html>", {
      headers: { "content-type": "text/html; charset=utf-8" },
    }),
  /a web page came instead, as from a network with a sign-in page/,
);
refusesAndGoesOn(
  "a sign-in page that does not say so",
  "config.json",
  () => new Response(new TextEncoder().encode("<html>Welcome!</html>")),
  /config\.json: it could not be downloaded: what came is not JSON/,
);
refusesAndGoesOn(
  "a text that does not end",
  "config.json",
  () => {
    const megabyte = new Uint8Array(1 << 20).fill(32);
    return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(megabyte) }));
  },
  /config\.json: it could not be downloaded: it is larger than 100 MB, as no such file is\./,
);
refusesAndGoesOn(
  "a text that is announced to be long",
  "config.json",
  () => new Response(CONFIG, { headers: { "x-linked-size": "1500000000" } }),
  /it is larger than 100 MB/,
);
for (
  const location of [
    "file:///etc/passwd",
    "http://192.0.2.1/model.onnx",
    "http://127.0.0.1.example.org/model.onnx",
    "http://[:::",
    "data:text/plain,weights",
  ]
) {
  refusesAndGoesOn(
    `a redirection to ${location}`,
    "onnx/model.onnx",
    () => new Response(null, { status: 302, headers: { location } }),
    /it is redirected to an address that is not to be trusted/,
  );
}
refusesAndGoesOn(
  "a redirection without an end",
  "onnx/model.onnx",
  () =>
    new Response(null, {
      status: 302,
      headers: { location: "/some/model/resolve/main/onnx/model.onnx" },
    }),
  /it has too many redirections/,
);

for (const status of [204, 206]) {
  refusesAndGoesOn(
    `an answer ${status} to a whole request`,
    "onnx/model.onnx",
    () => new Response(status === 204 ? null : WEIGHTS.subarray(0, 4), { status }),
    new RegExp(`it could not be downloaded: the answer was ${status} `),
  );
}

/** A file of one tensor: its header, and 8 bytes. */
const TENSORS = (() => {
  const header = JSON.stringify({ a: { dtype: "F32", shape: [2], data_offsets: [0, 8] } });
  const bytes = new Uint8Array(8 + header.length + 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
})();

const ONE_FILE: HubFiles = {
  kind: "test",
  async fetch(model) {
    await model.required("model.safetensors");
  },
};

Deno.test("weights without hash or length that break off are not kept, and fetched again where they were", () =>
  withFolder(async (cacheFolder) => {
    let length = TENSORS.length >> 1;
    await using hub = serve(() =>
      // A stream has no length.
      new Response(new Blob([TENSORS.subarray(0, length)]).stream())
    );
    const options = { cacheFolder, endpoint: hub.endpoint };
    for (const cut of [0, 4, 20, TENSORS.length - 1]) {
      length = cut;
      await assert.rejects(downloadModel("some/model", ONE_FILE, options), {
        message: /what came is no whole safetensors file/,
      });
    }
    length = TENSORS.length;
    const folder = await downloadModel("some/model", ONE_FILE, options);
    const file = join(folder, "model.safetensors");
    assert.deepEqual(await Deno.readFile(file), TENSORS);
    // As a version left it that did not look: marked as whole.
    const half = TENSORS.slice(0, 20), marks = join(folder, "downloads.json");
    await Deno.writeFile(file, half);
    const mark = { size: half.length, sha256: sha256(half) };
    await Deno.writeTextFile(
      marks,
      JSON.stringify({
        files: { "model.safetensors": mark },
        models: { test: ["model.safetensors"] },
      }),
    );
    await downloadModel("some/model", ONE_FILE, options);
    assert.deepEqual(await Deno.readFile(file), TENSORS);
    const requests = hub.asked.length;
    await downloadModel("some/model", ONE_FILE, options);
    assert.equal(hub.asked.length, requests);
  }));

Deno.test("an answer that is not HTTP is not told as a connection that is not there", () =>
  withFolder(async (cacheFolder) => {
    for (
      const answer of ["HTTP/1.1 9999 X", `HTTP/1.1 200 OK\r\nContent-Length: ${"9".repeat(25)}`]
    ) {
      using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
      const answered = (async () => {
        using connection = await listener.accept();
        await connection.read(new Uint8Array(4096));
        await connection.write(new TextEncoder().encode(`${answer}\r\n\r\nabc`));
      })();
      const endpoint = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
      await refused(
        { cacheFolder, endpoint },
        /the answer cannot be understood \(invalid .* parsed\)/,
      );
      await answered;
    }
  }));

Deno.test("a tag of a mirror, the SHA-1 of the bytes alone, is understood, and one of another kind passed over", () =>
  withFolder(async (cacheFolder) => {
    const tags = [createHash("sha1").update(CONFIG).digest("hex"), "5f3e-abc"];
    for (const [i, tag] of tags.entries()) {
      await using hub = serve((file) =>
        file === "config.json"
          ? new Response(CONFIG, { headers: { etag: `"${tag}"` } })
          : right(file)
      );
      const options = { cacheFolder: join(cacheFolder, String(i)), endpoint: hub.endpoint };
      await downloadModel("some/model", TWO_FILES, options);
    }
  }));

Deno.test("a page that an older version kept as a model's config.json is fetched again, once", () =>
  withFolder(async (cacheFolder) => {
    await using hub = serve(right);
    const options = { cacheFolder, endpoint: hub.endpoint };
    const folder = await downloadModel("some/model", TWO_FILES, options);
    const page = new TextEncoder().encode("<html>Welcome!</html>");
    const marks = JSON.parse(await Deno.readTextFile(join(folder, "downloads.json")));
    marks.files["config.json"] = { size: page.length, sha256: sha256(page) };
    await Deno.writeTextFile(join(folder, "downloads.json"), JSON.stringify(marks));
    await Deno.writeFile(join(folder, "config.json"), page);
    hub.asked.length = 0;
    await downloadModel("some/model", TWO_FILES, options);
    assert.deepEqual(hub.asked, ["config.json"]);
    assert.deepEqual(await Deno.readFile(join(folder, "config.json")), CONFIG);
    await downloadModel("some/model", TWO_FILES, options);
    assert.deepEqual(hub.asked, ["config.json"]);
  }));

Deno.test("marks of an older version are understood, and no name in them leads out", () =>
  withFolder(async (cacheFolder) => {
    await using hub = serve(right);
    const options = { cacheFolder, endpoint: hub.endpoint };
    const former: HubFiles = { ...TWO_FILES, kind: "masked-lm" };
    const folder = await downloadModel("some/model", former, options);
    const { files } = JSON.parse(await Deno.readTextFile(join(folder, "downloads.json")));
    const mark = { size: 3, sha256: "0" };
    for (const outside of ["../elsewhere", "/etc/passwd", "onnx/../../x", "", ".hidden"]) {
      files[outside] = mark;
    }
    await Deno.writeTextFile(join(folder, "downloads.json"), JSON.stringify(files));
    hub.asked.length = 0;
    await downloadModel("some/model", former, options);
    assert.deepEqual(hub.asked, [], "all of it is there");
    await Deno.writeFile(join(folder, "onnx/model.onnx"), flipped(WEIGHTS));
    await downloadModel("some/model", former, options);
    assert.deepEqual(hub.asked, ["onnx/model.onnx"]);
    // Of another kind the same folder has never been whole.
    await downloadModel("some/model", TWO_FILES, options);
    assert.deepEqual(hub.asked, ["onnx/model.onnx"], "but no file of it is missing");
  }));

Deno.test("a hub that stalls is given up: before its answer, amid a file, or when asked to", () =>
  withFolder(async (cacheFolder) => {
    const never = () => new Promise<Response>(() => {});
    const half = () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(WEIGHTS.subarray(0, 5000)),
        }),
        { headers: LINKED },
      );
    for (const answer of [never, half]) {
      await using hub = serve((file) => file === "onnx/model.onnx" ? answer() : right(file));
      const options = { cacheFolder, endpoint: hub.endpoint, patience: 300 };
      await refused(options, /it could not be downloaded: nothing came for 0\.3 s\. Try again/);
      assert.deepEqual(kept(cacheFolder), []);
      const signal = AbortSignal.timeout(100);
      await assert.rejects(
        downloadModel("some/model", TWO_FILES, { ...options, patience: 10_000, signal }),
        { name: "TimeoutError" },
      );
    }
  }));

Deno.test("a slow hub is waited for as long as something comes", () =>
  withFolder(async (cacheFolder) => {
    const slow = () => {
      let at = 0;
      return new Response(
        new ReadableStream({
          async pull(controller) {
            await new Promise((done) => setTimeout(done, 150));
            controller.enqueue(WEIGHTS.subarray(at, at += 2500));
            if (at === WEIGHTS.length) controller.close();
          },
        }),
        { headers: LINKED },
      );
    };
    await using hub = serve((file) => file === "onnx/model.onnx" ? slow() : right(file));
    const seen: [string, number, number | undefined][] = [];
    await downloadModel("some/model", TWO_FILES, {
      cacheFolder,
      endpoint: hub.endpoint,
      patience: 400,
      onProgress: (...progress) => seen.push(progress),
    });
    assert.deepEqual(seen.at(-2), ["onnx/model.onnx", 10_000, 10_000]);
  }));

Deno.test("who asks is known to the hub's own host alone, also after redirections", () =>
  withFolder(async (folder) => {
    const seen: [string, string | null][] = [];
    const note = (name: string, request: Request) =>
      seen.push([name, request.headers.get("authorization")]);
    await using elsewhere = serve((_, request) => {
      note("elsewhere", request);
      return new Response(WEIGHTS);
    });
    await using hub = serve((file, request) => {
      note("hub", request);
      const location = file === "a" ? "/some/model/resolve/main/b" : `${elsewhere.endpoint}/c`;
      return new Response(null, { status: 307, headers: { location, ...LINKED } });
    });
    const url = new URL(`${hub.endpoint}/some/model/resolve/main/a`);
    const options = { model: "some/model", authorization: "Bearer secret" };
    using file = await requestFile(url, options);
    const { etag } = await file!.store(join(folder, "file"));
    assert.equal(etag, sha256(WEIGHTS));
    assert.deepEqual(seen, [["hub", "Bearer secret"], ["hub", "Bearer secret"], [
      "elsewhere",
      null,
    ]]);
  }));

Deno.test("a password in the hub's address reaches the hub and no message", () =>
  withFolder(async (cacheFolder) => {
    const seen = new Set<string | null>();
    await using hub = serve((file, request) => {
      seen.add(request.headers.get("authorization"));
      return file === "config.json" ? new Response("no", { status: 500 }) : right(file);
    });
    const endpoint = `http://anna:pass%40word@${hub.host}/`;
    await refused(
      { cacheFolder, endpoint, token: "hf_token" },
      /^http:\/\/127\.0\.0\.1:\d+\/some\/model\/resolve\/main\/config\.json: it could not be downloaded: the answer was 500/,
    );
    assert.deepEqual([...seen], [`Basic ${btoa("anna:pass@word")}`]);
    await refused(
      { cacheFolder, endpoint: "ftp://anna:secret@host" },
      /^HF_ENDPOINT: this is not a hub's address\. [^@]*$/,
    );
    await refused(
      { cacheFolder, endpoint: "anna:secret" },
      /^HF_ENDPOINT: this is not a hub's address\. [^@]*$/,
    );
  }));

Deno.test("a model that is not there or not for everybody is said to be so", () =>
  withFolder(async (cacheFolder) => {
    await using hub = serve(() => new Response("Invalid username or password.", { status: 401 }));
    await refused(
      { cacheFolder, endpoint: hub.endpoint },
      /the hub has no such model, or does not show it \(401 Unauthorized\)\. Check the model's name, and set HF_TOKEN/,
    );
    await assertRefused(
      modelFolder("nope", { cacheFolder, endpoint: hub.endpoint }),
      /^nope: there is no such folder, and the hub has no such model, or does not show it \(401 /,
    );
    await assertRefused(
      modelFolder("nope", { cacheFolder, endpoint: "http://127.0.0.1:1/" }),
      /\/nope\/resolve\/main\/\S+: there is no folder nope here, and it could not be downloaded: no connection\./,
    );
  }));

Deno.test("what the disk refuses is not blamed on the network", () =>
  withFolder(async (cacheFolder) => {
    await using hub = serve(right);
    await Deno.mkdir(join(cacheFolder, "some--model", "onnx"), { recursive: true });
    await Deno.mkdir(join(cacheFolder, "some--model", "onnx", "model.onnx"));
    await refused(
      { cacheFolder, endpoint: hub.endpoint },
      /the file has been damaged, and cannot be downloaded again\. .*model\.onnx: it cannot be written \(EISDIR\)/,
    );
  }));

Deno.test("a sentence encoder comes through the same download, and is compared at each use", () =>
  withFolder(async (folder) => {
    const model = join(folder, "model"), cacheFolder = join(folder, "cache");
    await Deno.mkdir(model);
    await makeEncoder(model);
    let flip = "";
    await using hub = serve(async (file) => {
      const bytes = await Deno.readFile(join(model, file)).catch(() => undefined);
      if (bytes === undefined) return new Response("Entry not found", { status: 404 });
      const etag = file.endsWith(".onnx") ? sha256(bytes) : inGit(bytes);
      return new Response(file === flip ? flipped(bytes) : bytes, {
        headers: { "x-linked-etag": etag },
      });
    });
    const before = Deno.env.get("HF_ENDPOINT");
    Deno.env.set("HF_ENDPOINT", hub.endpoint);
    try {
      const open = async () => {
        const encoder = await SentenceEncoder.open("some/encoder", { cacheFolder });
        const scores = await encoder.scores(["good"]);
        await encoder.dispose();
        return { name: encoder.name, scores };
      };
      for (flip of ["tokenizer.json", "onnx/model.onnx"]) {
        await assert.rejects(open(), {
          name: "InputError",
          message: /is not the one that the hub names/,
        });
      }
      flip = "";
      const { name, scores } = await open();
      assert.equal(name, "some/encoder");
      const local = await SentenceEncoder.open(model);
      assert.deepEqual(scores, await local.scores(["good"]));
      await local.dispose();
      hub.asked.length = 0;
      assert.deepEqual((await open()).scores, scores);
      assert.deepEqual(hub.asked, []);
      const weights = join(cacheFolder, "some--encoder", "onnx", "model.onnx");
      await Deno.writeFile(weights, flipped(await Deno.readFile(weights)));
      assert.deepEqual(
        (await open()).scores,
        scores,
        "what was damaged on the disk is fetched again",
      );
      assert.deepEqual(hub.asked, ["onnx/model.onnx"]);
      await Deno.writeFile(weights, flipped(await Deno.readFile(weights)));
      Deno.env.set("HF_ENDPOINT", "http://127.0.0.1:1");
      await assert.rejects(open(), {
        name: "InputError",
        message: new RegExp(
          `^${weights}: the file has been damaged, and cannot be downloaded again\\.`,
        ),
      });
    } finally {
      if (before === undefined) Deno.env.delete("HF_ENDPOINT");
      else Deno.env.set("HF_ENDPOINT", before);
    }
  }));
