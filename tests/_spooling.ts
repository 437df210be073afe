/** Keeps standard input in a folder: `_spooling.ts FOLDER`. */
import { spool } from "../lib/io/mod.ts";

await spool(Deno.stdin.readable, Deno.args[0]!);
