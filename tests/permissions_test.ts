/** What a task may do, tried on the real commands of deno.json and on one that has gone bad. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cacheFolder, PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { readRuns } from "../lib/experiment/results.ts";
import { denoArguments } from "../tasks/launch.ts";
import { always } from "../tasks/_needs.ts";
import { permissionFlags } from "../tasks/_permissions.ts";
import { planOf, TASKS } from "../tasks/_plans.ts";
import { withFolder } from "./_files.ts";
import { prepareSweep } from "./_kill/sweep.ts";
import config from "../deno.json" with { type: "json" };

const decoder = new TextDecoder();

/** Runs `deno task` and gives what it printed. */
async function task(args: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", ...args],
    cwd: PROJECT_FOLDER,
    env,
    stdin: "null",
  }).output();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** A small experiment with a model and text in the folder, as `prepareSweep` makes them. */
function reproduceArgs(folder: string, options: Record<string, string | number> = {}): string[] {
  const all = {
    model: `${folder}/model`,
    data: `${folder}/text.txt`,
    "data-construction": "passages",
    "eval-split": "train",
    beta: "table",
    backend: "cpu",
    schedules: "linear",
    methods: "SD2",
    "chunk-length": 16,
    "train-chunks": 4,
    "eval-chunks": 2,
    "batch-size": 2,
    epochs: 2,
    out: `${folder}/out`,
    ...options,
  };
  return ["reproduce", ...Object.entries(all).map(([name, value]) => `--${name}=${value}`)];
}

Deno.test("the tasks that are used, not developed with, start without -A", () => {
  const commands = Object.entries(config.tasks).map(([name, { command }]) => ({ name, command }));
  const broad = commands.filter(({ command }) => command.includes(" -A ")).map(({ name }) => name);
  assert.deepEqual(
    new Set(broad),
    new Set([
      ...["make-data", "lab", "notebooks", "bench", "check", "test", "sbom", "docs", "npm-package"],
      ...["test:kill", "test:memory", "test:mutations", "test:slurm", "test:source-mutants"],
    ]),
  );
  const launcher = "deno run --no-prompt --allow-read --allow-env --allow-run --allow-ffi " +
    "--allow-sys=systemMemoryInfo tasks/launch.ts";
  const launched = commands.filter(({ name }) => !broad.includes(name));
  assert.deepEqual(launched.map(({ name }) => name).sort(), Object.keys(TASKS).sort());
  for (const { name, command } of launched) assert.equal(command, `${launcher} ${name}`);
});

Deno.test("reproduce works on TensorFlow with the permissions it is started with", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const args = reproduceArgs(folder, { backend: "tensorflow" });
    const { code, out, err } = await task([...args, "--save-models", "--offline"]);
    assert.equal(code, 0, err);
    assert.match(err, /Backend: TensorFlow/);
    assert.equal(out.trimEnd().split("\n").at(-1), `Report: ${folder}/out/report.html`);
    assert.ok(existsSync(`${folder}/out/plots/loss.png`));
    assert.ok(existsSync(`${folder}/out/runs/linear-SD2-seed0/model/model.safetensors`));
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      "model",
      "out",
      "text.txt",
    ]);
  }));

