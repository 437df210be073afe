/** Wheels made on the spot. */
import assert from "node:assert/strict";
import * as path from "node:path";
import type { Wheel } from "../lib/backend/wheels.ts";
import { markOf } from "../lib/io/mod.ts";

/**
 * Makes a wheel, which is a zip.
 *
 * @param file Where; its name says whose wheel it is.
 * @param contents By path in the wheel, which all begin with the same folder.
 */
export async function makeWheel(
  file: string,
  contents: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>,
): Promise<Wheel> {
  const source = `${file}.source`;
  for (const [name, content] of Object.entries(contents)) {
    const target = path.join(source, name);
    await Deno.mkdir(path.dirname(target), { recursive: true });
    if (typeof content === "string") await Deno.writeTextFile(target, content);
    else await Deno.writeFile(target, content);
  }
  const top = Object.keys(contents)[0]!.split("/")[0]!;
  const { success } = await new Deno.Command("python3", {
    args: ["-m", "zipfile", "-c", file, top],
    cwd: source,
  }).output();
  assert.ok(success, "python3 makes the wheel");
  await Deno.remove(source, { recursive: true });
  const mark = await markOf(file);
  const name = path.basename(file), [project, version] = name.split("-");
  return {
    project: project!.replaceAll("_", "-"),
    version: version!,
    file: name,
    sha256: mark.sha256,
    bytes: mark.size,
  };
}
