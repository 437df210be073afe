/** `deno task push` against a stand-in for the hub: no other is ever asked. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { filesToPush, loadPretrained, pushModel, savePretrained } from "../lib/mod.ts";
import { denoArguments } from "../tasks/launch.ts";
import { planOf } from "../tasks/_plans.ts";
import { assertRefused, withFolder } from "./_files.ts";

const TINY = join(PROJECT_FOLDER, "tests/fixtures/tiny-bert");
/** The TypeScript files in a folder. */
function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(join(folder, name)) : name.endsWith(".ts") ? [join(folder, name)] : []
  );
}

/** The shortest model: a version, and a graph of three bytes. */
const ONNX = Uint8Array.of(8, 8, 58, 3, 1, 2, 3);

const silent = { onMessage: () => {} };

/** What a hub's repository came to, and what the hub answers. */
interface Repository {
  /** To the request that makes it. */
  status: number;
  /** To the commit. */
  commit: number;
  /** Whether it is there already, and for its owner alone. */
  isPrivate?: boolean;
  /** What was asked for. */
  visibility?: unknown;
  tokens: Set<string | null>;
  /** What the store was shown, which is another server. */
  shown: Set<string | null>;
  /** Done when something comes to the store. */
  onStore: () => void;
  /** What is answered instead. */
  instead?: (request: Request) => Response | undefined | Promise<Response>;
  stored: Map<string, Uint8Array>;
  /** The files of the commit. */
  files: Map<string, Uint8Array>;
}

/** A hub as far as a push goes: what is called `.safetensors` and `.onnx` goes to its store. */
function standIn(repository: Repository) {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      const { pathname, origin } = new URL(request.url);
      const instead = await repository.instead?.(request);
      if (instead !== undefined) return instead;
      if (pathname.startsWith("/store/")) {
        repository.shown.add(request.headers.get("authorization"));
        repository.onStore();
        repository.stored.set(pathname.slice(7), new Uint8Array(await request.arrayBuffer()));
        return new Response("ok");
      }
      repository.tokens.add(request.headers.get("authorization"));
      if (pathname === "/api/repos/create") {
        const asked = await request.json();
        assert.deepEqual([asked.organization, asked.name, asked.type], ["me", "mine", "model"]);
        repository.visibility = asked.visibility;
        const { status } = repository;
        return Response.json(status === 200 ? { url: "", id: "me/mine" } : { error: "no" }, {
          status,
        });
      }
      if (pathname === "/api/models/me/mine/revision/HEAD") {
        const { isPrivate } = repository;
        return isPrivate === undefined
          ? Response.json({ error: "Repository not found" }, { status: 404 })
          : Response.json({ _id: "1", id: "me/mine", private: isPrivate });
      }
      if (pathname === "/api/models/me/mine/preupload/main") {
        const { files } = await request.json() as { files: { path: string }[] };
        return Response.json({
          files: files.map(({ path }) => ({
            path,
            uploadMode: /\.(safetensors|onnx)$/.test(path) ? "lfs" : "regular",
          })),
        });
      }
      if (pathname === "/me/mine.git/info/lfs/objects/batch") {
        const { objects, transfers } = await request.json() as {
          objects: { oid: string; size: number }[];
          transfers: string[];
        };
        assert.ok(!transfers.includes("xet"), "there is another way, which no test goes");
        return Response.json({
          transfer: "basic",
          objects: objects.map((object) => ({
            ...object,
            actions: { upload: { href: `${origin}/store/${object.oid}` } },
          })),
        });
      }
      assert.equal(pathname, "/api/models/me/mine/commit/main");
      if (repository.commit !== 200) {
        const error = "Invalid metadata in README.md";
        return Response.json({ error }, { status: repository.commit });
      }
      for (const line of (await request.text()).trim().split("\n")) {
        const { key, value } = JSON.parse(line);
        if (key === "file") {
          repository.files.set(
            value.path,
            Uint8Array.from(atob(value.content), (c) => c.charCodeAt(0)),
          );
        }
        if (key === "lfsFile") repository.files.set(value.path, repository.stored.get(value.oid)!);
      }
      return Response.json({ commitOid: "c0".repeat(20), commitUrl: "", hookOutput: "" });
    },
  );
  return { endpoint: `http://127.0.0.1:${server.addr.port}`, server };
}

