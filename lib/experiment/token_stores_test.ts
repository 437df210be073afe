import assert from "node:assert/strict";
import { Meanwhile } from "../data/mod.ts";
import { Stores } from "./token_stores.ts";

Deno.test({
  name: "a process that may not write a store does without, and says so",
  permissions: "none",
  async fn() {
    const said: string[] = [];
    using stores = new Stores({ folder: "/tokens" }, (line) => void said.push(line), undefined);
    const make = () => Promise.reject(new Error("made"));
    assert.equal(await stores.open("a.txt", ["key"], make, new Meanwhile()), undefined);
    assert.deepEqual(said, [
      "a.txt: its tokens are held in memory, as they cannot be kept. /tokens: this process may not " +
      "write there.",
    ]);
  },
});