Deno.test("a task that has gone bad is refused all that is not its own", () =>
  withFolder(async (folder) => {
    const out = `${folder}/out`, elsewhere = `${folder}/elsewhere`;
    await Deno.mkdir(out);
    await Deno.mkdir(elsewhere);
    await Deno.writeTextFile(`${elsewhere}/file`, "whole");
    let visits = 0;
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => {
        visits++;
        return new Response("export default 1;");
      },
    );
    const address = `http://127.0.0.1:${server.addr.port}`;
    // As broad as its permissions get: a model is to be fetched, from a hub that is not that server.
    const plan = await planOf("reproduce", ["--out", out, "--model=some/bert", "--beta=some/beta"]);
    assert.ok(Array.isArray(plan.permissions.net) && plan.permissions.net.length > 0);
    const bad = { ...plan, file: "../tests/_permissions/saboteur.ts" };
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: denoArguments(bad, [out, elsewhere, address]),
      env: { SECRET: "hf_thisTokenIsSecret" },
      cwd: PROJECT_FOLDER,
    }).output();
    assert.equal(code, 0, decoder.decode(stderr));
    const outcomes = JSON.parse(decoder.decode(stdout)) as Record<string, string>;
    const {
      "write below the output folder": own,
      "load a module from the network": module,
      "load a package that is not installed": npm,
      "see a secret": secret,
      ...others
    } = outcomes;
    assert.equal(own, "done");
    assert.match(module!, /--no-remote is specified/);
    assert.match(npm!, /--cached-only/);
    assert.equal(secret, "NotFound");
    assert.equal(Object.keys(others).length, 24);
    for (const [name, outcome] of Object.entries(others)) {
      assert.equal(outcome, "NotCapable", name);
    }
    assert.equal(visits, 0);
    assert.deepEqual([...Deno.readDirSync(elsewhere)].map(({ name }) => name), ["file"]);
    assert.equal(await Deno.readTextFile(`${elsewhere}/file`), "whole");
  }));

Deno.test("reproduce refuses an output folder with a link that leads out of it", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    await Deno.mkdir(`${folder}/out`);
    await Deno.mkdir(`${folder}/elsewhere`);
    await Deno.symlink(`${folder}/elsewhere`, `${folder}/out/runs`);
    const { code, err } = await task(reproduceArgs(folder));
    assert.equal(code, 1);
    assert.equal(
      err,
      `${folder}/out/runs: this link leads out of the folder of the results. ` +
        "Remove it, or choose another folder with --out.\n",
    );
    assert.deepEqual([...Deno.readDirSync(`${folder}/elsewhere`)], []);

    // The folder itself may lie elsewhere: its owner has said so.
    await Deno.remove(`${folder}/out`, { recursive: true });
    await Deno.symlink(`${folder}/elsewhere`, `${folder}/out`);
    const linked = await task(reproduceArgs(folder));
    assert.equal(linked.code, 0, linked.err);
    assert.equal((await readRuns(`${folder}/elsewhere`)).length, 1);
  }));

Deno.test("without its permission a task ends in a sentence", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const [, ...args] = reproduceArgs(folder);
    // Permissions for one folder, and a command line that names another.
    const plan = await planOf("reproduce", [...args, `--out=${folder}/other`]);
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: denoArguments(plan, args),
      cwd: PROJECT_FOLDER,
    }).output();
    const err = decoder.decode(stderr);
    assert.equal(code, 1, err);
    const told = err.trimEnd().split("\n").at(-1)!;
    assert.equal(
      told,
      `This task was not given the permission for read access to "${folder}/out/config.json". ` +
        'What each task may do, and why, is in the README under "Permissions".',
    );
    assert.doesNotMatch(err, /NotCapable|^ {4}at /m);
    assert.ok(!existsSync(`${folder}/out`));
  }));

