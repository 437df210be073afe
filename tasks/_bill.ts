/**
 * The bill of materials in the form of CycloneDX 1.6 (ecma-international.org, ECMA-424): what
 * `deno.lock` pins, TensorFlow's wheels, and which known advisories of these do not matter here.
 */
import { TENSORFLOW_VERSION } from "../lib/backend/mod.ts";
import { wheelsFor } from "../lib/backend/wheels.ts";

/** `deno.lock`, as far as it is read here. */
export interface Lock {
  /** By name and version, with `_` before the versions of what it was resolved beside. */
  npm: Record<string, {
    /** `sha512-` and base64. */
    integrity: string;
    dependencies?: readonly string[];
    optionalDependencies?: readonly string[];
    optionalPeers?: readonly string[];
  }>;
  workspace: { dependencies: readonly string[] };
}

/** A package at a version. */
export interface PackageId {
  name: string;
  version: string;
}

/** What nobody but the package itself says. */
export interface PackageFacts {
  /** SPDX's expression of its licence. */
  license: string;
}

/** One part of what is installed. */
export interface Component extends PackageId {
  type: "library";
  "bom-ref": string;
  purl: string;
  hashes: { alg: "SHA-512" | "SHA-256"; content: string }[];
  licenses: { expression: string }[];
}

/** What is known against a package, and why it does not matter as it is used here. */
export interface Advisory {
  package: PackageId;
  ids: readonly string[];
  /** The first version that has it mended. */
  mendedIn: string;
  /** Why the faulty code is not reached. */
  detail: string;
}

/**
 * Known advisories of pinned packages. One that no longer concerns the lock file is an error, so
 * that this list goes when the package does.
 */
export const ADVISORIES: readonly Advisory[] = [
  {
    package: { name: "tar", version: "6.2.1" },
    ids: [
      "CVE-2026-23745",
      "CVE-2026-23950",
      "CVE-2026-24842",
      "CVE-2026-26960",
      "CVE-2026-29786",
      "CVE-2026-31802",
    ],
    mendedIn: "7.5.11",
    detail: "Unpacking a hostile archive could write outside its folder. Only the installation " +
      "scripts of tfjs-node-gpu and node-pre-gyp unpack archives with it, and deno.json denies " +
      "them; the set-up unpacks wheels with yauzl. No release of tfjs-node-gpu takes tar 7.",
  },
  {
    package: { name: "vega-expression", version: "5.1.2" },
    ids: ["CVE-2025-59840"],
    mendedIn: "5.2.1",
    detail: "Hostile expressions in a plot's specification could run code where a page keeps a " +
      "View in its global object. Specifications are made by lib/report alone, in which what " +
      "comes from files is data and never an expression; no page keeps a View there; and what " +
      "draws (vega) has vega-expression 5.2.1, this one only compiles in vega-lite 5.",
  },
];

/** `name@version_peers` as the lock file has it. */
export function packageOf(key: string): PackageId {
  const at = key.indexOf("@", 1);
  return { name: key.slice(0, at), version: key.slice(at + 1).split("_")[0]! };
}

/** All that the lock file pins, each once, in the order of names and versions. */
export function packagesOf(lock: Lock): PackageId[] {
  const ids = new Map(
    Object.keys(lock.npm).map((key) => {
      const id = packageOf(key);
      return [npmUrl(id), id] as const;
    }),
  );
  return [...ids.entries()].sort(([a], [b]) => a < b ? -1 : 1).map(([, id]) => id);
}

