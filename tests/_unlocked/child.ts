/**
 * The real `reproduce` on a file system whose locks hold nobody: `child.ts local …` as where a lock keeps
 * apart the processes of one machine only, and each other is another machine's; `child.ts none …` as
 * where there are none at all.
 */
const [locks, ...args] = Deno.args;

Deno.FsFile.prototype.tryLock = () =>
  locks === "none"
    ? Promise.reject(new Deno.errors.NotSupported("No locks available"))
    : Promise.resolve(true);

// Deno.args is what the command reads; the first one is this file's.
Object.defineProperty(Deno, "args", { value: args });
await import("../../tasks/reproduce.ts");