async function withHub(
  test: (hub: { endpoint: string; repository: Repository; folder: string }) => Promise<void>,
  answers: Partial<Repository> = {},
): Promise<void> {
  const repository: Repository = {
    status: 200,
    commit: 200,
    tokens: new Set(),
    shown: new Set(),
    onStore() {},
    stored: new Map(),
    files: new Map(),
    ...answers,
  };
  const { endpoint, server } = standIn(repository);
  try {
    await withFolder(async (root) => {
      const folder = join(root, "model");
      await savePretrained(folder, await loadPretrained(TINY, silent));
      await Deno.copyFile(join(TINY, "vocab.txt"), join(folder, "vocab.txt"));
      await Deno.writeTextFile(join(folder, "README.md"), "# Mine\n");
      await Deno.mkdir(join(folder, "onnx"));
      await Deno.writeFile(join(folder, "onnx", "model.onnx"), ONNX);
      // What is none of the model's.
      await Deno.writeTextFile(join(folder, "private.csv"), "a,b\n");
      await Deno.mkdir(join(folder, "run"));
      await Deno.writeTextFile(join(folder, "run", "config.json"), '{"settings": {}}');
      await test({ endpoint, repository, folder });
    });
  } finally {
    await server.shutdown();
  }
}

const FILES = ["README.md", "config.json", "model.safetensors", "vocab.txt", "onnx/model.onnx"];

Deno.test("a push sends the model's files, each as it is, and nothing else", () =>
  withHub(async ({ endpoint, repository, folder }) => {
    assert.deepEqual((await filesToPush(folder)).map(({ path }) => path), FILES);
    const given = { endpoint, token: "hf_x", isPrivate: true };
    assert.equal(await pushModel(folder, "me/mine", given), `${endpoint}/me/mine`);
    assert.deepEqual([...repository.files.keys()].sort(), FILES.toSorted());
    for (const [path, bytes] of repository.files) {
      assert.deepEqual(bytes, await Deno.readFile(join(folder, path)), path);
    }
    for (const [oid, bytes] of repository.stored) {
      assert.equal(createHash("sha256").update(bytes).digest("hex"), oid);
    }
    assert.deepEqual([...repository.tokens], ["Bearer hf_x"]);
    assert.deepEqual([...repository.shown], [null]);
    assert.equal(repository.visibility, "private");
  }));

Deno.test("a push knows the files of every kind of model that can be loaded", () =>
  withFolder(async (folder) => {
    const names = [
      ...["README.md", "added_tokens.json", "config.json", "merges.txt"],
      ...["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"],
      ...["model.safetensors.index.json", "special_tokens_map.json", "tokenizer.json"],
      ...["tokenizer_config.json", "vocab.json"],
    ];
    const others = [".lock", "model.json", "model.safetensors.unfinished", "optimizer.safetensors"];
    for (const name of [...names, ...others]) {
      const from = /safetensors$/.test(name) ? "model.safetensors" : "config.json";
      await Deno.copyFile(join(TINY, from), join(folder, name));
    }
    assert.deepEqual((await filesToPush(folder)).map(({ path }) => path), names);
  }));

