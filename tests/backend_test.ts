/** Each backend computes, and the choice between them is as told. */
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { InputError } from "../lib/io/errors.ts";
import { type BackendName, PROJECT_FOLDER, selectBackend } from "../lib/backend/mod.ts";
import { adapterHere } from "./_webgpu/mod.ts";
import { notTested } from "./_not_tested.ts";

/** By hand: [1 2 3; 4 5 6] · [7 8; 9 10; 11 12]. */
async function multiply(backend: BackendName | "auto"): Promise<string> {
  const { tf, name } = await selectBackend({ backend });
  assert.equal(tf.getBackend(), name);
  const before = tf.memory().numTensors;
  const product = tf.tidy(() =>
    tf.matMul(tf.tensor2d([[1, 2, 3], [4, 5, 6]]), tf.tensor2d([[7, 8], [9, 10], [11, 12]]))
  );
  assert.deepEqual([...await product.data()], [58, 64, 139, 154]);
  product.dispose();
  assert.equal(tf.memory().numTensors, before);
  return name;
}

Deno.test("tensorflow multiplies", async () => {
  await multiply("tensorflow");
  const { description } = await selectBackend({ backend: "tensorflow" });
  assert.match(description, /^TensorFlow 2\.\d+\.\d+/);
});

Deno.test("wasm multiplies", async () => void await multiply("wasm"));

Deno.test("cpu multiplies", async () => void await multiply("cpu"));

Deno.test("auto is TensorFlow where it can be set up", async () => {
  assert.equal(await multiply("auto"), "tensorflow");
});

Deno.test("all of tfjs' packages share one engine", async () => {
  const { tf } = await selectBackend({ backend: "tensorflow" });
  const native = await import("@tensorflow/tfjs-node-gpu");
  assert.equal(native.engine(), tf.engine());
  for (const name of ["wasm", "cpu"] as const) {
    assert.equal((await selectBackend({ backend: name })).tf.engine(), tf.engine());
  }
});

Deno.test("selectBackend refuses names and threads that make no sense", async () => {
  await assert.rejects(
    selectBackend({ backend: "tpu" as BackendName }),
    (error) => error instanceof InputError && error.message.includes("tensorflow, webgpu, wasm"),
  );
  await assert.rejects(selectBackend({ threads: 0 }), RangeError);
});

