/** A subject's side of the conversation with the bench: see `subject.ts`. */
import { TextLineStream } from "./lines.ts";

/** What a subject can be asked, by name. What an action returns goes into the answer. */
export type Actions = Record<string, () => Promise<object | void> | object | void>;

/** The most memory this process has held so far; undefined where the system does not tell. */
export async function peakRssMib(): Promise<number | undefined> {
  const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? undefined : Number(kib) / 1024;
}

function say(answer: object): void {
  console.log(JSON.stringify(answer));
}

/**
 * Does what it is asked, line by line, until its standard input ends.
 *
 * @param peak The most memory held; another one than this process's where others do the work.
 */
export async function serve(
  actions: Actions,
  peak: () => Promise<number | undefined> | undefined = peakRssMib,
): Promise<void> {
  say({ ready: true });
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of lines) {
    if (line === "peak") {
      say({ peak_rss_mib: await peak() ?? null });
      continue;
    }
    const action = actions[line];
    if (action === undefined) throw new RangeError(`The subject cannot do "${line}".`);
    const start = performance.now();
    const result = await action();
    say({ ms: performance.now() - start, ...result });
  }
  Deno.exit(0);
}