/** A package's address in the form of purl (ECMA-427). */
function npmUrl({ name, version }: PackageId): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function hex(base64: string): string {
  return Array.from(atob(base64), (c) => c.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/**
 * A package that is pinned.
 *
 * @throws {Error} If the lock file has no SHA-512 of it.
 */
function npmComponent(id: PackageId, integrity: string, { license }: PackageFacts): Component {
  const [kind, hash] = integrity.split(/-(.*)/s);
  if (kind !== "sha512" || hash === undefined) {
    throw new Error(`deno.lock has no SHA-512 of ${id.name}@${id.version}`);
  }
  const purl = npmUrl(id);
  return {
    type: "library",
    "bom-ref": purl,
    ...id,
    purl,
    hashes: [{ alg: "SHA-512", content: hex(hash) }],
    licenses: [{ expression: license }],
  };
}

/** Licences of what the set-up fetches from PyPI, by the project's name before its version. */
const wheelLicense = (project: string) =>
  project.startsWith("tensorflow") ? "Apache-2.0" : "LicenseRef-NVIDIA-Proprietary";

/** The wheels that the set-up may fetch, for each kind of machine on which it can. */
function wheelComponents(): Component[] {
  const machines = [
    { os: "linux", arch: "x86_64" },
    { os: "linux", arch: "aarch64" },
    { os: "darwin", arch: "aarch64" },
  ] as const;
  const wheels = [
    ...machines.flatMap((machine) => wheelsFor("cpu", machine)),
    ...wheelsFor("cuda", machines[0]),
  ];
  return wheels.map(({ project, version, file, sha256 }) => {
    const purl = `pkg:pypi/${project}@${version}?file_name=${file}`;
    return {
      type: "library",
      "bom-ref": purl,
      name: project,
      version,
      purl,
      hashes: [{ alg: "SHA-256", content: sha256 }],
      licenses: [{ expression: wheelLicense(project) }],
    };
  });
}

/** Which key of the lock file a dependency's text means, which names a version only where it must. */
function keyOf(lock: Lock, text: string): string | undefined {
  if (text in lock.npm) return text;
  return Object.keys(lock.npm).find((key) =>
    packageOf(key).name === text || key.startsWith(`${text}_`)
  );
}

/**
 * The whole bill. It names no time and no serial number, so that the same lock file gives the same
 * bytes.
 *
 * @param facts What the packages say of themselves, by name and version.
 * @throws {Error} If a fact is missing, or an advisory concerns a package that is not there.
 */
export function makeBill(
  lock: Lock,
  version: string,
  facts: (id: PackageId) => PackageFacts | undefined,
) {
  const components = new Map<string, Component>();
  const dependsOn = new Map<string, Set<string>>();
  for (const [key, entry] of Object.entries(lock.npm)) {
    const id = packageOf(key);
    const known = facts(id);
    if (known === undefined) throw new Error(`nothing is known of ${id.name}@${id.version}`);
    const component = npmComponent(id, entry.integrity, known);
    components.set(component.purl, component);
    const needs = dependsOn.get(component.purl) ?? new Set();
    for (const text of [...entry.dependencies ?? [], ...entry.optionalDependencies ?? []]) {
      const other = keyOf(lock, text);
      if (other !== undefined) needs.add(npmUrl(packageOf(other)));
    }
    dependsOn.set(component.purl, needs);
  }
  const root = `sdtrainer@${version}`;
  dependsOn.set(
    root,
    new Set(lock.workspace.dependencies.map((text) => npmUrl(packageOf(text.replace("npm:", ""))))),
  );
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": root,
        name: "SDTrainer",
        version,
        licenses: [{ expression: "MIT" }],
      },
    },
    components: [
      ...packagesOf(lock).map((id) => components.get(npmUrl(id))!),
      ...wheelComponents(),
    ],
    dependencies: [...dependsOn.entries()].sort(([a], [b]) => a < b ? -1 : 1)
      .map(([ref, needs]) => ({ ref, dependsOn: [...needs].sort() })),
    vulnerabilities: ADVISORIES.flatMap((advisory) => {
      const ref = npmUrl(advisory.package);
      if (!components.has(ref)) {
        throw new Error(`${ref} has an advisory and is not pinned any more`);
      }
      return advisory.ids.map((id) => ({
        id,
        source: { name: "NVD", url: `https://nvd.nist.gov/vuln/detail/${id}` },
        recommendation: `Mended in ${advisory.package.name} ${advisory.mendedIn}.`,
        analysis: {
          state: "not_affected",
          justification: "code_not_reachable",
          detail: advisory.detail,
        },
        affects: [{ ref }],
      }));
    }),
  };
}

/** A {@linkcode makeBill bill} of materials. */
export type Bill = ReturnType<typeof makeBill>;

/** The bill for people: what is used under which licence, and the advisories. */
export function noticesMarkdown(bill: Bill): string {
  const byLicense = Map.groupBy(bill.components, ({ licenses }) => licenses[0]!.expression);
  const sections = [...byLicense.entries()].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([license, components]) => {
      const names = [...new Set(components.map(({ name, version }) => `${name} ${version}`))];
      return `## ${license}\n\n${names.join(", ")}\n`;
    });
  const advisories = ADVISORIES.map((advisory) =>
    `- **${advisory.package.name} ${advisory.package.version}** (${advisory.ids.join(", ")}; ` +
    `mended in ${advisory.mendedIn}): ${advisory.detail}`
  );
  return `# What others made

SDTrainer's own code is under the MIT licence; where its data and its model come from is told in
[data/README.md](../data/README.md). All below is fetched when it is needed, from npm or PyPI, at the
versions and hashes that \`deno.lock\` and \`lib/backend/wheels.ts\` pin, and is under the licence of its
own files there; the packages of other systems than yours are not fetched. In a report stand Vega,
Vega-Lite and Vega-Embed with their notices. For machines the same stands in
[sbom.cdx.json](sbom.cdx.json) (CycloneDX ${bill.specVersion}). \`deno task sbom\` makes both;
\`deno audit\` asks npm for further advisories. TensorFlow here is ${TENSORFLOW_VERSION}.

## Known advisories that do not reach

${advisories.join("\n")}

${sections.join("\n")}`;
}
