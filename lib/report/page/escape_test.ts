import assert from "node:assert/strict";
import { escapeHtml, scriptJson } from "./escape.ts";

Deno.test("escaped text has no character that HTML reads as more than text", () => {
  assert.equal(
    escapeHtml(`<a href='x' title="y">&amp;</a>`),
    "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;amp;&lt;/a&gt;",
  );
});

Deno.test("JSON for a script cannot end it and reads as before", () => {
  const value = { text: "</script><!-- <script>", more: ["\u2028", 1] };
  const json = scriptJson(value);
  assert.ok(!json.includes("<"));
  assert.deepEqual(JSON.parse(json), value);
});
