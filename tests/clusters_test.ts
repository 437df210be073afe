/** What docs/clusters.md prints: a manifest that Kubernetes takes, commands that are understood. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../lib/backend/mod.ts";
import { InputError } from "../lib/io/mod.ts";
import { ensurePython } from "../tasks/_python.ts";
import { withFolder } from "./_files.ts";
import { notTested } from "./_not_tested.ts";

const PAGE = readFileSync(fileURLToPath(new URL("../docs/clusters.md", import.meta.url)), "utf8");

/** Kubernetes' schemas of each version, and what reads them, all pinned. */
const REQUIREMENTS = [
  ...["kubernetes-validate==1.29.1", "PyYAML==6.0.4", "jsonschema==4.26.0", "attrs==26.1.0"],
  ...["jsonschema-specifications==2025.9.1", "referencing==0.37.0", "rpds-py==2026.9.1"],
  ...["importlib_resources==7.1.0", "packaging==26.4", "typing_extensions==4.16.0"],
];

/** The validator's program; undefined where pip cannot fetch it. */
async function validator(): Promise<string | undefined> {
  const folder = join(cacheFolder(), "kubernetes");
  try {
    await ensurePython({
      ...{ folder, requirements: REQUIREMENTS, purpose: "Kubernetes' schemas" },
      ...{ duration: "12 MB", onProgress: console.log },
    });
    return join(folder, "bin", "kubernetes-validate");
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    notTested("Kubernetes' view of the manifest", error.message);
    return undefined;
  }
}

Deno.test("Kubernetes takes the manifest, and no other word or type in its place", async () => {
  const manifest = /^```yaml\n(.*?)^```$/ms.exec(PAGE)![1]!;
  const program = await validator();
  if (program === undefined) return;
  await withFolder(async (folder) => {
    const file = join(folder, "job.yaml");
    const validate = async (text: string) => {
      await Deno.writeTextFile(file, text);
      const { success, stdout, stderr } = await new Deno.Command(program, {
        args: ["--strict", file],
      }).output();
      const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
      return { success, said };
    };
    const whole = await validate(manifest);
    assert.ok(whole.success, whole.said);
    for (
      const [part, other] of [
        ["completionMode", "completionmode"],
        ["completions: 9", 'completions: "nine"'],
        ["backoffLimitPerIndex", "backoffPerIndex"],
        ['status: "True"', "status: true"],
        ["mountPath", "path"],
      ] as const
    ) {
      assert.ok(manifest.includes(part), part);
      const { success, said } = await validate(manifest.replace(part, other));
      assert.ok(!success, `${other}: ${said}`);
    }
  });
});
