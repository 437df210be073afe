import { checkFinite } from "./check_finite.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("check_finite"), cpuRunner);

testRefusals([
  [
    "a check of int32",
    (b) => checkFinite(b.placeholder("x", [2], "int32"), "x"),
    /checkFinite needs float32/,
  ],
]);