Deno.test("a file that is none of the model's is refused, before anybody is asked", () =>
  withHub(async ({ endpoint, repository, folder }) => {
    const file = (name: string) => join(folder, name);
    const instead = async (name: string, make: (file: string) => unknown, message: RegExp) => {
      const kept = `${folder}.kept`;
      if (FILES.includes(name)) await Deno.rename(file(name), kept);
      await make(file(name));
      await assertRefused(pushModel(folder, "me/mine", { endpoint, token: "hf_x" }), message);
      await Deno.remove(file(name), { recursive: true });
      if (FILES.includes(name)) await Deno.rename(kept, file(name));
    };
    const noFile = /: this is not a file, so it is not sent\. Put the model's own file there, or/;
    await instead("README.md", async (path) => {
      await Deno.mkdir(path);
      await Deno.writeTextFile(join(path, ".env"), "KEY=1");
    }, noFile);
    await instead(
      "tokenizer.json",
      (path) => new Deno.Command("mkfifo", { args: [path] }).output(),
      noFile,
    );
    const map = "special_tokens_map.json";
    await instead(
      map,
      (path) => Deno.symlink("/nonexistent", path),
      /map\.json: it is a link that/,
    );
    const out =
      /merges\.txt: it is a link to \/.*\/secret, out of the model's folder, so it is not/;
    await Deno.writeTextFile(`${folder}/../secret`, "s");
    await instead("merges.txt", (path) => Deno.symlink(`${folder}/../secret`, path), out);
    const noConfig = /config\.json: this is no model's configuration: it has no model_type\. Give/;
    for (const text of ['{"settings": {}}', "null", "1"]) {
      await instead("config.json", (path) => Deno.writeTextFile(path, text), noConfig);
    }
    const weights = await Deno.readFile(file("model.safetensors"));
    await instead(
      "model.safetensors",
      (path) => Deno.writeFile(path, weights.subarray(0, -1)),
      /model\.safetensors.*: .*(cut off|bytes)/,
    );
    const noOnnx = /model\.onnx: this is no whole ONNX model\. Export it again, or remove it/;
    const broken = [ONNX.subarray(0, -1), ONNX.subarray(0, 2), ONNX.subarray(0, 3), [7], [], [255]];
    for (const bytes of [...broken, [...ONNX, 58], [...ONNX, 58, 200]]) {
      const made = Uint8Array.from(bytes);
      await instead("onnx/model.onnx", (path) => Deno.writeFile(path, made), noOnnx);
    }
    assert.equal(repository.tokens.size, 0);
  }));

Deno.test("a folder of Hugging Face's cache is pushed, whose files are links", () =>
  withHub(async ({ endpoint, repository, folder }) => {
    const cached = join(folder, "../models--me--its"), snapshot = join(cached, "snapshots", "c0");
    await Deno.mkdir(snapshot, { recursive: true });
    await Deno.mkdir(join(cached, "blobs"));
    for (const name of ["config.json", "model.safetensors"]) {
      await Deno.copyFile(join(TINY, name), join(cached, "blobs", name));
      await Deno.symlink(`../../blobs/${name}`, join(snapshot, name));
    }
    await pushModel(snapshot, "me/mine", { endpoint, token: "hf_x" });
    assert.deepEqual([...repository.files.keys()], ["config.json", "model.safetensors"]);
  }));

Deno.test("a repository is as its owner's are, unless it is to be private", () =>
  withHub(async ({ endpoint, repository, folder }) => {
    await pushModel(folder, "me/mine", { endpoint, token: "hf_x" });
    assert.equal(repository.files.size, FILES.length);
    assert.equal(repository.visibility, undefined);
  }));

const THERE = [
  { isPrivate: true, status: 409 },
  { isPrivate: false, status: 409 },
  // A token for one repository may make none.
  { isPrivate: true, status: 403 },
  { isPrivate: false, status: 403 },
];

for (const answers of THERE) {
  const { isPrivate, status } = answers;
  Deno.test(`${isPrivate ? "private" : "public"}, there already (${status}): a commit more`, () =>
    withHub(async ({ endpoint, repository, folder }) => {
      const given = { endpoint, token: "hf_x" };
      await pushModel(folder, "me/mine", given);
      assert.equal(repository.files.size, FILES.length);
      repository.files.clear();
      const again = pushModel(folder, "me/mine", { ...given, isPrivate: true });
      if (!isPrivate) {
        await assertRefused(
          again,
          /mine: this repository is there already, and everybody may see it\. Make it private there/,
        );
      } else await again;
      assert.equal(repository.files.size, isPrivate ? FILES.length : 0);
    }, answers));
}

/** Runs with two variables of the environment set, or without them. */
async function withVariables(
  HF_ENDPOINT: string | undefined,
  HF_TOKEN: string | undefined,
  act: () => Promise<void>,
): Promise<void> {
  const set = (values: Record<string, string | undefined>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  };
  const before = { HF_ENDPOINT: Deno.env.get("HF_ENDPOINT"), HF_TOKEN: Deno.env.get("HF_TOKEN") };
  set({ HF_ENDPOINT, HF_TOKEN });
  try {
    await act();
  } finally {
    set(before);
  }
}

