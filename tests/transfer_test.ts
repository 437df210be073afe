/** A file's transfer with a network that is made up: redirections, reasons, and what is let go of. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { markOf, verifyFolder, writeFolder } from "../lib/io/manifest.ts";
import { DownloadMarks, whatIsBroken } from "../lib/io/download_marks.ts";
import {
  disk,
  fileLines,
  isLocked,
  lockFolder,
  readJson,
  replaceFile,
  replaceFileBy,
  tryLockFile,
} from "../lib/io/mod.ts";
import { filePieces } from "../lib/io/read_file.ts";
import { requestFile, type TransferOptions } from "../lib/io/transfer.ts";
import { withFolder } from "./_files.ts";

/** The files below a folder that this process has open, as Linux tells. */
function opened(folder: string): string[] {
  if (Deno.build.os !== "linux") return [];
  return [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name }) => {
    try {
      const file = Deno.readLinkSync(`/proc/self/fd/${name}`);
      return file.startsWith(folder) || file === "/dev/full" ? [file] : [];
    } catch {
      return [];
    }
  });
}

/** What a made-up network answers at an address. */
type Answer = (url: string) => Response | Promise<Response>;

/** A body of some bytes, and whether it was given up. */
function body(text = "abc") {
  const seen = { cancelled: false };
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      if (!text.endsWith("…")) controller.close();
    },
    cancel: () => void (seen.cancelled = true),
  });
  return { stream, seen };
}

/** What comes of a file at an address, and who was asked for it with which authorization. */
async function transferred(
  from: string,
  answer: Answer,
  options: Partial<TransferOptions> = {},
): Promise<{ said: string; asked: [string, string | null][]; open: string[] }> {
  const { fetch } = globalThis, asked: [string, string | null][] = [];
  globalThis.fetch = async (url, init) => {
    asked.push([String(url), new Headers(init?.headers).get("authorization")]);
    assert.equal(init?.redirect, "manual");
    return await answer(String(url));
  };
  try {
    return await withFolder(async (folder) => {
      const url = new URL(from);
      const said = await (async () => {
        using file = await requestFile(url, { model: "a/b", authorization: "mine", ...options });
        const stored = await file?.store(join(folder, "file"));
        return `stored ${stored?.size}`;
      })().catch(({ failure, message }: Error & { failure?: string }) =>
        `${failure}: ${message.replaceAll(from, "URL")}`
      );
      return { said, asked, open: opened(folder) };
    });
  } finally {
    globalThis.fetch = fetch;
  }
}

const MEND = "Try again, set HF_ENDPOINT to a mirror, or give a folder that holds the model.";
const failed = (failure: string, problem: string) =>
  `${failure}: URL: it could not be downloaded: ${problem}. ${MEND}`;

Deno.test("redirections go to https, to this machine, or back to the hub, and to nobody else", async () => {
  const secure = "https://hub.example/file", plain = "http://hub.example/file";
  const good: [string, string][] = [
    [secure, "https://other.example/x"],
    [secure, "/x"],
    [secure, "http://localhost:1/x"],
    [secure, "http://127.0.0.1/x"],
    [secure, "http://127.255.1.2:5/x"],
    [secure, "http://[::1]/x"],
    [plain, "http://hub.example/x"],
    [plain, "x"],
    [plain, "https://other.example/x"],
  ];
  const bad: [string, string][] = [
    [secure, "http://hub.example/x"],
    [secure, "http://other.example/x"],
    [secure, "http://128.0.0.1/x"],
    [secure, "http://localhost.example/x"],
    [secure, "http://127.0.0.1.example/x"],
    [secure, "http://[::2]/x"],
    [secure, "ftp://hub.example/x"],
    [secure, "file:///etc/passwd"],
    [secure, "data:,a"],
    [secure, "http://["],
    [plain, "http://hub.example:81/x"],
    [plain, "http://other.example/x"],
  ];
  for (const [list, is] of [[good, true], [bad, false]] as const) {
    for (const [from, location] of list) {
      const first = body();
      const { said, asked } = await transferred(
        from,
        (url) =>
          url === from
            ? new Response(first.stream, { status: 307, headers: { location } })
            : new Response("abcd"),
      );
      const to = URL.parse(location, from);
      assert.ok(first.seen.cancelled, "what came with it is not waited for");
      const who: [string, string | null][] = [[from, "mine"]];
      if (is) who.push([to!.href, to!.origin === new URL(from).origin ? "mine" : null]);
      assert.deepEqual(asked, who, location);
      const problem = "it is redirected to an address that is not to be trusted";
      assert.equal(said, is ? "stored 4" : failed("unreachable", problem), location);
    }
  }
});

