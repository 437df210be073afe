/** Damage to what JSON says: it stays JSON, most of the time, but says something else. */
import type { Random } from "../../lib/random/random.ts";
import type { Mutant } from "./bytes.ts";

/** A place in a JSON value: an object or list, and a key of it. */
interface Place {
  parent: Record<string, unknown>;
  key: string;
}

/** Stands for raw JSON text that is put in at the end: deep nesting, numbers beyond all bounds. */
const RAW = "\u0001raw\u0001";

/** Texts of values that a reader may not expect. */
const VALUES: readonly string[] = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "-1",
  "0.5",
  "1e308",
  "1e400",
  "-1e400",
  "NaN",
  "9007199254740993",
  "9223372036854775808",
  "4294967296",
  "1000000000",
  '""',
  '" "',
  '"0"',
  '"3"',
  '"\\ud800"',
  '"\\u0000"',
  '"\\uFEFFx"',
  '"_"',
  '"../../../../etc/passwd"',
  '"/etc/passwd.safetensors"',
  '"=1+1"',
  '"<script>alert(1)</script>"',
  '"line\\nbreak\\u001b[31m"',
  '"__proto__"',
  '"constructor"',
  "[]",
  "{}",
  "[[]]",
  "[null]",
  '{"__proto__": {"content": "x"}}',
  '{"toString": 1}',
];

/** Text of a value, possibly a huge one. */
function strangeValue(random: Random): string {
  switch (random.integer(12)) {
    case 0:
      return "[".repeat(100_000) + "]".repeat(100_000);
    case 1:
      return '{"a":'.repeat(20_000) + "1" + "}".repeat(20_000);
    case 2:
      return JSON.stringify("x".repeat(1 << 20));
    case 3:
      return JSON.stringify(new Array(20_000).fill(7));
    default:
      return VALUES[random.integer(VALUES.length)]!;
  }
}

function allPlaces(value: unknown): Place[] {
  const places: Place[] = [];
  const waiting = [value];
  while (waiting.length > 0) {
    const parent = waiting.pop();
    if (typeof parent !== "object" || parent === null) continue;
    for (const key of Object.keys(parent)) {
      places.push({ parent: parent as Record<string, unknown>, key });
      waiting.push((parent as Record<string, unknown>)[key]);
    }
  }
  return places;
}

/** Any place; every second time one near the root, where the fields with a meaning are. */
function anyPlace(root: { value: unknown }, random: Random): Place {
  const value = root.value as Record<string, unknown>;
  const top = typeof value === "object" && value !== null ? Object.keys(value) : [];
  if (random.integer(2) === 0 && top.length > 0) {
    return { parent: value, key: top[random.integer(top.length)]! };
  }
  const places = allPlaces(root);
  return places[random.integer(places.length)]!;
}

/** The objects (not lists) in a value. */
function objects(root: { value: unknown }): Record<string, unknown>[] {
  const found = allPlaces(root).map(({ parent, key }) => parent[key])
    .filter((value) => typeof value === "object" && value !== null && !Array.isArray(value));
  return found.length === 0 ? [root] : found as Record<string, unknown>[];
}

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** Changes the value under `root.value`; gives the text to put in for RAW, if any. */
type JsonMutation = (root: { value: unknown }, random: Random) => string | void;

