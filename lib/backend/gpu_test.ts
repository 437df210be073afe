import assert from "node:assert/strict";
import { wordSettings } from "../io/mod.ts";
import { type BuildChoice, chooseBuild, driverVersion, readGpus, unusedGpu } from "./gpu.ts";

const LINUX = { os: "linux", arch: "x86_64" } as const;
const MAC = { os: "darwin", arch: "aarch64" } as const;

/** The text of /proc/driver/nvidia/version, as the three flavours of the module write it. */
const DRIVER_TEXTS = {
  "535.129.03": "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 " +
    "UTC 2023\nGCC version:  gcc version 12.3.0 (Ubuntu 12.3.0-1ubuntu1~22.04)\n",
  "580.65": "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65  Release Build  " +
    "(builder@host)  Tue Jul  1 12:00:00 UTC 2025\nGCC version:  gcc version 13.2.0 (Debian)\n",
  "390.48": "NVRM version: NVIDIA UNIX x86_64 Kernel Module 390.48 Thu Mar 22 00:42:57 PDT 2018\n",
};
const NEW = { deviceFiles: ["nvidia0", "nvidiactl"], driverText: DRIVER_TEXTS["535.129.03"] };
const OLD = { deviceFiles: ["nvidia0", "nvidiactl"], driverText: DRIVER_TEXTS["390.48"] };

Deno.test("driverVersion: read from each flavour of the driver's file", () => {
  for (const [version, text] of Object.entries(DRIVER_TEXTS)) {
    assert.equal(driverVersion(text), version);
  }
  assert.equal(driverVersion(""), undefined);
  assert.equal(driverVersion("GCC version:  gcc version 12.3.0"), undefined);
});

Deno.test("readGpus: a GPU is one of whose files or lines there is something", () => {
  assert.deepEqual(readGpus(NEW), { found: true, driver: "535.129.03" });
  assert.equal(readGpus({ deviceFiles: ["nvidia3"] }).found, true, "a container's only GPU");
  assert.equal(readGpus({ deviceFiles: ["nvidiactl", "nvidia-uvm"] }).found, false);
  assert.deepEqual(
    readGpus({ smiText: "NVIDIA GeForce RTX 4090, 551.86\nTesla T4, 551.86\n", cuda: 12_040 }),
    { found: true, driver: "551.86" },
  );
  assert.equal(readGpus({ smiText: "No devices were found\n" }).found, false);
  assert.equal(readGpus({}).found, false);
  assert.equal(readGpus({ deviceFiles: ["nvidia", "xnvidia0", "nvidia0x"] }).found, false);
  // What the driver's own file says goes before what nvidia-smi printed.
  const smiText = "Tesla T4, 551.86";
  assert.equal(readGpus({ ...NEW, smiText }).driver, "535.129.03");
  assert.deepEqual(readGpus({ deviceFiles: ["nvidiactl"], smiText, cuda: 12_000 }), {
    found: true,
    driver: "551.86",
  });
});

/** The sentence for a machine where the GPU cannot be used. */
function obstacle(probe: Parameters<typeof readGpus>[0]): string {
  const found = readGpus(probe).obstacle;
  assert.ok(found, "there is an obstacle");
  return wordSettings(`${found.problem}. ${found.mend}.`);
}

Deno.test("readGpus: a driver too old for CUDA 12 is named, with what to do", () => {
  assert.equal(
    obstacle(OLD),
    "NVIDIA's driver 390.48 is too old for CUDA 12, which TensorFlow 2.21.0 is built with. " +
      "Update the driver to at least 525.60.13, or use device cpu.",
  );
  assert.match(obstacle({ ...NEW, cuda: 11_040 }), /535\.129\.03, which supports CUDA 11\.4, is/);
  const driver = (version: string) =>
    readGpus({ smiText: `Tesla T4, ${version}` }).obstacle === undefined;
  assert.ok(driver("525.60.13"));
  assert.ok(driver("525.85"));
  assert.ok(driver("1000.1"));
  assert.ok(!driver("525.60.12"));
  assert.ok(!driver("525.60"));
  assert.ok(!driver("470.256.02"));
  assert.equal(readGpus({ ...OLD, cuda: 12_000 }).obstacle, undefined, "cuda-compat");
  assert.match(
    obstacle({ ...OLD, cuda: 11_999 }),
    /driver 390\.48, which supports CUDA 11\.99, is/,
  );
  // The library numbers 9.2 as 9020; of its driver nothing need be known.
  assert.equal(
    obstacle({ deviceFiles: ["nvidia10"], cuda: 9_020 }),
    "NVIDIA's driver, which supports CUDA 9.2, is too old for CUDA 12, which TensorFlow 2.21.0 is " +
      "built with. Update the driver to at least 525.60.13, or use device cpu.",
  );
  assert.ok(driver("525.60.13.1"));
  assert.ok(driver("525.61"));
  assert.ok(!driver("524.99.99"));
});

