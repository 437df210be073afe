/** Keeps processes apart where only one may be at work. */

import { lstat, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { pid } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { cannotWrite } from "./disk.ts";
import { InputError, settingName, shown } from "./errors.ts";

/** What the file is called by which a folder is taken. */
export const LOCK = ".lock";

/** How often a lock that another process has is tried again. */
const AGAIN_MS = 200;

/** Longer than a look at a lock takes. */
const LOOK_MS = 50;

/** Who holds a lock: the content of its file. */
export interface Holder {
  /** The process. */
  pid: number;
  /** The machine's name, where the process may know it. */
  host?: string;
  /** When it began, in ISO 8601. */
  since: string;
  /** The session that an experiment's other processes look for: see `RunExperimentOptions`. */
  session?: string;
}

/** Who holds a lock, as far as its file says. */
export type LockHolder = Partial<Holder>;

/** A lock that this process has until it disposes of it. */
export interface HeldLock extends AsyncDisposable {
  /** Lets the other processes of a session know that everything is ready for them. */
  announce(session: string): Promise<void>;
  /**
   * Whether no other process has taken it over, as one can whose lock does not reach it: on some network
   * drives a lock keeps apart the processes of one machine only. Its file says who came last.
   */
  isOurs(): Promise<boolean>;
}

/** How {@linkcode lockFile} waits. */
export interface LockOptions {
  /** Aborts the wait. */
  signal?: AbortSignal;
  /** Told once that another process has the lock, and which. */
  onWait?: (holder: LockHolder) => void;
}

/** Refuses what would write, by its other name, to a place that is not the lock's. */
async function refuseForeign(file: string): Promise<void> {
  const there = await lstat(file).catch(() => undefined);
  if (there === undefined || there.isFile() && there.nlink <= 1) return;
  throw new InputError("this is not the file of a lock", { file, mend: "Remove it" });
}

/** Some network drives have no locks, and without one two processes could write to one folder. */
function noLocks(error: unknown, file: string): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new InputError(`the file system has no lock for it (${reason})`, {
    file,
    mend: "Choose a folder on a disk of this machine, or have the drive mounted with locks",
    cause: error,
  });
}