Deno.test("why nobody answered is told by what the connection said, and what it was for", async () => {
  const at = "https://hub.example/file";
  const refusing = (error: unknown, options = {}) =>
    transferred(at, () => Promise.reject(error), options);
  const parsed = new Error("invalid HTTP version parsed");
  const cases: [Error, string][] = [
    [new TypeError("error sending request"), "no connection"],
    [new TypeError("a", { cause: "invalid x parsed" }), "no connection"],
    [
      new TypeError("a", { cause: parsed }),
      "the answer cannot be understood (invalid HTTP version parsed)",
    ],
    [parsed, "the answer cannot be understood (invalid HTTP version parsed)"],
  ];
  for (const [error, problem] of cases) {
    assert.equal((await refusing(error)).said, failed("unreachable", problem));
  }
  const notCapable = Object.assign(new Error("no"), { name: "NotCapable" });
  const begin =
    "forbidden: a/b: the model is not on this machine, and this process may not connect to";
  assert.equal(
    (await refusing(notCapable)).said,
    `${begin} hub.example. Allow this process to connect, or give a folder that holds the model.`,
  );
  const elsewhere = await transferred(at, (url) => {
    if (url !== at) throw notCapable;
    return new Response(null, { status: 302, headers: { location: "https://cdn.example:8/x" } });
  });
  assert.equal(
    elsewhere.said,
    `${begin} cdn.example:8, to which the hub refers. Fetch the model by other means and give its ` +
      "folder.",
  );
  const signal = AbortSignal.abort(new Error("enough"));
  assert.equal((await refusing(parsed, { signal })).said, "undefined: enough");
  assert.deepEqual((await refusing(parsed, { signal })).asked, [], "nobody is asked any more");
});

Deno.test("of the hub's own answers the first that names a hash or a size counts", async () => {
  const at = "https://hub.example/file";
  const hash = (digit: string) => digit.repeat(64);
  const chain = (first: Record<string, string>, second: Record<string, string>) =>
    transferred(
      at,
      (url) =>
        url === at
          ? new Response(null, { status: 302, headers: { location: "/x", ...first } })
          : new Response("abc", { headers: second }),
    );
  const wrong = failed("wrong", "its SHA-256 is not the one that the hub names");
  // SHA-256's known answer for "abc".
  const right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal((await chain({ etag: right }, { etag: hash("0") })).said, "stored 3");
  assert.equal((await chain({ etag: hash("0") }, { etag: right })).said, wrong);
  assert.equal((await chain({}, { "x-linked-etag": right, etag: hash("0") })).said, "stored 3");
  for (const tag of [`W/"${right}"`, right.toUpperCase(), ` "${right}-gzip" `, `"${right}"-gzip`]) {
    assert.equal((await chain({ etag: tag }, {})).said, "stored 3", tag);
    assert.equal((await chain({ etag: tag.replaceAll(/[aA]/g, "0") }, {})).said, wrong, tag);
  }
  assert.equal(
    (await chain({ etag: `"${right}0"` }, {})).said,
    "stored 3",
    "none of a hash's length",
  );
  const sized = { "x-linked-size": "3" };
  assert.equal((await chain(sized, { "x-linked-size": "4" })).said, "stored 3");
  const short = failed("wrong", "3 of 4 bytes came");
  assert.equal((await chain({ "x-linked-size": "4" }, sized)).said, short);
  // What comes packed has another length.
  const packed = { "content-length": "2", "content-encoding": "br" };
  assert.equal((await chain({}, packed)).said, "stored 3");
  assert.equal((await chain({}, { "content-length": "4" })).said, short);
});

