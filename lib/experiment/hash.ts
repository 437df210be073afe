/** One hash for what is in memory. */

import { createHash } from "node:crypto";

/** SHA-256 of some texts and arrays, one after the other, as hexadecimal digits. */
export function hashOf(parts: Iterable<string | ArrayBufferView>): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(
      typeof part === "string"
        ? part
        : new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
    );
  }
  return hash.digest("hex");
}
