/** Tables of the study in files: each kind of column, and what is said of a damaged one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { differencesCsv, readDifferences } from "../lib/study/differences.ts";
import { gammaQualitiesCsv, readGammaQualities } from "../lib/study/gamma_quality.ts";
import { gammaStepsCsv, readGammaSteps } from "../lib/study/gamma_steps.ts";
import { readStudyRuns, studyRunsCsv } from "../lib/study/runs.ts";
import { madeUpRun } from "../lib/study/_made_up.ts";
import { row } from "../lib/study/_judged.ts";
import { type Columns, readTable, tableCsv } from "../lib/study/table.ts";
import { withFolder } from "./_files.ts";

interface Row {
  t: string;
  tn: string | null;
  n: number;
  nn: number | null;
  f: boolean | null;
}

const COLUMNS: Columns<Row> = {
  ...{ t: "text", tn: "text or null", n: "number", nn: "number or null", f: "flag or null" },
};

Deno.test("each kind of column is read as it was written, and else refused with its place", () =>
  withFolder(async (folder) => {
    const file = join(folder, "t.csv");
    const rows: Row[] = [
      { t: 'a "b", c', tn: null, n: -0.5, nn: null, f: null },
      { t: "true", tn: "5", n: 1e-7, nn: 1e21, f: true },
      { t: "0", tn: "x\ny", n: 0, nn: -12, f: false },
    ];
    const csv = tableCsv(rows, COLUMNS);
    assert.equal(
      csv,
      't,tn,n,nn,f\n"a ""b"", c",,-0.5,,\ntrue,5,1e-7,1e+21,true\n0,"x\ny",0,-12,false\n',
    );
    await Deno.writeTextFile(file, csv);
    assert.deepEqual(await readTable<Row>(file, COLUMNS, "Mend"), rows);
    await Deno.writeTextFile(file, "t,tn,n,nn,f\n");
    assert.deepEqual(await readTable<Row>(file, COLUMNS, "Mend"), []);
    const good = "a,b,1,2,true\n";
    const cases: [text: string, message: string][] = [
      [`${good},b,1,2,true`, 'row 3: t is "", which is no text'],
      ["a,b,,2,true", 'row 2: n is "", which is no number'],
      ["a,b,0x5,2,true", 'row 2: n is "0x5", which is no number'],
      ["a,b, 5,2,true", 'row 2: n is " 5", which is no number'],
      ["a,b,5 ,2,true", 'row 2: n is "5 ", which is no number'],
      ["a,b,5.,2,true", 'row 2: n is "5.", which is no number'],
      ["a,b,1e999,2,true", 'row 2: n is "1e999", which is no number'],
      ["a,b,+1,2,true", 'row 2: n is "+1", which is no number'],
      ["a,b,1,NaN,true", 'row 2: nn is "NaN", which is no number or null'],
      [`${good}${good}a,b,1,2,yes`, 'row 4: f is "yes", which is no flag or null'],
    ];
    for (const [text, message] of cases) {
      await Deno.writeTextFile(file, `t,tn,n,nn,f\n${text}\n`);
      await assert.rejects(readTable<Row>(file, COLUMNS, "Mend it"), {
        name: "InputError",
        message: `${file}, ${message}. Mend it.`,
      });
    }
    for (const text of ["", "t,tn,nn,n,f\n", "T,tn,n,nn,f\n"]) {
      await Deno.writeTextFile(file, text);
      await assert.rejects(readTable<Row>(file, COLUMNS, "Mend it"), {
        message: `${file}, row 1: its columns are not t, tn, n, nn, f. Mend it.`,
      }, JSON.stringify(text));
    }
    await Deno.writeTextFile(file, "t,tn,n,nn,f\na,b,1,2\n");
    await assert.rejects(readTable<Row>(file, COLUMNS, "Mend it"), {
      name: "InputError",
      message: /t\.csv: it cannot be read as CSV: .+ Mend it\.$/,
    });
    await assert.rejects(readTable<Row>(join(folder, "none.csv"), COLUMNS, "Mend it"), {
      name: "InputError",
      message: /none\.csv: .+ Mend it\.$/,
    });
  }));

Deno.test("runs, differences and steps are read as they were written; where no Γ is measured there is none", () =>
  withFolder(async (folder) => {
    const file = join(folder, "t.csv");
    const runs = [
      madeUpRun({ condition: "SD", seed: 3, diverged: "it, did", eval_loss: null }, 4.5),
      madeUpRun({ condition: "none", seed: 0, eval_cloze_accuracy: 0.25 }, 4),
    ];
    await Deno.writeTextFile(file, studyRunsCsv(runs));
    assert.deepEqual(await readStudyRuns(file), runs);
    const differences = [row("SD - none", 0.1), row("a - b", -0.5, { equivalent: null, n: 0 })];
    await Deno.writeTextFile(file, differencesCsv(differences));
    assert.deepEqual(await readDifferences(file), differences);
    const steps = [
      { condition: "SD", seed: 1, step: 1, loss: 4.5, gamma_root: null, gamma_pairs: 0 },
      { condition: "SD", seed: 1, step: 2, loss: 4.25, gamma_root: 1.5, gamma_pairs: 12 },
    ];
    await Deno.writeTextFile(file, gammaStepsCsv(steps));
    assert.deepEqual(await readGammaSteps(file), steps);
    const quality = {
      ...{ gamma: "osgood", wrong_above_right: 0.75, antonym_above_synonym: null },
      ...{ cv_percent: 3.5, reliability: 0.5, r_with_loss: -0.25, r2: 0.125 },
    };
    await Deno.writeTextFile(file, gammaQualitiesCsv([quality]));
    assert.deepEqual(await readGammaQualities(file), [quality]);
    assert.deepEqual(await readGammaQualities(join(folder, "none.csv")), []);
    const again = "Have the study written again, or take the file out of the repository.";
    for (const read of [readStudyRuns, readDifferences, readGammaSteps]) {
      await assert.rejects(read(file), (error: Error) => error.message.endsWith(again));
    }
    await Deno.writeTextFile(file, "");
    await assert.rejects(readGammaQualities(file), /Check the file out again\.$/);
  }));
