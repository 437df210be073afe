/** The set-up of TensorFlow, with small wheels made on the spot and the machine's own pip. */
import assert from "node:assert/strict";
import * as path from "node:path";
import { InputError, markOf } from "../lib/io/mod.ts";
import { downloadSources, downloadWheels, spaceFor } from "../lib/backend/download.ts";
import { findLibrary, isWhole, obtainLibrary } from "../lib/backend/library.ts";
import {
  cacheFolder,
  NativeUnavailable,
  PROJECT_FOLDER,
  TENSORFLOW_VERSION,
} from "../lib/backend/mod.ts";
import type { Wheel } from "../lib/backend/wheels.ts";

const SHARED_LIBRARY = "tensorflow/libtensorflow_cc.so.2";

/** What compiling the addon, running it, and its licences need besides. */
const NEEDED = [
  ...["tensorflow/c/eager/c_api.h", "tensorflow/core/platform/types.h", "tsl/platform/types.h"],
  "xla/tsl/c/tsl_status.h",
].map((header) => `tensorflow/include/${header}`).concat([
  "tensorflow_cpu-2.21.0.dist-info/LICENSE",
  "tensorflow_cpu-2.21.0.dist-info/licenses/License.txt",
]);

const NOT_NEEDED = [
  ...["google/protobuf/any.h", "tensorflow/c/kernels/a.h", "tensorflow/c/a.cc", "LICENSE"]
    .map((header) => `tensorflow/include/${header}`),
  ...["tensorflow/libtensorflow_cc.so.2.params", "tensorflow/libtensorflow.so.2"],
  ...["tensorflow/a/LICENCE", "tensorflow/include.h"],
];

/** Files of a wheel that looks like TensorFlow's, to the set-up and to pip. */
const FILES: Record<string, string> = {
  [SHARED_LIBRARY]: "the library".repeat(5000),
  "tensorflow/libtensorflow_framework.so.2": "the framework",
  "tensorflow/include/tensorflow/c/c_api.h": "// header",
  ...Object.fromEntries(NEEDED.map((name) => [name, "needed"])),
  ...Object.fromEntries(NOT_NEEDED.map((name) => [name, "not needed"])),
  "tensorflow/python/__init__.py": "# not needed",
  "nvidia/cuda_nvcc/bin/ptxas": "#!/bin/sh",
  "tensorflow_cpu-2.21.0.dist-info/METADATA":
    "Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: 2.21.0\n",
  "tensorflow_cpu-2.21.0.dist-info/WHEEL":
    "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_27_x86_64\n",
  "tensorflow_cpu-2.21.0.dist-info/RECORD": "",
};

interface Bench extends AsyncDisposable {
  folder: string;
  /** Folder with the one wheel. */
  wheelFolder: string;
  wheel: Wheel;
  file: string;
  home: string;
}

