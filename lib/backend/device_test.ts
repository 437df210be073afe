import assert from "node:assert/strict";
import {
  checkDevice,
  demandsGpu,
  type DeviceName,
  deviceVariables,
  hidesAllGpus,
  isDevice,
} from "./device.ts";

Deno.test("isDevice: the four forms and nothing like them", () => {
  for (const name of ["auto", "cpu", "gpu", "gpu:0", "gpu:12"]) assert.ok(isDevice(name), name);
  for (const name of ["", "GPU", "cuda", "gpu:", "gpu:-1", "gpu:1.5", "gpu:a", "xgpu", 0, null]) {
    assert.ok(!isDevice(name), String(name));
  }
});

Deno.test("checkDevice: a backend computes where it can", () => {
  const allowed: [DeviceName, string][] = [
    ["auto", "wasm"],
    ["cpu", "wasm"],
    ["cpu", "cpu"],
    ["gpu", "webgpu"],
    ["gpu:1", "tensorflow"],
    ["gpu", "auto"],
    ["cpu", "auto"],
  ];
  for (const [device, backend] of allowed) checkDevice(device, backend);
  const refused: [DeviceName, string, RegExp][] = [
    ["gpu", "wasm", /wasm computes on the processor, not on gpu\. .*backend tensorflow\.$/],
    ["gpu:0", "cpu", /cpu computes on the processor, not on gpu:0\./],
    ["cpu", "webgpu", /webgpu computes on a GPU, not on the device cpu\./],
    ["gpu:1", "webgpu", /webgpu takes the GPU that the system gives it, not the device gpu:1\./],
    ["tpu" as DeviceName, "auto", /there is no device "tpu"\. Choose auto, cpu, gpu or gpu:N\.$/],
  ];
  for (const [device, backend, message] of refused) {
    assert.throws(() => checkDevice(device, backend), { name: "InputError", message });
  }
});

Deno.test("deviceVariables: TensorFlow sees one GPU at most", () => {
  const cases: [DeviceName, string | undefined, Record<string, string>][] = [
    ["cpu", undefined, { CUDA_VISIBLE_DEVICES: "-1" }],
    ["cpu", "0,1", { CUDA_VISIBLE_DEVICES: "-1" }],
    ["auto", undefined, { CUDA_VISIBLE_DEVICES: "0" }],
    ["gpu", undefined, { CUDA_VISIBLE_DEVICES: "0" }],
    // What the user shows is what there is.
    ["auto", "2,3", { CUDA_VISIBLE_DEVICES: "2" }],
    ["gpu", "GPU-8932f937", { CUDA_VISIBLE_DEVICES: "GPU-8932f937" }],
    ["auto", "", {}],
    ["auto", "-1", {}],
    ["gpu:1", undefined, { CUDA_VISIBLE_DEVICES: "1", CUDA_DEVICE_ORDER: "PCI_BUS_ID" }],
    ["gpu:3", "2, 3", { CUDA_VISIBLE_DEVICES: "3", CUDA_DEVICE_ORDER: "PCI_BUS_ID" }],
    // A process that was started by one which has chosen already.
    ["gpu:1", "1", { CUDA_VISIBLE_DEVICES: "1", CUDA_DEVICE_ORDER: "PCI_BUS_ID" }],
  ];
  for (const [device, visible, expected] of cases) {
    assert.deepEqual(deviceVariables(device, visible), expected, `${device}, ${visible}`);
  }
});

Deno.test("deviceVariables: a GPU that is hidden cannot be asked for", () => {
  for (const visible of ["", "-1", "none"]) {
    assert.throws(() => deviceVariables("gpu", visible), {
      name: "InputError",
      message: `CUDA_VISIBLE_DEVICES: its value "${visible}" hides every GPU. Unset it, or use ` +
        "device cpu.",
    });
  }
  assert.throws(
    () => deviceVariables("gpu:1", "0,2"),
    /^InputError: CUDA_VISIBLE_DEVICES: its value "0,2" hides GPU 1\. Unset it/,
  );
});

Deno.test("hidesAllGpus: CUDA takes the names up to the first that is none", () => {
  for (const visible of ["", " ", "-1", "-1,0", " -1", ",0", "none", "None", "NoDevFiles"]) {
    assert.ok(hidesAllGpus(visible), visible);
  }
  for (const visible of [undefined, "0", "0,-1", " 1", "GPU-8932f937", "MIG-1"]) {
    assert.ok(!hidesAllGpus(visible), String(visible));
  }
});

Deno.test("demandsGpu: gpu and gpu:N, and neither auto nor cpu", () => {
  const devices: DeviceName[] = ["auto", "cpu", "gpu", "gpu:7"];
  assert.deepEqual(devices.map(demandsGpu), [false, false, true, true]);
});
