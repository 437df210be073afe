/** What a launcher says of a process that a signal ended, not the person at the keyboard. */
import { bytesOf, type Work } from "./_jobs.ts";

/** A process that died, and what it shared the machine with. */
export interface Death {
  /** Such as `SIGKILL`. */
  signal: string;
  /** Whether it led the others, or was alone: then the task is over. */
  leads: boolean;
  /** Processes that were started together. */
  jobs: number;
  /** Bytes of memory of the machine. */
  memory: number;
  /** What each computed, where that is known. */
  work?: Pick<Work, "weights">;
}

const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** What happened, why it may have, and what to do about it, as one line. */
export function deathLine({ signal, leads, jobs, memory, work }: Death): string {
  const who = leads ? "The task" : `One of the ${jobs} processes that make runs`;
  const then = leads
    ? work === undefined ? "" : " The same command goes on where it was."
    : " The others go on and make its run.";
  if (signal === "SIGXFSZ") {
    return `${who} was ended by SIGXFSZ: a file would be larger than this system allows.${then} ` +
      "Raise the limit on the size of files first (ulimit -f).";
  }
  if (signal !== "SIGKILL") return `${who} was ended by ${signal}, in native code.${then}`;
  const need = work === undefined
    ? ""
    : `; ${jobs === 1 ? "a run like this needs" : `${jobs} runs like these need`} about ${
      gib(jobs * bytesOf(work))
    } with small batches`;
  const lower = work === undefined
    ? "a smaller model or batch"
    : `${jobs > 1 ? "--jobs, " : ""}--batch-size or --chunk-length`;
  return `${who} was ended by SIGKILL, perhaps by the system because memory ran out: this machine has ` +
    `${gib(memory)}${need}.${then} Where it happens again, ${
      work === undefined ? `take ${lower}` : `lower ${lower}`
    }.`;
}
