/**
 * Everything that a plugin can do wrong, one row each: what it is, its code, and the sentence that it
 * gets. Runs are made in this process, with a tiny model.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import {
  type ExperimentSettings,
  InputError,
  type LogRecord,
  resolveSettings,
  runExperiment,
} from "../lib/mod.ts";
import { prepareSweep } from "./_kill/sweep.ts";

/** Which settings name the plugin's definition, by its kind. */
const NAMED: Readonly<Record<string, Partial<ExperimentSettings>>> = {
  method: { methods: ["x"] },
  schedule: { schedules: ["x"] },
  sink: { reportTo: ["x"] },
  reader: { reader: "x" },
  gamma: { gamma: "x" },
  metric: { metrics: ["eval_x"] },
  objective: { objective: "x" },
};

/** What each kind has besides what a row says. */
const GIVEN: Readonly<Record<string, string>> = {
  method: 'name: "x", description: ""',
  schedule: 'name: "x", description: ""',
  sink: 'name: "x", description: ""',
  reader: 'name: "x", description: ""',
  gamma: 'name: "x", description: "", root: 1',
  metric: 'name: "eval_x", description: "", title: "x", format: ".4f", better: "lower", reads: []',
  objective: 'name: "x", description: ""',
};

const DEFINE: Readonly<Record<string, string>> = {
  method: "defineMethod",
  schedule: "defineSchedule",
  sink: "defineSink",
  reader: "defineReader",
  gamma: "defineGamma",
  metric: "defineMetric",
  objective: "defineObjective",
};

/** Kind, members of its definition, and the sentence. */
type Row = readonly [kind: string, members: string, message: RegExp];

const rule = (members: string) => `create: () => ({ ${members} })`;
const rate = "rate: (v) => v.scheduledRate";
const profile = (of: string, values = "real") =>
  `distance: "euclidean", profile: { name: "p", description: "", values: "${values}", ` +
  `axes: ["a", "b"], of: ${of} }`;
const distance = (members: string) =>
  `profile: "cosines", distance: { name: "d", description: "", compares: "real", ${members} }`;
const LOSSES = "build: ({ losses }) => losses";
const metric = (result: string) => `create: () => ({ update() {}, result: () => ${result} })`;

