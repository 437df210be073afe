/** What the set-up of TensorFlow does, case by case, with libraries and compilers made on the spot. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as path from "node:path";
import { addonName, compileAddon, findCompiler } from "../lib/backend/addon.ts";
import { answers, output } from "../lib/backend/commands.ts";
import { NativeUnavailable, PROJECT_FOLDER, TENSORFLOW_VERSION } from "../lib/backend/mod.ts";
import { isWhole, obtainLibrary } from "../lib/backend/library.ts";
import { ensureNative, tensorflowKind } from "../lib/backend/native_setup.ts";
import { probeCapabilities, probeGpus } from "../lib/backend/probe_gpu.ts";
import { lockFile } from "../lib/io/mod.ts";
import { withFolder } from "./_files.ts";
import { makeWheel } from "./_wheels.ts";

const ignore = Deno.build.os !== "linux";

/** A GPU with a driver that is new enough, and one with a driver that is too old. */
const GPU = JSON.stringify({ deviceFiles: ["nvidia0"], cuda: 12_040 });
const OLD_GPU = JSON.stringify({ deviceFiles: ["nvidia0"], cuda: 11_080 });
const NO_GPU = "{}";

/** Does something while these variables are set, and nothing else decides what is set up. */
async function withVariables<T>(
  values: Readonly<Record<string, string>>,
  act: () => Promise<T>,
): Promise<T> {
  const plain = {
    ...{ SDTRAINER_ADDON: "", SDTRAINER_LIBTENSORFLOW: "", SDTRAINER_TENSORFLOW: "" },
    ...{ SDTRAINER_WHEELS: "", SDTRAINER_SHARED: "", SDTRAINER_SETUP: "", SDTRAINER_GPUS: NO_GPU },
  };
  const all: Record<string, string> = { ...plain, ...values };
  const before = Object.keys(all).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(all)) Deno.env.set(name, value);
  try {
    return await act();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

async function write(file: string, text: string, mode = 0o644): Promise<void> {
  await Deno.mkdir(path.dirname(file), { recursive: true });
  await Deno.writeTextFile(file, text, { mode });
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** What is said where something is refused. */
async function told(act: Promise<unknown>): Promise<string> {
  try {
    return `no error: ${JSON.stringify(await act)}`;
  } catch (error) {
    return `${error instanceof NativeUnavailable ? "unavailable" : "input"}: ${
      (error as Error).message
    }`;
  }
}

/** TensorFlow's library as a wheel has it; its files have 3 and 5 bytes. */
async function makeLibrary(folder: string): Promise<void> {
  await write(path.join(folder, "libtensorflow_cc.so.2"), "abc");
  await write(path.join(folder, "libtensorflow_framework.so.2"), "abcde");
  await write(path.join(folder, "include/tensorflow/c/c_api.h"), "");
}

/** A build that was downloaded before. */
async function makeReady(cache: string, kind: string): Promise<string> {
  const home = path.join(cache, "tensorflow", `${TENSORFLOW_VERSION}-${kind}`);
  await makeLibrary(path.join(home, "tensorflow"));
  const sizes = { "tensorflow/libtensorflow_cc.so.2": 3 };
  await write(path.join(home, "files.json"), JSON.stringify(sizes));
  return home;
}

/** A compiler that notes what it is asked for, and makes it. */
async function makeCompiler(folder: string): Promise<string> {
  const file = path.join(folder, "compiler");
  await write(
    file,
    `#!/bin/sh
[ "$1" = --version ] && exit 0
pwd > ${folder}/asked
for argument; do
  echo "$argument" >> ${folder}/asked
  [ "$before" = -o ] && echo addon > "$argument"
  before=$argument
done
`,
    0o755,
  );
  return file;
}

/** A packages' folder as the compiler is to be told it. */
const inPackages = async (...parts: string[]) =>
  path.join(
    await Deno.realPath(path.join(PROJECT_FOLDER, "node_modules", parts[0]!)),
    ...parts.slice(1),
  );

/** The name that an addon must have: what it is compiled from, and where it looks for its library. */
async function nameOf(...lines: string[]): Promise<string> {
  const tfjs = await inPackages("@tensorflow/tfjs-node-gpu");
  const version = path.basename(path.resolve(tfjs, "../../.."));
  const hash = createHash("sha256").update(version + lines.map((line) => `${line}\n`).join(""));
  return `addon-${hash.digest("hex").slice(0, 12)}.node`;
}

Deno.test({
  name: "what is downloaded is compiled once, by these arguments and under a name for them",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const cache = path.join(folder, "cache"), CXX = await makeCompiler(folder);
      const home = await makeReady(cache, "cpu"), library = path.join(home, "tensorflow");
      await withVariables({ SDTRAINER_CACHE: cache, CXX }, async () => {
        const steps: unknown[] = [];
        const options = { onProgress: (step: unknown) => steps.push(step) };
        const inside = `$ORIGIN/${TENSORFLOW_VERSION}-cpu/tensorflow`;
        const addon = path.join(
          cache,
          "tensorflow",
          await nameOf(
            `${inside}/libtensorflow_cc.so.2 3`,
            `${inside}/libtensorflow_framework.so.2 5`,
          ),
        );
        const result = {
          description: `TensorFlow ${TENSORFLOW_VERSION} (cpu) in ${home}`,
          gpu: false,
          addon,
        };
        assert.deepEqual(await ensureNative(options), { changed: true, ...result });
        assert.deepEqual(steps, [{ step: "Compiling TensorFlow's addon" }]);
        assert.equal(await Deno.readTextFile(addon), "addon\n");
        assert.deepEqual((await Deno.readTextFile(path.join(folder, "asked"))).split("\n"), [
          await inPackages("@tensorflow/tfjs-node-gpu", "binding"),
          ...["-O2", "-fPIC", "-shared", "-std=c++17", "-DNAPI_VERSION=8", "-w"],
          ...["-I", path.join(library, "include")],
          ...["-I", await inPackages("node-api-headers", "include"), "-I", ".."],
          ...["tfjs_backend.cc", "tfjs_binding.cc", "-o", `${addon}.unfinished`],
          path.join(library, "libtensorflow_cc.so.2"),
          path.join(library, "libtensorflow_framework.so.2"),
          ...["-Xlinker", "-rpath", "-Xlinker", inside, ""],
        ]);
        const after = [`${TENSORFLOW_VERSION}-cpu`, path.basename(addon)].sort();
        assert.deepEqual(names(path.dirname(addon)), after, "no lock and nothing half-written");
        steps.length = 0;
        assert.deepEqual(await ensureNative(options), { changed: false, ...result });
        assert.deepEqual(steps, []);
        // A library that is cut short is downloaded again, which the network forbids here.
        await Deno.writeTextFile(path.join(library, "libtensorflow_cc.so.2"), "ab");
        assert.match(
          await told(withVariables({ PATH: folder }, () => ensureNative())),
          /^unavailable: what is to be downloaded comes through pip, which is not here/,
        );
      });
    }),
});

