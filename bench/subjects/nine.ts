/**
 * `deno task reproduce` with its processes, from their start to the report, as a subject:
 * `nine.ts OPTIONS`, the command line's options as JSON.
 */
import { PROJECT_FOLDER } from "../../lib/mod.ts";
import { readRuns } from "../../lib/experiment/results.ts";
import { serve } from "../serve.ts";

const options = JSON.parse(Deno.args[0]!) as string[];

await serve({
  async nine() {
    const out = await Deno.makeTempDir();
    try {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["task", "--quiet", "reproduce", ...options, `--out=${out}`],
        cwd: PROJECT_FOLDER,
        stdout: "null",
        stderr: "piped",
      }).output();
      if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
      return { count: (await readRuns(out)).length };
    } finally {
      await Deno.remove(out, { recursive: true });
    }
  },
}, () => undefined);
