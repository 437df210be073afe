/**
 * Stands in for a task that has gone bad: started with a task's permissions, it tries what the task
 * has no business with, and prints for each try what came of it: "done", or the error's name.
 * Arguments: the folder it may write, one that it may not, and the address of a server.
 */
import { exec } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { promisify } from "node:util";

const [out, elsewhere, address] = Deno.args as [string, string, string];
const project = new URL("../../", import.meta.url).pathname;
const { hostname, port } = new URL(address);

/** A module's address that is not known before it is run. */
const remote = (text: string): Promise<unknown> => import(text);

const TRIES: Record<string, () => unknown> = {
  "write below the output folder": () => Deno.writeTextFile(`${out}/mine`, "x"),
  "write beside the output folder": () => Deno.writeTextFile(`${out}-beside`, "x"),
  "write above the output folder": () => Deno.writeTextFile(`${out}/../above`, "x"),
  "write elsewhere": () => Deno.writeTextFile(`${elsewhere}/new`, "x"),
  "write elsewhere, as Node": () => writeFileSync(`${elsewhere}/new`, "x"),
  "append to a file elsewhere": () => appendFileSync(`${elsewhere}/file`, "x"),
  "remove a file elsewhere": () => Deno.remove(`${elsewhere}/file`),
  "move a file elsewhere": () => Deno.rename(`${out}/mine`, `${elsewhere}/new`),
  "make a folder elsewhere": () => Deno.mkdir(`${elsewhere}/new`),
  "make a link that leads elsewhere": () => Deno.symlink(elsewhere, `${out}/link`),
  "write to the project": () => Deno.writeTextFile(`${project}lib/new.ts`, "x"),
  "change a task": () => Deno.writeTextFile(`${project}tasks/reproduce.ts`, "x", { append: true }),
  "change native code": () => Deno.writeTextFile(`${project}node_modules/new`, "x"),
  "change TensorFlow": () => Deno.writeTextFile(`${project}.sdtrainer/tensorflow/new`, "x"),
  "write to the system's temporary files": () => Deno.writeTextFile("/tmp/sdtrainer-new", "x"),
  "read elsewhere": () => Deno.readTextFile(`${elsewhere}/file`),
  "read the system's accounts": () => Deno.readTextFile("/etc/passwd"),
  "fetch": () => fetch(address),
  "connect": () => Deno.connect({ hostname, port: Number(port) }),
  "fetch, as Node": () =>
    new Promise((done, failed) => {
      get(address, done).on("error", failed);
    }),
  "listen": () => Deno.listen({ port: 0 }),
  "load a module from the network": () => remote(`${address}/module.js`),
  "load a package that is not installed": () => remote("npm:is-odd@3.0.1"),
  "start a program": () => new Deno.Command("true").output(),
  "start a program, as Node": () => promisify(exec)("true"),
  "start Deno with all permissions": () =>
    new Deno.Command(Deno.execPath(), { args: ["eval", "1"] }).output(),
  "load a library of the system": () => Deno.dlopen("/lib/x86_64-linux-gnu/libm.so.6", {}),
  "see a secret": () => {
    if (Deno.env.get("SECRET") === undefined) throw new Deno.errors.NotFound();
  },
};

const outcomes: Record<string, string> = {};
for (const [name, act] of Object.entries(TRIES)) {
  try {
    await act();
    outcomes[name] = "done";
  } catch (error) {
    const { name: kind, code, message } = error as Error & { code?: string };
    outcomes[name] = code === "ERR_MODULE_NOT_FOUND" || kind === "TypeError" ? message : kind;
  }
}
console.log(JSON.stringify(outcomes));