Deno.test("what cannot be pushed is refused in a sentence, before anybody is asked", () =>
  withHub(async ({ endpoint, repository, folder }) => {
    const refused = (message: RegExp, from = folder, to = "me/mine", more = {}) =>
      assertRefused(pushModel(from, to, { endpoint, token: "hf_x", ...more }), message);
    await refused(/^"mine" is not the name of a repository\. Give its owner/, folder, "mine");
    await refused(/^"\.\.\/mine" is not the name/, folder, "../mine");
    await refused(/onnx: the folder has no config\.json\. Give/, join(folder, "onnx"));
    await refused(
      /run: the folder has neither model\.safetensors nor onnx\/model\.onnx\. Give/,
      join(folder, "run"),
    );
    await refused(
      /none: there is no such folder\. Give the folder of a model/,
      join(folder, "none"),
    );
    await refused(/config\.json: there is no such folder/, join(folder, "config.json"));
    const absent = /^HF_TOKEN: the hub takes no model without a token\. Make one/;
    await refused(absent, folder, "me/mine", { token: "" });
    await withVariables(
      undefined,
      undefined,
      () => refused(absent, folder, "me/mine", { token: undefined }),
    );
    for (const token of ["api_x", "hf_", "hf_a b", "hf_x\n", " hf_x", "hf_é", "hf_x\x01"]) {
      await refused(
        /^HF_TOKEN: this is no token: it would be hf_ and letters and digits, without blanks\. Make one/,
        folder,
        "me/mine",
        {
          token,
        },
      );
    }
    await refused(
      /^http:\/\/hub\.example: a token would go there for everybody/,
      ...[folder, "me/mine"] as const,
      { endpoint: "http://hub.example" },
    );
    assert.equal(repository.tokens.size, 0);
  }));

Deno.test("a mirror that models are downloaded from gets no token", () =>
  withHub(async ({ endpoint, repository, folder }) => {
    for (const mirror of [endpoint, "https://hub.example"]) {
      await withVariables(mirror, "hf_x", () =>
        assertRefused(
          pushModel(folder, "me/mine"),
          /: HF_ENDPOINT may be a mirror, and a token that may write is not for it\. Unset HF_END/,
        ));
    }
    assert.equal(repository.tokens.size, 0);
    await withVariables(endpoint, "hf_x", async () => {
      await pushModel(folder, "me/mine", { endpoint });
    });
    assert.deepEqual([...repository.tokens], ["Bearer hf_x"]);
  }));

for (
  const [answers, failure, message] of [
    [
      { status: 403 },
      "refused",
      /^me\/mine: the hub does not let this token write there \(403\)\. Check/,
    ],
    [
      { status: 401 },
      "refused",
      /^me\/mine: the hub does not let this token write there \(401\)\. Check/,
    ],
    [
      { commit: 400 },
      "refused",
      /^me\/mine: the hub does not take the model \(400: Invalid metadata in README\.md.*\)\. Mend/,
    ],
    [{ commit: 429 }, "unreachable", /: the model was not taken \(429: .*\)\. Try again later/],
    [{ commit: 503 }, "unreachable", /: the model was not taken \(503: .*\)\. Try again later/],
  ] as const
) {
  Deno.test(`a hub that answers ${JSON.stringify(answers)} is told of`, () =>
    withHub(async ({ endpoint, folder, repository }) => {
      const pushed = pushModel(folder, "me/mine", { endpoint, token: "hf_x" });
      await assertRefused(pushed, message);
      await assert.rejects(pushed, { failure });
      assert.equal(repository.files.size, 0);
    }, answers));
}

/** The part of the hub that is asked where a push is at that point. */
const PARTS = ["repos/create", "preupload/main", "objects/batch", "store/", "commit/main"];

Deno.test("a token that the hub's answer repeats is not shown, nor kept in the error", async () => {
  for (const part of PARTS) {
    for (const status of [500, 400]) {
      await withHub(async ({ endpoint, folder }) => {
        const pushed = pushModel(folder, "me/mine", { endpoint, token: "hf_secret" });
        const error = await pushed.then(assert.fail, (error) => error);
        assert.match(error.message, /bad Bearer …/, part);
        assert.doesNotMatch(Deno.inspect(error, { depth: 9 }), /hf_secret/);
      }, {
        instead: ({ url }) =>
          url.includes(part)
            ? Response.json({ error: "bad Bearer hf_secret" }, { status })
            : undefined,
      });
    }
  }
});