const ROWS: readonly Row[] = [
  // Methods.
  [
    "method",
    "create: () => {}",
    /the method "x": create\(\) gave nothing\. It must give an object/,
  ],
  ["method", rule(""), /the method "x" does not say how it makes rates\. Give it a power, or/],
  [
    "method",
    "create: async () => ({ power: 1 })",
    /create\(\) gave a Promise\. It must give an obj/,
  ],
  ["method", rule("power: NaN"), /the method "x": its power is NaN\. It must be a finite number/],
  ["method", rule('power: "1"'), /its power is "1"\. It must be a finite number/],
  ["method", rule("power: 1n"), /its power is the BigInt 1\. It must be a finite number/],
  ["method", rule("power: 1, rate: () => 1"), /has a power and code besides/],
  ["method", rule("rate: 5"), /its rate is 5\. It must be a function/],
  ["method", rule("rate: () => 1n"), /rate\(\) gave the BigInt 1\. It must give a number/],
  ["method", rule('rate: () => "1"'), /rate\(\) gave "1"\. It must give a number/],
  ["method", rule("rate: () => {}"), /rate\(\) gave nothing\. It must give a number/],
  ["method", rule("rate: async () => 1"), /rate\(\) gave a Promise\. It must give a number/],
  ["method", rule("rate: () => Promise.reject(new Error('late'))"), /rate\(\) gave a Promise/],
  ["method", rule('rate() { throw "text"; }'), /the method "x": rate\(\) threw "text"\. Mend it/],
  ["method", rule("rate() { throw null; }"), /the method "x": rate\(\) threw null\. Mend it/],
  ["method", rule("rate() { throw undefined; }"), /rate\(\) threw nothing\. Mend it/],
  [
    "method",
    rule("rate() { const e = new RangeError('bare'); e.stack = ''; throw e; }"),
    /the method "x": rate\(\) threw RangeError: bare\. Mend it/,
  ],
  [
    "method",
    rule("rate() { throw new RangeError('far'); }"),
    /line 2, column \d+: .*RangeError: far/,
  ],
  ["method", rule(`${rate}, keep: 5`), /its keep is 5\. It must be a function/],
  [
    "method",
    rule(`${rate}, keep: () => 1n`),
    /keep\(\) gave the BigInt 1\. It must give what JSON/,
  ],
  ["method", rule(`${rate}, keep: () => NaN`), /keep\(\) gave NaN\. It must give what JSON/],
  [
    "method",
    rule(`${rate}, keep: () => () => 1`),
    /keep\(\) gave a function\. It must give what JS/,
  ],
  [
    "method",
    rule(`${rate}, keep: () => ({ a: [1, NaN] })`),
    /a\.1 of what keep\(\) gave is NaN\. It/,
  ],
  [
    "method",
    rule(`${rate}, keep: () => new Map()`),
    /keep\(\) gave an object\. It must give what JSON/,
  ],
  [
    "method",
    rule(`${rate}, keep() { const a = {}; a.a = a; return a; }`),
    /of what keep\(\) gave is/,
  ],
  ["method", rule(`${rate}, keep: () => {}`), /keep\(\) gave nothing\. It must give what JSON/],
  ["method", rule(`${rate}, initial: () => 1`), /its initial is a function\. It must be what JSON/],
  ["method", rule(`${rate}, initial: Infinity`), /its initial is Infinity\. It must be what JSON/],
  [
    "method",
    rule(`${rate}, initial: { a: -Infinity }`),
    /a of its initial is -Infinity\. It must be/,
  ],
  ["method", rule(`${rate}, sees: 5`), /its sees is 5\. It must be a list/],
  [
    "method",
    rule(`${rate}, sees: ["moon"]`),
    /item 1 of its sees is "moon"\. It must be one of gamma/,
  ],
  [
    "method",
    `needs: () => "SD", ${rule("power: 1")}`,
    /needs\(\) gave "SD"\. It must give an object/,
  ],
  [
    "method",
    `needs: () => ({ of: "SD" }), ${rule("power: 1")}`,
    /its from is nothing\. It must be on/,
  ],
  ["method", `needs: 5, ${rule("power: 1")}`, /its needs is 5\. It must be a function/],
  ["method", "create: 5", /its create is 5\. It must be a function/],
  ["method", `description: 5, ${rule("power: 1")}`, /its description is 5\. It must be a text/],
  [
    "method",
    'create: () => ({ get rate() { throw new Error("gotcha"); } })',
    /line 2, column \d+: the plugin threw Error: gotcha/,
  ],
  [
    "method",
    rule("rate() { const e = new Error('a'); e.name = { toString() { throw 3; } }; throw e; }"),
    /the plugin threw an error: a\. Mend it/,
  ],
  [
    "method",
    rule(
      "rate() { const e = new Error('a'); " +
        "Object.defineProperty(e, 'stack', { get() { throw 3; } }); throw e; }",
    ),
    /the method "x": rate\(\) threw Error: a\. Mend it/,
  ],
  [
    "method",
    rule("rate() { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; }"),
    /rate\(\) gave something that cannot be shown\. It must give a number/,
  ],
  [
    "method",
    rule(
      `${rate}, keep() { const p = Proxy.revocable({}, {}); p.revoke(); return { a: p.proxy }; }`,
    ),
    /the method "x": keep\(\) threw TypeError: .*revoked/,
  ],
  [
    "method",
    rule('rate() { throw new s.InputError("mine is bad", { mend: "" }); }'),
    /: mine is bad\.$/,
  ],
  [
    "method",
    rule('rate() { throw new s.NonFiniteError("mine"); }'),
    /the plugin threw NonFiniteError: mine\. Mend it/,
  ],
  [
    "method",
    'description: "a\\nb", power: 1',
    /its description is "a\\nb"\. It must be a text of one/,
  ],
  [
    "method",
    'name: "x".repeat(65), power: 1',
    /does not load: The name of a method is .* has at most 64 characters/,
  ],
  [
    "method",
    'name: "SD", power: 1',
    /there are two methods of the name SD, one of them built in\./,
  ],
  ["method", 'name: "a-b", power: 1', /does not load: The name of a method is made of letters/],
  ["method", "name: 5, power: 1", /does not load: The name of a method is made of letters/],
  // Schedules.
  ["schedule", "", /the schedule "x": its create is nothing\. It must be a function/],
  ["schedule", "create: () => {}", /create\(\) gave nothing\. It must give a function/],
  ["schedule", "create: () => () => {}", /the rate of a step is nothing\. It must be a number/],
  ["schedule", 'create: () => () => "1"', /the rate of a step is "1"\. It must be a number/],
  [
    "schedule",
    "create: () => () => 1n",
    /the rate of a step is the BigInt 1\. It must be a number/,
  ],
  [
    "schedule",
    "create: () => async () => 1",
    /the rate of a step is a Promise\. It must be a number/,
  ],
  [
    "schedule",
    "parameters: 5, create: () => () => 1",
    /its parameters is 5\. It must be an object/,
  ],
  [
    "schedule",
    'parameters: { p: { description: "" } }, create: () => () => 1',
    /rule of p of its parameters is nothing\. It must be an object/,
  ],
  [
    "schedule",
    'parameters: { p: { description: "", rule: { ...s.text, accepts() { throw 1; } }, default: "" } },' +
    " create: () => () => 1",
    /accepts\(\) of rule of p of its parameters threw 1\. Mend it/,
  ],
  [
    "schedule",
    'parameters: { p: { description: "", rule: s.whole(1), default: 0 } }, create: () => () => 1',
    /default of p of its parameters is 0\. It must be a whole number, at least 1/,
  ],
  [
    "schedule",
    'parameters: { "p:q": { description: "", rule: s.text } }, create: () => () => 1',
    /a name in its parameters is "p:q"\. It must be letters/,
  ],
  // Sinks.
  ["sink", "", /its open is nothing\. It must be a function/],
  ["sink", "open: () => {}", /the sink "x": open\(\) gave nothing\. It must give an object/],
  ["sink", "open: async () => 5", /the sink "x": open\(\) gave 5\. It must give an object/],
  ["sink", "open: () => ({ close() {} })", /its write is nothing\. It must be a function/],
  ["sink", "open: () => ({ write() {} })", /its close is nothing\. It must be a function/],
  [
    "sink",
    "open: () => ({ write() {}, close() {}, flush: 1 })",
    /its flush is 1\. It must be a fun/,
  ],
  [
    "sink",
    'open: () => ({ write() { throw "w"; }, close() { throw "c"; } })',
    /the sink "x": write\(\) threw "w"\. Mend it/,
  ],
  [
    "sink",
    "open: () => ({ write: () => Promise.reject(1), close() {} })",
    /write\(\) threw 1\. Mend/,
  ],
  // Readers.
  ["reader", "", /its read is nothing\. It must be a function/],
  ["reader", "read: () => 5", /read\(\) gave 5\. It must give a list/],
  [
    "reader",
    "read: () => [,]",
    /passage 1 of what read\(\) gave is nothing\. It must be an object/,
  ],
  [
    "reader",
    'read: () => [{ source: "", text: "a", blanks: [1] }]',
    /blank 1 of blanks of passage 1 of what read\(\) gave is 1\. It must be an object/,
  ],
  [
    "reader",
    'read: () => [{ source: "", text: "a b", blanks: ' +
    '[{ start: 0, end: 1, options: ["b"], answer: "b" }] }]',
    /answer of blank 1 of passage 1 .* is "b"\. It must be what stands from 0 to 1 in its text/,
  ],
  [
    "reader",
    'read: () => [{ source: 1, text: "a", blanks: [] }]',
    /source of passage 1 .* is 1\. It/,
  ],
  ...[
    [
      '{ start: 2, end: 1, options: [""], answer: "" }',
      /the end of blank 1 .* is 1\. It must be above its/,
    ],
    [
      '{ start: 1, end: 1, options: [""], answer: "" }',
      /the end of blank 1 .* is 1\. It must be above its/,
    ],
    [
      '{ start: 2, end: 9, options: ["b"], answer: "b" }',
      /the end of blank 1 .* is 9\. It must be above its/,
    ],
    [
      '{ start: 2, end: 3, options: [], answer: "b" }',
      /the options of blank 1 .* must be different texts/,
    ],
    [
      '{ start: 2, end: 3, options: ["a"], answer: "b" }',
      /the options of blank 1 .* must be different/,
    ],
    [
      '{ start: 2, end: 3, options: ["b", "b"], answer: "b" }',
      /the options of blank 1 .* must be diff/,
    ],
  ].map(([blank, message]): Row => [
    "reader",
    `read: () => [{ source: "", text: "a b", blanks: [${blank}] }]`,
    message as RegExp,
  ]),
  [
    "reader",
    'name: "auto", read: () => []',
    /its name is "auto"\. It must be another name: auto stands/,
  ],
  ["reader", 'read() { throw "text"; }', /the reader "x": read\(\) threw "text"\. Mend it/],
  ["reader", "read: () => Promise.reject(null)", /the reader "x": read\(\) threw null\. Mend it/],
  ["reader", "read: () => [], accepts: 1", /its accepts is 1\. It must be a function/],
  ["reader", "read: () => [], splits: 1", /its splits is 1\. It must be true or false/],
  // Γ.
  [
    "gamma",
    profile("() => [1, 2, 3]"),
    /its profile's of\(\) gave 3 numbers\. It must give one for/,
  ],
  [
    "gamma",
    profile("() => [1]"),
    /its profile's of\(\) gave 1 numbers\. It must give one for each/,
  ],
  [
    "gamma",
    profile("() => {}"),
    /its profile's of\(\) gave nothing\. It must give a list of numbers/,
  ],
  [
    "gamma",
    profile("() => [1, 2n]"),
    /its profile's of\(\) gave the BigInt 2\. It must give finite/,
  ],
  [
    "gamma",
    profile("() => [1, NaN]"),
    /the word "\S+": .*of\(\) gave NaN\. It must give finite numb/,
  ],
  ["gamma", profile("() => [1, NaN]", "shares"), /gave NaN\. It must give finite numbers/],
  [
    "gamma",
    profile("() => [1, 2]", "shares").replace("euclidean", "cross_entropy"),
    /the word "\S+": the Γ "x": its profile's of\(\) gave shares whose sum is 3\. It must give shares/,
  ],
  ["gamma", profile("() => [2, -1]", "shares"), /its profile's of\(\) gave the share -1\. It must/],
  [
    "gamma",
    profile("() => [1, 2], fit: 1"),
    /does not load: The profile p of Γ x needs axes, a fun/,
  ],
  [
    "gamma",
    profile("() => [1, 2], fit: () => 1"),
    /its profile's fit\(\) gave 1\. It must give a list/,
  ],
  [
    "gamma",
    distance("compute: () => 1n"),
    /its distance's compute\(\) gave the BigInt 1\. It must/,
  ],
  [
    "gamma",
    distance('compute: () => "1"'),
    /its distance's compute\(\) gave "1"\. It must give a nu/,
  ],
  [
    "gamma",
    distance("compute: () => 1, graph: () => 1"),
    /graph\(\) gave 1\. It must give a value of/,
  ],
  [
    "gamma",
    distance("compute: () => 1, graph: (p) => p"),
    /graph\(\) gave an object\. It must give a v/,
  ],
  // Metrics.
  ["metric", `title: undefined, ${metric("1")}`, /its title is nothing\. It must be a text/],
  [
    "metric",
    `format: undefined, ${metric("1")}`,
    /its format is nothing\. It must be a format of d3/,
  ],
  ["metric", `format: "zzz", ${metric("1")}`, /its format is "zzz"\. It must be a format of d3/],
  [
    "metric",
    `format: ".999f", ${metric("1")}`,
    /its format is "\.999f"\. It must be a format of d3/,
  ],
  [
    "metric",
    `better: "blue", ${metric("1")}`,
    /its better is "blue"\. It must be one of lower, high/,
  ],
  [
    "metric",
    `title: "a\\nb", ${metric("1")}`,
    /its title is "a\\nb"\. It must be a text of one line/,
  ],
  ["metric", `format: "\\x1b<.4f", ${metric("1")}`, /its format is .* It must be a format of d3/],
  ["metric", `reads: ["moon"], ${metric("1")}`, /does not load: The metric eval_x reads .* only/],
  [
    "metric",
    metric('"1"'),
    /the metric "eval_x": result\(\) gave "1"\. It must give a number, or nul/,
  ],
  ["metric", metric("({})"), /result\(\) gave an object\. It must give a number, or null/],
  ["metric", metric("true"), /result\(\) gave true\. It must give a number, or null/],
  [
    "metric",
    metric("Promise.resolve(1)"),
    /result\(\) gave a Promise\. It must give a number, or null/,
  ],
  ["metric", metric("1n"), /result\(\) gave the BigInt 1\. It must give a number, or null/],
  ["metric", metric("undefined"), /result\(\) gave nothing\. It must give a number, or null/],
  [
    "metric",
    "create: () => ({ result: () => 1 })",
    /its update is nothing\. It must be a function/,
  ],
  [
    "metric",
    "create: () => ({ async update() {}, result: () => 1 })",
    /update\(\) gave a Promise\. It/,
  ],
  ["metric", "create: () => {}", /create\(\) gave nothing\. It must give an object/],
  ["metric", 'measure: async () => "1"', /measure\(\) gave "1"\. It must give a number, or null/],
  ["metric", "measure: async () => { throw null; }", /measure\(\) threw null\. Mend it/],
  ["metric", `osgood: 1, ${metric("1")}`, /its osgood is 1\. It must be true or false/],
  // Objectives.
  ["objective", "build: 5", /the objective "x": its build is 5\. It must be a function/],
  ["objective", `reads: ["moon"], ${LOSSES}`, /item 1 of its reads is "moon"\. It must be one of/],
  ["objective", `reads: "profiles", ${LOSSES}`, /its reads is "profiles"\. It must be a list/],
  ["objective", `wholeStep: 1, ${LOSSES}`, /its wholeStep is 1\. It must be true or false/],
  [
    "objective",
    "build: () => {}",
    /build\(\) gave nothing\. It must give a value of the program, with one float32 for each/,
  ],
  ["objective", "build: () => 1", /build\(\) gave 1\. It must give a value of the program/],
  ["objective", "build: async ({ losses }) => losses", /build\(\) gave a Promise\. It must give/],
  ["objective", "build: ({ labels }) => labels", /gave an object\. It must give a value of the/],
  ["objective", "build: ({ logits }) => logits", /gave an object\. It must give a value of the/],
  [
    "objective",
    "build: ({ losses }) => s.program.mean(losses)",
    /gave an object\. It must give a value of the program, with one float32 for each masked tok/,
  ],
  [
    "objective",
    "build: ({ labels }) => s.program.toFloat(labels)",
    /what build\(\) gave cannot be differentiated by the logits: The loss does not depend on/,
  ],
  [
    "objective",
    "build: ({ losses }) => s.program.maximum(losses, losses)",
    /cannot be differentiated by the logits: The operation maximum has no gradient\. Make it of/,
  ],
  [
    "objective",
    "build: (scope) => s.program.add(scope.losses, scope.distances().distances)",
    /the plugin threw TypeError: The objective x reads distances, which is not among what it re/,
  ],
  ["objective", 'build() { throw "text"; }', /build\(\) threw "text"\. Mend it/],
  ["objective", "build: (scope) => scope.moon()", /line 2, column \d+: .*TypeError: scope\.moon/],
];

/** What is exported as it is, without a function `define…`. */
const RAW: readonly (readonly [code: string, message: RegExp])[] = [
  [
    '{ kind: "method", name: "x" }',
    /the method "x": its description is nothing\. It must be a text/,
  ],
  [
    '{ kind: "method", name: "x", description: "" }',
    /the method "x": its create is nothing\. It must be a function/,
  ],
  ['{ kind: "method", name: 5 }', /the method 5: its name is 5\. It must be made of letters/],
  ['{ kind: "method", name: "a-b" }', /its name is "a-b"\. It must be made of letters/],
  ['{ kind: "metric", name: "x", description: "" }', /the metric "x": its title is nothing/],
  [
    '{ kind: "gamma", name: "x", description: "" }',
    /the Γ "x": its defaults is nothing\. It must be/,
  ],
  ['{ kind: "architecture", name: "x", description: "" }', /its transformersClass is nothing/],
  [
    'new Proxy(s.defineMethod({ name: "x", power: 1 }), { ownKeys() { throw new Error("no"); } })',
    /what the plugin exports cannot be read: no\./,
  ],
  [
    '(Array.prototype.last = () => 1, s.defineMethod({ name: "x", power: 1 }))',
    /the plugin changes last of Array\.prototype, which is everybody's\./,
  ],
  [
    '(Object.prototype.toString = () => "", s.defineMethod({ name: "x", power: 1 }))',
    /the plugin changes toString of Object\.prototype, which is everybody's\./,
  ],
  ['{ get kind() { throw new Error("no"); } }', /what the plugin exports cannot be read: no\./],
];

const HEAD = 'import * as s from "sdtrainer";\n';

/** One folder with a model and a text for all rows. */
async function inWorkshop(
  test: (
    attempt: (code: string, settings: Partial<ExperimentSettings>) => Promise<unknown>,
    records: () => LogRecord[],
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  let count = 0, records: LogRecord[] = [];
  const attempt = async (code: string, named: Partial<ExperimentSettings>) => {
    const file = `${folder}/plugin${++count}.ts`, out = `${folder}/out${count}`;
    await Deno.writeTextFile(file, HEAD + code);
    const settings = resolveSettings({
      overrides: {
        ...{ model: `${folder}/model`, data: `${folder}/text.txt`, beta: "table", backend: "cpu" },
        ...{ dataConstruction: "passages", evalSplit: "train", chunkLength: 16, trainChunks: 4 },
        ...{ evalChunks: 2, batchSize: 2, epochs: 1, schedules: ["linear"], methods: ["SD"] },
        ...{ plugins: [file], out, onNonfinite: "stop", trainEval: "no" },
        ...named,
      },
    });
    try {
      for await (const event of runExperiment(settings)) {
        if (event.type === "run-end") assert.equal(event.summary.diverged, null);
        if (event.type === "done") records = event.results.flatMap((result) => result.records);
      }
      return undefined;
    } catch (error) {
      assert.ok(
        !existsSync(`${out}/runs`) ||
          ![...Deno.readDirSync(`${out}/runs`)].some(({ name }) =>
            existsSync(`${out}/runs/${name}/done.json`)
          ),
        "a run that a plugin has spoilt is not finished",
      );
      return error;
    }
  };
  try {
    await prepareSweep(folder);
    await test(attempt, () => records);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What is wrong with what a plugin was told: it must be one sentence that begins with its file. */
function wrong(error: unknown, message: RegExp, code: string): string[] {
  if (!(error instanceof InputError)) return [`${code}\n${Deno.inspect(error)}`];
  const isTold = message.test(error.message) && !error.message.includes("\n") &&
    /^\S+\/plugin\d+\.ts[:,]/.test(error.message);
  return isTold ? [] : [`${code}\n${error.message}\n${message}`];
}

Deno.test("what a plugin does wrong is one sentence with its file", () =>
  inWorkshop(async (attempt) => {
    const faults: string[] = [];
    for (const [kind, members, message] of ROWS) {
      const code = `export const x = s.${DEFINE[kind]}({ ${GIVEN[kind]}, ${members} });`;
      faults.push(...wrong(await attempt(code, NAMED[kind]!), message, code));
    }
    for (const [value, message] of RAW) {
      const code = `export const x = [${value}];`;
      faults.push(...wrong(await attempt(code, NAMED["method"]!), message, code));
    }
    assert.equal(faults.join("\n\n"), "");
  }));

/** Plugins whose first failure must be told, or that are told in another way than with their file. */
const OTHERS: readonly (readonly [
  code: string,
  settings: Partial<ExperimentSettings>,
  message: RegExp,
])[] = [
  [
    `export const a = s.defineSink({ name: "a", description: "",
      open: () => ({ write() {}, close() { throw new Error("A close"); } }) });
    export const b = s.defineSink({ name: "b", description: "",
      open() { throw new Error("B open"); } });`,
    { reportTo: ["a", "b"] },
    /plugin\d+\.ts, line 5, .*: B open\./,
  ],
  [
    'export const x = s.defineReader({ name: "x", description: "", read: () => [] });',
    { reader: "x" },
    /text\.txt: no text is found in it by the reader x\. Give/,
  ],
  [
    `export const x = s.defineReader({ name: "x", description: "",
      read: () => [{ source: "", text: " ", blanks: [] }] });`,
    { reader: "x" },
    /text\.txt: no text is found in it by the reader x\. Give/,
  ],
];

Deno.test("what several parts of a plugin do wrong is told by what came first", () =>
  inWorkshop(async (attempt) => {
    for (const [code, settings, message] of OTHERS) {
      const error = await attempt(code, settings);
      assert.ok(error instanceof InputError, Deno.inspect(error));
      assert.match(error.message, message);
    }
  }));

/** Parts of classes, the same with accessors, and what they inherit: as their types say they work. */
const OF_CLASSES: readonly (readonly [code: string, settings: Partial<ExperimentSettings>])[] = [
  [
    `class Rule {
      #n = 2;
      get sees() { return ["loss"]; }
      get initial() { return { n: 1 }; }
      rate({ scheduledRate, loss }, { n }) { return loss > 0 ? scheduledRate * this.#n * n : NaN; }
      keep(_, { n }) { return { n }; }
    }
    export const x = s.defineMethod({ name: "x", description: "", create: () => new Rule() });`,
    { methods: ["x"] },
  ],
  [
    `const base = { sees: ["loss"] };
    export const x = s.defineMethod({ name: "x", description: "",
      create: () => Object.assign(Object.create(base), {
        rate: ({ scheduledRate, loss }) => loss > 0 ? scheduledRate * 2 : NaN }) });`,
    { methods: ["x"] },
  ],
  [
    `class Method {
      #factor = 2;
      get kind() { return "method"; }
      get name() { return "x"; }
      get description() { return ""; }
      create() { const factor = this.#factor; return { rate: (v) => v.scheduledRate * factor }; }
    }
    export const x = new Method();`,
    { methods: ["x"] },
  ],
  [
    `class Method {
      #factor = 2; name = "x"; description = "";
      create() { const factor = this.#factor; return { rate: (v) => v.scheduledRate * factor }; }
    }
    export const x = s.defineMethod(new Method());`,
    { methods: ["x"] },
  ],
  [
    `class Adjusting {
      #factor = 2; name = "x"; description = "";
      adjust(rate) { return rate * this.#factor; }
    }
    export const x = s.defineMethod(new Adjusting());`,
    { methods: ["x"] },
  ],
  [
    `class Metric {
      name = "eval_x"; description = ""; title = "x"; format = ".4f"; better = "lower";
      get reads() { return ["ranks"]; }
      create() { let n = 0; return { update({ ranks }) { n += ranks.length; }, result: () => n }; }
    }
    export const x = s.defineMetric(new Metric());
    ${
      "export const y = s.defineMethod({ name: 'x', description: '', create: () => " +
      "({ rate: (v) => v.scheduledRate * 2 }) });"
    }`,
    { methods: ["x"], metrics: ["eval_x"] },
  ],
  [
    `class Profile {
      name = "p"; description = "";
      get values() { return "real"; }
      get axes() { return ["a", "b"]; }
      of(cosines) { return [cosines[0], cosines[1]]; }
    }
    class Distance {
      #one = 1; name = "d"; description = "";
      get compares() { return "real"; }
      compute(a, b) { return this.#one + Math.abs(a[0] - b[0]); }
    }
    export const x = s.defineGamma({ name: "x", description: "", root: 1,
      profile: new Profile(), distance: new Distance() });
    export const y = s.defineMethod({ name: "x", adjust: (rate) => rate * 2 });`,
    { methods: ["x"], gamma: "x" },
  ],
  [
    `class Objective {
      #factor = 2; name = "x"; description = "";
      get reads() { return ["profiles"]; }
      build({ losses, profiles }) {
        profiles();
        return s.program.scale(losses, this.#factor);
      }
    }
    export const x = s.defineObjective(new Objective());
    export const y = s.defineMethod({ name: "x", adjust: (rate) => rate * 2 });`,
    { methods: ["x"], objective: "x" },
  ],
];

Deno.test("what is of a class, has accessors or inherits works as its type says", () =>
  inWorkshop(async (attempt, records) => {
    for (const [code, settings] of OF_CLASSES) {
      assert.equal(await attempt(code, settings), undefined, code);
      const steps = records().filter((record) => record.type === "step");
      assert.ok(steps.length > 0, code);
      for (const { learning_rate, scheduled_learning_rate, loss, objective } of steps) {
        assert.ok(Math.abs(learning_rate / scheduled_learning_rate - 2) < 1e-6, code);
        const isObjective = settings.objective !== undefined;
        assert.ok(!isObjective || Math.abs(objective! / loss - 2) < 1e-6, code);
      }
    }
  }));

Deno.test("a plugin that goes to another folder leaves relative paths where they were typed", () =>
  inWorkshop(async (attempt) => {
    const before = Deno.cwd();
    const code = 'Deno.chdir("/"); export const x = s.defineMethod({ name: "x", power: 1 });';
    assert.equal(await attempt(code, { methods: ["x"] }), undefined);
    assert.equal(Deno.cwd(), before);
  }));

/** Records without what differs from time to time, and without the plugin's own metric. */
const lasting = (records: readonly LogRecord[]) =>
  records.map((record) => {
    const { seconds: _, eval_x: __, ...rest } = record as unknown as Record<string, unknown>;
    return rest;
  });

/** What tries to change something that is not its own. */
const MEDDLING: readonly (readonly [code: string, settings: Partial<ExperimentSettings>])[] = [
  [
    `export const x = s.defineSink({ name: "x", description: "",
      open({ run, records }) {
        run.method = "none"; run.schedule = "constant"; run.settings.learningRate = 1;
        run.settings.onNonfinite = "skip"; records.length = 0;
        return {
          write(record) { for (const name in record) record[name] = 5; },
          close() { run.name = "other"; },
        };
      } });`,
    { reportTo: ["x"] },
  ],
  [
    `export const x = s.defineMetric({ name: "eval_x", description: "", title: "x", format: ".4f",
      better: "lower", reads: ["predictions", "tokenLosses", "logits"],
      create({ parameters }) {
        return {
          update(view) {
            view.batch.labels.fill(0); view.batch.inputIds.fill(0); view.batch.batchSize = 0;
            for (const name of ["predictions", "tokenLosses", "logits"]) view[name].fill(0);
          },
          result: () => 1,
        };
      } });`,
    { metrics: ["eval_x", "eval_loss", "eval_accuracy", "eval_mrr", "eval_ece"] },
  ],
  [
    `export const x = s.defineObjective({ name: "x", description: "",
      build(scope) {
        const { logits, labels, losses } = scope;
        for (const value of [logits, labels, losses]) {
          const { node, shape } = value;
          for (
            const change of [
              () => shape[0] = 7, () => value.dtype = "bool", () => node.inputs.length = 0,
              () => node.values.length = 0, () => node.operation.gradient = () => [],
            ]
          ) {
            try { change(); } catch { /* It is not to be changed. */ }
          }
        }
        scope.losses = logits; scope.labels = losses;
        return losses;
      } });`,
    { objective: "x" },
  ],
  [
    `export const x = s.defineMetric({ name: "eval_x", description: "", title: "x", format: ".4f",
      better: "lower",
      async measure({ tokenizer, clozeItems }) {
        tokenizer.maskTokenId = 0; tokenizer.specialTokenIds.length = 0; clozeItems.length = 0;
        return 1;
      } });`,
    { metrics: ["eval_x", "eval_loss", "eval_accuracy", "eval_mrr", "eval_ece"] },
  ],
];

const NO_PLUGIN = 'export const y = s.defineMethod({ name: "y", power: 1 });';

Deno.test("a plugin changes nothing that is not its own", () =>
  inWorkshop(async (attempt, records) => {
    const metrics = ["eval_loss", "eval_accuracy", "eval_mrr", "eval_ece"];
    assert.equal(await attempt(NO_PLUGIN, { metrics }), undefined);
    const undisturbed = lasting(records());
    for (const [code, settings] of MEDDLING) {
      assert.equal(await attempt(code, { metrics, ...settings }), undefined, code);
      assert.deepEqual(lasting(records()), undisturbed, code);
    }
    // What rate() does to what is kept is not kept: a checkpoint knows nothing of it.
    const method = `export const x = s.defineMethod({ name: "x", description: "",
      create: () => ({ initial: { n: 1 }, rate: (v, kept) => v.scheduledRate * ++kept.n }) });`;
    assert.equal(await attempt(method, { methods: ["x"], epochs: 2 }), undefined);
    const steps = records().filter((record) => record.type === "step");
    assert.ok(steps.length === 4);
    for (const { learning_rate, scheduled_learning_rate } of steps) {
      assert.ok(Math.abs(learning_rate / scheduled_learning_rate - 2) < 1e-6);
    }
  }));

Deno.test("what is built in cannot be patched", () =>
  inWorkshop(async (attempt) => {
    const patches = [
      's.METHODS.get("SD").create = () => ({ power: 0 });',
      's.METHODS.get("SD").power = 5;',
      "s.METHODS.get = () => 1;",
      "s.Registry.prototype.get = () => 1;",
      's.SCHEDULES.get("linear").parameters = {};',
      's.METHODS.get("scaled").parameters.factor.rule.accepts = () => true;',
      's.GAMMAS.get("paper").defaults.profile.of = () => [1];',
      "s.PROFILES[3].of = () => [1];",
      "s.DISTANCES.length = 0;",
      "s.BUILT_IN.methods = undefined;",
      's.METRICS.get("eval_loss").create = undefined;',
      's.OBJECTIVES.get("sd_token").build = ({ losses }) => losses;',
    ];
    for (const patch of patches) {
      const error = await attempt(`${patch}\n${NO_PLUGIN}`, {});
      assert.deepEqual(
        wrong(error, /does not load: Cannot (assign|add|delete)/, patch),
        [],
      );
    }
  }));
