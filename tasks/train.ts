/** `deno task train`: trains a masked language model on one's own text, into a folder of its own. */
import {
  BUILT_IN,
  checkChoices,
  type DoneEvent,
  fineTune,
  type FineTuneSettings,
  resolveSettings,
  summaryTable,
  writeReport,
} from "../lib/mod.ts";
import { duration } from "../lib/report/page/words.ts";
import { option, runCommand } from "./_cli.ts";
import { experimentDisplay } from "./_progress.ts";
import { print, printLines, tell } from "./_print.ts";
import { usage } from "./_settings.ts";
import { type GivenTraining, TRAIN_OPTIONS, trainSettings } from "./_train_options.ts";

const command = {
  name: "train",
  description:
    "Trains a masked language model on your own text, as Transformers' run_mlm does, and " +
    "saves it as a Hugging Face folder. Texts are joined end to end and cut into chunks; some of the " +
    "texts are held out for the evaluation. Started again, it goes on from its latest checkpoint.",
  options: TRAIN_OPTIONS,
  stopsGracefully: true,
  examples: [
    "deno task train --data mine.csv --text-column review --out my-model",
    "deno task train --model bert-base-uncased --data a.txt,b.txt --eval-data c.txt --out my-model",
    "deno task train --data texts/ --max-steps 2000 --eval-steps 200 --early-stopping-patience 3 " +
    "--out my-model",
    "deno task evaluate --model my-model --data new.csv --text-column review",
  ],
};

function settingsOf(options: GivenTraining): FineTuneSettings {
  const overrides = trainSettings(options);
  usage(() => checkChoices(overrides, BUILT_IN, { label: option }));
  const whole = usage(() => resolveSettings({ overrides }));
  const { trainChunks: _, evalChunks: __, ...settings } = checkChoices(whole, BUILT_IN);
  const { trainChunks, evalChunks } = overrides;
  return {
    ...settings,
    ...(trainChunks === undefined ? {} : { trainChunks }),
    ...(evalChunks === undefined ? {} : { evalChunks }),
  };
}

/** What the training came to; 1 where it ended early, as what it computed was not finite. */
async function tellDone({ out: run, summaries }: DoneEvent, out: string): Promise<number> {
  printLines(summaryTable(summaries, BUILT_IN.metrics));
  const { report } = await writeReport(run, { definitions: BUILT_IN });
  print(`Model: ${out}`);
  print(`Report: ${report}`);
  const [summary] = summaries;
  if (summary!.diverged === null) return 0;
  tell(`The training ended early: ${summary!.diverged}`);
  return 1;
}

await runCommand(command, async ({ options, signal }) => {
  const given = options as GivenTraining;
  const settings = settingsOf(given);
  let trained = false, code = 0;
  using display = experimentDisplay(BUILT_IN.metrics);
  for await (const event of fineTune(settings, { signal, restart: given.restart })) {
    display.show(event);
    trained ||= event.type === "ready";
    if (event.type === "interrupted") tell("Not finished. The same command goes on there.");
    if (event.type !== "done") continue;
    if (!trained) tell("Nothing is left to do: the training is finished.");
    else tell(`Training took ${duration(event.summaries[0]!.seconds)}.`);
    code = await tellDone(event, settings.out);
  }
  return code;
});
