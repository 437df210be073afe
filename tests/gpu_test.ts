/**
 * What `--device` does on a machine without an NVIDIA GPU, and, with an `nvidia-smi` and a driver's
 * library made on the spot, what it would set up on one with. Nothing of CUDA is downloaded or run.
 */
import assert from "node:assert/strict";
import * as path from "node:path";
import { cacheFolder, PROJECT_FOLDER, TENSORFLOW_VERSION } from "../lib/backend/mod.ts";
import { probeGpus } from "../lib/backend/probe_gpu.ts";
import { readGpus } from "../lib/backend/gpu.ts";
import { notTested } from "./_not_tested.ts";

const REAL_GPU = readGpus(await probeGpus()).found;
const LINUX = Deno.build.os === "linux" && Deno.build.arch === "x86_64";
const ignore = REAL_GPU || !LINUX;
if (ignore) {
  notTested("set-ups of made-up GPUs", "they need Linux on x86_64 without a GPU");
}

/** A temporary folder that goes with the test. */
async function temporary(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await Deno.makeTempDir({ prefix: "sdtrainer-gpu-" });
  return { folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

/** Environment in which nothing of the developer's own decides. */
const PLAIN = {
  SDTRAINER_ADDON: "",
  SDTRAINER_LIBTENSORFLOW: "",
  SDTRAINER_TENSORFLOW: "",
  SDTRAINER_WHEELS: "",
};

async function run(args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: PROJECT_FOLDER,
    env: { ...PLAIN, ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, out: text(stdout), err: text(stderr) };
}

const fillMask = (args: string[], env?: Record<string, string>) =>
  run([
    "run",
    "-A",
    "--quiet",
    "tasks/fill_mask.ts",
    "--text",
    "The [MASK].",
    "--top",
    "1",
    ...args,
  ], env);

/** Selects a backend on its own and prints its description and the value of variables. */
const select = (options: string, env: Record<string, string>, ...variables: string[]) =>
  run([
    "eval",
    `import { selectBackend } from "./lib/backend/mod.ts";
     const { description, identity } = await selectBackend(${options});
     const values = ${JSON.stringify(variables)}.map((name) => Deno.env.get(name));
     console.log(JSON.stringify([description, identity, ...values]));`,
  ], env);

/** A machine with a GPU, as far as the set-up looks: what to put into the environment. */
async function pretendGpu(
  folder: string,
  { driver, cuda, capability = "9.0" }: { driver: string; cuda?: number; capability?: string },
): Promise<Record<string, string>> {
  const smi = path.join(folder, "nvidia-smi");
  await Deno.writeTextFile(
    smi,
    `#!/bin/sh\ncase "$1" in *compute_cap) last=${capability};; *) last=${driver};; esac\n` +
      `echo "NVIDIA Pretence 1000, $last"\n`,
  );
  await Deno.chmod(smi, 0o755);
  const env = { PATH: `${folder}:${Deno.env.get("PATH")}`, LD_LIBRARY_PATH: folder };
  if (cuda === undefined) return env;
  const source = path.join(folder, "cuda.cc");
  await Deno.writeTextFile(
    source,
    `extern "C" int cuDriverGetVersion(int* version) { *version = ${cuda}; return 0; }\n`,
  );
  const { success } = await new Deno.Command("g++", {
    args: ["-shared", "-fPIC", "-o", path.join(folder, "libcuda.so.1"), source],
  }).output();
  assert.ok(success, "g++ makes the driver's library");
  return env;
}

Deno.test({
  name: "--device gpu without a GPU: one sentence that says what to do, and exit code 1",
  ignore,
  fn: async () => {
    for (const device of ["gpu", "gpu:1"]) {
      const { code, out, err } = await fillMask(["--device", device]);
      assert.deepEqual({ code, out }, { code: 1, out: "" });
      assert.match(err, /^there is no NVIDIA GPU here: .*\. Use --device cpu, .*525\.60\.13\.$/);
    }
  },
});

Deno.test({
  name: "the bench on a GPU is refused without one, and measures the step only",
  ignore,
  fn: async () => {
    const bench = (...args: string[]) => run(["run", "-A", "--quiet", "tasks/bench.ts", ...args]);
    const step = await bench("--only", "step", "--device", "gpu");
    assert.deepEqual({ code: step.code, out: step.out }, { code: 1, out: "" });
    assert.match(step.err, /^there is no NVIDIA GPU here: .*\.$/);
    const all = await bench("--device", "gpu");
    assert.equal(all.code, 2);
    assert.match(all.err, /^--device gpu measures the step: give --only step with it\./);
  },
});

Deno.test("a device that contradicts the backend, or is none, is refused in one sentence", async () => {
  const wasm = await fillMask(["--device", "gpu", "--backend", "wasm"]);
  assert.equal(wasm.code, 1);
  assert.match(wasm.err, /^the backend wasm computes on the processor, not on gpu\. .*\.$/);
  const none = await fillMask(["--device", "tpu"]);
  assert.equal(none.code, 1);
  assert.equal(none.err, 'there is no device "tpu". Choose auto, cpu, gpu or gpu:N.');
  const reproduce = await run(["run", "-A", "--quiet", "tasks/reproduce.ts", "--device", "gpu:x"]);
  assert.equal(reproduce.code, 2);
  assert.match(reproduce.err, /^--device: the value "gpu:x" cannot be used\. It must be auto, cpu/);
});

Deno.test("--device cpu hides GPUs from TensorFlow and leaves its operations as they are", async () => {
  const { out, err } = await select(
    `{ backend: "tensorflow", device: "cpu" }`,
    {},
    "CUDA_VISIBLE_DEVICES",
    "TF_DETERMINISTIC_OPS",
  );
  const [description, identity, visible, deterministic] = JSON.parse(out || err);
  assert.equal(description, `TensorFlow ${TENSORFLOW_VERSION}`);
  assert.equal(identity, "tensorflow");
  assert.equal(visible, "-1");
  assert.equal(deterministic, null);
});

/** Loads TensorFlow prepared for a GPU and prints what that put into the environment. */
async function gpuEnvironment(env: Record<string, string>) {
  const { out, err } = await run([
    "eval",
    `import { ensureNative } from "./lib/backend/native_setup.ts";
     import { importNative } from "./lib/backend/native.ts";
     import { deviceVariables } from "./lib/backend/device.ts";
     const { addon } = await ensureNative({ device: "cpu" });
     await importNative({ addon, gpu: true, variables: deviceVariables("gpu:1", undefined) });
     const names = ["CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "TF_FORCE_GPU_ALLOW_GROWTH",
       "TF_DETERMINISTIC_OPS", "NVIDIA_TF32_OVERRIDE"];
     console.log(names.map((name) => Deno.env.get(name)).join(" "));`,
  ], env);
  return out || err;
}

Deno.test("a GPU is used one at a time, memory growing, deterministic, in full float32", async () => {
  assert.equal(await gpuEnvironment({}), "1 PCI_BUS_ID true 1 0");
  const others = { TF_DETERMINISTIC_OPS: "0", NVIDIA_TF32_OVERRIDE: "1" };
  assert.equal(await gpuEnvironment(others), "1 PCI_BUS_ID true 0 1", "the user's word goes first");
});

Deno.test({
  name: "a driver too old for CUDA is refused before any download; auto goes on without the GPU",
  ignore,
  fn: async () => {
    await using t = await temporary();
    const env = await pretendGpu(t.folder, { driver: "470.256.02", cuda: 11_040 });
    const cache = { SDTRAINER_CACHE: path.join(t.folder, "cache") };
    const asked = await fillMask(["--device", "gpu"], { ...env, ...cache });
    assert.equal(asked.code, 1);
    assert.equal(
      asked.err,
      "NVIDIA's driver 470.256.02, which supports CUDA 11.4, is too old for CUDA 12, which " +
        `TensorFlow ${TENSORFLOW_VERSION} is built with. Update the driver to at least 525.60.13, ` +
        "or use --device cpu.",
    );
    await assert.rejects(Deno.stat(cache.SDTRAINER_CACHE), Deno.errors.NotFound);

    const auto = await select("{}", env);
    assert.equal(auto.code, 0, auto.err);
    assert.match(
      auto.err,
      /^The GPU is not used: NVIDIA's driver 470\.256\.02, .*use device cpu\.$/,
    );
    assert.equal(JSON.parse(auto.out)[1], "tensorflow");
  },
});

Deno.test({
  name: "a GPU whose driver has no library here is refused, as in a container without it",
  ignore,
  fn: async () => {
    await using t = await temporary();
    const env = await pretendGpu(t.folder, { driver: "550.54.15" });
    const { code, err } = await fillMask(["--device", "gpu"], env);
    assert.equal(code, 1);
    assert.match(err, /^there is an NVIDIA GPU, but .* libcuda\.so\.1 cannot be loaded\. .*\.$/);
  },
});

Deno.test({
  name: "with a GPU the build for CUDA is set up beside that for processors, and said beforehand",
  ignore,
  fn: async () => {
    await using t = await temporary();
    const env = await pretendGpu(t.folder, { driver: "550.54.15", cuda: 12_040 });
    // A pip that downloads nothing, so it is known what would have been.
    const python = path.join(t.folder, "python3");
    const script = '#!/bin/sh\n[ "$3" = --version ] && exit 0\necho "ERROR: offline" >&2; exit 1\n';
    await Deno.writeTextFile(python, script);
    await Deno.chmod(python, 0o755);
    const home = path.join(cacheFolder(), "tensorflow", `${TENSORFLOW_VERSION}-cuda`);
    // Lines that tell of waiting, or of megabytes, come or not as the machine has time.
    const lines = (text: string) => text.split("\n").filter((line) => !/^Waiting| MB$/.test(line));
    const setup = await run(["run", "-A", "--quiet", "tasks/setup.ts"], env);
    assert.equal(setup.code, 1);
    const [said, step, problem, ...more] = lines(setup.err);
    assert.equal(
      said,
      "TensorFlow for NVIDIA GPUs is a download of 3.4 GB from PyPI, once, into " +
        `${home}. With device cpu it is not needed (274 MB).`,
    );
    assert.equal(step, `Downloading tensorflow ${TENSORFLOW_VERSION} and 12 libraries of CUDA …`);
    assert.match(
      problem!,
      /^pip could not download tensorflow 2\.21\.0 \(offline\).*SDTRAINER_WHEELS\.$/,
    );
    assert.deepEqual(more, []);

    const asked = await select(`{ device: "gpu" }`, env);
    assert.notEqual(asked.code, 0, "a GPU that is asked for is not replaced");
    const auto = await select("{}", env);
    assert.equal(auto.code, 0, auto.err);
    assert.match(lines(auto.err).at(-1)!, /^The GPU is not used: pip could not download/);
    assert.equal(JSON.parse(auto.out)[1], "tensorflow", "the build for processors was there");
    const cpu = await select(`{ device: "cpu" }`, env);
    assert.equal(cpu.code, 0);
    assert.deepEqual(lines(cpu.err), [""]);
  },
});

Deno.test({
  name: "a GPU that TensorFlow, loaded, does not find: an error if asked for, else a line",
  ignore,
  fn: async () => {
    await using t = await temporary();
    // TensorFlow without CUDA stands for one that cannot use the GPU.
    const { code, err } = await run(["run", "-A", "--quiet", "tasks/setup.ts", "--kind", "cpu"]);
    assert.equal(code, 0, err);
    const library = path.join(cacheFolder(), "tensorflow", `${TENSORFLOW_VERSION}-cpu`);
    const env = {
      ...await pretendGpu(t.folder, { driver: "550.54.15", cuda: 12_040 }),
      SDTRAINER_LIBTENSORFLOW: path.join(library, "tensorflow"),
    };
    const asked = await fillMask(["--device", "gpu"], env);
    assert.equal(asked.code, 1);
    assert.match(
      asked.err,
      /^TensorFlow finds no GPU that it can use, though there is NVIDIA Pretence 1000 \(capability 9\.0\)\. Set TF_CPP_MIN_LOG_LEVEL=0 .*, or use --device cpu\.$/,
    );
    const auto = await select("{}", env, "CUDA_VISIBLE_DEVICES", "TF_FORCE_GPU_ALLOW_GROWTH");
    assert.match(auto.err, /^Computing on the processor: TensorFlow finds no GPU that it can use/);
    assert.deepEqual(JSON.parse(auto.out).slice(1), ["tensorflow", "0", "true"]);

    const old = await pretendGpu(t.folder, {
      driver: "550.54.15",
      cuda: 12_040,
      capability: "5.2",
    });
    const maxwell = await fillMask(["--device", "gpu"], { ...env, ...old });
    assert.equal(maxwell.code, 1);
    assert.match(
      maxwell.err,
      /6\.0 and newer, and NVIDIA Pretence 1000 has 5\.2\. Use --device cpu/,
    );
  },
});