Deno.test("a task may connect only to the hub, and only for what is not here", async () => {
  const hub = ["huggingface.co", "*.huggingface.co", "*.hf.co"];
  const store = [...hub, "*.amazonaws.com"], here = ["127.0.0.1:8000"];
  const both = ["127.0.0.1:8017", ...hub], named = ["hub.example", ...store.slice(1)];
  const cases: [string, string[], readonly string[] | true][] = [
    ["reproduce", [], []],
    ["reproduce", ["--model=tests/fixtures/tiny-bert"], []],
    ["reproduce", ["--model", "bert-base-cased"], hub],
    ["reproduce", ["--model", "bert-base-cased", "--offline"], []],
    ["reproduce", ["--beta", "some/encoder"], hub],
    ["reproduce", ["--model", "bert-base-cased", "--help"], []],
    ["train", [], []],
    ["train", ["--data=a.csv", "--out=b", "--model=bert-base-cased"], hub],
    ["train", ["--data=a.csv", "--out=b"], []],
    ["train", ["--data=a.csv", "--out=b", "--model-type=bert"], []],
    ["train", ["--data=a.csv", "--out=b", "--model-type=bert", "--tokenizer=a/bert"], hub],
    ["reproduce", ["--model=bert:tokenizer=some/bert:layers=1"], hub],
    ["evaluate", [], []],
    ["evaluate", ["--data=a.csv", "--model=bert-base-cased"], hub],
    ["fill-mask", ["--model=bert-base-cased"], hub],
    ["fill-mask", ["--text=Some [MASK]."], []],
    ["export", ["--model=bert-base-cased", "--out=a"], hub],
    ["export", ["--out=a"], []],
    ["play", ["--out=a", "--port=8000"], here],
    ["play", ["--model=a/bert"], both],
    ["play", ["--out=a", "--port=70000"], []],
    ["play", ["--out=a", "--static=b"], []],
    ["push", ["--model=a", "--to=me/a"], store],
    ["push", ["--model=a", "--to=me/a", "--endpoint=https://hub.example"], named],
    ["semantics", ["good", "bad"], []],
    ["semantics", ["--beta", "some/encoder", "good", "--offline"], []],
    ["train-vocabulary", ["a.txt", "--out=b"], []],
    ["setup", [], true],
    ["setup", ["--offline"], []],
  ];
  const before = { cache: Deno.env.get("SDTRAINER_CACHE"), hub: Deno.env.get("HF_ENDPOINT") };
  await withFolder(async (folder) => {
    Deno.env.set("SDTRAINER_CACHE", folder);
    Deno.env.delete("HF_ENDPOINT");
    try {
      for (const [name, args, net] of cases) {
        const { permissions } = await planOf(name, args);
        assert.deepEqual(permissions.net, net, `${name} ${args}`);
        assert.equal(
          permissions.env.includes("HF_TOKEN"),
          [hub, store, both, named].includes(net as string[]),
          `${name} ${args}: token`,
        );
        assert.equal(permissions.run, name === "setup");
      }
      // What was downloaded before needs no network.
      await Deno.mkdir(`${folder}/models/bert-base-cased`, { recursive: true });
      await Deno.writeTextFile(`${folder}/models/bert-base-cased/config.json`, "{}");
      const again = await planOf("reproduce", ["--model", "bert-base-cased"]);
      assert.deepEqual(again.permissions.net, []);
      Deno.env.set("HF_ENDPOINT", "http://127.0.0.1:8080/");
      const mirror = await planOf("reproduce", ["--model", "other/bert"]);
      assert.deepEqual(mirror.permissions.net, ["127.0.0.1:8080", "*.huggingface.co", "*.hf.co"]);
    } finally {
      for (
        const [name, value] of [["SDTRAINER_CACHE", before.cache], ["HF_ENDPOINT", before.hub]]
      ) {
        if (value === undefined) Deno.env.delete(name!);
        else Deno.env.set(name!, value);
      }
    }
  });
});

Deno.test("several paths of data may be read, and nothing because of the commas between them", async () => {
  await withFolder(async (folder) => {
    const read = async (data: string) => {
      const { permissions } = await planOf("reproduce", ["--offline", "--data", data]);
      return permissions.read.filter((path) => path.startsWith(folder));
    };
    await Deno.writeTextFile(`${folder}/a.txt`, "One.");
    assert.deepEqual(await read(`${folder}/a.txt,${folder}/b.txt`), [
      `${folder}/a.txt`,
      `${folder}/b.txt`,
    ]);
    // What is there is one path; what is not there is two, and the second is nowhere near.
    await Deno.writeTextFile(`${folder}/c,d.txt`, "One.");
    assert.deepEqual(await read(`${folder}/c,d.txt`), [`${folder}/c,d.txt`]);
    assert.deepEqual(await read(`${folder}/e,f.txt`), [`${folder}/e`]);
    assert.deepEqual(await read(`${folder}/e,,f.txt,${folder}/a.txt`), [
      `${folder}/e,f.txt`,
      `${folder}/a.txt`,
    ]);
    const config = `${folder}/grid.json`;
    await Deno.writeTextFile(config, JSON.stringify({ data: ["a,b.txt", `${folder}/b.txt`] }));
    const { permissions } = await planOf("reproduce", ["--offline", "--config", config]);
    assert.ok(["a,b.txt", `${folder}/b.txt`].every((path) => permissions.read.includes(path)));
  });
});

