/** How the set-up lays CUDA's libraries out, with small wheels made on the spot. */
import assert from "node:assert/strict";
import * as path from "node:path";
import { completeCuda, isCudaIncomplete } from "../lib/backend/cuda_layout.ts";
import { isWhole, obtainLibrary } from "../lib/backend/library.ts";
import { withFolder } from "./_files.ts";
import { makeWheel } from "./_wheels.ts";

/** Files of some of the wheels that the set-up downloads. */
const WHEELS: Readonly<Record<string, readonly string[]>> = {
  "tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl": [
    "tensorflow/libtensorflow_cc.so.2",
    "tensorflow/libtensorflow_framework.so.2",
  ],
  "nvidia_cublas_cu12-12.9.3.13-py3-none-manylinux_2_27_x86_64.whl": [
    "nvidia/cublas/lib/libcublas.so.12",
    "nvidia/cublas/include/cublas.h",
  ],
  "nvidia_cusolver_cu12-11.7.5.82-py3-none-manylinux_2_27_x86_64.whl": [
    "nvidia/cusolver/lib/libcusolver.so.11",
  ],
  "nvidia_cusparse_cu12-12.5.10.65-py3-none-manylinux_2_27_x86_64.whl": [
    "nvidia/cusparse/lib/libcusparse.so.12",
  ],
};

/** The libraries as the set-up unpacks them: each file holds its own path. */
function withLibraries(act: (home: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    const wheels = [];
    for (const [file, names] of Object.entries(WHEELS)) {
      const contents = Object.fromEntries(names.map((name) => [name, name]));
      wheels.push(await makeWheel(path.join(folder, file), contents));
    }
    const home = path.join(folder, "2.21.0-cuda");
    await obtainLibrary(home, { wheels, wheelFolder: folder });
    await act(home);
  });
}

Deno.test("CUDA's libraries are unpacked beside TensorFlow, where its own looks for them", () =>
  withLibraries(async (home) => {
    const found = async (name: string) => await Deno.stat(path.join(home, name)).catch(() => null);
    assert.ok(await found("tensorflow/libtensorflow_cc.so.2"));
    assert.ok(await found("nvidia/cublas/lib/libcublas.so.12"));
    assert.equal(await found("nvidia/cublas/include"), null, "headers are not needed");
    const stamp = JSON.parse(await Deno.readTextFile(path.join(home, "files.json")));
    assert.ok("nvidia/cublas/lib/libcublas.so.12" in stamp, "a missing one is noticed");
  }));

Deno.test("cuSOLVER is put where libtensorflow_framework looks, once, without another copy", () =>
  withLibraries(async (home) => {
    const [original, found] = ["cusolver", "cusparse"].map((part) =>
      path.join(home, "nvidia", part, "lib/libcusolver.so.11")
    );
    assert.ok(await isCudaIncomplete(home));
    for (let i = 0; i < 2; i++) {
      await completeCuda(home);
      assert.ok(!await isCudaIncomplete(home));
      assert.equal((await Deno.stat(found!)).ino, (await Deno.stat(original!)).ino);
    }
    const beside = [...Deno.readDirSync(path.dirname(found!))].map(({ name }) => name).sort();
    assert.deepEqual(beside, ["libcusolver.so.11", "libcusparse.so.12"]);
    // Without it nothing is downloaded anew: it can be made at any time.
    await Deno.remove(found!);
    assert.ok(await isWhole(home));
  }));

Deno.test("TensorFlow for processors lacks nothing", () =>
  withFolder(async (folder) => {
    assert.ok(!await isCudaIncomplete(folder));
    await completeCuda(folder);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));