Deno.test({
  name: "what somebody else's cache has ready is used, and an addon compiled for it is one's own",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const own = path.join(folder, "own"), shared = path.join(folder, "shared");
      const home = await makeReady(shared, "cpu"), CXX = await makeCompiler(folder);
      const set = { SDTRAINER_CACHE: own, SDTRAINER_SHARED: shared, CXX };
      await withVariables(set, async () => {
        const { changed, description, addon } = await ensureNative();
        assert.ok(changed);
        assert.equal(description, `TensorFlow ${TENSORFLOW_VERSION} (cpu) in ${home}`);
        assert.equal(path.dirname(addon), path.join(own, "tensorflow"));
        assert.deepEqual(names(path.join(shared, "tensorflow")), [`${TENSORFLOW_VERSION}-cpu`]);
      });
      await withVariables({ SDTRAINER_CACHE: shared, CXX }, () => ensureNative());
      await Deno.remove(own, { recursive: true });
      await withVariables(set, async () => {
        const { changed, addon } = await ensureNative();
        assert.deepEqual([changed, path.dirname(addon)], [false, path.join(shared, "tensorflow")]);
      });
    }),
});

Deno.test({
  name: "the build for GPUs is completed where cuSOLVER lies apart, and used where there is a GPU",
  ignore,
  fn: () =>
    withFolder(async (cache) => {
      const CXX = await makeCompiler(cache), home = await makeReady(cache, "cuda");
      await write(path.join(home, "nvidia/cusolver/lib/libcusolver.so.11"), "solver");
      await Deno.mkdir(path.join(home, "nvidia/cusparse/lib"), { recursive: true });
      const found = path.join(home, "nvidia/cusparse/lib/libcusolver.so.11");
      const set = { SDTRAINER_CACHE: cache, CXX, SDTRAINER_GPUS: GPU };
      await withVariables(set, async () => {
        const first = await ensureNative({ device: "gpu" });
        assert.deepEqual([first.changed, first.gpu], [true, true]);
        assert.equal(await Deno.readTextFile(found), "solver");
        assert.equal((await ensureNative()).changed, false);
        await Deno.remove(found);
        assert.equal((await ensureNative()).changed, true, "completed, though all was compiled");
        const kind = { SDTRAINER_TENSORFLOW: "cuda" };
        const { gpu } = await withVariables({ ...set, ...kind }, () =>
          ensureNative({ device: "cpu" }));
        assert.equal(gpu, false, "its processor's part alone");
        assert.equal((await ensureNative({ kind: "cuda" })).gpu, true);
      });
    }),
});

