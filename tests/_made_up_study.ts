/**
 * `deno run -A tests/_made_up_study.ts FOLDER`: writes a made-up study, its tables and its report, to look
 * at what is drawn without hours of training. Its numbers are drawn with seeds and are no results.
 */
import { join } from "node:path";
import { writeStudyReport } from "../lib/report/mod.ts";
import { madeUpStudy } from "../lib/report/study/_made_up_study.ts";
import { readStudy, writeStudy } from "../lib/study/mod.ts";

const [folder] = Deno.args;
if (folder === undefined) throw new Error("Name a folder.");
const data = join(folder, "data");
await writeStudy(data, madeUpStudy());
const { report } = await writeStudyReport(folder, await readStudy(data));
console.log(`${data}\n${report}`);
