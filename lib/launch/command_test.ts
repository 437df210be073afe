import assert from "node:assert/strict";
import { filled } from "./command.ts";

const plan = { make: ["deno", "task", "reproduce", "--out", "my results"], cwd: "/home/me" };
const run = { index: 7, name: "cosine-SD-seed0" };

Deno.test("a template's words are the run's, its command one word of a shell", () => {
  assert.equal(
    filled("ssh node{slot} {command}", plan, run, 1),
    "ssh node1 'cd /home/me && exec deno task reproduce --out '\\''my results'\\'' 7'",
  );
  assert.equal(
    filled("{index} {name} {index} {command} ${HOME} {}", { make: [], cwd: "/" }, run, 0),
    "7 cosine-SD-seed0 7 'cd / && exec 7' ${HOME} {}",
  );
});

Deno.test("a template without the command, or with a word that there is not, is refused", () => {
  const refused = (template: string, message: RegExp) =>
    assert.throws(() => filled(template, plan, run, 0), { name: "InputError", message });
  const known = "It may hold {command}, {index}, {name}, {slot}\\.$";
  refused(
    "ssh node",
    new RegExp(`^launchCommand: it does not say where {command} goes\\. ${known}`),
  );
  refused("", /it does not say where/);
  refused(
    " {command} 2>&1",
    /{command} is one word.*\. Begin with what takes it, as in sh -c {command}/,
  );
  refused("ssh {node} {command}", new RegExp(`^launchCommand: there is no {node}\\. ${known}`));
});
