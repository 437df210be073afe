/** What this machine cannot test: `deno task test` and `.ci/run` say it again at their ends. */
import { NOT_TESTED } from "../tasks/test.ts";

/**
 * Says that something was not tested.
 *
 * @param what As a noun: tests, or a part of one.
 * @param why What is missing here.
 */
export function notTested(what: string, why: string): void {
  console.log(`${NOT_TESTED}${what} (${why.replaceAll(/\s+/g, " ").replace(/\.$/, "")})`);
}
