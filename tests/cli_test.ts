/** The command line of the tasks: options, help, errors and exit codes. */
import assert from "node:assert/strict";
import { execute, OFFLINE_OPTION } from "../tasks/_cli.ts";
import { deathLine } from "../tasks/_deaths.ts";
import { type Command, helpText, parseCommandLine } from "../tasks/_options.ts";
import { ALLOW_NETWORK, InputError, settingName, UsageError } from "../lib/io/mod.ts";

const command = {
  name: "greet",
  description: "Greets somebody.",
  options: {
    times: { type: "integer", default: 1, description: "How often" },
    share: { type: "number", least: 0, most: 1, description: "How much of it" },
    repeats: { type: "integer", least: 1, description: "How often it is said" },
    learningRate: { type: "number", description: "How fast it learns names" },
    tone: { choices: ["warm", "cold"], list: true, description: "How it sounds" },
    out: { placeholder: "FOLDER", short: "o", description: "Where to" },
    loud: { type: "boolean", description: "In capitals" },
  },
  positionals: { name: "NAME", description: "who is greeted", min: 1, max: 2 },
} as const;

/** Runs `act` and gives what it printed with console.log and console.error. */
async function printed<T>(act: () => Promise<T>): Promise<{ value: T; out: string; err: string }> {
  const { log, error } = console;
  let out = "", err = "";
  console.log = (...items: unknown[]) => void (out += items.map(String).join(" ") + "\n");
  console.error = (...items: unknown[]) => void (err += items.map(String).join(" ") + "\n");
  try {
    return { value: await act(), out, err };
  } finally {
    console.log = log;
    console.error = error;
  }
}

Deno.test("parseCommandLine() gives typed values, defaults and positionals", () => {
  const args = [
    "Ann",
    "--learning-rate",
    "1e-3",
    "--tone",
    "warm",
    "-o",
    "b",
    "--tone=cold",
    "--loud",
  ];
  args.push("--loud");
  const { options, positionals } = parseCommandLine(command, args);
  const times: number = options.times;
  const tone: ("warm" | "cold")[] | undefined = options.tone;
  assert.equal(times, 1);
  assert.deepEqual(tone, ["warm", "cold"]);
  assert.equal(options.learningRate, 1e-3);
  assert.equal(options.out, "b");
  assert.equal(options.loud, true);
  assert.deepEqual(positionals, ["Ann"]);
});

Deno.test("parseCommandLine() names what is wrong with a command line", () => {
  const cases: [string[], RegExp][] = [
    [["Ann", "--tiems", "2"], /Unknown option '--tiems'.*Did you mean --times\?/],
    [["Ann", "--zzzzzzzz"], /Unknown option '--zzzzzzzz'\.$/],
    [["Ann", "--out"], /--out.*missing/],
    [["Ann", "--times", "1.5"], /--times takes a whole number: got "1.5"/],
    [["Ann", "--learning-rate="], /--learning-rate takes a number: got ""/],
    [["Ann", "--tone", "warm,hot"], /--tone is one of warm, cold: got "hot"/],
    // Neither a negative number nor a forgotten value is anything about a parser.
    [["Ann", "--times", "-1.5"], /^--times takes a whole number: got "-1\.5"\.$/],
    [["Ann", "--repeats", "-1"], /^--repeats takes a whole number, at least 1: got "-1"\.$/],
    [["Ann", "--share", "1.5"], /^--share takes a number from 0 to 1: got "1\.5"\.$/],
    [["Ann", "--repeats=0"], /^--repeats takes a whole number, at least 1: got "0"\.$/],
    [["Ann", "--out", "--loud"], /^The value of --out is missing\. .* given as --out=-VALUE\.$/],
    [["Ann", "--out", "a", "-o", "b"], /^--out is given more than once\. Give it once\.$/],
    [["Ann", "--times", "2", "--times=2"], /^--times is given more than once/],
    [["Ann", "-o", "-x"], /^The value of --out is missing\./],
    [["Ann", "--loud=1"], /^--loud takes no value\.$/],
    [[], /NAME is missing/],
    [["Ann", "Bob", "Cid"], /Unexpected argument 'Cid'/],
  ];
  for (const [args, message] of cases) {
    assert.throws(() => parseCommandLine(command, args), { name: "UsageError", message });
  }
});

Deno.test("parseCommandLine() asks for a required option", () => {
  const strict = {
    name: "strict",
    description: "",
    options: { model: { required: true, description: "" } },
  } as const;
  assert.throws(() => parseCommandLine(strict, []), /--model must be given/);
  const model: string = parseCommandLine(strict, ["--model", "x"]).options.model;
  assert.equal(model, "x");
});

