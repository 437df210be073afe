/** What threads run. */
import { fileURLToPath } from "node:url";

/**
 * Whether a thread may run it: Node's are others, and in Deno modules are loaded without a permission, but
 * not what threads begin with.
 */
export async function mayRun(program: URL): Promise<boolean> {
  if (typeof Worker === "undefined") return false;
  if (program.protocol !== "file:") return true;
  const { state } = await Deno.permissions.query({ name: "read", path: fileURLToPath(program) });
  return state === "granted";
}
