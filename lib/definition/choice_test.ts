import { type ChoiceJson, choiceText, choose, orNull, real, Registry } from "./mod.ts";
import { InputError } from "../io/mod.ts";

function equal(found: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${a} is not ${b}`);
}

function refused(work: () => unknown, words: string): void {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError && error.message.includes(words)) return;
    throw error;
  }
  throw new Error(`nothing was refused: ${words}`);
}

const positive = real("a number above 0", (value) => value > 0);
const REGISTRY = new Registry("schedule", [
  { kind: "schedule", name: "flat", description: "the same" },
  {
    kind: "schedule",
    name: "falling",
    description: "less and less",
    parameters: {
      power: { description: "how fast", rule: positive, default: 1 },
      end: { description: "where to", rule: positive },
    },
  },
]);

Deno.test("a parameter may have any name", () => {
  const rule = real("a number", () => true);
  const parameters = Object.fromEntries([["__proto__", { description: "", rule, default: 1 }]]);
  const definition = { kind: "method", name: "x", description: "", parameters } as const;
  const { parameters: found, text } = choose(new Registry("method", [definition]), "x:__proto__=2");
  equal([Object.entries(found), text], [[["__proto__", 2]], "x:__proto__=2"]);
});

Deno.test("a choice has its parameters, defaults included, and one text", () => {
  const { definition, parameters, text } = choose(REGISTRY, "falling:end=0.5:power=1");
  equal(definition.name, "falling");
  equal(parameters, { power: 1, end: 0.5 });
  // power=1 is the default: both spellings are the same choice.
  equal(text, "falling:end=0.5");
  equal(choose(REGISTRY, { name: "falling", power: 2 }).text, "falling:power=2");
  equal(choose(REGISTRY, "flat").parameters, {});
});

Deno.test("an object and its text are the same choice", () => {
  equal(choiceText({ name: "falling", power: 2, end: 3 }), "falling:power=2:end=3");
  equal(choiceText("flat"), "flat");
});

Deno.test("a parameter may be null where its rule says so, whatever its default is", () => {
  const rule = orNull(positive);
  const parameters = { most: { description: "at most", rule, default: 3 } };
  const registry = new Registry("method", [
    { kind: "method", name: "capped", description: "not above", parameters },
  ]);
  for (const given of ["capped:most=none", { name: "capped", most: null }]) {
    const { parameters, text } = choose(registry, given as ChoiceJson);
    equal(parameters, { most: null });
    equal(text, "capped:most=null");
    equal(choose(registry, text).parameters, { most: null });
  }
  equal(choose(registry, "capped").parameters, { most: 3 });
});

Deno.test("an object whose value cannot be written in a text is refused in one sentence", () => {
  const words = 'the parameter "end" of "falling" has a colon in it. Give it without: colons stand';
  refused(() => choose(REGISTRY, { name: "falling", end: "a:b" }), words);
  refused(() => choiceText({ name: "falling", end: "a:b" }), words);
});

Deno.test("a parameter without a default may be left out unless it is required", () => {
  const rule = positive;
  const definition = {
    kind: "method",
    name: "scaled",
    description: "by a factor",
    parameters: {
      factor: { description: "by how much", rule, required: true },
      from: { description: "since when", rule },
    },
  } as const;
  const registry = new Registry("method", [definition]);
  equal(choose(registry, "scaled:factor=2").parameters, { factor: 2 });
  refused(() => choose(registry, "scaled:from=2"), "the method scaled needs its parameter factor");
});

Deno.test("what is not known is named with what there is", () => {
  refused(
    () => choose(REGISTRY, "flatt"),
    "Perhaps flat is meant. The schedules are flat, falling",
  );
  refused(() => choose(REGISTRY, "flat:end=1"), "It has no parameters");
  refused(() => choose(REGISTRY, "falling:ende=1"), "Perhaps end is meant");
  refused(() => choose(REGISTRY, "falling:power=0"), "It must be a number above 0");
  refused(() => choose(REGISTRY, "falling:power=x"), "It must be a number above 0");
  refused(() => choose(REGISTRY, "falling:power"), "It must be a number above 0");
  refused(() => choose(REGISTRY, "falling:power=1:power=2"), "given twice");
  refused(() => choose(REGISTRY, ""), "names no schedule");
});

Deno.test("a registry grows by giving another one, and a name stands in it once", () => {
  const further = { kind: "schedule", name: "wave", description: "up and down" } as const;
  equal(REGISTRY.with([further]).names, ["flat", "falling", "wave"]);
  equal(REGISTRY.names, ["flat", "falling"]);
  refused(() => REGISTRY.with([{ ...further, name: "flat" }]), "two schedules of the name flat");
});