/** A temporary folder with a fake wheel in it. */
async function bench(): Promise<Bench> {
  const folder = await Deno.makeTempDir({ prefix: "sdtrainer-setup-" });
  const wheelFolder = path.join(folder, "wheels");
  const source = path.join(folder, "source");
  for (const [name, text] of Object.entries(FILES)) {
    await Deno.mkdir(path.dirname(path.join(source, name)), { recursive: true });
    await Deno.writeTextFile(path.join(source, name), text);
  }
  await Deno.chmod(path.join(source, "nvidia/cuda_nvcc/bin/ptxas"), 0o755);
  await Deno.mkdir(wheelFolder);
  const name = "tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl";
  const file = path.join(wheelFolder, name);
  const { success } = await new Deno.Command("python3", {
    args: [
      "-m",
      "zipfile",
      "-c",
      file,
      ...new Set(Object.keys(FILES).map((f) => f.split("/")[0]!)),
    ],
    cwd: source,
  }).output();
  assert.ok(success, "python3 makes the wheel");
  return {
    folder,
    wheelFolder,
    file,
    wheel: {
      project: "tensorflow-cpu",
      version: "2.21.0",
      file: name,
      sha256: (await markOf(file)).sha256,
      bytes: (await Deno.stat(file)).size,
    },
    home: path.join(folder, "cache", "2.21.0-cpu"),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** The files below a folder, by their paths from it. */
async function filesIn(folder: string, below = ""): Promise<string[]> {
  const found = [];
  for await (const { name, isDirectory } of Deno.readDir(path.join(folder, below))) {
    const inside = path.join(below, name);
    found.push(...isDirectory ? await filesIn(folder, inside) : [inside]);
  }
  return found;
}

async function names(folder: string): Promise<string[]> {
  const found = [];
  for await (const { name } of Deno.readDir(folder)) found.push(name);
  return found.sort();
}

/** Sets environment variables until disposed. */
function environment(values: Record<string, string>): Disposable {
  const before = Object.keys(values).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(values)) Deno.env.set(name, value);
  return {
    [Symbol.dispose]() {
      for (const [name, value] of before) {
        if (value === undefined) Deno.env.delete(name);
        else Deno.env.set(name, value);
      }
    },
  };
}

Deno.test("obtainLibrary unpacks what is needed of a wheel, once", async () => {
  await using b = await bench();
  const steps: string[] = [];
  let most = 0;
  const options = {
    wheels: [b.wheel],
    wheelFolder: b.wheelFolder,
    onProgress({ step, bytes = 0 }: { step: string; bytes?: number }) {
      steps.push(step);
      most = Math.max(most, bytes);
    },
  };
  await obtainLibrary(b.home, options);
  assert.equal(await Deno.readTextFile(path.join(b.home, SHARED_LIBRARY)), FILES[SHARED_LIBRARY]);
  assert.deepEqual(await findLibrary(path.join(b.home, "tensorflow")), {
    include: path.join(b.home, "tensorflow", "include"),
    folder: path.join(b.home, "tensorflow"),
    files: ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
  });
  const unpacked = [...await filesIn(b.home)].sort();
  const wanted = Object.keys(FILES).filter((name) =>
    !NOT_NEEDED.includes(name) && !/\.py$|WHEEL$|RECORD$/.test(name)
  );
  assert.deepEqual(unpacked, ["files.json", ...wanted].sort());
  const sizes = JSON.parse(await Deno.readTextFile(path.join(b.home, "files.json")));
  assert.deepEqual(sizes, {
    [SHARED_LIBRARY]: 55_000,
    "tensorflow/libtensorflow_framework.so.2": "the framework".length,
  });
  const program = await Deno.stat(path.join(b.home, "nvidia/cuda_nvcc/bin/ptxas"));
  assert.equal(program.mode! & 0o111, 0o111, "programs stay executable");
  assert.deepEqual([...new Set(steps)], [
    `Checking the wheels in ${b.wheelFolder}`,
    "Unpacking tensorflow-cpu 2.21.0",
  ]);
  const bytes = wanted.reduce((sum, name) => sum + FILES[name]!.length, 0);
  assert.equal(most, bytes, "the progress counts all that is unpacked");
  assert.equal((await Deno.stat(path.join(b.home, SHARED_LIBRARY))).mode! & 0o111, 0);

  // With the wheel gone, a second call succeeds only by doing nothing.
  await Deno.remove(b.file);
  steps.length = 0;
  await obtainLibrary(b.home, options);
  assert.deepEqual(steps, []);
});

Deno.test("obtainLibrary refuses a damaged wheel and leaves nothing", async () => {
  await using b = await bench();
  const bytes = await Deno.readFile(b.file);
  bytes[bytes.length >> 1]! ^= 1;
  await Deno.writeFile(b.file, bytes);
  await assert.rejects(
    obtainLibrary(b.home, { wheels: [b.wheel], wheelFolder: b.wheelFolder }),
    (error) =>
      error instanceof InputError && error.file === b.file &&
      /damaged or another one \(SHA-256 .*\)\. Fetch it again, or unset SDTRAINER_WHEELS\.$/
        .test(error.message),
  );
  assert.deepEqual(await names(path.dirname(b.home)), []);
});

Deno.test("obtainLibrary names a wheel that is not there, and how to get it", async () => {
  await using b = await bench();
  await Deno.remove(b.file);
  await assert.rejects(
    obtainLibrary(b.home, { wheels: [b.wheel], wheelFolder: b.wheelFolder }),
    (error) =>
      error instanceof InputError && error.file === b.file &&
      error.message.includes("--platform manylinux_2_27_x86_64 tensorflow-cpu==2.21.0"),
  );
});

Deno.test("obtainLibrary refuses what is no whole zip, even under its own hash", async () => {
  await using b = await bench();
  await Deno.truncate(b.file, (await Deno.stat(b.file)).size - 30);
  const wheel = { ...b.wheel, sha256: (await markOf(b.file)).sha256 };
  await assert.rejects(
    obtainLibrary(b.home, { wheels: [wheel], wheelFolder: b.wheelFolder }),
    (error) => error instanceof InputError && /no whole zip.*Download it again/.test(error.message),
  );
  assert.deepEqual(await names(path.dirname(b.home)), []);
});

Deno.test("obtainLibrary replaces what a killed set-up left, and a library cut short", async () => {
  await using b = await bench();
  const options = { wheels: [b.wheel], wheelFolder: b.wheelFolder };
  await Deno.mkdir(`${b.home}.unfinished/downloads`, { recursive: true });
  await Deno.writeTextFile(`${b.home}.unfinished/downloads/half.whl`, "PK");
  // A folder that never got its list of files is not whole, whatever lies in it.
  await Deno.mkdir(path.join(b.home, "tensorflow"), { recursive: true });
  await Deno.writeTextFile(path.join(b.home, SHARED_LIBRARY), "half");
  assert.equal(await isWhole(b.home), false);
  await obtainLibrary(b.home, options);
  assert.deepEqual(await names(path.dirname(b.home)), ["2.21.0-cpu"]);
  assert.equal(await isWhole(b.home), true);

  await Deno.truncate(path.join(b.home, SHARED_LIBRARY), 7);
  assert.equal(await isWhole(b.home), false);
  await obtainLibrary(b.home, options);
  assert.equal(await Deno.readTextFile(path.join(b.home, SHARED_LIBRARY)), FILES[SHARED_LIBRARY]);
});

Deno.test("downloadWheels has pip fetch the pinned file from the index it is set to", async () => {
  await using b = await bench();
  using _ = environment({ PIP_NO_INDEX: "1", PIP_FIND_LINKS: b.wheelFolder });
  const [file] = await downloadWheels([b.wheel], path.join(b.folder, "downloads"));
  assert.equal((await markOf(file!)).sha256, b.wheel.sha256);
});

Deno.test("downloadWheels does not take a file with another hash", async () => {
  await using b = await bench();
  using _ = environment({ PIP_NO_INDEX: "1", PIP_FIND_LINKS: b.wheelFolder });
  const wheel = { ...b.wheel, sha256: "0".repeat(64) };
  await assert.rejects(
    downloadWheels([wheel], path.join(b.folder, "downloads")),
    (error) =>
      error instanceof NativeUnavailable &&
      /pip could not download tensorflow-cpu 2\.21\.0 \(.*HASHES.*SDTRAINER_WHEELS\.$/is
        .test(error.message) &&
      !error.message.includes("\n"),
  );
});

Deno.test("downloadWheels says of a full disk that it is full, and how much is needed", async () => {
  await using b = await bench();
  // As pip 24 reports it: its first line names nothing.
  const pip = `#!/bin/sh
case "$*" in *--version) exit 0;; esac
echo "ERROR: Exception:
Traceback (most recent call last):
OSError: [Errno 28] No space left on device" >&2
exit 2
`;
  await Deno.writeTextFile(path.join(b.folder, "python3"), pip, { mode: 0o755 });
  using _ = environment({ PATH: `${b.folder}:${Deno.env.get("PATH")}` });
  const wheel = { ...b.wheel, bytes: 274e6 };
  await assert.rejects(downloadWheels([wheel], path.join(b.folder, "downloads")), (error) => {
    assert(error instanceof NativeUnavailable);
    assert.match(error.message, /downloads: the disk is full: this takes 1\.1 GB\. Make space /);
    assert.doesNotMatch(error.message, /network/);
    return true;
  });
});

/** Runs `act` where the only pip is a script under this name, which then does `script`. */
async function withPip(b: Bench, name: string, script: string, act: () => Promise<void>) {
  const bin = path.join(b.folder, "bin");
  await Deno.mkdir(bin);
  const pip = `#!/bin/sh
PATH=/usr/bin:/bin
case "$*" in *--version) exit 0;; esac
echo "$*" > ${b.folder}/asked
${script}
`;
  await Deno.writeTextFile(path.join(bin, name), pip, { mode: 0o755 });
  using _ = environment({ PATH: bin });
  await act();
}

Deno.test("downloadWheels asks pip for the pinned files of all wheels, and counts what comes", async () => {
  await using b = await bench();
  const folder = path.join(b.folder, "downloads");
  const other = "nvidia_a_cu12-1.2-py3-none-manylinux1_x86_64.manylinux_2_5_x86_64.whl";
  const wheels = [b.wheel, { ...b.wheel, project: "nvidia-a-cu12", version: "1.2", file: other }];
  const script = `mkdir "$TMPDIR/in"
head -c 1000 /dev/zero > "$TMPDIR/in/a"; head -c 234 /dev/zero > "$TMPDIR/b"
cp ${b.file} ${folder}; cp ${b.file} ${folder}/${other}; sleep 1.2`;
  await withPip(b, "python3", script, async () => {
    const came: number[] = [];
    const files = await downloadWheels(wheels, folder, (bytes) => came.push(bytes));
    assert.deepEqual(files, [b.wheel.file, other].map((file) => path.join(folder, file)));
    assert.ok(came.length > 0 && came.at(-1) === 1234, came.join());
  });
  assert.equal(
    await Deno.readTextFile(path.join(b.folder, "asked")),
    "-m pip download --quiet --no-deps --require-hashes --only-binary :all: --implementation cp " +
      "--python-version 3.11 --abi cp311 --abi none --platform manylinux_2_27_x86_64 " +
      "--platform manylinux1_x86_64 --platform manylinux_2_5_x86_64 " +
      `--requirement ${folder}/requirements.txt --dest ${folder}\n`,
  );
  assert.equal(
    await Deno.readTextFile(path.join(folder, "requirements.txt")),
    `tensorflow-cpu==2.21.0 --hash=sha256:${b.wheel.sha256}\n` +
      `nvidia-a-cu12==1.2 --hash=sha256:${b.wheel.sha256}\n`,
  );
});

for (const name of ["pip3", "pip", "python"]) {
  Deno.test(`downloadSources takes the pip that is there: ${name}`, async () => {
    await using b = await bench();
    const folder = path.join(b.folder, "downloads");
    await withPip(b, name, `cp ${b.file} ${folder}`, async () => {
      await downloadSources([b.wheel], folder);
    });
    assert.equal(
      await Deno.readTextFile(path.join(b.folder, "asked")),
      `${name === "python" ? "-m pip " : ""}download --quiet --no-deps --require-hashes ` +
        `--no-binary :all: --requirement ${folder}/requirements.txt --dest ${folder}\n`,
    );
  });
}

Deno.test("downloadWheels says what pip says, and where there is no pip how to get it", async () => {
  await using b = await bench();
  const folder = path.join(b.folder, "downloads");
  const cases = [
    ["a\\n  ERROR: no such wheel.\\nERROR: more", "no such wheel"],
    ["first\\nlast:\\n", "last"],
  ] as const;
  for (const [printed, reason] of cases) {
    await withPip(
      b,
      "pip",
      `printf '${printed}' >&2; exit 1`,
      () =>
        assert.rejects(downloadWheels([b.wheel], folder), {
          message:
            `pip could not download tensorflow-cpu 2.21.0 (${reason}). Check the network and ` +
            "pip's index, or name a folder of wheels in SDTRAINER_WHEELS.",
        }),
    );
    await Deno.remove(path.join(b.folder, "bin"), { recursive: true });
  }
  await withPip(b, "nothing", "", () =>
    assert.rejects(downloadWheels([b.wheel], folder), {
      message: "what is to be downloaded comes through pip, which is not here. Install pip " +
        "(Debian: apt-get install python3-pip).",
    }));
  assert.equal(spaceFor([{ ...b.wheel, bytes: 10 }, { ...b.wheel, bytes: 3 }]), 52);
});

Deno.test("findLibrary takes the wheel's form first, the numbered file first, the folder first", async () => {
  const forms = [
    ...["lib/libtensorflow.so", "lib/libtensorflow.so.2", "lib/libtensorflow_cc.so"],
    ...["lib/libtensorflow_cc.so.2", "libtensorflow.so", "libtensorflow_cc.so.2"],
  ];
  await using b = await bench();
  const prefix = path.join(b.folder, "usr"), include = path.join(prefix, "include");
  for (const folder of ["lib", "include/tensorflow/c"]) {
    await Deno.mkdir(path.join(prefix, folder), { recursive: true });
  }
  await Deno.writeTextFile(path.join(include, "tensorflow/c/c_api.h"), "");
  // From the last choice to the first: each that is added is taken before those that are there.
  for (const form of forms) {
    const file = path.join(prefix, form),
      framework = form.replace(/tensorflow(_cc)?/, "$&_framework");
    await Deno.writeTextFile(file, "");
    await Deno.writeTextFile(path.join(prefix, framework.replace("_cc_", "_")), "");
    const { folder, files } = await findLibrary(prefix);
    assert.equal(path.join(folder, files[0]!), file);
  }
  await Deno.remove(path.join(include, "tensorflow/c/c_api.h"));
  await assert.rejects(findLibrary(prefix), { name: "InputError" });
});

Deno.test("findLibrary takes an installed C library too, and says what it looks for", async () => {
  await using b = await bench();
  const prefix = path.join(b.folder, "usr");
  await Deno.mkdir(path.join(prefix, "lib"), { recursive: true });
  await Deno.mkdir(path.join(prefix, "include/tensorflow/c"), { recursive: true });
  await Deno.writeTextFile(path.join(prefix, "include/tensorflow/c/c_api.h"), "");
  await Deno.writeTextFile(path.join(prefix, "lib/libtensorflow.so.2"), "");
  await assert.rejects(
    findLibrary(prefix),
    (error) =>
      error instanceof InputError && error.file === prefix &&
      error.message.includes("SDTRAINER_LIBTENSORFLOW"),
  );
  await Deno.writeTextFile(path.join(prefix, "lib/libtensorflow_framework.so.2"), "");
  assert.equal((await findLibrary(prefix)).folder, path.join(prefix, "lib"));
});

/** Runs `tasks/setup.ts` in its own process. */
async function setup(args: string[], env: Record<string, string>) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tasks/setup.ts", ...args],
    cwd: PROJECT_FOLDER,
    // What the developer's own machine is set to shall not decide here.
    env: { SDTRAINER_ADDON: "", SDTRAINER_LIBTENSORFLOW: "", SDTRAINER_TENSORFLOW: "cpu", ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, out: text(stdout), err: text(stderr) };
}

/** The real library, which the set-up has put into the cache. */
async function realLibrary(): Promise<string> {
  const { code, err } = await setup([], {});
  assert.equal(code, 0, err);
  return path.join(cacheFolder(), "tensorflow", `${TENSORFLOW_VERSION}-cpu`, "tensorflow");
}

Deno.test("task setup compiles once for two processes at the same time, then has nothing to do", async () => {
  await using b = await bench();
  const env = {
    SDTRAINER_CACHE: path.join(b.folder, "cache"),
    SDTRAINER_LIBTENSORFLOW: await realLibrary(),
  };
  const both = await Promise.all([setup([], env), setup([], env)]);
  assert.deepEqual(both.map(({ code }) => code), [0, 0], both.map(({ err }) => err).join());
  const compiled = both.filter(({ err }) => err.includes("Compiling"));
  assert.equal(compiled.length, 1);
  assert.ok(both.every(({ out }) => /^(Set up|Ready:) the TensorFlow in /.test(out)));

  const { out, err } = await setup([], env);
  assert.match(out, /^Ready: the TensorFlow in /);
  assert.equal(err, "");
  assert.equal((await names(path.join(b.folder, "cache/tensorflow"))).length, 1, "the addon");
});

Deno.test("task setup: one line and exit code 1 for a wrong setting, 2 for a wrong option", async () => {
  const environmentError = await setup([], { SDTRAINER_TENSORFLOW: "rocm" });
  assert.equal(environmentError.code, 1);
  assert.equal(
    environmentError.err,
    'SDTRAINER_TENSORFLOW: there is no TensorFlow build "rocm". Set it to cpu or cuda.',
  );
  const addonError = await setup([], { SDTRAINER_ADDON: "/nowhere/tfjs_binding.node" });
  assert.equal(addonError.code, 1);
  assert.match(addonError.err, /^\/nowhere\/tfjs_binding\.node: there is no such file\. .*\.$/);
  const usageError = await setup(["--kind", "tpu"], {});
  assert.equal(usageError.code, 2);
});

Deno.test("task setup says what the compiler said", async () => {
  await using b = await bench();
  const compiler = path.join(b.folder, "compiler");
  await Deno.writeTextFile(
    compiler,
    '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "x.cc:1: error: no such thing" >&2\nexit 1\n',
  );
  await Deno.chmod(compiler, 0o755);
  const { code, err } = await setup([], {
    CXX: compiler,
    SDTRAINER_CACHE: path.join(b.folder, "cache"),
    SDTRAINER_LIBTENSORFLOW: await realLibrary(),
  });
  assert.equal(code, 1);
  assert.match(err, /could not compile TensorFlow's addon \(x\.cc:1: error: no such thing\)\. /);
  assert.deepEqual(await names(path.join(b.folder, "cache/tensorflow")), []);
});