Deno.test("what reads chunks may keep their tokens in the cache", async () => {
  for (const name of ["reproduce", "train", "evaluate", "study"]) {
    const { permissions } = await planOf(name, ["--offline", "--data=a.txt", "--out=b"]);
    assert.ok(permissions.write.includes(`${cacheFolder()}/tokens`), name);
  }
});

Deno.test("permissionFlags() names each path, and none with a comma", () => {
  const nothing = { read: [], write: [], net: [], env: [], sys: [], ffi: [], run: false };
  assert.deepEqual(permissionFlags(nothing), ["--no-prompt", "--ignore-env"]);
  const flags = permissionFlags({ ...nothing, read: ["/a", "/e"], write: ["/e"] });
  assert.deepEqual(flags.slice(1, 3), ["--allow-read=/a,/e", "--allow-write=/e"]);
  for (const name of ["read", "ffi"]) {
    assert.throws(() => permissionFlags({ ...nothing, [name]: ["/e", "/a/b,c/d"] }), {
      name: "InputError",
      message: "/a/b,c/d: Deno's permissions cannot name a path with a comma. " +
        "Rename it, or move it to another place.",
    });
  }
  assert.throws(() => permissionFlags({ ...nothing, write: ["/a/b,c"] }), {
    name: "InputError",
    message: "/a/b,c: Deno's permissions cannot name a path with a comma. " +
      "Choose another place to write to.",
  });
});

Deno.test("programs may be started by who has runs made elsewhere alone, and only its own", () =>
  withFolder(async (folder) => {
    const path = Deno.env.get("PATH")!;
    Deno.env.set("PATH", `${folder}/none:${folder}`);
    try {
      for (const name of ["sbatch", "squeue", "sh"]) {
        await Deno.writeTextFile(`${folder}/${name}`, "");
      }
      const runOf = async (task: string, ...args: string[]) =>
        (await planOf(task, args)).permissions.run;
      const slurm = [`${folder}/sbatch`, `${folder}/squeue`];
      const train = ["--data=a.csv", "--out=b"];
      assert.deepEqual(await runOf("reproduce", "--launcher=slurm"), slurm);
      assert.deepEqual(await runOf("train", ...train, "--launcher", "slurm"), slurm);
      assert.deepEqual(await runOf("study", "--launcher=command"), [`${folder}/sh`]);
      assert.deepEqual(await runOf("status", "--out=a"), [`${folder}/squeue`]);
      for (const launcher of ["local", "none", "constructor"]) {
        assert.equal(await runOf("reproduce", `--launcher=${launcher}`), false);
      }
      assert.equal(await runOf("reproduce", "--only-run=0"), false);
      const { permissions, shared, tensorflow } = await planOf("reproduce", ["--launcher=slurm"]);
      assert.ok(permissionFlags(permissions).includes(`--allow-run=${slurm}`));
      assert.deepEqual([shared, tensorflow], [undefined, "needed"]);
      const only = await planOf("reproduce", ["--only-run=0", "--threads=2", "--jobs=3"]);
      assert.deepEqual(only.shared!.asked, { jobs: 1, threads: 2 });
      const wasm = await planOf("reproduce", ["--only-run=0", "--backend=wasm"]);
      assert.equal(wasm.tensorflow, "no");
    } finally {
      Deno.env.set("PATH", path);
    }
  }));

