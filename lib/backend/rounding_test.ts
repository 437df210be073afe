import assert from "node:assert/strict";
import { DEFAULTS, GPU_DEFAULTS, onednnIn, processorIn, variablesIn } from "./rounding.ts";

Deno.test("processorIn() names the processor and what its vectors can do", () => {
  const intel =
    "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nflags\t\t: fpu fma avx2 avx sse4_2\n";
  assert.equal(processorIn(`${intel}\n${intel}`), "Some CPU @ 2 GHz: avx avx2 fma sse4_2");
  assert.equal(processorIn("Features\t: fp asimd sve\n"), "asimd sve");
  assert.equal(processorIn(""), "");
});

Deno.test("onednnIn() follows TensorFlow's rule for what is on", () => {
  for (const off of ["0", "false", "False", "FALSE"]) assert.equal(onednnIn(off, "AVX2"), "off");
  for (const on of [undefined, "1", "true", "True"]) assert.equal(onednnIn(on, undefined), "on");
  for (const other of ["", "00", "no", " 0"]) {
    assert.equal(onednnIn(other, undefined), "left to TensorFlow");
  }
  assert.equal(onednnIn("1", "AVX2"), "on, at most AVX2");
});

Deno.test("variablesIn() names what libraries are told, and neither threads nor secrets", () => {
  const told = { XLA_FLAGS: "--xla_a", TF_XLA_FLAGS: "--b", ONEDNN_CPU_ISA_HINTS: "prefer_ymm" };
  assert.equal(
    variablesIn({ ...told, OMP_NUM_THREADS: "2", MKL_CBWR: "AVX2" }),
    "MKL_CBWR=AVX2; OMP_NUM_THREADS=2; ONEDNN_CPU_ISA_HINTS=prefer_ymm; TF_XLA_FLAGS=--b; " +
      "XLA_FLAGS=--xla_a",
  );
  const apart = { TF_CPP_MIN_LOG_LEVEL: "0", TF_NUM_INTRAOP_THREADS: "2", DNNL_VERBOSE: "1" };
  const others = { PATH: "/bin", TF_VAR_password: "x", TF_ENABLE_ONEDNN_OPTS: "1", TF_EMPTY: "" };
  assert.equal(variablesIn({ ...apart, ...others }), "none");
  // What a process that has loaded TensorFlow hands on is its defaults, nothing that was said.
  assert.equal(variablesIn(DEFAULTS), "none");
  assert.equal(variablesIn({ ...DEFAULTS, ...GPU_DEFAULTS }), "none");
  const more = `${DEFAULTS.TF_XLA_FLAGS} --b`;
  assert.equal(variablesIn({ TF_XLA_FLAGS: more }), `TF_XLA_FLAGS=${more}`);
  assert.equal(variablesIn({ TF_DETERMINISTIC_OPS: "0" }), "TF_DETERMINISTIC_OPS=0");
});

Deno.test("processorIn() keeps what widens or rounds sums, of names that are alike", () => {
  const flags = "sse4_1 sse4_2 avx512f avx_vnni fma fma4 fma3 f16c amx_bf16 bf16 i8mm fphp sse";
  assert.equal(
    processorIn(`flags : ${flags}\n`),
    "amx_bf16 avx512f avx_vnni bf16 f16c fma fma4 fphp i8mm sse4_2",
  );
  assert.equal(processorIn("model name\t:  A  \n"), "A");
});