Deno.test("a hub that does not answer is not waited for without end", async () => {
  for (const part of PARTS) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const instead = ({ url }: Request) =>
      url.includes(part) ? promise.then(() => new Response("late")) : undefined;
    await withHub(async ({ endpoint, folder }) => {
      await assertRefused(
        pushModel(folder, "me/mine", { endpoint, token: "hf_x", patience: 500 }),
        /^http:\/\/127\.0\.0\.1:\d+: nothing went or came for 0\.5 s\. Try again later/,
      );
      resolve();
    }, { instead });
  }
});

Deno.test("an upload may take as long as bytes go", () => {
  let came = 0;
  return withHub(async ({ endpoint, folder }) => {
    const bytes = 40e6, weights = join(folder, "model.safetensors");
    const header = JSON.stringify({
      a: { dtype: "F32", shape: [bytes / 4], data_offsets: [0, bytes] },
    });
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
    await Deno.writeFile(weights, length);
    await Deno.writeTextFile(weights, header, { append: true });
    await Deno.truncate(weights, 8 + header.length + bytes);
    await pushModel(folder, "me/mine", { endpoint, token: "hf_x", patience: 3000 });
    assert.ok(came > bytes);
  }, {
    async instead({ url, body }) {
      if (!url.includes("/store/")) return undefined as unknown as Response;
      for await (const part of body!) {
        const pause = Math.floor((came + part.length) / 8e6) > Math.floor(came / 8e6);
        came += part.length;
        if (pause) await new Promise((resolve) => setTimeout(resolve, 900));
      }
      return new Response("ok");
    },
  });
});

Deno.test("what is no answer of a hub is not believed", async () => {
  for (
    const [part, answer] of [
      ["repos/create", "<html>"],
      ["repos/create", "{}"],
      ["preupload/main", '{"files": "x"}'],
      ["preupload/main", '{"files": []}'],
      ["preupload/main", '{"files": [1, 2, 3, 4, 5]}'],
      ["objects/batch", '{"nothing": 1}'],
      ["objects/batch", '{"objects": []}'],
      ["commit/main", '{"nothing": 1}'],
      ["commit/main", '{"commitOid": "1"}'],
      ["commit/main", ""],
    ] as const
  ) {
    await withHub(({ endpoint, folder }) =>
      assertRefused(
        pushModel(folder, "me/mine", { endpoint, token: "hf_x" }),
        /: what came is no answer of a hub\. Look there whether the model came, and set endpoint/,
      ), { instead: ({ url }) => url.includes(part) ? new Response(answer) : undefined });
  }
});

Deno.test("a redirection is followed on the hub, and with the token nowhere else", async () => {
  const moved = (to: string) => new Response(null, { status: 307, headers: { location: to } });
  await withHub(async ({ endpoint, repository, folder }) => {
    await pushModel(folder, "me/mine", { endpoint, token: "hf_x" });
    assert.equal(repository.files.size, FILES.length);
  }, {
    instead: ({ url }) => {
      const { pathname, search } = new URL(url);
      return search === "" ? moved(`${pathname}?moved`) : undefined;
    },
  });
  const asked: (string | null)[] = [];
  const other = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    asked.push(request.headers.get("authorization"));
    return Response.json({ error: "expired" }, { status: 403 });
  });
  const address = `http://127.0.0.1:${other.addr.port}`;
  try {
    for (const part of PARTS) {
      await withHub(({ endpoint, folder }) =>
        assertRefused(
          pushModel(folder, "me/mine", { endpoint, token: "hf_x" }),
          new RegExp(
            `^${endpoint}: 127.* refers to ${address}, which is not followed\\. Give endp`,
          ),
        ), { instead: ({ url }) => url.includes(part) ? moved(`${address}/x`) : undefined });
    }
    assert.equal(asked.length, 0);
    await withHub(({ endpoint, folder }) =>
      assertRefused(
        pushModel(folder, "me/mine", { endpoint, token: "hf_x" }),
        new RegExp(
          `${endpoint}: ${address.slice(7)}, to which the hub refers, does not take a file ` +
            `\\(403: expired\\)\\. Try`,
        ),
      ), { instead: elsewhere(address) });
    assert.equal(asked[0], null);
  } finally {
    await other.shutdown();
  }
});

