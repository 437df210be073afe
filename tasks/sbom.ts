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
import { print } from "./_print.ts";

const command = {
  name: "sbom",
  description: "Makes the bill of materials and the notices of others' work, both in docs/. " +
    "Packages for other systems are asked for at the npm registry.",
  options: {},
} as const;

/** A package.json, in all the forms that its licence was ever written. */
interface Manifest {
  license?: string | { type?: string };
  licenses?: readonly { type?: string }[];
}

/** SPDX's names of what some packages call otherwise. */
const SPDX: Record<string, string> = { "BSD": "BSD-3-Clause", "Apache 2.0": "Apache-2.0" };

function licenseOf({ license, licenses }: Manifest, { name, version }: PackageId): string {
  const text = typeof license === "string"
    ? license
    : license?.type ?? licenses?.map(({ type }) => type).join(" OR ");
  if (text === undefined || text === "") {
    throw new InputError(`${name}@${version} names no licence`, {
      file: "deno.lock",
      mend: "Look at its files and name it in tasks/sbom.ts",
    });
  }
  const inner = text.replace(/^\((.*)\)$/, "$1");
  return SPDX[inner] ?? inner;
}

async function installed({ name, version }: PackageId): Promise<Manifest | undefined> {
  const folder = `${name.replace("/", "+")}@${version}`;
  const file = path.join(
    PROJECT_FOLDER,
    "node_modules/.deno",
    folder,
    "node_modules",
    name,
    "package.json",
  );
  try {
    return JSON.parse(await Deno.readTextFile(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

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
