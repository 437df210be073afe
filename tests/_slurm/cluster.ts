/** A cluster of one machine: Slurm's own programs, with all that they write in a folder. */
import { hostname } from "node:os";
import { join } from "node:path";
import { output } from "../../lib/backend/commands.ts";
import { becomes } from "../_waiting.ts";

/** Which of Slurm's programs are not here; none where it can be started. */
export async function missingPrograms(): Promise<string[]> {
  const programs = ["slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel"];
  const found = await Promise.all(programs.map((name) => output("which", [name])));
  return programs.filter((_, i) => found[i] === undefined);
}

/** A port that is free now. */
function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}

/** A running Slurm. */
export interface Cluster extends AsyncDisposable {
  /** By which its programs find it: `SLURM_CONF`. */
  readonly env: { SLURM_CONF: string };
  /** What one of its programs prints. */
  ask(program: string, ...args: string[]): Promise<string>;
}

/**
 * Starts Slurm with one node, this machine, that makes two jobs at once. Nobody needs to prove who he is,
 * and it listens on this machine alone.
 */
export async function startCluster(folder: string): Promise<Cluster> {
  const host = hostname().split(".")[0]!, user = (await output("id", ["-un"]))!.trim();
  const file = join(folder, "slurm.conf");
  for (const name of ["state", "spool"]) await Deno.mkdir(join(folder, name));
  await Deno.writeTextFile(join(folder, "cgroup.conf"), "");
  await Deno.writeTextFile(
    file,
    [
      "ClusterName=test",
      `SlurmctldHost=${host}(127.0.0.1)`,
      `SlurmctldPort=${freePort()}`,
      `SlurmdPort=${freePort()}`,
      ...["AuthType=auth/none", "CredType=cred/none", "MpiDefault=none", "ReturnToService=2"],
      ...[`SlurmUser=${user}`, `SlurmdUser=${user}`],
      ...[`StateSaveLocation=${folder}/state`, `SlurmdSpoolDir=${folder}/spool`],
      ...[`SlurmctldPidFile=${folder}/slurmctld.pid`, `SlurmdPidFile=${folder}/slurmd.pid`],
      ...["ProctrackType=proctrack/linuxproc", "TaskPlugin=task/none", "KillWait=20"],
      ...["SelectType=select/cons_tres", "SelectTypeParameters=CR_CPU"],
      ...["SchedulerParameters=bf_interval=1,sched_min_interval=0", "MaxArraySize=16"],
      // More than there may be: its jobs wait for each other, not for cores.
      "SlurmdParameters=config_overrides",
      `NodeName=${host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=1000 State=UNKNOWN`,
      "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
    ].join("\n") + "\n",
  );
  const env = { SLURM_CONF: file };
  const daemons = ["slurmctld", "slurmd"].map((program) =>
    new Deno.Command("sh", {
      args: ["-c", `exec ${program} -D >"${folder}/${program}.log" 2>&1`],
      env,
      stdin: "null",
    }).spawn()
  );
  const cluster: Cluster = {
    env,
    async ask(program, ...args) {
      const { code, stdout, stderr } = await new Deno.Command(program, { args, env }).output();
      const decoder = new TextDecoder();
      if (code !== 0) throw new Error(`${program} ${args.join(" ")}: ${decoder.decode(stderr)}`);
      return decoder.decode(stdout);
    },
    async [Symbol.asyncDispose]() {
      await cluster.ask("scancel", `--user=${user}`).catch(() => {});
      const isEmpty = () => cluster.ask("squeue", "--noheader").then((text) => text === "");
      await becomes(() => isEmpty().catch(() => true), { everyMs: 200 });
      for (const daemon of daemons.toReversed()) {
        daemon.kill("SIGTERM");
        await daemon.status;
      }
    },
  };
  let nodes = "";
  const isReady = async () => {
    nodes = await cluster.ask("sinfo", "--noheader", "--format=%T").catch(() => "");
    return nodes.trim() === "idle";
  };
  if (await becomes(isReady, { everyMs: 200 })) return cluster;
  const logs = await Promise.all(
    ["slurmctld", "slurmd"].map((program) =>
      Deno.readTextFile(`${folder}/${program}.log`).catch(() => "")
    ),
  );
  await cluster[Symbol.asyncDispose]();
  throw new Error(`Slurm did not start: ${nodes}\n${logs.join("\n")}`);
}
