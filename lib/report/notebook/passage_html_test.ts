import assert from "node:assert/strict";
import { maskedHtml, passageHtml, passageRows } from "./passage_html.ts";

Deno.test("a passage shows its blanks numbered and the words to choose from", () => {
  const html = passageHtml({
    source: "a <test>",
    text: "He & she sat.",
    blanks: [{ start: 9, end: 12, options: ["ran", "sat"], answer: "sat" }],
  });
  assert.equal(
    html,
    "<p><small>a &lt;test&gt;</small></p><p>He &amp; she <b><u>sat</u></b><sup>1</sup>.</p>" +
      "<ol><li>ran · <b>sat</b></li></ol>",
  );
});

Deno.test("a passage without blanks has no list", () => {
  const html = passageHtml({ source: "s", text: "Text.", blanks: [] });
  assert.equal(html, "<p><small>s</small></p><p>Text.</p>");
});

const BATCH = {
  batchSize: 2,
  sequenceLength: 3,
  inputIds: Int32Array.of(1, 0, 2, 3, 4, 2),
  positions: Int32Array.of(1, 3, 4),
  labels: Int32Array.of(3, 1, 4),
  replaced: Uint8Array.of(0, 1, 2),
};
const VOCABULARY = ["[MASK]", "a", "b", "<c>", "d"];

Deno.test("a masked chunk shows what is seen and what was there", () => {
  assert.equal(
    maskedHtml(BATCH, VOCABULARY),
    "<p>a <mark>[MASK]</mark><sub>&lt;c&gt;</sub> b</p>",
  );
  assert.equal(maskedHtml(BATCH, VOCABULARY, 1), "<p><del>a</del> <b>&lt;c&gt;</b> <u>d</u> b</p>");
});

Deno.test("a chunk that is not in the batch is refused", () => {
  assert.throws(() => maskedHtml(BATCH, VOCABULARY, 2), RangeError);
});

Deno.test("a set of passages is a row", () => {
  const blank = { start: 0, end: 1, options: [], answer: "T" };
  const passages = [
    { source: "", text: "Text", blanks: [blank] },
    { source: "", text: "More", blanks: [blank, blank] },
  ];
  assert.deepEqual(passageRows({ some: passages, none: [] }), [
    { set: "some", passages: 2, blanks: 3, "first passage": "Text…" },
    { set: "none", passages: 0, blanks: 0, "first passage": "…" },
  ]);
});
