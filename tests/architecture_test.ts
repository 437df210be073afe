/**
 * The house keeps its shape: rooms are entered by their `mod.ts`, arrows point down and nothing goes
 * in a circle. `docs/architecture.md` draws it; `words_test.ts` holds the library to settings' names.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const LIB = fileURLToPath(new URL("../lib/", import.meta.url));

/** From the ground up: a room enters only those before it. */
const ROOMS = [
  "io",
  "random",
  "definition",
  "data",
  "tokens",
  "program",
  "backend",
  "model",
  "semantics",
  "schedule",
  "training",
  "experiment",
  "launch",
  "study",
  "report",
  "export",
  "play",
];

interface SourceFile {
  /** From lib/. */
  path: string;
  room: string;
  text: string;
  /** What it imports or exports from, from lib/. */
  targets: string[];
}

const IMPORT = /^(?:import|export)\b[^;]*?\bfrom\s+"(\.[^"]+)";/gm;

function sourceFiles(): SourceFile[] {
  const entries = readdirSync(LIB, { recursive: true }) as string[];
  return entries.filter((path) => /\.ts$/.test(path)).map((path) => {
    const text = readFileSync(join(LIB, path), "utf8");
    // Examples in comments import, too.
    const code = text.replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, "");
    const targets = [...code.matchAll(IMPORT)]
      .map(([, target]) => relative(LIB, resolve(LIB, dirname(path), target!)));
    return { path, room: path.includes("/") ? path.split("/")[0]! : "", text: code, targets };
  });
}

const FILES = sourceFiles();
const CODE = FILES.filter(({ path }) => !/(^|\/)(_|.*_test\.ts$)/.test(path));

Deno.test("every folder of lib/ is a room, and its floor is known", () => {
  const rooms = new Set(FILES.map(({ room }) => room).filter((room) => room !== ""));
  assert.deepEqual([...rooms].filter((room) => !ROOMS.includes(room)), []);
});

Deno.test("rooms are entered by their mod.ts, from above", () => {
  const wrong: string[] = [];
  for (const { path, room, targets } of CODE) {
    if (room === "") continue;
    for (const target of targets) {
      if (target.startsWith("..")) {
        if (!/\.json$/.test(target)) wrong.push(`${path} leaves lib for ${target}`);
        continue;
      }
      const other = target.split("/")[0]!;
      if (other === room) continue;
      if (target !== `${other}/mod.ts`) wrong.push(`${path} enters ${target}`);
      if (ROOMS.indexOf(other) > ROOMS.indexOf(room)) wrong.push(`${path} looks up to ${other}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("commands are the roof: neither the library nor the bench enters them", () => {
  const project = join(LIB, "..");
  const files = ["lib", "bench"].flatMap((folder) =>
    (readdirSync(join(project, folder), { recursive: true }) as string[])
      .filter((path) => path.endsWith(".ts") && !path.endsWith("_test.ts"))
      .map((path) => join(folder, path))
  );
  const wrong = files.filter((path) =>
    /^(import|export)\b[^;]*?"[^"]*\/tasks\//m.test(readFileSync(join(project, path), "utf8"))
  );
  assert.deepEqual(wrong, []);
});

Deno.test("what comes to its name whole does so in lib/io alone, flushed", () => {
  const wrong = CODE.filter(({ room, text }) => room !== "io" && /\brename(Sync)?\(/.test(text));
  assert.deepEqual(wrong.map(({ path }) => path), []);
});

Deno.test("tests beside the code enter other rooms by their mod.ts, too", () => {
  const wrong = FILES.filter(({ path }) => path.endsWith("_test.ts")).flatMap((file) =>
    file.targets.filter((target) => {
      const other = target.split("/")[0]!;
      return !target.startsWith("..") && other !== file.room && !target.endsWith("/mod.ts");
    }).map((target) => `${file.path} enters ${target}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("no file of lib/ depends on itself by way of others", () => {
  const targets = new Map(CODE.map(({ path, targets }) => [path, targets]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) {
      circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
      return;
    }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of CODE) visit(path, []);
  assert.deepEqual(circles, []);
});

Deno.test("files can be held in one's head: none of lib/ has more than 300 lines", () => {
  const long = CODE.map(({ path }) =>
    [path, readFileSync(join(LIB, path), "utf8").split("\n").length - 1] as const
  ).filter(([, lines]) => lines > 300);
  assert.deepEqual(long, []);
});

Deno.test("docs/architecture.md names files and functions that are there", () => {
  const page = readFileSync(join(LIB, "..", "docs", "architecture.md"), "utf8");
  const namesIn = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, name]) => name!);
  // From lib/; those within another path are whole.
  const files = namesIn(/`([a-z_/]+\.ts)`/g).filter((name) => !/^(lib|tests)\//.test(name));
  const functions = namesIn(/`(?:\w+\.)?(\w+)\(\)`/g);
  assert.ok(files.length > 20 && functions.length > 30);
  assert.deepEqual(
    files.filter((name) => !FILES.some(({ path }) => `/${path}`.endsWith(`/${name}`))),
    [],
  );
  const code = CODE.map(({ text }) => text).join("\n");
  const isDefined = (name: string) =>
    new RegExp(`function\\*? ${name}\\b|^ +(static |async |\\*)*${name}\\??[<(]`, "m").test(code);
  assert.deepEqual(functions.filter((name) => !isDefined(name)), []);
});
