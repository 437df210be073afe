import assert from "node:assert/strict";
import { NativeUnavailable } from "./unavailable.ts";
import { downloadSize, hasCudaBuild, pipTags, type Wheel, wheelsFor } from "./wheels.ts";

const LINUX = { os: "linux", arch: "x86_64" } as const;

Deno.test("wheelsFor: one wheel for processors, the extra and-cuda's beside it for GPUs", () => {
  assert.deepEqual(wheelsFor("cpu", LINUX).map((wheel) => wheel.file), [
    "tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
  ]);
  const cuda = wheelsFor("cuda", LINUX);
  assert.equal(cuda[0]!.file, "tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl");
  // The extra's requirements in TensorFlow 2.21.0's metadata.
  assert.deepEqual(
    cuda.slice(1).map((wheel) => wheel.project.replace(/^nvidia-(.*)-cu12$/, "$1")),
    "cublas cuda-cupti cuda-nvcc cuda-nvrtc cuda-runtime cudnn cufft curand cusolver cusparse nccl nvjitlink"
      .split(" "),
  );
});

Deno.test("wheelsFor: each wheel is pinned by a hash of its own", () => {
  const wheels: Wheel[] = [
    ...wheelsFor("cpu", LINUX),
    ...wheelsFor("cpu", { os: "linux", arch: "aarch64" }),
    ...wheelsFor("cpu", { os: "darwin", arch: "aarch64" }),
    ...wheelsFor("cuda", LINUX),
  ];
  for (const wheel of wheels) {
    assert.match(wheel.sha256, /^[0-9a-f]{64}$/, wheel.file);
    assert.ok(wheel.file.startsWith(`${wheel.project.replaceAll("-", "_")}-${wheel.version}-`));
  }
  assert.equal(new Set(wheels.map((wheel) => wheel.sha256)).size, wheels.length);
});

Deno.test("wheelsFor: a machine without wheels is told what else there is", () => {
  assert.throws(
    () => wheelsFor("cpu", { os: "windows", arch: "x86_64" }),
    (error) =>
      error instanceof NativeUnavailable &&
      /windows x86_64.*SDTRAINER_LIBTENSORFLOW/.test(error.message),
  );
  assert.throws(
    () => wheelsFor("cuda", { os: "darwin", arch: "aarch64" }),
    /no CUDA wheel for darwin aarch64\. .*SDTRAINER_TENSORFLOW=cpu/,
  );
});

Deno.test("pipTags: what a wheel's name says about where it runs", () => {
  const [cpu] = wheelsFor("cpu", LINUX);
  assert.deepEqual(pipTags(cpu!), {
    python: "cp311",
    abi: "cp311",
    platforms: ["manylinux_2_27_x86_64"],
  });
  const nvcc = wheelsFor("cuda", LINUX).find((wheel) => wheel.project.includes("nvcc"));
  assert.deepEqual(pipTags(nvcc!), {
    python: "py3",
    abi: "none",
    platforms: ["manylinux2010_x86_64", "manylinux_2_12_x86_64"],
  });
});

Deno.test("downloadSize: megabytes below a gigabyte, then gigabytes with a tenth", () => {
  const size = (...bytes: number[]) => downloadSize(bytes.map((bytes) => ({ bytes }) as Wheel));
  const cases: [number[], string][] = [
    ...[[[], "0 MB"], [[499_999], "0 MB"], [[500_000], "1 MB"], [[1e6, 2e6], "3 MB"]],
    ...[[[999_999_999], "1000 MB"], [[1e9], "1.0 GB"], [[1e9, 2.46e9], "3.5 GB"]],
  ] as [number[], string][];
  for (const [bytes, words] of cases) assert.equal(size(...bytes), words);
});

Deno.test("wheelsFor: the sizes are those of the index, which a download is measured by", () => {
  const total = (wheels: readonly Wheel[]) => wheels.reduce((sum, { bytes }) => sum + bytes, 0);
  assert.equal(total(wheelsFor("cpu", LINUX)), 273_829_956);
  assert.equal(total(wheelsFor("cpu", { os: "linux", arch: "aarch64" })), 281_828_020);
  assert.equal(total(wheelsFor("cpu", { os: "darwin", arch: "aarch64" })), 223_405_849);
  assert.equal(total(wheelsFor("cuda", LINUX)), 3_379_082_848);
  assert.equal(downloadSize(wheelsFor("cuda", LINUX)), "3.4 GB");
  assert.equal(downloadSize(wheelsFor("cpu", LINUX)), "274 MB");
});

Deno.test("hasCudaBuild: for Linux on x86_64 alone", () => {
  assert.ok(hasCudaBuild(LINUX));
  assert.ok(!hasCudaBuild({ os: "linux", arch: "aarch64" }));
  assert.ok(!hasCudaBuild({ os: "windows", arch: "x86_64" }));
});
