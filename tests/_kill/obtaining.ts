/** Kills set-ups and downloads at given points, starts them again, and looks at what is there. */
import { createHash } from "node:crypto";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { PROJECT_FOLDER } from "../../lib/backend/mod.ts";
import { markOf } from "../../lib/io/mod.ts";

const CHILD = fileURLToPath(new URL("./obtaining_child.ts", import.meta.url));

/**
 * All files below a folder with their SHA-256, in order, but for those of locks: one that a killed
 * process left stops nobody.
 */
export async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const inside = path.join(folder, name);
    if (isDirectory) found.push(...(await filesBelow(inside)).map((file) => `${name}/${file}`));
    else if (!/^\.?lock$/.test(name)) found.push(`${name} ${(await markOf(inside)).sha256}`);
  }
  return found.sort();
}

/** What a process came to. */
export interface Ended {
  killed: boolean;
  code: number;
  /** Of a process that was to count. */
  operations: number;
  stderr: string;
}

/**
 * Something that is fetched: run in a process of its own, killed at a point. A point is
 * `operation:n`, before the n-th file operation; `bytes:n`, after so many bytes of the largest file
 * have been sent; `compiler`, when half of the addon is written; or `never`.
 */
export interface Obtaining extends AsyncDisposable {
  run(point: string): Promise<Ended>;
  /** The files that are there now. */
  files(): Promise<string[]>;
  /** Removes everything that was obtained. */
  clear(): Promise<void>;
}

function start(args: string[], env: Record<string, string> = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", CHILD, ...args],
    cwd: PROJECT_FOLDER,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function ending(child: Deno.ChildProcess): Promise<Ended> {
  const { code, signal, stdout, stderr } = await child.output();
  return {
    code,
    killed: signal === "SIGKILL",
    operations: Number(/operations: (\d+)/.exec(new TextDecoder().decode(stdout))?.[1]),
    stderr: new TextDecoder().decode(stderr),
  };
}

/** Sends bytes up to a number; then `reached` is called, and the connection breaks. */
function brokenBody(bytes: Uint8Array<ArrayBuffer>, end: number, reached: () => void) {
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async start(controller) {
      controller.enqueue(bytes.subarray(0, end));
      // A moment, so that they arrive and are written.
      await delay(150);
      reached();
      // pip outlives the process that called it, and is not to keep this server from ending.
      await delay(150);
      controller.error(new Error("broken off"));
    },
  });
}

const bytesOf = (point: string) => Number(/^bytes:(\d+)$/.exec(point)?.[1] ?? Infinity);

/** A model's download from a hub on this machine. */
export async function hubDownload(model: string): Promise<Obtaining> {
  const cache = await Deno.makeTempDir();
  let child: Deno.ChildProcess | undefined, limit = Infinity;
  const kill = () => child?.kill("SIGKILL");
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const file = new URL(request.url).pathname.split("/").at(-1)!;
    const bytes = await Deno.readFile(path.join(model, file)).catch(() => undefined);
    if (bytes === undefined) return new Response("no", { status: 404 });
    const hash = createHash("sha256").update(bytes).digest("hex");
    const headers = { "x-linked-etag": `"${hash}"`, "content-length": String(bytes.length) };
    const large = file === "model.safetensors" && limit < bytes.length;
    return new Response(large ? brokenBody(bytes, limit, kill) : bytes, { headers });
  });
  return {
    run(point) {
      limit = bytesOf(point);
      child = start(["hub", point, cache, `http://127.0.0.1:${server.addr.port}`]);
      return ending(child);
    },
    files: () => filesBelow(cache),
    clear: () => Deno.remove(path.join(cache, "tiny--bert"), { recursive: true }).catch(() => {}),
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(cache, { recursive: true });
    },
  };
}

/** Files of a wheel that looks like TensorFlow's. The library is too random to be compressed. */
function wheelFiles(): Record<string, string> {
  const library = Array.from(
    { length: 8000 },
    (_, i) => createHash("sha256").update(String(i)).digest("hex"),
  ).join("");
  return {
    "tensorflow/libtensorflow_cc.so.2": library,
    "tensorflow/libtensorflow_framework.so.2": "the framework",
    "tensorflow/include/tensorflow/c/c_api.h": "// header",
    "tensorflow/include/tensorflow/c/eager/c_api.h": "// header",
    "tensorflow_cpu-2.21.0.dist-info/METADATA":
      "Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: 2.21.0\n",
    "tensorflow_cpu-2.21.0.dist-info/WHEEL":
      "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_27_x86_64\n",
    "tensorflow_cpu-2.21.0.dist-info/RECORD": "",
  };
}

