/**
 * Makes the bill of materials, `docs/sbom.cdx.json`, and the notices of others' work,
 * `docs/third-party.md`, from `deno.lock` and what the packages say of themselves.
 */
import * as path from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { InputError } from "../lib/io/errors.ts";
import {
  type Lock,
  makeBill,
  noticesMarkdown,
  type PackageFacts,
  type PackageId,
  packagesOf,
} from "./_bill.ts";
import { runCommand } from "./_cli.ts";
import { installed, licenseOf, type Manifest } from "./_licenses.ts";
import { print } from "./_print.ts";

const command = {
  name: "sbom",
  description: "Makes the bill of materials and the notices of others' work, both in docs/. " +
    "Packages for other systems are asked for at the npm registry.",
  options: {},
} as const;

async function published({ name, version }: PackageId): Promise<Manifest> {
  const response = await fetch(`https://registry.npmjs.org/${name}/${version}`);
  if (!response.ok) {
    throw new InputError(`the registry answers ${response.status} for ${name}@${version}`, {
      mend: "Try again later",
    });
  }
  return await response.json();
}

await runCommand(command, async () => {
  const lock: Lock = JSON.parse(await Deno.readTextFile(path.join(PROJECT_FOLDER, "deno.lock")));
  const { version }: { version: string } = JSON.parse(
    await Deno.readTextFile(path.join(PROJECT_FOLDER, "deno.json")),
  );
  const facts = new Map<string, PackageFacts>();
  for (const id of packagesOf(lock)) {
    const manifest = await installed(id) ?? await published(id);
    facts.set(`${id.name}@${id.version}`, { license: licenseOf(manifest, id) });
  }
  const bill = makeBill(lock, version, (id) => facts.get(`${id.name}@${id.version}`));
  const docs = path.join(PROJECT_FOLDER, "docs");
  const files = { "sbom.cdx.json": JSON.stringify(bill), "third-party.md": noticesMarkdown(bill) };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(
      path.join(docs, name),
      `${text}
`,
    );
  }
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", ...Object.keys(files).map((name) => path.join(docs, name))],
    cwd: PROJECT_FOLDER,
  }).spawn().status;
  if (!success) throw new Error("deno fmt does not take what was made");
  print(
    `${bill.components.length} components, ${bill.vulnerabilities.length} advisories: ` +
      Object.keys(files).map((name) => `docs/${name}`).join(", "),
  );
});