/** Selects a backend in a process of its own and tells what that, and then `expression`, printed. */
async function select(
  options: string,
  env: Record<string, string>,
  expression = "name, (await tf.matMul([[1, 2]], [[3], [4]]).data())[0]",
) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { selectBackend } from "./lib/backend/mod.ts";
       const { tf, name } = await selectBackend(${options});
       console.log(${expression});`,
    ],
    cwd: PROJECT_FOLDER,
    env,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("webgpu multiplies where there is an adapter, and says so where not", async () => {
  const { code, out, err } = await select(`{ backend: "webgpu" }`, {});
  if (await adapterHere()) return assert.deepEqual({ code, out }, { code: 0, out: "webgpu 11" });
  notTested("the choice of WebGPU", "no adapter is here");
  assert.notEqual(code, 0);
  assert.match(err, /graphics adapter.*use backend wasm/);
});

Deno.test("the number of threads reaches TensorFlow, unless the user has set it", async () => {
  const threads = async (env: Record<string, string>) => {
    const { out } = await select(
      `{ backend: "tensorflow", threads: 1 }`,
      env,
      `Deno.env.get("TF_NUM_INTRAOP_THREADS"), Deno.env.get("TF_NUM_INTEROP_THREADS")`,
    );
    return out;
  };
  assert.equal(await threads({}), "1 1");
  assert.equal(await threads({ TF_NUM_INTRAOP_THREADS: "2" }), "2 1");
});

Deno.test("TensorFlow is told how to compute and to be silent, unless the user has told it", async () => {
  const told = ["TF_CPP_MIN_LOG_LEVEL", "TF_ENABLE_ONEDNN_OPTS", "TF_DETERMINISTIC_OPS"];
  const variables = async (options: string, env: Record<string, string>) => {
    const expression = `JSON.stringify(${
      JSON.stringify(told)
    }.map((n) => Deno.env.get(n) ?? null))`;
    const { out } = await select(options, { SDTRAINER_GPUS: "{}", ...env }, expression);
    return JSON.parse(out);
  };
  const options = '{ backend: "tensorflow" }';
  // The last one is for GPUs alone.
  assert.deepEqual(await variables(options, {}), ["2", "1", null]);
  const env = { TF_CPP_MIN_LOG_LEVEL: "3", TF_ENABLE_ONEDNN_OPTS: "0" };
  assert.deepEqual(await variables(options, env), ["3", "0", null]);
});

Deno.test("TensorFlow prints nothing when it is loaded", async () => {
  const { code, out, err } = await select(`{ backend: "tensorflow" }`, {});
  assert.deepEqual({ code, out, err }, { code: 0, out: "tensorflow 11", err: "" });
});

Deno.test({
  name:
    "what is printed after TensorFlow is loaded is heard, and nothing of its silence is left open",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const script = `const links = () => [...Deno.readDirSync("/proc/self/fd")].map(({ name }) => {
        try { return Deno.readLinkSync("/proc/self/fd/" + name); } catch { return ""; }
      });
      const error = Deno.readLinkSync("/proc/self/fd/2");
      const counts = () => [error, "/dev/null"].map((to) => links().filter((l) => l === to).length);
      const { selectBackend } = await import("./lib/backend/mod.ts");
      const before = counts();
      await selectBackend({ backend: "tensorflow" });
      console.error("heard");
      console.log(JSON.stringify([before, counts()]));`;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", script],
      cwd: PROJECT_FOLDER,
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert.equal(err, "heard\n");
    const [before, after] = JSON.parse(out!);
    assert.deepEqual(after, before);
  },
});

Deno.test("who wants to read what TensorFlow has to say is not kept from it", async () => {
  const { code, err } = await select(`{ backend: "tensorflow" }`, { TF_CPP_MIN_LOG_LEVEL: "0" });
  assert.equal(code, 0, err);
  assert.match(err, /tensorflow|oneDNN|cpu_feature_guard/i);
});

Deno.test("each portable backend is one of tfjs' that its package brings, and is made the active one", async () => {
  const script = `
    import * as tf from "@tensorflow/tfjs-core";
    import { importCpu, importWasm, importWebGpu } from "./lib/backend/portable.ts";
    const has = (name: string) => !!tf.findBackendFactory(name);
    const told: unknown[] = [["cpu", "wasm", "webgpu"].map(has)];
    for (const open of [importCpu, importWasm]) told.push([(await open()) === tf, tf.getBackend()]);
    await importWebGpu().catch(() => {});
    told.push(["cpu", "wasm", "webgpu"].map(has), tf.env().get("PROD"));
    console.log(JSON.stringify(told));`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", script],
    cwd: PROJECT_FOLDER,
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert.equal(err, "");
  assert.deepEqual(JSON.parse(out!.trim().split("\n").at(-1)!), [
    ...[[false, false, false], [true, "cpu"], [true, "wasm"], [true, true, true], true],
  ]);
});

Deno.test("without a compiler, auto falls back in one line that says what to install", async () => {
  const cache = await Deno.makeTempDir({ prefix: "sdtrainer-backend-" });
  try {
    const env = { CXX: "/nowhere/g++", SDTRAINER_CACHE: cache };
    const { code, out, err } = await select("{}", env);
    const adapter = await adapterHere();
    const expected = adapter && !adapter.software ? "webgpu" : "wasm";
    assert.equal(code, 0, err);
    assert.equal(out, `${expected} 11`);
    assert.match(
      err,
      /^Using .* \(tfjs\).*, which is slower than TensorFlow: there is no C\+\+ compiler named \/nowhere\/g\+\+\. .*\.$/,
    );
    assert.equal(err.split("\n").length, 1);

    const asked = await select(`{ backend: "tensorflow" }`, env);
    assert.notEqual(asked.code, 0);
    assert.match(asked.err, /there is no C\+\+ compiler named/);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});

Deno.test("without network, auto falls back in one line too", async () => {
  const cache = await Deno.makeTempDir({ prefix: "sdtrainer-backend-" });
  try {
    const { code, out, err } = await select("{ onMessage: (line) => console.log(line) }", {
      SDTRAINER_CACHE: cache,
      PIP_NO_INDEX: "1",
      PIP_FIND_LINKS: cache,
    });
    assert.equal(code, 0, err);
    const lines = out.split("\n");
    assert.equal(lines.length, 3, out);
    assert.match(lines[0]!, /^Downloading tensorflow/);
    assert.match(lines[1]!, /^Using .*: pip could not download tensorflow.*SDTRAINER_WHEELS\.$/);
    assert.match(lines[2]!, /^(wasm|webgpu) 11$/);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});

Deno.test("TensorFlow loads nothing of google-protobuf, which other users may not read", async () => {
  await selectBackend({ backend: "tensorflow" });
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  assert.ok(loaded.some((file) => file.includes("tfjs-node-gpu")));
  assert.deepEqual(loaded.filter((file) => file.includes("google-protobuf")), []);
});
