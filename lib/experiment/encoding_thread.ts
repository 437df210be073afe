/** Runs in a thread of its own: makes tokens of the passages that it is sent. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { encodePieces } from "../data/mod.ts";
import { sameTokenizer } from "../tokens/mod.ts";
import type { Answer, Sent } from "./encoding_threads.ts";
import { TokenCensus } from "./token_census.ts";

let encoder: TokenCensus | undefined;

const answer = (message: Answer, transfer: Transferable[] = []) =>
  (self as unknown as DedicatedWorkerGlobalScope).postMessage(message, transfer);

self.onmessage = ({ data }: MessageEvent<Sent>) => {
  if ("tokenizer" in data) {
    encoder = new TokenCensus(sameTokenizer(data.tokenizer), data.tokenizer.file);
    return answer("ready");
  }
  for (const piece of encodePieces(data.passages, encoder!, data.options)) {
    answer({ piece }, [piece.ids.buffer]);
  }
  answer("end");
};
