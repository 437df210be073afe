/** `deno task push` against a stand-in for the hub: no other is ever asked. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { filesToPush, loadPretrained, pushModel, savePretrained } from "../lib/mod.ts";
import { denoArguments } from "../tasks/launch.ts";
import { planOf } from "../tasks/_plans.ts";
import { assertRefused, withFolder } from "./_files.ts";

const TINY = join(PROJECT_FOLDER, "tests/fixtures/tiny-bert");
const silent = { onMessage: () => {} };

/** What a hub's repository came to. */
interface Repository {
  /** The answer to the request that makes it. */
  status: number;
  private?: boolean;
  tokens: Set<string | null>;
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
        repository.stored.set(pathname.slice(7), new Uint8Array(await request.arrayBuffer()));
        return new Response("ok");
      }
      repository.tokens.add(request.headers.get("authorization"));
      if (pathname === "/api/repos/create") {
        const asked = await request.json();
        assert.deepEqual([asked.organization, asked.name, asked.type], ["me", "mine", "model"]);
        repository.private = asked.visibility === "private";
        const { status } = repository;
        return Response.json(status === 200 ? { url: "", id: "me/mine" } : { error: "no" }, {
          status,
        });
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
        const { objects } = await request.json() as { objects: { oid: string; size: number }[] };
        return Response.json({
          transfer: "basic",
          objects: objects.map((object) => ({
            ...object,
            actions: { upload: { href: `${origin}/store/${object.oid}` } },
          })),
        });
      }
      assert.equal(pathname, "/api/models/me/mine/commit/main");
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
  status = 200,
): Promise<void> {
  const repository: Repository = {
    ...{ status, tokens: new Set(), stored: new Map(), files: new Map() },
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
      await Deno.writeTextFile(join(folder, "run", "config.json"), "{}");
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
    const address = await pushModel(folder, "me/mine", {
      endpoint,
      token: "hf_x",
      isPrivate: true,
    });
    assert.equal(address, `${endpoint}/me/mine`);
    assert.deepEqual([...repository.files.keys()].sort(), FILES.toSorted());
    for (const [path, bytes] of repository.files) {
      assert.deepEqual(bytes, await Deno.readFile(join(folder, path)), path);
    }
    for (const [oid, bytes] of repository.stored) {
      assert.equal(createHash("sha256").update(bytes).digest("hex"), oid);
    }
    assert.deepEqual([...repository.tokens], ["Bearer hf_x"]);
    assert.equal(repository.private, true);
  }));

Deno.test("a repository that is there already gets a commit more", () =>
  withHub(async ({ endpoint, repository, folder }) => {
    await pushModel(folder, "me/mine", { endpoint, token: "hf_x" });
    assert.equal(repository.files.size, FILES.length);
    assert.equal(repository.private, false);
  }, 409));

Deno.test("what cannot be pushed is refused in a sentence, before anybody is asked", () =>
  withHub(async ({ endpoint, repository, folder }) => {
    const refused = (message: RegExp, from = folder, to = "me/mine", more = {}) =>
      assertRefused(pushModel(from, to, { endpoint, token: "hf_x", ...more }), message);
    await refused(/^"mine" is not the name of a repository\. Give its owner/, folder, "mine");
    await refused(/^"\.\.\/mine" is not the name/, folder, "../mine");
    await refused(
      /run: the folder has no config\.json|^.*: the folder has no/,
      join(folder, "onnx"),
    );
    await refused(
      /^HF_TOKEN: the hub takes no model without a token\. Make one/,
      folder,
      "me/mine",
      {
        token: "",
      },
    );
    await refused(
      /^http:\/\/hub\.example: a token would go there for everybody/,
      folder,
      "me/mine",
      {
        endpoint: "http://hub.example",
      },
    );
    assert.equal(repository.tokens.size, 0);
  }));

Deno.test("a hub that refuses is told of", () =>
  withHub(async ({ endpoint, folder }) => {
    await assertRefused(
      pushModel(folder, "me/mine", { endpoint, token: "hf_x" }),
      /^me\/mine: the hub does not let this token write there \(403\)\. Check the owner's name/,
    );
    await assertRefused(
      pushModel(folder, "me/mine", { endpoint: "http://127.0.0.1:1", token: "hf_x" }),
      /^http:\/\/127\.0\.0\.1:1: the model was not taken \(.*\)\. Try again later/,
    );
  }, 403));

Deno.test("the task push may connect to the hub alone, and has the token", () =>
  withHub(async ({ endpoint, repository, folder }) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["task", "--quiet", "--cwd", PROJECT_FOLDER, "push", `--model=${folder}`],
        "--to=me/mine",
      ],
      env: { HF_ENDPOINT: endpoint, HF_TOKEN: "hf_x" },
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
      args: denoArguments(plan, [`--model=${folder}`, "--to=me/mine"]),
      env: { HF_ENDPOINT: endpoint, HF_TOKEN: "hf_x" },
    }).output();
    assert.equal(alone.code, 1);
    assert.match(
      new TextDecoder().decode(alone.stderr),
      /^me\/mine: this process may not connect to 127\.0\.0\.1:\d+\. Allow this process to connect\.$/m,
    );
  }));
