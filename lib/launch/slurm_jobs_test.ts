import assert from "node:assert/strict";
import { activeRuns, parseQueue, submittedRuns } from "./slurm_jobs.ts";

const QUEUE = [
  "17_3|RUNNING|node2|1:02:03|sdtrainer-1|token-a|None",
  "17_4|PENDING||4:00:00|sdtrainer-1|token-a|JobArrayTaskLimit",
  "18|PENDING||UNLIMITED|sdtrainer-1-collect|(null)|Dependency",
  "17_5|COMPLETING|node1|0:01|sdtrainer-1|token-a|None",
  "",
].join("\n");

Deno.test("the lines of squeue are read: what runs, where, for how long, and why the others wait", () => {
  assert.deepEqual(parseQueue(QUEUE), [
    {
      ...{ job: "17_3", name: "sdtrainer-1", comment: "token-a", state: "running", task: 3 },
      ...{ node: "node2", timeLeft: "1:02:03" },
    },
    {
      ...{ job: "17_4", name: "sdtrainer-1", comment: "token-a", state: "queued", task: 4 },
      reason: "JobArrayTaskLimit",
    },
    {
      ...{ job: "18", name: "sdtrainer-1-collect", comment: "(null)", state: "queued" },
      reason: "Dependency",
    },
    {
      ...{ job: "17_5", name: "sdtrainer-1", comment: "token-a", state: "running", task: 5 },
      ...{ node: "node1", timeLeft: "0:01" },
    },
  ]);
});

const run = (index: number) => ({
  index,
  name: `run${index}`,
  folder: `runs/run${index}`,
  wave: 0,
});

Deno.test("of a run that was submitted the last job that there surely was counts", () => {
  const arrays = [
    { token: "a", id: "16", offset: 0, runs: [run(3), run(4)] },
    { token: "b", id: "17", offset: 4, runs: [run(4)] },
    { token: "c", id: null, offset: 0, runs: [run(4), run(5)] },
  ];
  assert.deepEqual([...submittedRuns("/out", { launcher: "slurm", arrays })], [
    ["runs/run3", { state: "over", job: "16_3", log: "/out/slurm/logs/16_3.log" }],
    ["runs/run4", { state: "over", job: "17_0", log: "/out/slurm/logs/17_0.log" }],
    ["runs/run5", { state: "over" }],
  ]);
});

Deno.test("a job is known by its array's token, also where its id never was", () => {
  const arrays = [
    { token: "token-b", id: "16", offset: 0, runs: [run(3)] },
    // Its places begin at 20.
    { token: "token-a", id: null, offset: 20, runs: [run(23), run(24)] },
  ];
  const active = activeRuns({ launcher: "slurm", arrays }, parseQueue(QUEUE));
  assert.deepEqual([...active.keys()], ["runs/run23", "runs/run24"]);
  assert.deepEqual(active.get("runs/run23"), {
    ...{ job: "17_3", state: "running", node: "node2", timeLeft: "1:02:03" },
  });
});
