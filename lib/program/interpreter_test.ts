import { cpuRunner } from "../../tests/_operations/cpu_runner.ts";
import { testExecutor } from "../../tests/_executors/mod.ts";

testExecutor(cpuRunner);
