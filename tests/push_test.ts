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
      return Response.json({ commitOid: "1", commitUrl: "", hookOutput: "" });
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
      await Deno.writeTextFile(join(folder, "onnx", "model.onnx"), "onnx");
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
    for (const name of [...names, ...others]) await Deno.writeTextFile(join(folder, name), "1");
    assert.deepEqual(await filesToPush(folder), names.map((path) => ({ path, size: 1 })));
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
    for (const token of ["api_x", "hf_", "hf_a b", "hf_x\n"]) {
      await refused(
        /^HF_TOKEN: this is no token: it would begin with hf_\. Make one/,
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
  }));