Deno.test("readGpus: what a container lacks is named", () => {
  assert.match(obstacle({ ...NEW, cuda: null }), /libcuda\.so\.1 cannot be loaded\. .*--gpus all/);
  assert.match(
    obstacle({ deviceFiles: [], driverText: DRIVER_TEXTS["535.129.03"] }),
    /^NVIDIA's driver 535\.129\.03 is loaded, but there is no GPU for this process\. .*--gpus all/,
  );
  assert.match(obstacle({}), /^there is no NVIDIA GPU here: .*device cpu.*525\.60\.13\.$/);
});

function choose(choice: Partial<BuildChoice>) {
  return chooseBuild({ device: "auto", machine: LINUX, gpus: readGpus({}), ...choice });
}

Deno.test("chooseBuild: auto takes CUDA where nothing speaks against it", () => {
  const gpus = readGpus({ ...NEW, cuda: 12_020 });
  assert.deepEqual(choose({ gpus }), { kind: "cuda" });
  assert.deepEqual(choose({}), { kind: "cpu" });
  assert.deepEqual(choose({ gpus, machine: { os: "linux", arch: "aarch64" } }), { kind: "cpu" });
  const { kind, notice } = choose({ gpus: readGpus(OLD) });
  assert.equal(kind, "cpu");
  assert.match(notice!, /^The GPU is not used: NVIDIA's driver 390\.48 is too old.*525\.60\.13/);
});

Deno.test("chooseBuild: the user's word goes first", () => {
  const gpus = readGpus(NEW);
  assert.deepEqual(choose({ gpus, device: "cpu" }), { kind: "cpu" });
  assert.deepEqual(choose({ gpus, asked: "cpu" }), { kind: "cpu" });
  assert.deepEqual(choose({ device: "cpu", asked: "cuda" }), { kind: "cuda" });
  assert.deepEqual(choose({ asked: "cuda" }), { kind: "cuda" }, "for another machine");
  assert.throws(() => choose({ asked: "cuda", gpus: readGpus(OLD) }), /390\.48 is too old/);
});

Deno.test("chooseBuild: a GPU that is asked for is had, or refused before any download", () => {
  assert.deepEqual(choose({ device: "gpu:1", gpus: readGpus(NEW) }), { kind: "cuda" });
  const refused: [Partial<BuildChoice>, RegExp][] = [
    [{}, /^InputError: there is no NVIDIA GPU here/],
    [{ gpus: readGpus(OLD) }, /^InputError: NVIDIA's driver 390\.48 is too old/],
    [{ gpus: readGpus({ ...NEW, cuda: null }) }, /libcuda\.so\.1/],
    [{ gpus: readGpus(NEW), asked: "cpu" }, /^InputError: SDTRAINER_TENSORFLOW: .*Unset it/],
    [{ machine: MAC }, /for NVIDIA GPUs on Linux x86_64, not for darwin aarch64\. .*webgpu/],
  ];
  for (const [choice, message] of refused) {
    assert.throws(() => choose({ device: "gpu", ...choice }), message);
  }
});

Deno.test("unusedGpu: says if the GPU is too old, else where to read why", () => {
  const sentence = (text?: string) => {
    const { problem, mend } = unusedGpu(text);
    return wordSettings(`${problem}. ${mend}.`);
  };
  assert.equal(
    sentence("NVIDIA GeForce GTX 960, 5.2\n"),
    "TensorFlow 2.21.0 has kernels for GPUs of compute capability 6.0 and newer, and NVIDIA " +
      "GeForce GTX 960 has 5.2. Use device cpu.",
  );
  assert.match(
    sentence("NVIDIA H100 80GB HBM3, 9.0\n"),
    /^TensorFlow finds no GPU that it can use, though there is NVIDIA H100 80GB HBM3 \(cap/,
  );
  // Pascal's first is 6.0; what is older does not matter beside one that is not.
  assert.match(sentence("A, 5.9"), /^TensorFlow 2\.21\.0 has kernels .* and A has 5\.9\./);
  assert.match(sentence("A, 5.9\nB, 3.0"), /and A has 5\.9\./, "the first is named");
  assert.match(sentence("A, 6.0"), /it can use, though there is A \(capability 6\.0\)\. Set TF_/);
  assert.match(sentence("A, [N/A]\n"), /^TensorFlow finds no GPU that it can use\. Set TF_CPP/);
  assert.match(sentence("Quadro K600, 3.0\nTesla T4, 7.5"), /finds no GPU that it can use/);
  assert.match(sentence(undefined), /^TensorFlow finds no GPU that it can use\. .*LOG_LEVEL=0/);
});