/** Tries to take a lock; undefined where the file was removed meanwhile and it is to be tried anew. */
async function tryLock(file: string, mayLack: boolean): Promise<Deno.FsFile | "held" | undefined> {
  await refuseForeign(file);
  const handle = await Deno.open(file, { create: true, read: true, write: true });
  try {
    const taken = handle.tryLock(true).catch((error) => mayLack || noLocks(error, file));
    if (!await taken) {
      handle.close();
      return "held";
    }
    const [ours, there] = await Promise.all([handle.stat(), lstat(file).catch(() => undefined)]);
    if (there !== undefined && (ours.ino === null || ours.ino === there.ino)) return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
  handle.close();
  return undefined;
}

/** The machine's name, where this process may know it. */
function host(): { host?: string } {
  try {
    return { host: hostname() };
  } catch {
    return {};
  }
}

/** Writes down who has a lock; gives what it wrote. */
async function write(handle: Deno.FsFile, session?: string): Promise<string> {
  const since = new Date().toISOString();
  const holder: Holder = { pid, ...host(), since, ...(session === undefined ? {} : { session }) };
  await handle.truncate();
  await handle.seek(0, Deno.SeekMode.Start);
  const text = JSON.stringify(holder) + "\n";
  await handle.write(new TextEncoder().encode(text));
  return text;
}

/**
 * Takes a lock for this process until it is disposed of. The operating system holds it and lets go
 * of it when the process ends, however it ends: a file that is left behind stops nobody.
 *
 * @param session The session that its holder is of, for {@linkcode holderOf}.
 * @param mayLack Whether it counts as taken where the file system has no locks; then {@linkcode HeldLock.isOurs}
 * alone tells of others.
 * @returns Undefined if another process has it.
 * @throws {InputError} If its file cannot be written, or is not a lock's.
 */
export async function tryLockFile(
  file: string,
  session?: string,
  mayLack = false,
): Promise<HeldLock | undefined> {
  let opened: Deno.FsFile | undefined;
  try {
    let taken = await tryLock(file, mayLack);
    while (taken === undefined) taken = await tryLock(file, mayLack);
    if (taken === "held") return undefined;
    const handle = opened = taken;
    let written = await write(handle, session);
    // A file that is gone, or may not be read while it is locked, names nobody else.
    const isOurs = async () => await readFile(file, "utf8").catch(() => written) === written;
    return {
      async announce(session) {
        written = await write(handle, session);
      },
      isOurs,
      async [Symbol.asyncDispose]() {
        // A folder that cannot be written any more keeps the file, which stops nobody.
        if (await isOurs()) await rm(file, { force: true }).catch(() => {});
        handle.close();
      },
    };
  } catch (error) {
    // Nobody will dispose of it, and an open file would keep the lock.
    opened?.close();
    throw cannotWrite(error, dirname(file));
  }
}

/**
 * Takes a lock as {@linkcode tryLockFile}, after a wait for another process that has it.
 *
 * @throws {InputError} If its file cannot be written, or is not a lock's.
 *
 * @example
 * ```ts ignore
 * await using _ = await lockFile("models/some--bert/.lock", { onWait: () => console.log("…") });
 * ```
 */
export async function lockFile(
  file: string,
  { signal, onWait }: LockOptions = {},
): Promise<HeldLock> {
  for (let waits = 0;; waits++) {
    signal?.throwIfAborted();
    const lock = await tryLockFile(file);
    if (lock !== undefined) return lock;
    if (waits === 0) onWait?.(await holderOf(file));
    await delay(AGAIN_MS);
  }
}

/** The content of a lock's file, as far as it can be read. */
export async function holderOf(file: string): Promise<LockHolder> {
  const holder = await readFile(file, "utf8").then(JSON.parse).catch(() => undefined);
  return (holder ?? {}) as LockHolder;
}

/** Which process that is, as ` (process 7 on "host", since …)`; empty where that is not known. */
export function holderInBrackets({ pid, host, since }: LockHolder): string {
  const where = host === undefined ? "" : ` on ${shown(host)}`;
  return pid === undefined ? "" : ` (process ${shown(pid)}${where}, since ${shown(since)})`;
}

function fileOf(folder: string): string {
  return join(folder, LOCK);
}

/**
 * Takes a folder for this process until the result is disposed of.
 *
 * @param mayLack As of {@linkcode tryLockFile}.
 * @throws {InputError} If another process has it; the message says which, where and since when.
 */
export async function lockFolder(folder: string, mayLack = false): Promise<HeldLock> {
  const attempt = () => tryLockFile(fileOf(folder), undefined, mayLack);
  let lock = await attempt();
  // Somebody may only have looked whether it is free: see `isLocked`.
  if (lock === undefined) lock = await delay(LOOK_MS).then(attempt);
  if (lock !== undefined) return lock;
  const who = holderInBrackets(await holderOf(fileOf(folder)));
  throw new InputError(`another process is at work in this folder${who}`, {
    file: folder,
    mend: "Wait until it is done, or choose another folder with " +
      settingName("out", "the setting out"),
  });
}

/** Whether some process has a folder now. It is not taken from anybody who wants it meanwhile. */
export async function isLocked(folder: string): Promise<boolean> {
  return await isHeld(fileOf(folder));
}

/** Whether some process has the lock of this file now, as {@linkcode isLocked}. */
export async function isHeld(file: string): Promise<boolean> {
  const handle = await refuseForeign(file).then(() => Deno.open(file)).catch(() => undefined);
  if (handle === undefined) return false;
  try {
    return !await handle.tryLock(false);
  } finally {
    handle.close();
  }
}

/** Whether the process that has a folder has announced this session. */
export async function isAnnounced(folder: string, session: string): Promise<boolean> {
  return (await holderOf(fileOf(folder))).session === session;
}
