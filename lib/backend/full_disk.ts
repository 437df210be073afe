/** What is said where there is no space for what a set-up writes. */
import { NativeUnavailable } from "./unavailable.ts";

const CODES = ["ENOSPC", "EDQUOT"];

/** How programs report these, and streams that lost the code. */
const WORDS = /No space left on device|Disk quota exceeded/;

/** Whether something failed as a disk is full: an error of the system, or what a program printed. */
export function isDiskFull(reason: unknown): boolean {
  if (typeof reason === "string") return WORDS.test(reason);
  const { code, message } = (reason ?? {}) as { code?: unknown; message?: unknown };
  return CODES.includes(String(code)) || WORDS.test(String(message));
}

/** Bytes as people read them, rounded up. */
function shownBytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(Math.ceil(bytes / 1e8) / 10)} GB`;
}

/**
 * The error for a full disk.
 *
 * @param folder What was written to.
 * @param bytes What it needs in all, at most.
 * @param more Other places that may be full.
 */
export function diskFull(folder: string, bytes: number, more = ""): NativeUnavailable {
  return new NativeUnavailable(`the disk is full: this takes ${shownBytes(bytes)}`, {
    file: folder,
    mend: `Make space there${more}, and the same command goes on; or set SDTRAINER_CACHE to a ` +
      "folder on another disk",
  });
}