Deno.test("helpText() lists every option with placeholder, choices and default", () => {
  const text = helpText(command as Command<typeof command.options>);
  assert.match(text, /^Greets somebody\.\n\nUsage: deno task greet NAME\.\.\. \[options\]\n/);
  assert.match(text, /\n {2}--times NUMBER +How often \(default: 1\)\n/);
  assert.match(text, /\n {2}--tone NAME +How it sounds \(warm, cold; several with commas\)\n/);
  assert.match(text, /\n {2}-o, --out FOLDER +Where to\n/);
  assert.match(text, /\n {2}--loud +In capitals\n/);
  assert.match(text, /\n {2}-h, --help +Show this help$/);
});

Deno.test("helpText() puts arguments in brackets that need not be given", () => {
  const positionals = { name: "FILE", description: "What", min: 0, max: Infinity };
  assert.match(
    helpText({ ...command, positionals }),
    /\nUsage: deno task greet \[FILE\.\.\.\] \[o/,
  );
});

Deno.test("helpText() is at most 100 characters wide", () => {
  const long = { ...command, options: { x: { description: "word ".repeat(60).trim() } } };
  const lines = helpText(long).split("\n");
  assert.ok(lines.length > 5);
  assert.ok(lines.every((line) => line.length <= 100));
});

Deno.test("execute() turns outcomes into exit codes", async () => {
  const options = {};
  const plain = { name: "plain", description: "Does something.", options };
  const ways: [() => number | void, number, RegExp][] = [
    [() => {}, 0, /^$/],
    [() => 3, 3, /^$/],
    // What the system refuses this user is no defect, whoever forgot to expect it.
    [
      () => {
        throw new Deno.errors.PermissionDenied("Permission denied (os error 13), open 'a'");
      },
      1,
      /^The operating system refused something to this user: Permission denied .*, open 'a'\.\n$/,
    ],
    [
      () => {
        throw Object.assign(new Error("EROFS: read-only file system, open 'a'"), { code: "EROFS" });
      },
      1,
      /^The operating system refused .*: EROFS: read-only file system, open 'a'\.\n$/,
    ],
    [
      () => {
        throw new InputError("the file is empty", { file: "a.csv", mend: "Fill it" });
      },
      1,
      /^a\.csv: the file is empty\. Fill it\.\n$/,
    ],
    [
      () => {
        throw new UsageError("No.");
      },
      2,
      /^No\.\nSee: deno task plain --help\n$/,
    ],
    [
      () => {
        throw new TypeError("ours");
      },
      70,
      /defect in SDTrainer:\nTypeError: ours/,
    ],
  ];
  for (const [main, code, message] of ways) {
    const { value, err } = await printed(() => execute(plain, main, []));
    assert.equal(value, code);
    assert.match(err, message);
  }
});

Deno.test("execute() calls settings by their options, and knows what --offline forbade", async () => {
  const options = { offline: OFFLINE_OPTION };
  const main = () => {
    throw new InputError("nothing is here", {
      place: settingName("trainChunks"),
      mend: `${ALLOW_NETWORK}, or set ${settingName("evalChunks")}`,
    });
  };
  const plain = { name: "plain", description: "Does something.", options };
  const shown = async (command: Command<typeof options>, args: string[]) =>
    (await printed(() => execute(command, main, args))).err;
  assert.equal(
    await shown(plain, []),
    "--train-chunks: nothing is here. Allow this process to connect, or set --eval-chunks.\n",
  );
  const net = async () => (await Deno.permissions.query({ name: "net" })).state;
  assert.equal(await net(), "granted");
  assert.equal(
    await shown(plain, ["--offline"]),
    "--train-chunks: nothing is here. Leave --offline out, or set --eval-chunks.\n",
  );
  assert.notEqual(await net(), "granted", "nothing in this process can connect any more");
  assert.equal(
    await shown({ ...plain, insteadOfOffline: "Ask" }, ["--offline"]),
    "--train-chunks: nothing is here. Ask, or set --eval-chunks.\n",
  );
});

Deno.test("execute() shows the help instead of running, unless it comes after --", async () => {
  let ran = 0;
  const main = () => void ran++;
  const help = await printed(() => execute(command, main, ["--nonsense", "-h"]));
  assert.equal(help.value, 0);
  assert.match(help.out, /Usage: deno task greet/);
  assert.equal(ran, 0);
  assert.equal(await execute(command, main, ["--", "--help"]), 0);
  assert.equal(ran, 1);
});

const CLI = new URL("../tasks/_cli.ts", import.meta.url).href;

/** A process of its own: the only way to see what Ctrl-C does. */
async function interrupted(interrupts: number, main: string) {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/wait.ts`;
    await Deno.writeTextFile(
      file,
      `import { runCommand } from ${JSON.stringify(CLI)};
       const wait = { name: "wait", description: "", options: {}, stopsAfter: "step" };
       await runCommand(wait, ${main});`,
    );
    const config = new URL("../deno.json", import.meta.url).pathname;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--config", config, file],
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let out = "";
    for (let sent = 0; sent < interrupts; sent++) {
      while (out.split("ready").length <= sent + 1) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`The process ended early: ${out}`);
        out += value;
      }
      child.kill("SIGINT");
    }
    for (let next = await reader.read(); !next.done; next = await reader.read()) out += next.value;
    const err = await new Response(child.stderr).text();
    return { code: (await child.status).code, out, err };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a full standard output is told once, ends nothing, and is an exit code", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/print.ts`;
    const print = new URL("../tasks/_print.ts", import.meta.url).href;
    await Deno.writeTextFile(
      file,
      `import { runCommand } from ${JSON.stringify(CLI)};
       import { print, tell } from ${JSON.stringify(print)};
       const plain = { name: "plain", description: "", options: {} };
       await runCommand(plain, () => { print("a"); print("b"); tell("went on"); });`,
    );
    const config = new URL("../deno.json", import.meta.url).pathname;
    const run = async (redirect: string) => {
      const { code, stderr } = await new Deno.Command("sh", {
        args: ["-c", `"$0" run -A --no-check --config "$1" "$2" ${redirect}`]
          .concat(Deno.execPath(), config, file),
        stdout: "piped",
        stderr: "piped",
      }).output();
      return { code, err: new TextDecoder().decode(stderr) };
    };
    assert.deepEqual(await run("> /dev/full"), {
      code: 1,
      err:
        "Standard output cannot be written (ENOSPC): what was to stand there is lost.\nwent on\n",
    });
    assert.deepEqual(await run("2> /dev/full"), { code: 0, err: "" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("The first Ctrl-C lets a command finish its step", async () => {
  const main = `async ({ signal }) => {
    console.log("ready");
    const alive = setInterval(() => {}, 1000);
    await new Promise((done) => signal.addEventListener("abort", done, { once: true }));
    clearInterval(alive);
    console.log("saved");
  }`;
  const { code, out, err } = await interrupted(1, main);
  assert.equal(code, 130);
  assert.match(out, /saved/);
  assert.match(err, /Ctrl-C once more stops at once/);
});

Deno.test("A Ctrl-C that deno task passes on again is not a second one", async () => {
  const main = `async ({ signal }) => {
    signal.addEventListener("abort", () => console.log("ready"));
    console.log("ready");
    await new Promise((done) => setTimeout(done, 300));
    console.log("saved");
  }`;
  const { code, out } = await interrupted(2, main);
  assert.equal(code, 130);
  assert.match(out, /saved/);
});

Deno.test("The second Ctrl-C ends a command at once", async () => {
  const main = `async ({ signal }) => {
    signal.addEventListener("abort", () => setTimeout(() => console.log("ready"), 500));
    console.log("ready");
    setInterval(() => {}, 1000);
    await new Promise(() => {});
  }`;
  assert.equal((await interrupted(2, main)).code, 130);
});

Deno.test("a process that is killed is told of with the memory that all runs need", () => {
  // 2^28 weights: 1 GiB, and 8 bytes each, 2 GiB more; three such runs.
  const death = { signal: "SIGKILL", leads: false, jobs: 3, memory: 8 * 2 ** 30 };
  assert.equal(
    deathLine({ ...death, work: { weights: 2 ** 28 } }),
    "One of the 3 processes that make runs was ended by SIGKILL, perhaps by the system because " +
      "memory ran out: this machine has 8.0 GiB; 3 runs like these need about 9.0 GiB with small " +
      "batches. " +
      "The others go on and make its run. Where it happens again, lower --jobs, --batch-size or " +
      "--chunk-length.",
  );
  assert.match(
    deathLine({ ...death, leads: true, jobs: 1, work: { weights: 2 ** 27 } }),
    /^The task was .*; a run like this needs about 2\.0 GiB with .* goes on where it was\. .* lower --batch-size/,
  );
  assert.equal(
    deathLine({ ...death, leads: true, signal: "SIGSEGV" }),
    "The task was ended by SIGSEGV, in native code.",
  );
  assert.equal(
    deathLine({ ...death, leads: true, signal: "SIGXFSZ" }),
    "The task was ended by SIGXFSZ: a file would be larger than this system allows. Raise the limit " +
      "on the size of files first (ulimit -f).",
  );
});

Deno.test("A command that is done when Ctrl-C comes has its own exit code", async () => {
  const main = `async ({ signal }) => {
    console.log("ready");
    const alive = setInterval(() => {}, 1000);
    await new Promise((done) => signal.addEventListener("abort", done, { once: true }));
    clearInterval(alive);
    return 0;
  }`;
  assert.equal((await interrupted(1, main)).code, 0);
});
