/** What lib/io does with files and answers, case by case: each bound, each reason, each word. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { DownloadMarks, whatIsBroken } from "../lib/io/download_marks.ts";
import {
  cacheFolder,
  cacheFolders,
  downloadModel,
  fileLines,
  type HubModel,
  isOfOthers,
  isWritten,
  passCache,
  PROJECT_FOLDER,
  readBytes,
  readJson,
  readUtf8,
  removeWritten,
  replaceFile,
  whatIsAt,
  writeFolder,
} from "../lib/io/mod.ts";
import { filePieces } from "../lib/io/read_file.ts";
import { requestFile, type TransferOptions } from "../lib/io/transfer.ts";
import { withFolder } from "./_files.ts";

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

/** What an error says, or what is there instead of one. */
async function told(act: Promise<unknown>): Promise<string> {
  try {
    return `no error: ${await act}`;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

Deno.test("what is no file, or cannot be read, is said by each reader", () =>
  withFolder(async (folder) => {
    const at = (name: string) => join(folder, name);
    await Deno.writeTextFile(at("file"), "{}");
    await Deno.symlink("loop", at("loop"));
    await new Deno.Command("mkfifo", { args: [at("pipe")] }).output();
    const reasons = {
      none: "there is no such file",
      "file/below": "the file cannot be read (ENOTDIR)",
      loop: "the file cannot be read (ELOOP)",
      "": "this is not a file",
      pipe: "this is not a file",
    };
    const pieces = async (file: string, mend: string) => await filePieces(file, mend).next();
    const lines = async (file: string, mend: string) => await fileLines(file, mend).next();
    for (const [name, reason] of Object.entries(reasons)) {
      for (const read of [readBytes, readUtf8, readJson, pieces, lines]) {
        const file = at(name);
        assert.equal(await told(read(file, "Mend it")), `InputError: ${file}: ${reason}. Mend it.`);
      }
    }
    assert.deepEqual(await readJson(at("file"), ""), {});
    assert.equal((await whatIsAt(at("file")))!.size, 2);
    for (const name of ["none", "file/below"]) assert.equal(await whatIsAt(at(name)), undefined);
  }));

Deno.test("a file comes in pieces of 256 KiB, and in lines wherever these are cut", () =>
  withFolder(async (folder) => {
    const file = join(folder, "file"), piece = 2 ** 18;
    for (const [size, sizes] of [[0, []], [piece, [piece]], [piece + 1, [piece, 1]]] as const) {
      await Deno.writeFile(file, new Uint8Array(size).map((_, i) => i % 251));
      const read: Uint8Array[] = [];
      for await (const bytes of filePieces(file, "")) read.push(bytes);
      assert.deepEqual(read.map(({ length }) => length), sizes);
      assert.deepEqual(Deno.readFileSync(file), new Uint8Array(read.flatMap((b) => [...b])));
    }
    // A character of two bytes lies across the edge.
    const long = `${"x".repeat(piece - 1)}é`;
    for (
      const [text, lines] of [
        ["", []],
        ["\n", [""]],
        ["a\n\nb", ["a", "", "b"]],
        [`${long}\nb\n`, [long, "b"]],
      ] as const
    ) {
      await Deno.writeTextFile(file, text);
      const read: string[] = [];
      for await (const line of fileLines(file, "")) read.push(line);
      assert.deepEqual(read, lines);
    }
    for (const bytes of [[0x61, 0xff, 0x0a], [0x61, 0xc3]]) {
      await Deno.writeFile(file, Uint8Array.from(bytes));
      await assert.rejects(async () => {
        for await (const _ of fileLines(file, ""));
      }, TypeError);
    }
  }));

/** A safetensors file: the header's length as eight bytes, the header, so many bytes. */
function safetensors(header: string, data: number, length = header.length): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
}

Deno.test("what a hub broke off is known by its form: JSON as a whole, safetensors by its sizes", () =>
  withFolder(async (folder) => {
    const broken = async (name: string, content: Uint8Array | string) => {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(join(folder, "file"), bytes);
      return await whatIsBroken(name, join(folder, "file"));
    };
    const tensor = (from: number, to: number) => ({ dtype: "U8", data_offsets: [from, to] });
    // The tensors need not be in order.
    const header = JSON.stringify({ b: tensor(3, 9), a: tensor(0, 3), __metadata__: { a: "b" } });
    assert.equal(await broken("a.safetensors", safetensors(header, 9)), undefined);
    assert.equal(await broken("a.safetensors", safetensors("{}", 0)), undefined);
    for (
      const bytes of [
        safetensors(header, 8),
        safetensors(header, 10),
        safetensors("{}", 1),
        safetensors(header, 9, header.length - 1),
        safetensors(header, 9, header.length + 10),
        safetensors("{}", 9, 100e6 + 1),
        safetensors("[", 0),
        safetensors("null", 0),
        new Uint8Array(7),
        new Uint8Array(8),
        new Uint8Array(0),
      ]
    ) {
      assert.equal(await broken("a.safetensors", bytes), "no whole safetensors file");
    }
    for (const text of ["{}", '\ufeff{"a": [1]}', "1"]) {
      assert.equal(await broken("config.json", text), undefined, text);
    }
    for (const text of ["", "{", "{} x", Uint8Array.of(0x22, 0xff, 0x22)]) {
      assert.equal(await broken("config.json", text), "not JSON");
    }
    assert.equal(await broken("vocab.txt", "{"), undefined, "nothing is known against it");
  }));

Deno.test("a downloaded file is missing, damaged or whole by its mark, else by its form", () =>
  withFolder(async (folder) => {
    const former = { kind: "old", last: "config.json" };
    const mark = (content: string) => ({ size: content.length, sha256: sha256(content) });
    const marks = await DownloadMarks.read(folder, former);
    assert.equal(marks.filesOf("old"), undefined);
    await Deno.mkdir(join(folder, "folder"));
    const contents = {
      a: "abc",
      b: "abd",
      c: "abcd",
      "d.json": "{",
      "e.json": "{}",
      f: "",
      g: "{",
    };
    for (const [name, content] of Object.entries(contents)) {
      await Deno.writeTextFile(join(folder, name), content);
    }
    const marked = ["a", "b", "c", "folder", "none"];
    for (const name of marked) await marks.set(name, mark("abc"));
    await marks.set("d.json", mark("{"));
    const states = {
      ...{ a: "whole", b: "damaged", c: "damaged", folder: "damaged", none: "missing" },
      ...{ "d.json": "damaged", "e.json": "whole", f: "whole", g: "whole", nowhere: "missing" },
    };
    for (const [name, state] of Object.entries(states)) {
      assert.equal(await marks.state(name), state, name);
    }
    assert.equal((await DownloadMarks.read(folder, former)).filesOf("new"), undefined);
    await marks.complete("new", ["a", "c"]);
    const again = await DownloadMarks.read(folder, former);
    assert.deepEqual(again.filesOf("new"), ["a", "c"]);
    assert.equal(again.filesOf("old"), undefined, "kinds are noted here");
    assert.equal(await again.state("b"), "damaged");
  }));

Deno.test("marks are read from folders of before kinds were noted, and what is none is left out", () =>
  withFolder(async (folder) => {
    const former = { kind: "old", last: "config.json" }, mark = { size: 1, sha256: "a" };
    const filesOf = async (content: unknown, ...kinds: string[]) => {
      const text = typeof content === "string" ? content : JSON.stringify(content);
      await Deno.writeTextFile(join(folder, "downloads.json"), text);
      const marks = await DownloadMarks.read(folder, former);
      return kinds.map((kind) => marks.filesOf(kind));
    };
    const older = {
      a: mark,
      "b/c.txt": mark,
      "../d": mark,
      "/e": mark,
      f: 1,
      "g/": mark,
      ".h": mark,
    };
    assert.deepEqual(await filesOf(older, "old"), [undefined], "the last file has not come");
    await Deno.writeTextFile(join(folder, "config.json"), "{}");
    assert.deepEqual(await filesOf(older, "old", "new"), [["a", "b/c.txt"], undefined]);
    for (const other of ["{", "[]", "null"]) assert.deepEqual(await filesOf(other, "old"), [[]]);
    // What has not both lists is the list of files itself.
    assert.deepEqual(await filesOf({ models: {} }, "old"), [["models"]]);
    assert.deepEqual(await filesOf({ files: { a: mark }, models: 1 }, "old"), [["files"]]);
    const noted = { files: { a: mark, ".b": mark }, models: { new: ["a", ".b", "c"], other: "a" } };
    assert.deepEqual(await filesOf(noted, "new", "other", "old"), [["a"], undefined, undefined]);
  }));

/** Asks a hub on this machine, which gives these answers by their paths, for `/file`. */
async function asked(
  answers: (path: string, request: Request) => Response,
  options: Partial<TransferOptions> = {},
): Promise<{ result: unknown; progress: [number, number | undefined][] }> {
  const serve = { port: 0, hostname: "127.0.0.1", onListen() {} };
  await using server = Deno.serve(
    serve,
    (request) => answers(new URL(request.url).pathname, request),
  );
  const url = new URL(`http://127.0.0.1:${server.addr.port}/file`);
  const progress: [number, number | undefined][] = [];
  const onProgress = (bytes: number, total: number | undefined) => progress.push([bytes, total]);
  return await withFolder(async (folder) => {
    const result = await (async () => {
      using file = await requestFile(url, { model: "a/b", onProgress, ...options });
      return file === undefined ? undefined : await file.store(join(folder, "file"));
    })().catch((error: Error & { failure?: string }) =>
      `${error.failure}: ${error.message.replace(url.href, "URL").replace(/\. .*/, "")}`
    );
    return { result, progress };
  });
}

Deno.test("an answer's status decides what becomes of a file", async () => {
  const failed = "URL: it could not be downloaded:";
  const none = "absent: URL: the hub has no such model, or does not show it";
  const cases: [number, string, unknown][] = [
    [404, "Not Found", undefined],
    [401, "Unauthorized", `${none} (401 Unauthorized)`],
    [403, "", `${none} (403)`],
    [400, "Bad Request", `unreachable: ${failed} the answer was 400 Bad Request`],
    [402, "", `unreachable: ${failed} the answer was 402`],
    [410, "Gone", `unreachable: ${failed} the answer was 410 Gone`],
    [500, "", `unreachable: ${failed} the answer was 500`],
    [302, "Found", `unreachable: ${failed} the answer was 302 Found`],
  ];
  for (const [status, statusText, expected] of cases) {
    const { result } = await asked(() => new Response(null, { status, statusText }));
    // The server gives each status its usual words.
    const plain = (text: unknown) => String(text).replace(/(\d{3}) [A-Za-z ]+/g, "$1");
    assert.equal(plain(result), plain(expected), `${status}`);
  }
  // Only 300 to 399 refer.
  const { result } = await asked(() =>
    new Response(null, { status: 400, headers: { location: "/elsewhere" } })
  );
  assert.match(String(result), /the answer was 400/);
});

Deno.test("five redirections are followed, and a sixth is not", async () => {
  const chain = (length: number) => (path: string) => {
    const at = path === "/file" ? 0 : Number(path.slice(1));
    if (at === length) return new Response("abc");
    const headers = { location: at === 0 ? "/1" : String(at + 1) };
    return new Response(null, { status: [301, 302, 303, 307, 308, 300][at]!, headers });
  };
  assert.deepEqual((await asked(chain(5))).result, { size: 3, sha256: sha256("abc") });
  assert.match(String((await asked(chain(6))).result), /^unreachable: .* too many redirections$/);
});

Deno.test("what comes is counted against what was announced, and against the most there may be", async () => {
  const bytes = new Uint8Array(2000), whole = { size: 2000, sha256: sha256(bytes) };
  const stream = () => new Blob([bytes]).stream();
  const cases: [TransferOptions["limit"], Record<string, string>, unknown, number | undefined][] = [
    [2000, {}, whole, undefined],
    [
      1999,
      {},
      "wrong: URL: it could not be downloaded: it is larger than 0.001999 " +
      "MB, as no such file is",
      undefined,
    ],
    [undefined, { "x-linked-size": "2000" }, whole, 2000],
    [undefined, { "x-linked-size": "many" }, whole, undefined],
    [
      undefined,
      { "x-linked-size": "2001" },
      "wrong: URL: it could not be downloaded: 2000 of 2001" +
      " bytes came",
      2001,
    ],
    [
      2000,
      { "x-linked-size": "2001" },
      "wrong: URL: it could not be downloaded: it is larger than 0.002 MB, as no such file is",
      undefined,
    ],
  ];
  for (const [limit, headers, expected, total] of cases) {
    const more = limit === undefined ? {} : { limit };
    const { result, progress } = await asked(() => new Response(stream(), { headers }), more);
    assert.deepEqual(result, expected, JSON.stringify(headers));
    if (progress.length > 0) assert.deepEqual(progress.at(-1), [2000, total]);
  }
  const { result, progress } = await asked(() => new Response(bytes));
  assert.deepEqual([result, progress.at(-1)], [whole, [2000, 2000]], "content-length");
  const git = createHash("sha1").update("blob 2000\0").update(bytes).digest("hex");
  const plain = createHash("sha1").update(bytes).digest("hex");
  for (const etag of [git, plain, sha256(bytes)]) {
    const headers = { etag: `"${etag}"`, "x-linked-etag": "other" };
    const { result } = await asked(() => new Response(bytes, { headers }));
    assert.deepEqual(result, { ...whole, etag });
  }
});

Deno.test("what killed writers left is old after a day, not a minute before", () =>
  withFolder(async (folder) => {
    const minute = 60, now = Date.now() / 1000;
    const left = (digit: number) => `file.00000000-0000-4000-8000-00000000000${digit}.unfinished`;
    for (const [digit, minutes] of [[1, 24 * 60 + 1], [2, 24 * 60 - 1]] as const) {
      await Deno.writeTextFile(join(folder, left(digit)), "");
      const time = now - minutes * minute;
      await Deno.utime(join(folder, left(digit)), time, time);
    }
    await replaceFile(join(folder, "file"), "", { shared: true });
    assert.deepEqual(names(folder), ["file", left(2)]);
  }));

Deno.test("what a folder without a manifest may have of ours is known by its names", () =>
  withFolder(async (folder) => {
    const state = join(folder, "state");
    const make = async (...files: string[]) => {
      await Deno.remove(state, { recursive: true }).catch(() => {});
      await Deno.mkdir(state);
      for (const file of files) await Deno.writeTextFile(join(state, file), "");
    };
    const ours = [
      ...["model.safetensors", "tokenizer.json", "tokenizer_config.json", "vocab.txt"],
      ...["special_tokens_map.json", "optimizer.safetensors", "trainer_state.json", "config.json"],
      ...["manifest.json", "config.json.unfinished"],
    ];
    await make(...ours);
    assert.deepEqual([await isWritten(state), await isOfOthers(state)], [false, false]);
    assert.equal(await removeWritten(state), true);
    assert.deepEqual(names(folder), []);
    await make(...ours, "notes.txt");
    await Deno.mkdir(join(state, "vocab.txt.unfinished"));
    assert.deepEqual([await isOfOthers(state), await removeWritten(state)], [false, false]);
    assert.deepEqual(names(state), ["notes.txt", "vocab.txt.unfinished"], "a folder is not ours");
    assert.equal(await isOfOthers(state), true);
    const refusal =
      `InputError: ${state}: it holds what this program did not write, so it is not ` +
      "replaced. Move that elsewhere, and the same command goes on.";
    assert.equal(await told(writeFolder(state, () => Promise.resolve())), refusal);
    await make("config.json");
    await writeFolder(state, (unfinished) => Deno.writeTextFile(join(unfinished, "x"), "x"));
    assert.deepEqual([names(state), await isWritten(state)], [["manifest.json", "x"], true]);
    // What is listed is ours, and nothing that only has a model's name.
    await Deno.writeTextFile(join(state, "config.json"), "");
    assert.equal(await removeWritten(state), false);
    assert.deepEqual(names(state), ["config.json"]);
    await Deno.writeTextFile(join(state, "manifest.json"), '{"format": "other", "files": {}}');
    assert.equal(await isWritten(state), false);
    await Deno.writeTextFile(join(folder, "file"), "");
    await Deno.symlink(state, join(folder, "link"));
    for (const name of ["file", "link"]) {
      assert.equal(await removeWritten(join(folder, name)), false);
      assert.equal(
        await told(writeFolder(join(folder, name), () => Promise.resolve())),
        refusal.replace(state, join(folder, name)),
      );
    }
    assert.equal(await isOfOthers(join(folder, "none")), false);
    await make();
    assert.equal(await isOfOthers(state), false, "nothing is nobody's");
  }));

Deno.test("the cache is where SDTRAINER_CACHE says, from the project's folder, and a shared one after it", () =>
  withFolder((folder) => {
    const before = ["SDTRAINER_CACHE", "SDTRAINER_SHARED"].map((n) =>
      [n, Deno.env.get(n)] as const
    );
    const set = (cache: string, shared: string) => {
      Deno.env.set("SDTRAINER_CACHE", cache);
      Deno.env.set("SDTRAINER_SHARED", shared);
      return cacheFolders();
    };
    try {
      assert.deepEqual(set("a/b", ""), [join(PROJECT_FOLDER, "a/b")]);
      assert.deepEqual(set(folder, "/shared"), [folder, "/shared"]);
      assert.equal(cacheFolder(), folder);
      passCache();
      assert.deepEqual(cacheFolders(), [folder, "/shared"], "for whoever is started");
      const file = join(folder, "file");
      Deno.writeTextFileSync(file, "");
      for (const named of [file, join(file, "a/b")]) {
        assert.throws(() => set(named, ""), {
          name: "InputError",
          message:
            `SDTRAINER_CACHE names ${named}, but ${file} is no folder. Set SDTRAINER_CACHE ` +
            "to a folder, or to one that can be made.",
        });
      }
      assert.deepEqual(set(dirname(folder), ""), [dirname(folder)]);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) Deno.env.delete(name);
        else Deno.env.set(name, value);
      }
    }
    return Promise.resolve();
  }));