Deno.test("what is not wanted to its end is given up", async () => {
  const at = "https://hub.example/file";
  const answers: [ResponseInit, string, string][] = [
    [{ status: 404 }, "stored undefined", "a…"],
    [{ status: 204 }, failed("unreachable", "the answer was 204"), ""],
    [{ status: 500 }, failed("unreachable", "the answer was 500"), "a…"],
    [
      { headers: { "content-type": "text/HTML; charset=utf-8" } },
      failed("wrong", "a web page came instead, as from a network with a sign-in page"),
      "a…",
    ],
    [
      { headers: { "x-linked-size": "5" } },
      failed("wrong", "it is larger than 0.000004 MB, as no such file is"),
      "abcd…",
    ],
    [{}, failed("wrong", "it is larger than 0.000004 MB, as no such file is"), "abcdef…"],
  ];
  for (const [init, expected, text] of answers) {
    const { stream, seen } = body(text);
    const given = init.status === 204 ? null : stream;
    const { said } = await transferred(at, () => new Response(given, init), { limit: 4 });
    assert.equal(said, expected);
    assert.equal(seen.cancelled, given !== null, JSON.stringify(init));
  }
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("x")) });
  const { said } = await transferred(at, () => new Response(broken));
  assert.equal(said, failed("unreachable", "the connection broke"));
});

Deno.test({
  name: "whatever reads, writes, locks or downloads leaves no file open, also where it fails",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      const at = (name: string) => join(folder, name);
      await Deno.writeTextFile(at("a.json"), "{}");
      await Deno.writeFile(at("a.safetensors"), new Uint8Array(9));
      const failing = () => Promise.reject(new Error("no"));
      const acts: (() => Promise<unknown>)[] = [
        async () => {
          for await (const _ of filePieces(at("a.json"), "")) break;
        },
        async () => {
          for await (const _ of fileLines(at("a.json"), ""));
        },
        () => readJson(at("a.json"), ""),
        () => markOf(at("a.json")),
        () => markOf(folder),
        () => whatIsBroken("a.json", at("a.json")),
        () => whatIsBroken("a.safetensors", at("a.safetensors")),
        () => DownloadMarks.read(folder, { kind: "a", last: "b" }),
        () => disk.writeFile(at("b"), "b"),
        () => disk.writeFile("/dev/full", "b"),
        () => disk.flush(at("b")),
        () => disk.flush(folder),
        () => replaceFile(at("c"), "c", { shared: true }),
        () => replaceFileBy(at("c"), failing),
        () => writeFolder(at("d"), (unfinished) => Deno.writeTextFile(join(unfinished, "e"), "")),
        () => writeFolder(at("d"), failing),
        () => verifyFolder(at("d")),
        async () => {
          await using _ = await lockFolder(folder);
          assert.equal(await tryLockFile(at(".lock")), undefined);
          assert.equal(await isLocked(folder), true);
          await lockFolder(folder);
        },
        async () => {
          await Deno.writeTextFile(at(".lock"), "");
          assert.equal(await isLocked(folder), false);
        },
        async () => {
          const { tryLock } = Deno.FsFile.prototype;
          Deno.FsFile.prototype.tryLock = failing as never;
          try {
            await tryLockFile(at(".lock"));
          } finally {
            Deno.FsFile.prototype.tryLock = tryLock;
          }
        },
      ];
      for (const [i, act] of acts.entries()) {
        await act().catch(() => {});
        assert.deepEqual(opened(folder), [], `${i}`);
      }
      for (const text of ["abc", "<html>"]) {
        const answer = () => new Response(text);
        const { open } = await transferred("https://hub.example/file", answer, { limit: 4 });
        assert.deepEqual(open, []);
      }
    }),
});