const WHEEL = "tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl";

async function makeWheel(folder: string): Promise<string> {
  const source = path.join(folder, "source");
  for (const [name, text] of Object.entries(wheelFiles())) {
    await Deno.mkdir(path.dirname(path.join(source, name)), { recursive: true });
    await Deno.writeTextFile(path.join(source, name), text);
  }
  const tops = [...new Set(Object.keys(wheelFiles()).map((name) => name.split("/")[0]!))];
  const file = path.join(folder, WHEEL);
  const { success } = await new Deno.Command("python3", {
    args: ["-m", "zipfile", "-c", file, ...tops],
    cwd: source,
  }).output();
  if (!success) throw new Error("python3 could not make the wheel");
  return file;
}

/** Says that it is a compiler, and writes its output in two halves. */
const COMPILER = `#!/bin/sh
[ "$1" = --version ] && exit 0
while [ "$1" != -o ]; do shift; done
echo "half of the addon" > "$2"
[ -n "$KILLED_IN_COMPILER" ] && kill -KILL $PPID && exit
echo "the other half" >> "$2"
`;

/** The real set-up with a small wheel from an index on this machine, and no real compiler. */
export async function setUp(): Promise<Obtaining> {
  const folder = await Deno.makeTempDir();
  const wheelFile = await makeWheel(folder);
  const bytes = await Deno.readFile(wheelFile);
  const wheel = { file: WHEEL, sha256: (await markOf(wheelFile)).sha256, bytes: bytes.length };
  const compiler = path.join(folder, "compiler");
  await Deno.writeTextFile(compiler, COMPILER);
  await Deno.chmod(compiler, 0o755);
  const obtained = path.join(folder, "obtained"), addons = path.join(folder, "package");
  await Deno.mkdir(path.join(addons, "binding"), { recursive: true });
  let child: Deno.ChildProcess | undefined, limit = Infinity;
  const kill = () => child?.kill("SIGKILL");
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    if (!request.url.endsWith(".whl")) {
      const headers = { "content-type": "text/html" };
      return new Response(`<a href="/${WHEEL}#sha256=${wheel.sha256}">${WHEEL}</a>`, { headers });
    }
    const headers = { "content-length": String(bytes.length) };
    return new Response(limit < bytes.length ? brokenBody(bytes, limit, kill) : bytes, { headers });
  });
  return {
    run(point) {
      limit = bytesOf(point);
      child = start(["setup", point, addons, JSON.stringify(wheel)], {
        ...{ SDTRAINER_CACHE: obtained, SDTRAINER_ADDON: "", SDTRAINER_LIBTENSORFLOW: "" },
        ...{
          SDTRAINER_WHEELS: "",
          CXX: compiler,
          PIP_NO_CACHE_DIR: "1",
          PIP_CONFIG_FILE: "/dev/null",
        },
        PIP_INDEX_URL: `http://127.0.0.1:${server.addr.port}/simple`,
        PIP_EXTRA_INDEX_URL: "",
        KILLED_IN_COMPILER: point === "compiler" ? "1" : "",
      });
      return ending(child);
    },
    files: async () => [...await filesBelow(obtained), ...await filesBelow(addons)],
    async clear() {
      await Deno.remove(obtained, { recursive: true }).catch(() => {});
      await Deno.remove(path.join(addons, "lib"), { recursive: true }).catch(() => {});
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Kills it at a point, starts it again, and gives the files that are there then. */
export async function killAndObtain(
  obtaining: Obtaining,
  point: string,
): Promise<{ killed: boolean; files: string[] }> {
  await obtaining.clear();
  const { killed } = await obtaining.run(point);
  const again = await obtaining.run("never");
  if (again.code !== 0) throw new Error(`${point}: ${again.stderr}`);
  return { killed, files: await obtaining.files() };
}