Deno.test({
  name: "which build is set up follows from the device, what is named, and the GPU that is there",
  ignore,
  fn: async () => {
    const notices: string[] = [];
    const onMessage = (line: string) => notices.push(line);
    const kind = (gpus: string, named: string, options: Parameters<typeof tensorflowKind>[0]) =>
      withVariables(
        { SDTRAINER_GPUS: gpus, SDTRAINER_TENSORFLOW: named },
        () => tensorflowKind({ onMessage, ...options }),
      );
    assert.equal(await kind(GPU, "", {}), "cuda");
    assert.equal(await kind(NO_GPU, "", {}), "cpu");
    assert.equal(await kind(GPU, "", { device: "cpu" }), "cpu");
    assert.equal(await kind(GPU, "cuda", { device: "cpu" }), "cuda");
    assert.equal(await kind(GPU, "cpu", {}), "cpu");
    assert.equal(await kind(NO_GPU, "cuda", {}), "cuda");
    assert.equal(await kind(GPU, "cpu", { kind: "cuda" }), "cuda", "whoever calls goes first");
    // What does not depend on the machine is decided without looking at it.
    assert.equal(await kind("no JSON", "cpu", {}), "cpu");
    assert.equal(await kind("no JSON", "", { device: "cpu" }), "cpu");
    assert.deepEqual(notices, []);
    assert.equal(await kind(OLD_GPU, "", {}), "cpu");
    assert.match(notices.join(), /^The GPU is not used: NVIDIA's driver, .*CUDA 11\.8/);
    assert.match(await told(kind(OLD_GPU, "", { device: "gpu" })), /^input: .* is too old/);
    assert.match(await told(kind(GPU, "cpu", { device: "gpu" })), /^input: SDTRAINER_TENSORFLOW/);
  },
});

Deno.test({
  name: "an addon or a library of one's own may have a GPU, unless the processor is asked for",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const addon = path.join(folder, "mine.node"), own = path.join(folder, "own");
      await write(addon, "");
      await makeLibrary(own);
      const CXX = await makeCompiler(folder), SDTRAINER_CACHE = path.join(folder, "cache");
      const made = { SDTRAINER_ADDON: addon };
      const library = { SDTRAINER_LIBTENSORFLOW: own, SDTRAINER_CACHE, CXX };
      const results: [Record<string, string>, boolean][] = [[made, false], [library, true]];
      for (const [named, changed] of results) {
        for (
          const [gpus, device, gpu] of [
            [GPU, "auto", true],
            [GPU, "gpu", true],
            [GPU, "cpu", false],
            [OLD_GPU, "auto", true],
            [NO_GPU, "auto", false],
            ["no JSON", "cpu", false],
          ] as const
        ) {
          await Deno.remove(SDTRAINER_CACHE, { recursive: true }).catch(() => {});
          const result = await withVariables(
            { ...named, SDTRAINER_GPUS: gpus },
            () => ensureNative({ device }),
          );
          assert.deepEqual([result.gpu, result.changed], [gpu, changed], `${gpus} ${device}`);
          assert.equal(
            result.description,
            changed ? `the TensorFlow in ${own}` : `the addon ${addon}`,
          );
        }
        for (const gpus of [NO_GPU, OLD_GPU]) {
          const act = withVariables(
            { ...named, SDTRAINER_GPUS: gpus },
            () => ensureNative({ device: "gpu" }),
          );
          assert.match(await told(act), /^input: (there is no NVIDIA GPU here|NVIDIA's driver)/);
        }
      }
      const result = await withVariables(made, () => ensureNative());
      assert.equal(result.addon, addon);
      const nobody = withVariables({ SDTRAINER_ADDON: folder }, () => ensureNative());
      assert.equal(
        await told(nobody),
        `input: ${folder}: there is no such file. Set SDTRAINER_ADDON to a compiled ` +
          "tfjs_binding.node, or unset it.",
      );
    }),
});

Deno.test({
  name: "a library is found at run time by its place from the addon, or else by its whole path",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const library = async (name: string) => {
        await makeLibrary(path.join(folder, name));
        const files = ["libtensorflow_cc.so.2"];
        return { folder: path.join(folder, name), files, include: "" };
      };
      const cache = path.join(folder, "cache");
      const beside = await addonName(await library("cache/a:b"), cache);
      assert.equal(beside, await nameOf("$ORIGIN/a:b/libtensorflow_cc.so.2 3"));
      const elsewhere = await addonName(await library("other"), cache);
      assert.equal(elsewhere, await nameOf(`${folder}/other/libtensorflow_cc.so.2 3`));
      for (const name of ["o:r", "o$r"]) {
        assert.equal(
          await told(addonName(await library(name), cache)),
          `input: ${path.join(folder, name)}: a library cannot be found at run time in a folder ` +
            "with : or $ in its path. Name it by a link without them in SDTRAINER_LIBTENSORFLOW.",
        );
      }
    }),
});