Deno.test("a token goes to huggingface.co by https alone, a password to the hub it was given for", () =>
  withFolder(async (folder) => {
    const { fetch } = globalThis, before = Deno.env.get("HF_TOKEN");
    let sent: (string | null)[] = [];
    globalThis.fetch = (_, init) => {
      sent.push(new Headers(init?.headers).get("authorization"));
      return Promise.resolve(new Response(null, { status: 404 }));
    };
    const files = { kind: "k", fetch: async (model: HubModel) => void await model.optional("a") };
    let model = 0;
    const authorization = async (endpoint: string, token?: string, variable = "") => {
      Deno.env.set("HF_TOKEN", variable);
      sent = [];
      const options = { cacheFolder: folder, endpoint, ...(token === undefined ? {} : { token }) };
      await downloadModel(`m${model++}`, files, options);
      assert.equal(sent.length, 1);
      return sent[0];
    };
    try {
      const official = "https://huggingface.co", other = "https://hub.example";
      assert.equal(await authorization(official, "mine"), "Bearer mine");
      assert.equal(await authorization(official, "mine", "other"), "Bearer mine");
      assert.equal(await authorization(official, undefined, "other"), "Bearer other");
      assert.equal(await authorization(official, "", "other"), null, "no token is asked for");
      assert.equal(await authorization(official), null);
      assert.equal(await authorization("https://eu.huggingface.co", "mine"), "Bearer mine");
      for (const hub of [other, "http://huggingface.co", "https://nothuggingface.co"]) {
        assert.equal(await authorization(hub, "mine", "other"), null, hub);
      }
      const basic = `Basic ${btoa("a@b:c:d")}`;
      assert.equal(await authorization("https://a%40b:c%3Ad@hub.example", "mine"), basic);
      assert.equal(await authorization("https://:c@hub.example"), `Basic ${btoa(":c")}`);
      assert.equal(await authorization("https://a@hub.example"), `Basic ${btoa("a:")}`);
    } finally {
      globalThis.fetch = fetch;
      if (before === undefined) Deno.env.delete("HF_TOKEN");
      else Deno.env.set("HF_TOKEN", before);
    }
  }));
