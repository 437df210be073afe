/**
 * What `lib/` uses of Deno, on Node: the build of the npm package has each module that speaks of
 * `Deno` import it from here. Locks are the operating system's, as in Deno, so that programs of both
 * may share a folder.
 */
import * as childProcess from "node:child_process";
import * as fs from "node:fs";
import * as promises from "node:fs/promises";
import process from "node:process";
import { Readable, Writable } from "node:stream";
import koffi from "koffi";

type Real = typeof globalThis.Deno;

/** Node's errors have a code where Deno's have a class of their own. */
const withCode = (...codes: string[]) => ({
  [Symbol.hasInstance]: (error: unknown) =>
    error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? ""),
});

const errors = {
  NotFound: withCode("ENOENT"),
  NotADirectory: withCode("ENOTDIR"),
  PermissionDenied: withCode("EACCES", "EPERM"),
  // Of Node's own permissions, with node --permission.
  NotCapable: withCode("ERR_ACCESS_DENIED"),
};

const LOCK = { shared: 1, exclusive: 2, orNone: 4 };

/** Loaded before any file is opened, so that no moment passes between opening and locking. */
const flock = process.platform === "win32"
  ? undefined
  : koffi.load(null).func("int flock(int, int)") as unknown as (fd: number, how: number) => number;

/** @throws {Error} On Windows, which has no such locks. */
function lock(fd: number, how: number): boolean {
  if (flock === undefined) throw new Error("Windows has no flock");
  if (flock(fd, how) === 0) return true;
  const errno = koffi.errno();
  if (errno === koffi.os.errno["EAGAIN"]) return false;
  throw new Error(`flock ended with errno ${errno}`);
}

function flagsOf({ read, write, create, createNew }: Deno.OpenOptions): number {
  const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL } = fs.constants;
  const access = !write ? O_RDONLY : read ? O_RDWR : O_WRONLY;
  return access | (create ? O_CREAT : 0) | (createNew ? O_CREAT | O_EXCL : 0);
}

/** An open file, read and written from its own place on. */
class FsFile implements Disposable {
  readonly #fd: number;
  #place = 0;

  constructor(path: string, options: Deno.OpenOptions = { read: true }) {
    this.#fd = fs.openSync(path, flagsOf(options));
  }