Deno.test({
  name: "the compiler is the one that is named, or the first of three; what it says is told",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const answer = (name: string, code: number) =>
        write(path.join(folder, name), `#!/bin/sh\nexit ${code}\n`, 0o755);
      const found = (CXX = "") => told(withVariables({ PATH: folder, CXX }, findCompiler));
      assert.equal(
        await found(),
        "unavailable: there is no C++ compiler. Install g++ (Debian: apt-get install g++).",
      );
      for (const name of ["clang++", "c++", "g++"]) {
        await answer(name, 0);
        assert.equal(await found(), `no error: "${name}"`);
      }
      await answer("g++", 1);
      assert.equal(await found(), 'no error: "c++"');
      assert.equal(
        await found("g++"),
        "unavailable: there is no C++ compiler named g++. Set CXX to one, or unset it.",
      );
      const compiler = path.join(folder, "broken");
      const target = path.join(folder, "out/addon.node");
      await Deno.mkdir(path.dirname(target));
      const library = { folder: path.dirname(target), files: [], include: "" };
      for (
        const [printed, said] of [
          ["a\\nx.cc: fatal Error: no\\nerror: more", "x.cc: fatal Error: no"],
          ["a\\nundefined reference to f", "undefined reference to f"],
          ["a\\nld: cannot find -lz", "ld: cannot find -lz"],
          ["\\nfirst\\nsecond", "first"],
        ] as const
      ) {
        const script = `#!/bin/sh\n[ "$1" = --version ] || { printf '${printed}' >&2; exit 1; }\n`;
        await write(compiler, script, 0o755);
        assert.equal(
          await told(withVariables({ CXX: compiler }, () => compileAddon(library, target))),
          `unavailable: ${compiler} could not compile TensorFlow's addon (${said}). ` +
            "Mend the compiler, or name another one in CXX.",
        );
        assert.deepEqual(names(library.folder), []);
      }
      const full = '[ "$1" = --version ] || { echo No space left on device >&2; exit 1; }';
      await write(compiler, `#!/bin/sh\n${full}\n`, 0o755);
      assert.match(
        await told(withVariables({ CXX: compiler }, () => compileAddon(library, target))),
        /the disk is full: this takes 20 MB\. Make space there and in the temporary folder, /,
      );
    }),
});

