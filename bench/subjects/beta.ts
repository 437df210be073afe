/**
 * The sentence encoder scoring words it has not seen, as a subject: `beta.ts WORDS COUNT`, a file
 * with a word a line and how many are scored at a time.
 */
import { makeSemanticTable, openClassifier } from "../../lib/mod.ts";
import { serve } from "../serve.ts";

const [file, count] = [Deno.args[0]!, Number(Deno.args[1])];
const { classifier } = await openClassifier();
if (classifier.has !== undefined) throw new Error("no sentence encoder is at hand");
const words = (await Deno.readTextFile(file)).split("\n");

let next = 0;
await serve({
  async score() {
    const some = words.slice(next, next += count);
    if (some.length < count) throw new RangeError("the words are used up");
    await makeSemanticTable(classifier, some);
    return { count };
  },
});
