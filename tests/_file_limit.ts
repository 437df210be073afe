/** A bound on the size of files, in whose place a disk is full. */

/** Runs code of this library with a bound on the size of the files that it may write. */
export async function withFileLimit(kibibytes: number, code: string): Promise<string> {
  const child = new Deno.Command("bash", {
    // The limit's signal is ignored, so that the write fails as it does on a full disk.
    args: [
      "-c",
      `trap '' XFSZ; ulimit -f ${kibibytes}; exec "$0" run -A --no-check -`,
      Deno.execPath(),
    ],
    cwd: new URL("..", import.meta.url),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(code));
  await writer.close();
  const { stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr);
}