Deno.test({
  name: "what is large is told before it is downloaded, and only where it will be",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const CXX = await makeCompiler(folder), SDTRAINER_CACHE = path.join(folder, "cache");
      await write(
        path.join(folder, "pip"),
        '#!/bin/sh\ncase "$*" in *--version) exit 0;; esac\nexit 1\n',
        0o755,
      );
      const set = { PATH: `${folder}`, CXX, SDTRAINER_CACHE, SDTRAINER_GPUS: GPU };
      const messages: string[] = [];
      const onMessage = (line: string) => messages.push(line);
      const home = path.join(SDTRAINER_CACHE, "tensorflow", `${TENSORFLOW_VERSION}-cuda`);
      const act = (more: Record<string, string>, device: "auto" | "cpu") =>
        told(withVariables({ ...set, ...more }, () => ensureNative({ device, onMessage })));
      assert.match(await act({}, "auto"), /^unavailable: pip could not download tensorflow /);
      assert.deepEqual(messages, [
        `TensorFlow for NVIDIA GPUs is a download of 3.4 GB from PyPI, once, into ${home}. ` +
        "With device cpu it is not needed (274 MB).",
      ]);
      messages.length = 0;
      assert.match(await act({}, "cpu"), /^unavailable: pip could not download tensorflow-cpu /);
      const wheels = { SDTRAINER_WHEELS: folder };
      assert.match(await act(wheels, "auto"), /^input: .*this wheel, which the set-up needs/);
      assert.match(
        await act({ CXX: "/nowhere" }, "auto"),
        /^unavailable: there is no C\+\+ compiler named \/nowhere/,
      );
      assert.deepEqual(messages, []);
      assert.equal(
        await act({ SDTRAINER_SETUP: "failed" }, "auto"),
        "unavailable: TensorFlow could not be set up. The reason stands above.",
      );
    }),
});

Deno.test({
  name: "a process that may not connect does not have pip connect, unless wheels are here",
  ignore,
  permissions: { net: false, read: true, write: true, env: true, run: true, sys: true },
  fn: () =>
    withFolder(async (folder) => {
      const CXX = await makeCompiler(folder), SDTRAINER_CACHE = path.join(folder, "cache");
      const home = path.join(SDTRAINER_CACHE, "tensorflow", `${TENSORFLOW_VERSION}-cpu`);
      const act = (more: Record<string, string>) =>
        told(withVariables({ CXX, SDTRAINER_CACHE, ...more }, () => ensureNative()));
      assert.equal(
        await act({}),
        `unavailable: ${home}: TensorFlow's library is not there, and this process may not ` +
          "download it. Allow this process to connect, or name a folder of wheels in " +
          "SDTRAINER_WHEELS.",
      );
      assert.match(await act({ SDTRAINER_WHEELS: folder }), /^input: .*this wheel, which the set-/);
      await makeReady(SDTRAINER_CACHE, "cpu");
      assert.match(await act({}), /^no error: \{"changed":true/);
    }),
});

Deno.test({
  name: "a process that may not start the compiler is told how to have TensorFlow set up",
  ignore,
  permissions: { net: true, read: true, write: true, env: true, run: false, sys: true },
  fn: () =>
    withFolder(async (cache) => {
      await makeReady(cache, "cpu");
      assert.equal(
        await told(withVariables({ SDTRAINER_CACHE: cache, CXX: "/g++" }, () => ensureNative())),
        "unavailable: TensorFlow is not set up, and this process may not do so. Run deno task setup.",
      );
    }),
});

Deno.test({
  name: "who finds another process at the set-up waits, says so, and compiles nothing twice",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const CXX = await makeCompiler(folder), cache = path.join(folder, "cache");
      await makeReady(cache, "cpu");
      const steps: string[] = [];
      const begun = Promise.withResolvers<void>();
      const onProgress = ({ step }: { step: string }) => {
        steps.push(step);
        begun.resolve();
      };
      await withVariables({ SDTRAINER_CACHE: cache, CXX }, async () => {
        const lock = await lockFile(path.join(cache, "tensorflow", "lock"));
        const waiting = ensureNative({ onProgress });
        await Promise.race([begun.promise, waiting]);
        const inside = `$ORIGIN/${TENSORFLOW_VERSION}-cpu/tensorflow/libtensorflow_`;
        const name = await nameOf(`${inside}cc.so.2 3`, `${inside}framework.so.2 5`);
        await Deno.writeTextFile(path.join(cache, "tensorflow", name), "by another");
        await lock[Symbol.asyncDispose]();
        const { changed, addon } = await waiting;
        assert.deepEqual([changed, await Deno.readTextFile(addon)], [true, "by another"]);
      });
      assert.deepEqual(steps, ["Waiting for another process that sets TensorFlow up"]);
    }),
});