/** Answers of a hub whose store is at another address. */
function elsewhere(address: string) {
  return async (request: Request): Promise<Response> => {
    if (!request.url.endsWith("/objects/batch")) return undefined as unknown as Response;
    const { objects } = await request.json() as { objects: object[] };
    const actions = { upload: { href: `${address}/store` } };
    return Response.json({ objects: objects.map((object) => ({ ...object, actions })) });
  };
}

Deno.test("a hub that cannot be reached is told of", () =>
  withHub(({ folder }) =>
    assertRefused(
      pushModel(folder, "me/mine", { endpoint: "http://127.0.0.1:1", token: "hf_x" }),
      /^http:\/\/127\.0\.0\.1:1: the model was not taken \(.*\)\. Try again later/,
    )
  ));

Deno.test("a push that is stopped makes no commit", () =>
  withHub(async ({ endpoint, repository, folder }) => {
    const controller = new AbortController(), reason = new Error("stopped");
    const push = () =>
      assert.rejects(
        pushModel(folder, "me/mine", { endpoint, token: "hf_x", signal: controller.signal }),
        reason,
      );
    repository.onStore = () => controller.abort(reason);
    await push();
    assert.ok(repository.shown.size > 0, "it was under way");
    // And one that was stopped before it began asks nobody.
    repository.tokens.clear();
    await push();
    assert.equal(repository.tokens.size, 0);
    assert.equal(repository.files.size, 0);
  }));

Deno.test("the hub's library is loaded by a push, and by nothing else", async () => {
  const users: string[] = [];
  for (const folder of ["lib", "tasks"]) {
    for (const file of filesBelow(join(PROJECT_FOLDER, folder))) {
      const text = await Deno.readTextFile(file);
      if (/["']@huggingface\/hub["']/.test(text)) users.push(file.slice(PROJECT_FOLDER.length));
    }
  }
  assert.deepEqual(users.map((file) => basename(file)), ["push_model.ts"]);
  assert.match(
    await Deno.readTextFile(join(PROJECT_FOLDER, "lib/export/push_model.ts")),
    / = await import\("@huggingface\/hub"\)/,
  );
});

Deno.test("the task push may connect to the hub alone, and has the token", () =>
  withHub(async ({ endpoint, repository, folder }) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["task", "--quiet", "--cwd", PROJECT_FOLDER, "push", `--model=${folder}`],
        ...["--to=me/mine", `--endpoint=${endpoint}`],
      ],
      env: { HF_TOKEN: "hf_x" },
      stdin: "null",
    }).output();
    const out = new TextDecoder().decode(stdout), err = new TextDecoder().decode(stderr);
    assert.equal(code, 0, err);
    assert.equal(out, `${endpoint}/me/mine\n`);
    assert.match(err, /^model\.safetensors: 0\.1 MB$/m);
    assert.doesNotMatch(err, /hf_x/);
    assert.equal(repository.files.size, FILES.length);
    // With the permissions of a task that connects to nothing.
    const plan = { ...await planOf("export", [`--out=${folder}`]), file: "push.ts" };
    plan.permissions.env = [...plan.permissions.env, "HF_TOKEN"];
    const alone = await new Deno.Command(Deno.execPath(), {
      args: denoArguments(plan, [`--model=${folder}`, "--to=me/mine", `--endpoint=${endpoint}`]),
      env: { HF_TOKEN: "hf_x" },
    }).output();
    assert.equal(alone.code, 1);
    assert.match(
      new TextDecoder().decode(alone.stderr),
      /^me\/mine: this process may not connect to 127\.0\.0\.1:\d+\. Allow this process to connect\.$/m,
    );
    // The hub itself may be asked, the store that it names may not.
    repository.instead = elsewhere("http://127.0.0.1:65000");
    const stored = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["task", "--quiet", "--cwd", PROJECT_FOLDER, "push", `--model=${folder}`],
        ...["--to=me/mine", `--endpoint=${endpoint}`],
      ],
      env: { HF_TOKEN: "hf_x" },
      stdin: "null",
    }).output();
    assert.equal(stored.code, 1);
    assert.match(
      new TextDecoder().decode(stored.stderr),
      /: this process may not connect to 127\.0\.0\.1:65000, to which the hub refers\. Allow this/,
    );
  }));
