/** Showing what the set-up does. */

/** What the set-up is doing. */
export interface SetupProgress {
  /** A phrase, such as `Downloading tensorflow-cpu 2.21.0`. */
  step: string;
  /** Bytes done so far, where they are counted. */
  bytes?: number;
  /** Bytes to do, where that is known. */
  totalBytes?: number;
}

/** How long one who reads lines, not a terminal, waits for the next: 10 s. */
const LINE_MS = 10_000;
const REDRAW_MS = 100;

function text({ step, bytes, totalBytes }: SetupProgress): string {
  if (bytes === undefined) return `${step} …`;
  const megabytes = (count: number) => Math.round(count / 1e6);
  const total = totalBytes === undefined ? "" : ` of ${megabytes(totalBytes)}`;
  return `${step} … ${megabytes(bytes)}${total} MB`;
}

/**
 * A function to give to the set-up as `onProgress`: each step becomes a line, and a long one tells
 * every ten seconds how far it is.
 */
export function progressLines(say: (line: string) => void): (progress: SetupProgress) => void {
  let step = "";
  let told = 0;
  return (progress) => {
    const now = performance.now();
    if (progress.step === step && now - told < LINE_MS) return;
    if (progress.step === step && progress.bytes === undefined) return;
    step = progress.step;
    told = now;
    say(text(progress));
  };
}

/** Whether this is a notebook's kernel, whose standard error nobody reads; `console` arrives. */
function inNotebook(): boolean {
  try {
    // Outside a kernel the property is there but throws.
    return typeof Deno.jupyter.broadcast === "function";
  } catch {
    return false;
  }
}

/**
 * The same on standard error: in a terminal each step is one line, redrawn in place; elsewhere, and
 * in notebooks, lines as of {@linkcode progressLines}.
 */
export function progressOnTerminal(): (progress: SetupProgress) => void {
  if (inNotebook() || !Deno.stderr.isTerminal()) return progressLines(console.error);
  const encoder = new TextEncoder();
  let step = "";
  let drawn = 0;
  return (progress) => {
    const now = performance.now();
    if (progress.step === step && now - drawn < REDRAW_MS) return;
    // Up one line and clear it, so that whoever writes next starts on a line of their own.
    const redraw = progress.step === step ? "\x1b[1A\x1b[2K" : "";
    step = progress.step;
    drawn = now;
    Deno.stderr.writeSync(encoder.encode(`${redraw}${text(progress)}\n`));
  };
}