Deno.test({
  name: "a command's output is what it prints, and nothing where it fails or is not here",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const print = ["-c", "echo $0; echo no >&2", "é"];
      assert.equal(await output("/bin/sh", print), "é\n");
      assert.equal(await output("/bin/sh", ["-c", "echo yes; exit 3"]), undefined);
      await write(path.join(folder, "text"), "no program");
      for (const none of ["none", "text"]) {
        assert.equal(await output(path.join(folder, none), []), undefined);
        assert.equal(await answers(path.join(folder, none), []), false);
      }
      assert.equal(await answers("/bin/sh", ["-c", "exit 0"]), true);
    }),
});

Deno.test({
  name: "GPUs are looked for by the driver's files, and by nvidia-smi where there are none",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const tool = (name: string, lines: string) =>
        write(
          path.join(folder, name),
          `#!/bin/sh\necho "${name} $*" >> ${folder}/asked\n${lines}\n`,
          0o755,
        );
      const smi = 'echo "NVIDIA A, 550.54.15"';
      await tool("ls", 'echo "null\nnvidia0\nnvidiactl\nxnvidia1"');
      await tool("cat", 'echo "NVRM version: text"');
      await tool("nvidia-smi", smi);
      const look = async (more: Record<string, string> = {}) => {
        await Deno.writeTextFile(path.join(folder, "asked"), "");
        const set = { PATH: folder, SDTRAINER_GPUS: "", CUDA_VISIBLE_DEVICES: "0", ...more };
        const { cuda, ...probe } = await withVariables(set, probeGpus);
        const asked = (await Deno.readTextFile(path.join(folder, "asked"))).trim().split("\n");
        // The real driver's library may be here.
        return [probe, cuda !== undefined, asked];
      };
      const proc = "cat /proc/driver/nvidia/version";
      const query = "nvidia-smi --query-gpu=name,driver_version --format=csv,noheader";
      const driverText = "NVRM version: text\n", smiText = "NVIDIA A, 550.54.15\n";
      const deviceFiles = ["nvidia0", "nvidiactl"];
      assert.deepEqual(await look(), [{ deviceFiles, driverText }, true, ["ls /dev", proc]]);
      await tool("ls", "echo null");
      await tool("cat", "exit 1");
      assert.deepEqual(await look(), [{ deviceFiles: [], smiText }, true, [
        "ls /dev",
        proc,
        query,
      ]]);
      await tool("nvidia-smi", "exit 1");
      assert.deepEqual(await look(), [{ deviceFiles: [] }, false, ["ls /dev", proc, query]]);
      await Deno.remove(path.join(folder, "ls"));
      await Deno.remove(path.join(folder, "nvidia-smi"));
      assert.deepEqual(await look(), [{ deviceFiles: [] }, false, [proc]]);
      assert.deepEqual(await look({ CUDA_VISIBLE_DEVICES: "-1" }), [{}, false, [""]]);
      const toldOf = await look({ CUDA_VISIBLE_DEVICES: "-1", SDTRAINER_GPUS: GPU });
      assert.deepEqual(toldOf, [{ deviceFiles: ["nvidia0"] }, true, [""]]);
      const capabilities = () => withVariables({ PATH: folder }, probeCapabilities);
      assert.equal(await capabilities(), undefined);
      await tool("nvidia-smi", 'echo "$*"');
      assert.equal(await capabilities(), "--query-gpu=name,compute_cap --format=csv,noheader\n");
    }),
});

/** Does something while these packages are not there, until Deno is told to install them. */
async function withoutPackages(
  missing: readonly string[],
  comes: boolean,
  act: () => Promise<unknown>,
): Promise<{ said: string; asked: unknown[] }> {
  const { stat, Command } = Deno, asked: unknown[] = [];
  let installed = false;
  class Install {
    constructor(...given: unknown[]) {
      asked.push(given);
    }
    output() {
      installed = comes;
      return Promise.resolve({ success: true });
    }
  }
  const look = (file: string) =>
    !installed && missing.some((name) => file.endsWith(path.join("node_modules", name)))
      ? Promise.reject(new Deno.errors.NotFound("no such package"))
      : stat(file);
  Object.assign(Deno, { stat: look, Command: Install });
  try {
    return { said: await told(act()), asked };
  } finally {
    Object.assign(Deno, { stat, Command });
  }
}