  readSync(bytes: Uint8Array): number | null {
    const read = fs.readSync(this.#fd, bytes, 0, bytes.length, this.#place);
    this.#place += read;
    return read === 0 && bytes.length > 0 ? null : read;
  }

  write(bytes: Uint8Array): Promise<number> {
    const written = fs.writeSync(this.#fd, bytes, 0, bytes.length, this.#place);
    this.#place += written;
    return Promise.resolve(written);
  }

  /** From the file's beginning. */
  seekSync(place: number): number {
    return this.#place = place;
  }

  seek(place: number): Promise<number> {
    return Promise.resolve(this.seekSync(place));
  }

  truncate(): Promise<void> {
    return Promise.resolve(fs.ftruncateSync(this.#fd));
  }

  stat(): Promise<fs.Stats> {
    return Promise.resolve(fs.fstatSync(this.#fd));
  }

  sync(): Promise<void> {
    return Promise.resolve(fs.fsyncSync(this.#fd));
  }

  lockSync(exclusive = false): void {
    lock(this.#fd, exclusive ? LOCK.exclusive : LOCK.shared);
  }

  tryLockSync(exclusive = false): boolean {
    return lock(this.#fd, LOCK.orNone | (exclusive ? LOCK.exclusive : LOCK.shared));
  }

  // Asynchronous, so that what it throws is caught as a rejection.
  // deno-lint-ignore require-await
  async tryLock(exclusive = false): Promise<boolean> {
    return this.tryLockSync(exclusive);
  }

  close(): void {
    fs.closeSync(this.#fd);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** The library starts itself as `deno run -A FILE.ts`; here that is `node FILE.js`. */
function started(command: string, args: readonly string[]): [string, string[]] {
  if (command !== process.execPath) return [command, [...args]];
  const words = args.filter((word) => !["run", "-A"].includes(word));
  return [command, words.map((word) => word.replace(/\.ts$/, ".js"))];
}

const STDIO = { null: "ignore", piped: "pipe", inherit: "inherit" } as const;

type Stdio = keyof typeof STDIO;

class Command {
  readonly #command: string;
  readonly #options: Deno.CommandOptions;

  constructor(command: string, options: Deno.CommandOptions = {}) {
    this.#command = command;
    this.#options = options;
  }

  #node(otherwise: Stdio): [string, string[], childProcess.SpawnOptions] {
    const { cwd, env, args = [], detached } = this.#options;
    const { stdin = otherwise === "piped" ? "null" : otherwise } = this.#options;
    const { stdout = otherwise, stderr = otherwise } = this.#options;
    const stdio = [stdin, stdout, stderr].map((each) => STDIO[each as Stdio]);
    return [...started(this.#command, args), {
      stdio,
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
      ...(detached === undefined ? {} : { detached }),
    }];
  }

  spawn() {
    return childOf(childProcess.spawn(...this.#node("inherit")));
  }

  async output() {
    return await childOf(childProcess.spawn(...this.#node("piped"))).output();
  }

  outputSync() {
    const { status, error } = childProcess.spawnSync(...this.#node("piped"));
    if (error !== undefined) throw error;
    return { success: status === 0, code: status ?? 1 };
  }
}

const bytesOf = async (stream: Readable | null) =>
  stream === null ? new Uint8Array() : new Uint8Array(Buffer.concat(await stream.toArray()));

function childOf(child: childProcess.ChildProcess) {
  const status = new Promise<Deno.CommandStatus>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      resolve({
        success: code === 0,
        code: code ?? 1,
        signal: signal as Deno.Signal | null,
      }));
  });
  return {
    status,
    get stdin() {
      return Writable.toWeb(child.stdin!);
    },
    get stdout() {
      return Readable.toWeb(child.stdout!) as ReadableStream<Uint8Array>;
    },
    async output() {
      const [ended, stdout, stderr] = await Promise.all([
        status,
        bytesOf(child.stdout),
        bytesOf(child.stderr),
      ]);
      return { ...ended, stdout, stderr };
    },
  };
}

/** C's types by the names that koffi has for them. */
const TYPES: Readonly<Record<string, string>> = { i32: "int", buffer: "void *" };

function dlopen(file: string, signatures: Record<string, Deno.ForeignFunction>) {
  const library = koffi.load(file);
  const symbols = Object.entries(signatures).map(([name, { parameters, result }]) => [
    name,
    library.func(name, TYPES[result as string]!, parameters.map((type) => TYPES[type as string]!)),
  ]);
  return { symbols: Object.fromEntries(symbols), close() {} };
}

async function* readDir(folder: string) {
  for (const entry of await promises.readdir(folder, { withFileTypes: true })) {
    yield { name: entry.name, isDirectory: entry.isDirectory() };
  }
}

/** As Deno's, what a thing is are facts here, not functions. */
async function stat(file: string) {
  const found = await promises.stat(file);
  return { size: found.size, isFile: found.isFile(), isDirectory: found.isDirectory() };
}

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { win32: "windows" };
const PROCESSORS: Partial<Record<NodeJS.Architecture, string>> = {
  x64: "x86_64",
  arm64: "aarch64",
};

/** Deno's names, as Node does what they stand for. */
export const LAYER = {
  build: {
    os: SYSTEMS[process.platform] ?? process.platform,
    arch: PROCESSORS[process.arch] ?? process.arch,
  },
  // What runs are made with is part of what they are.
  version: { deno: `node ${process.versions.node}` },
  env: {
    get: (name: string) => process.env[name],
    set: (name: string, value: string) => void (process.env[name] = value),
    toObject: () => ({ ...process.env }),
  },
  errors,
  FsFile,
  Command,
  SeekMode: { Start: 0 },
  // deno-lint-ignore require-await
  open: async (path: string, options?: Deno.OpenOptions) => new FsFile(path, options),
  openSync: (path: string, options?: Deno.OpenOptions) => new FsFile(path, options),
  readDir,
  readTextFile: (file: string) => promises.readFile(file, "utf8"),
  writeTextFile: promises.writeFile,
  stat,
  lstat: promises.lstat,
  realPath: promises.realpath,
  mkdir: promises.mkdir,
  link: promises.link,
  copyFile: promises.copyFile,
  dlopen,
  execPath: () => process.execPath,
  exit: process.exit,
  addSignalListener: (signal: NodeJS.Signals, act: () => void) => void process.on(signal, act),
  permissions: { query: () => Promise.resolve({ state: "granted" }) },
  // No notebook.
  jupyter: {},
  stdin: {
    get readable() {
      return Readable.toWeb(process.stdin);
    },
  },
  stdout: { writeSync: (bytes: Uint8Array) => fs.writeSync(1, bytes) },
  stderr: {
    writeSync: (bytes: Uint8Array) => fs.writeSync(2, bytes),
    isTerminal: () => process.stderr.isTTY === true,
  },
};

// The package works in Deno, too.
export const Deno = globalThis.Deno ?? LAYER as unknown as Real;
