import assert from "node:assert/strict";
import { escapeHtml, scriptJson } from "./escape.ts";

Deno.test("escaped text has no character that HTML reads as more than text", () => {
  assert.equal(
    escapeHtml(`<a href='x' title="y">&amp;</a>`),
    "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;amp;&lt;/a&gt;",
  );
});

Deno.test("what drives a terminal or turns the writing is shown as its escape", () => {
  const attack = "\u001b[31m\u202e\u009b\r\tה\n.";
  assert.equal(escapeHtml(attack), "\\u001b[31m\\u202e\\u009b\\u000d\tה\n.");
  const json = scriptJson([attack]);
  assert.doesNotMatch(json, /[\u0080-\u009f\u202e]/);
  assert.deepEqual(JSON.parse(json), [attack]);
});

Deno.test("JSON for a script cannot end it and reads as before", () => {
  const value = { text: "</script><!-- <script>", more: ["\u2028", 1] };
  const json = scriptJson(value);
  assert.ok(!json.includes("<"));
  assert.deepEqual(JSON.parse(json), value);
});
