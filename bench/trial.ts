/** Short trials, so that a peer is measured with its best settings and not only with its default. */
import { askInARow, attempt, type Blocks, withSubject } from "./blocks.ts";
import { spread } from "./rows.ts";
import type { Setting, SubjectSpec } from "./subject.ts";

/** What came of a trial: the setting that won, and all times, as a row names them. */
interface Verdict {
  setting: Setting;
  told: string;
}

/** What the trials of a call have decided, by their key: what has been tried is not tried again. */
export type Trials = Map<string, Verdict>;

/** Answers that count, of each setting. */
const COUNT = 3;

/** A program as it is without being told anything. */
const AS_IT_IS: Setting = { name: "as it is" };

function withSetting(spec: SubjectSpec, { env, args = [] }: Setting): SubjectSpec {
  return { ...spec, args: [...spec.args, ...args], env: { ...spec.env, ...env } };
}

/** How trials are run: `count` answers of a setting count, after the `warmup` ones. */
export interface Trial extends Pick<Blocks, "what" | "start" | "say"> {
  /** Where it is tried, as a row names it. */
  case: string;
  trials: Trials;
  warmup?: number;
  count?: number;
}

/** The median time; infinite if the program fails with that setting, which is told. */
async function timeOf(spec: SubjectSpec, trial: Trial): Promise<number> {
  const { what, warmup = 1, count = COUNT, say } = trial;
  const answers = await attempt(
    () => withSubject(spec, trial, (subject) => askInARow(subject, what, { warmup, count })),
    (message) => say(`a setting that fails: ${message}`),
  );
  return answers === undefined ? Infinity : spread(answers.map(({ ms }) => ms)).median;
}

function figureOf(time: number): string {
  return time === Infinity ? "fails" : `${Number(time.toPrecision(3))} ms`;
}

/**
 * A program with the fastest of its settings: of each choice the best, with what earlier choices
 * came to.
 *
 * @returns It, and what was tried where, for its row; undefined if it leaves no choice.
 */
export async function withBestSettings(
  spec: SubjectSpec,
  trial: Trial,
): Promise<{ spec: SubjectSpec; settings?: string }> {
  let best = spec;
  const told: string[] = [];
  for (const { key, settings } of spec.tries ?? []) {
    let verdict = trial.trials.get(key);
    if (verdict === undefined) {
      const times: { setting: Setting; time: number }[] = [];
      for (const setting of [AS_IT_IS, ...settings]) {
        trial.say(`trying ${spec.name}, ${setting.name} …`);
        times.push({ setting, time: await timeOf(withSetting(best, setting), trial) });
      }
      const { setting } = times.reduce((least, each) => each.time < least.time ? each : least);
      const list = times.map(({ setting, time }) => `${setting.name} ${figureOf(time)}`).join(", ");
      verdict = { setting, told: `${setting.name} (tried with ${trial.case}: ${list})` };
      trial.trials.set(key, verdict);
    }
    best = withSetting(best, verdict.setting);
    told.push(verdict.told);
  }
  return { spec: best, ...(told.length === 0 ? {} : { settings: told.join("; ") }) };
}