for (const net of [true, false]) {
  Deno.test({
    name: `packages that are not there are installed, ${
      net ? "or" : "from Deno's cache alone,"
    } told`,
    permissions: { net, read: true, write: true, env: true, run: true, sys: true },
    fn: async () => {
      const act = () => addonName({ folder: "", files: [], include: "" }, "");
      const more = net ? [] : ["--cached-only"];
      const command = [Deno.execPath(), {
        ...{ args: ["install", "--quiet", ...more], cwd: PROJECT_FOLDER },
        ...{ stdin: "null", stdout: "null" },
      }];
      const name = await nameOf();
      for (const missing of ["@tensorflow/tfjs-node-gpu", "node-api-headers"]) {
        assert.deepEqual(await withoutPackages([missing], true, act), {
          ...{ said: `no error: "${name}"`, asked: [command] },
        });
        assert.deepEqual(await withoutPackages([missing], false, act), {
          said: "unavailable: " + path.join(PROJECT_FOLDER, "node_modules") +
            ": the npm package @tensorflow/tfjs-node-gpu is not installed. Run deno install in " +
            "the project's folder.",
          asked: [command],
        });
      }
      const there = await withoutPackages([], false, act);
      assert.deepEqual(there, { said: `no error: "${name}"`, asked: [] });
    },
  });
}

Deno.test({
  name: "of a download it is told what comes and how much of it, and then what is unpacked",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const wheel = (name: string, files: string[]) =>
        makeWheel(
          path.join(folder, name),
          Object.fromEntries(files.map((file) => [file, "12345"])),
        );
      const wheels = [
        await wheel("tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl", [
          ...["tensorflow/libtensorflow_cc.so.2", "tensorflow/include/tensorflow/c/c_api.h"],
        ]),
        await wheel("nvidia_a_cu12-1.2-py3-none-manylinux1_x86_64.whl", ["nvidia/a/lib/a.so.1"]),
      ];
      const [first, second] = wheels;
      const pip = `#!/bin/sh
PATH=/usr/bin:/bin
case "$*" in *--version) exit 0;; esac
for to; do :; done
head -c 77 /dev/zero > "$TMPDIR/a"; cp ${folder}/*.whl "$to"; sleep 1.2
`;
      await write(path.join(folder, "bin/pip"), pip, 0o755);
      const obtain = async (home: string, of: typeof wheels) => {
        const told: object[] = [];
        await withVariables(
          { PATH: path.join(folder, "bin") },
          () => obtainLibrary(home, { wheels: of, onProgress: (progress) => told.push(progress) }),
        );
        assert.ok(await isWhole(home));
        // While it comes, it is counted as often as the machine finds time for it.
        const texts = told.map((progress) => JSON.stringify(progress));
        return [...new Set(texts)].filter((text) => !text.includes('"bytes":0'))
          .map((text) => JSON.parse(text));
      };
      const home = path.join(folder, "new/home");
      const step = `Downloading ${first!.project} 2.21.0 and 1 libraries of CUDA`;
      const unpacking = wheels.map(({ project, version }) => `Unpacking ${project} ${version}`);
      assert.deepEqual(await obtain(home, wheels), [
        { step },
        { step, bytes: 77, totalBytes: first!.bytes + second!.bytes },
        { step: unpacking[0] },
        { step: unpacking[0], bytes: 5 },
        { step: unpacking[0], bytes: 10 },
        { step: unpacking[1] },
        { step: unpacking[1], bytes: 5 },
      ]);
      assert.deepEqual(
        names(home),
        ["files.json", "nvidia", "tensorflow"],
        "no downloads are left",
      );
      assert.deepEqual(JSON.parse(await Deno.readTextFile(path.join(home, "files.json"))), {
        ...{ "tensorflow/libtensorflow_cc.so.2": 5, "nvidia/a/lib/a.so.1": 5 },
      });
      const alone = await obtain(path.join(folder, "alone"), [first!]);
      assert.deepEqual(alone[0], { step: `Downloading ${first!.project} 2.21.0` });
    }),
});

Deno.test({
  name: "a process that may not start programs knows of no GPU, and is not kept from going on",
  ignore,
  permissions: { net: false, read: true, write: true, env: true, run: false, sys: true },
  fn: async () => {
    const set = { SDTRAINER_GPUS: "", CUDA_VISIBLE_DEVICES: "0" };
    assert.deepEqual(await withVariables(set, probeGpus), { deviceFiles: [] });
    assert.equal(await probeCapabilities(), undefined);
  },
});
