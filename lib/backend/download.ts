/** Getting a wheel: from a folder the user names, or from the package index that pip is set to. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import * as path from "node:path";
import { InputError } from "../errors.ts";
import { pipTags, type Wheel } from "./wheels.ts";

/** TensorFlow cannot be had here, and why: a reason to fall back, unless it was asked for. */
export class NativeUnavailable extends InputError {}

/** The SHA-256 of a file's bytes, in lower-case hexadecimal. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(bytes);
  return hash.digest("hex");
}

/** @throws {InputError} If the file's bytes are not those the wheel should have. */
export async function verifyWheel(wheel: Wheel, file: string, mend: string): Promise<void> {
  const found = await sha256(file);
  if (found !== wheel.sha256) {
    throw new InputError(
      `its SHA-256 is ${found} instead of ${wheel.sha256}, so it is damaged or another file`,
      { file, mend },
    );
  }
}

/** The command that runs pip here, or undefined. */
async function findPip(): Promise<string[] | undefined> {
  for (const command of [["python3", "-m", "pip"], ["pip3"], ["pip"], ["python", "-m", "pip"]]) {
    try {
      const { success } = await new Deno.Command(command[0]!, {
        args: [...command.slice(1), "--version"],
        stdout: "null",
        stderr: "null",
      }).output();
      if (success) return command;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
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
  const pip = await findPip();
  if (pip === undefined) {
    throw new NativeUnavailable("TensorFlow's library comes through pip, which is not here", {
      mend: "Install python3-pip (Debian: apt-get install python3-pip)",
    });
  }
  const temporary = path.join(folder, "pip");
  await Deno.mkdir(temporary, { recursive: true });
  const requirements = path.join(folder, "requirements.txt");
  await Deno.writeTextFile(
    requirements,
    wheels.map((wheel) => `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`)
      .join(""),
  );
  const tags = wheels.map(pipTags);
  const abis = new Set(tags.map((tag) => tag.abi));
  const platforms = new Set(tags.flatMap((tag) => tag.platforms));
  const child = new Deno.Command(pip[0]!, {
    args: [
      ...pip.slice(1),
      ...["download", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"],
      ...["--python-version", "3.11", "--implementation", "cp"],
      ...[...abis].flatMap((abi) => ["--abi", abi]),
      ...[...platforms].flatMap((platform) => ["--platform", platform]),
      ...["--requirement", requirements, "--dest", folder],
    ],
    // Its temporary files lie where their size can be watched, and go with the folder.
    env: { TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const watch = setInterval(async () => onBytes?.(await folderSize(folder)), 500);
  let result;
  try {
    result = await child.output();
  } finally {
    clearInterval(watch);
  }
  if (!result.success) {
    const lines = new TextDecoder().decode(result.stderr).trim().split("\n");
    const reason = lines.findLast((line) => line.startsWith("ERROR")) ?? lines.at(-1) ?? "";
    throw new NativeUnavailable(
      `pip could not download ${wheels[0]!.project} ${wheels[0]!.version} (${
        reason.replace(/^ERROR: |\.$/g, "")
      })`,
      { mend: "Check the network and pip's index, or name a folder with SDTRAINER_WHEELS" },
    );
  }
  const files = [];
  for (const wheel of wheels) {
    const file = path.join(folder, wheel.file);
    await verifyWheel(wheel, file, "Run the set-up again");
    files.push(file);
  }
  return files;
}

/**
 * The wheels' files in a folder that the user filled.
 *
 * @throws {InputError} If one is missing or is not the expected file.
 */
export async function localWheels(wheels: readonly Wheel[], folder: string): Promise<string[]> {
  const files = [];
  for (const wheel of wheels) {
    const file = path.join(folder, wheel.file);
    const stat = await Deno.stat(file).catch(() => undefined);
    if (stat?.isFile !== true) {
      throw new InputError("there is no such wheel", {
        file,
        mend: `Download it there with: pip download --no-deps --only-binary :all: ` +
          `--python-version 3.11 --platform ${pipTags(wheel).platforms[0]} ` +
          `${wheel.project}==${wheel.version}`,
      });
    }
    await verifyWheel(wheel, file, "Download it again, or unset SDTRAINER_WHEELS");
    files.push(file);
  }
  return files;
}
