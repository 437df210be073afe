/**
 * Whether this process has Deno's permission for the whole network. What it starts, such as pip, is
 * not bound by it, so the process must ask itself.
 */
export async function mayUseNetwork(): Promise<boolean> {
  return (await Deno.permissions.query({ name: "net" })).state === "granted";
}