const JSON_MUTATIONS: Readonly<Record<string, JsonMutation>> = {
  "a value of another kind"(root, random) {
    const { parent, key } = anyPlace(root, random);
    parent[key] = RAW;
    return strangeValue(random);
  },
  "a field lost"(root, random) {
    const { parent, key } = anyPlace(root, random);
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  },
  "a field renamed"(root, random) {
    const { parent, key } = anyPlace(root, random);
    if (Array.isArray(parent)) return;
    const value = parent[key];
    delete parent[key];
    const names = [
      "",
      `${key}x`,
      key.slice(0, -1),
      "__proto__",
      "constructor",
      "x".repeat(100_000),
    ];
    define(parent, names[random.integer(names.length)]!, value);
  },
  "a strange field added"(root, random) {
    const found = objects(root);
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "length", "\ud800"];
    define(
      found[random.integer(found.length)]!,
      names[random.integer(names.length)]!,
      RAW,
    );
    return strangeValue(random);
  },
  "an item twice"(root, random) {
    const lists = allPlaces(root).map(({ parent, key }) => parent[key]).filter(Array.isArray);
    if (lists.length === 0) return;
    const list = lists[random.integer(lists.length)]!;
    list.splice(random.integer(list.length + 1), 0, list[random.integer(Math.max(1, list.length))]);
  },
  "a number moved"(root, random) {
    const places = allPlaces(root).filter(({ parent, key }) => typeof parent[key] === "number");
    if (places.length === 0) return;
    const { parent, key } = places[random.integer(places.length)]!;
    parent[key] = parent[key] as number + [-1, 1, 8, -8, 4096, 0.25][random.integer(6)]!;
  },
  "two fields exchanged"(root, random) {
    const a = anyPlace(root, random), b = anyPlace(root, random);
    [a.parent[a.key], b.parent[b.key]] = [
      structuredClone(b.parent[b.key]),
      structuredClone(a.parent[a.key]),
    ];
  },
  "a text changed"(root, random) {
    const places = allPlaces(root).filter(({ parent, key }) => typeof parent[key] === "string");
    if (places.length === 0) return;
    const { parent, key } = places[random.integer(places.length)]!;
    const text = parent[key] as string, at = random.integer(text.length + 1);
    const pieces = ["", "\0", "\ud800", "_", "\n", " ", "é", "\u202e", "字"];
    parent[key] = text.slice(0, at) + pieces[random.integer(pieces.length)]! + text.slice(at);
  },
  "all of it wrapped"(root) {
    root.value = [root.value];
  },
  "all of it nested deeply"(root) {
    root.value = RAW;
    return "[".repeat(200_000) + "1" + "]".repeat(200_000);
  },
};

const NAMES = Object.keys(JSON_MUTATIONS);

/** JSON text that says something else, or the same in other words. */
export function mutateJson(
  text: string,
  random: Random,
): { how: string; text: string; harmless?: boolean } {
  const root = { value: JSON.parse(text) as unknown };
  if (random.integer(12) === 0) return restated(root.value, random);
  const how = NAMES[random.integer(NAMES.length)]!;
  const raw = JSON_MUTATIONS[how]!(root, random);
  const mutated = JSON.stringify(root.value) ?? "";
  return {
    how,
    text: raw === undefined || raw === null
      ? mutated
      : mutated.replace(JSON.stringify(RAW), () => raw),
  };
}

/** The same value, written otherwise: a reader must take it as before. */
function restated(value: unknown, random: Random): { how: string; text: string; harmless: true } {
  const text = JSON.stringify(value);
  switch (random.integer(3)) {
    case 0:
      return { how: "written with spaces", text: JSON.stringify(value, null, 7), harmless: true };
    case 1:
      return {
        how: "written in ASCII",
        text: text.replace(/[^ -~]/g, escape),
        harmless: true,
      };
    default:
      return { how: "spaces around it", text: `${text} \n\t `, harmless: true };
  }
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A JSON file whose value is damaged. */
export function mutateJsonBytes(bytes: Uint8Array, random: Random): Mutant {
  const { text, ...rest } = mutateJson(new TextDecoder().decode(bytes), random);
  return { ...rest, bytes: new TextEncoder().encode(text) };
}

/** A file of one JSON value a line, with a line damaged, lost, repeated or moved. */
export function mutateJsonLines(bytes: Uint8Array, random: Random): Mutant {
  const lines = new TextDecoder().decode(bytes).trimEnd().split("\n");
  const at = random.integer(lines.length);
  let how: string;
  switch (random.integer(6)) {
    case 0:
      how = "a line lost";
      lines.splice(at, 1);
      break;
    case 1:
      how = "a line twice";
      lines.splice(at, 0, lines[at]!);
      break;
    case 2:
      how = "two lines exchanged";
      lines.push(...lines.splice(at, 1));
      break;
    default: {
      const mutant = mutateJson(lines[at]!, random);
      how = `in a line, ${mutant.how}`;
      lines[at] = mutant.text.trim().replaceAll("\n", " ");
    }
  }
  return { how, bytes: new TextEncoder().encode(lines.join("\n") + "\n") };
}
