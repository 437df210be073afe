/**
 * A set-up or a download in a process that ends itself by SIGKILL before its n-th file operation:
 * `obtaining_child.ts hub operation:7 CACHE ENDPOINT` or `obtaining_child.ts setup operation:7
 * PACKAGE WHEEL`; with `never`, not at all; with `count`, it prints how many there were.
 *
 * The set-up is the real `deno task setup`, but for the wheel, which is a small one described by the
 * JSON in WHEEL, and the npm package that gets the addon, which is in the folder PACKAGE.
 */
import { disk } from "../../lib/io/mod.ts";
import { wheelsFor } from "../../lib/backend/wheels.ts";
import { downloadPretrained } from "../../lib/mod.ts";

const [what, point, first, second] = Deno.args as [string, string, string, string];
const last = Number(point.split(":")[1]);
let operations = 0;

/** Counts calls of an object's functions, and ends the process before the last one. */
function count(object: object, names: readonly string[]): void {
  const functions = object as Record<string, (...args: unknown[]) => unknown>;
  for (const name of names) {
    const operation = functions[name]!;
    functions[name] = (...args) => {
      if (++operations === last) Deno.kill(Deno.pid, "SIGKILL");
      return operation(...args);
    };
  }
}

count(disk, Object.keys(disk));
if (what === "hub") {
  await downloadPretrained("tiny/bert", { cacheFolder: first, endpoint: second });
} else {
  Object.assign(wheelsFor("cpu")[0]!, JSON.parse(second));
  const { realPath } = Deno;
  Deno.realPath = async (path) =>
    String(path).endsWith("/tfjs-node-gpu") ? first : await realPath(path);
  count(Deno, ["mkdir", "rename", "remove", "writeTextFile", "copyFile", "open"]);
  Object.defineProperty(Deno, "args", { value: ["--kind", "cpu"] });
  if (point === "count") globalThis.addEventListener("unload", tell);
  await import("../../tasks/setup.ts");
}
if (point === "count" && what === "hub") tell();

function tell(): void {
  console.log(`operations: ${operations}`);
}