/** A hub that has one model, redirecting its weights, and counts what it is asked for. */
function serveHub(folder: string) {
  let visits = 0;
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      visits++;
      const { pathname } = new URL(request.url);
      const file = pathname.split("/").at(-1)!;
      const bytes = await Deno.readFile(`${folder}/${file}`).catch(() => undefined);
      if (bytes === undefined) return new Response("no", { status: 404 });
      if (file !== "model.safetensors" || pathname.startsWith("/content/")) {
        return new Response(bytes);
      }
      return new Response(null, { status: 302, headers: { location: `/content/${file}` } });
    },
  );
  return {
    address: `http://127.0.0.1:${server.addr.port}`,
    visits: () => visits,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("a model is downloaded from the hub that is named, and not with --offline", () =>
  withFolder(async (folder) => {
    await using hub = serveHub(fileURLToPath(new URL("fixtures/tiny-bert", import.meta.url)));
    const env = { HF_ENDPOINT: hub.address, SDTRAINER_CACHE: `${folder}/cache` };
    const fillMask = "fill-mask --backend=cpu --model=tiny/bert --text".split(" ");
    const refused = await task([...fillMask, "The [MASK].", "--offline"], env);
    assert.equal(refused.code, 1);
    assert.equal(
      refused.err,
      `tiny/bert: the model is not on this machine, and this process may not connect to ` +
        `${
          new URL(hub.address).host
        }. Leave --offline out, or give a folder that holds the model.\n`,
    );
    const encoder = await task(["semantics", "--beta=tiny/beta", "good", "--offline"], env);
    assert.equal(encoder.code, 1);
    assert.match(encoder.err, /^tiny\/beta: .* may not connect to .* Leave --offline out, .*\n$/);
    assert.equal(hub.visits(), 0);

    const downloaded = await task([...fillMask, "The [MASK]."], env);
    assert.equal(downloaded.code, 0, downloaded.err);
    assert.ok(hub.visits() > 0);
    const again = await task([...fillMask, "The [MASK].", "--offline"], env);
    assert.equal(again.out, downloaded.out);
  }));

Deno.test("a set-up that would have to download says so with --offline", () =>
  withFolder(async (folder) => {
    const env = {
      SDTRAINER_CACHE: `${folder}/cache`,
      SDTRAINER_TENSORFLOW: "cpu",
      ...{ SDTRAINER_ADDON: "", SDTRAINER_LIBTENSORFLOW: "", SDTRAINER_WHEELS: "" },
    };
    const missing = new RegExp(
      `^${folder}/cache/tensorflow/[\\d.]+-cpu: TensorFlow's library is not there, and this ` +
        "process may not download it\\. Run deno task setup without --offline, or name a folder " +
        "of wheels in SDTRAINER_WHEELS\\.$",
      "m",
    );
    const setup = await task(["setup", "--offline"], env);
    assert.equal(setup.code, 1);
    assert.match(setup.err, missing);
    const text = ["fill-mask", "--text=The [MASK].", "--offline"];
    const needed = await task([...text, "--backend=tensorflow"], env);
    assert.equal(needed.code, 1);
    assert.match(needed.err, missing);
    assert.equal(needed.err.trimEnd().split("\n").length, 1);
    assert.equal(needed.out, "");
    // Without being asked for it, the task computes with what there is.
    const preferred = await task(text, env);
    assert.equal(preferred.code, 0, preferred.err);
    assert.match(preferred.err, missing);
    assert.match(preferred.err, /^Using Web.*, which is slower than TensorFlow: /m);
  }));

/** Starts a long run, as `deno task` does, and waits until its first steps are made. */
async function startLongRun(folder: string) {
  await prepareSweep(folder);
  const [, ...launcher] = config.tasks.reproduce.command.split(" ");
  const [, ...args] = reproduceArgs(folder, { epochs: 100_000, "save-strategy": "steps" });
  const process = new Deno.Command(Deno.execPath(), {
    args: [...launcher, ...args],
    cwd: PROJECT_FOLDER,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let err = "";
  const ready = Promise.withResolvers<void>();
  const read = (async () => {
    for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
      err += text;
      if (err.includes("epoch 1/")) ready.resolve();
    }
    ready.reject(new Error(err));
  })();
  await ready.promise;
  const { pid } = JSON.parse(await Deno.readTextFile(`${folder}/out/.lock`));
  assert.notEqual(pid, process.pid);
  return {
    process,
    /** The process that trains. */
    worker: pid as number,
    end: async () => {
      const { code } = await process.status;
      // Ends with the last of the processes that write to it.
      await read;
      return { code, err };
    },
  };
}

function checkpoints(folder: string): string[] {
  return [...Deno.readDirSync(`${folder}/out/runs/linear-SD2-seed0`)]
    .map(({ name }) => name).filter((name) => /^checkpoint-\d+$/.test(name));
}

/** What the set-up takes for an installed TensorFlow, as long as nothing is compiled against it. */
async function tensorflowFolder(folder: string): Promise<string> {
  const home = `${folder}/tensorflow`;
  await Deno.mkdir(`${home}/include/tensorflow/c`, { recursive: true });
  const files = ["include/tensorflow/c/c_api.h", "libtensorflow.so.2"];
  for (const file of [...files, "libtensorflow_framework.so.2"]) {
    await Deno.writeTextFile(`${home}/${file}`, "");
  }
  return home;
}

for (const [name, expected] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${name} to the launcher reaches the task, which saves and exits with ${expected}`, () =>
    withFolder(async (folder) => {
      const run = await startLongRun(folder);
      run.process.kill(name);
      const { code, err } = await run.end();
      assert.equal(code, expected, err);
      assert.match(err, /1 run left to make\. The same command goes on there\./);
      assert.equal(checkpoints(folder).length, 1);
    }));
}

Deno.test("SIGINT during the set-up ends it, and the task does not start", () =>
  withFolder(async (folder) => {
    const compiler = `${folder}/compiler`;
    await Deno.writeTextFile(compiler, '#!/bin/sh\n[ "$1" = --version ] || exec sleep 5\n');
    await Deno.chmod(compiler, 0o755);
    const [, ...launcher] = config.tasks["fill-mask"].command.split(" ");
    const process = new Deno.Command(Deno.execPath(), {
      args: [...launcher, "--text=The [MASK]."],
      cwd: PROJECT_FOLDER,
      env: {
        CXX: compiler,
        SDTRAINER_ADDON: "",
        SDTRAINER_CACHE: `${folder}/cache`,
        SDTRAINER_LIBTENSORFLOW: await tensorflowFolder(folder),
      },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    let err = "";
    for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
      if (err === "" && text.includes("Compiling")) process.kill("SIGINT");
      err += text;
    }
    assert.equal((await process.status).code, 130, err);
    assert.equal(err, "Compiling TensorFlow's addon …\n");
  }));

Deno.test("Ctrl-C in a terminal, which reaches both processes, saves as well", () =>
  withFolder(async (folder) => {
    const run = await startLongRun(folder);
    run.process.kill("SIGINT");
    Deno.kill(run.worker, "SIGINT");
    const { code, err } = await run.end();
    assert.equal(code, 130, err);
    assert.match(err, /1 run left to make/);
    assert.equal(checkpoints(folder).length, 1);
  }));

Deno.test("a task whose launcher is killed saves and stops by itself", () =>
  withFolder(async (folder) => {
    const run = await startLongRun(folder);
    run.process.kill("SIGKILL");
    const { err } = await run.end();
    assert.match(err, /1 run left to make/);
    assert.equal(checkpoints(folder).length, 1);
    assert.ok(!existsSync(`${folder}/out/.lock`));
  }));

Deno.test("what TensorFlow is told by default a task may tell it: what it may not is lost without a word", () => {
  const code = ["native", "rounding"]
    .map((name) => Deno.readTextFileSync(`${PROJECT_FOLDER}/lib/backend/${name}.ts`)).join("\n");
  const names = [...code.matchAll(/setDefault\("(\w+)"|^ {2}([A-Z][A-Z0-9_]+): "/gm)]
    .map(([, one, other]) => one ?? other!);
  // Of each of the two files, and on a GPU alone.
  for (
    const name of ["NVIDIA_TF32_OVERRIDE", "TF_DETERMINISTIC_OPS", "TF_XLA_FLAGS", "XLA_FLAGS"]
  ) {
    assert.ok(names.includes(name), `${name} is not among ${names}`);
  }
  const may = (always().env ?? []).map((text) => new RegExp(`^${text.replace("*", ".*")}$`));
  assert.deepEqual(names.filter((name) => !may.some((pattern) => pattern.test(name))), []);
});
