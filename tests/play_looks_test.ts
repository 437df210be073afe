/** The page in a real browser: it computes what the library does, on screens of all kinds. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import {
  fillMask,
  loadPretrained,
  loadTokenizer,
  MaskedLm,
  selectBackend,
  serveSite,
} from "../lib/mod.ts";
import { Browser } from "./_browser/browser.ts";
import { noBrowser } from "./_browser/find.ts";
import { notTested } from "./_not_tested.ts";
import { fillPage as fill, SMALL, smallSite } from "./_play.ts";

const missing = await noBrowser();

const HOSTILE = `<img src=x onerror="globalThis.ran=1"> SD`;

/** The words and shares of each card, and its text. */
const CARDS = `[...document.querySelectorAll("article")].map((card) => ({
  words: [...card.querySelectorAll(".fills .word")].map((word) => word.textContent),
  shares: [...card.querySelectorAll(".fills .share")].map((share) => parseFloat(share.textContent)),
  plots: card.querySelectorAll("svg.snake").length,
  text: card.textContent,
}))`;

interface CardSeen {
  words: string[];
  shares: number[];
  plots: number;
  text: string;
}

if (missing !== undefined) {
  notTested("play_looks", `no Chromium is here and none can be fetched: ${missing}`);
} else {
  Deno.test("the page fills a blank as the library does, and asks no other machine", async () => {
    const site = await smallSite({ [HOSTILE]: SMALL.bert, roberta: SMALL.roberta });
    await using server = await serveSite(site, 0);
    await using browser = await Browser.open();
    await browser.show({ width: 1280, scheme: "light" });
    await browser.visit(server.address);
    const status = await fill(browser, "The ___ sat.", "dog");
    assert.match(status, /^Filled in \d+ ms by (WebAssembly|WebGPU)/);
    const cards = await browser.evaluate<CardSeen[]>(CARDS);
    assert.equal(cards.length, 2);
    const backend = await selectBackend({ backend: "cpu" });
    for (const [i, folder] of Object.values(SMALL).entries()) {
      const { architecture, config, tensors } = await loadPretrained(folder, { onMessage() {} });
      const tokenizer = await loadTokenizer(folder, { onMessage() {} });
      const model = new MaskedLm({ architecture, config, tensors, backend });
      const mask = tokenizer.vocabulary[tokenizer.maskTokenId]!;
      const text = `The ${mask} sat.`;
      const [expected] = await fillMask(model, tokenizer, text, { top: 6 });
      const { words, shares } = cards[i]!;
      assert.deepEqual(words, expected!.map(({ token_str }) => token_str.trim()));
      expected!.forEach(({ score }, place) => {
        assert.ok(Math.abs(100 * score - shares[place]!) < 0.06, `${shares[place]} for ${score}`);
      });
    }
    assert.match(cards[0]!.text, /“dog” has .* of 9\d\..*Γ of this pair is 1\.\d+.*SD2/s);
    assert.equal(cards[0]!.plots, 1);
    assert.ok(cards[0]!.text.includes(HOSTILE));
    const asked = await browser.evaluate<string[]>(
      `performance.getEntriesByType("resource").map(({ name }) => name)`,
    );
    assert.deepEqual(asked.filter((name) => !name.startsWith(server.address)), []);

    assert.match(await fill(browser, "The cat sat."), /There is no blank/);
    assert.match(await fill(browser, "The ___ sat ___."), /There are 2 blanks/);
    // Too long for one model and not for the other.
    await fill(browser, "The ___ sat on the mat in the house.");
    const [bert, roberta] = await browser.evaluate<CardSeen[]>(CARDS);
    assert.ok(bert!.words.length === 6 && /Type the right word/.test(bert!.text));
    assert.match(roberta!.text, /The sentence has \d+ tokens, and roberta takes 11\. Shorten it\./);
    assert.match(await fill(browser, `The ___ ${HOSTILE}.`, HOSTILE), /^Filled/);
    assert.equal(await browser.evaluate(`"ran" in globalThis`), false);
  });

  Deno.test("the page fits windows and phones, light and dark, in two languages, for everybody", async () => {
    const axe = await Deno.readTextFile(
      createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
    );
    await using server = await serveSite(await smallSite(), 0);
    await using browser = await Browser.open();
    for (
      const [width, scheme, language] of [
        ...[[1280, "light", "en"], [1280, "dark", "ja"], [390, "light", "ja"], [390, "dark", "en"]],
      ] as [number, "light" | "dark", string][]
    ) {
      const where = `${width} px, ${scheme}, ${language}`;
      await browser.show({ width, scheme });
      await browser.visit(`${server.address}?lang=${language}`);
      await fill(browser, "The ___ sat.", "dog");
      const beyond = await browser.evaluate<number>(
        `document.documentElement.scrollWidth - innerWidth`,
      );
      assert.ok(beyond <= 0, `${where}: ${beyond} px beyond the window`);
      assert.equal(await browser.evaluate(`document.documentElement.lang`), language);
      const heading = await browser.evaluate<string>(`document.querySelector("h1").textContent`);
      assert.equal(heading, language === "ja" ? "空欄を埋める" : "Fill the blank", where);
      // By the protocol, which the page's policy does not bind.
      await browser.evaluate(`${axe}; 1`);
      const found = await browser.evaluate<{ id: string; impact: string; nodes: unknown }[]>(
        `axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) =>
          ({ id, impact, nodes: nodes.slice(0, 3).map(({ html }) => html) })))`,
      );
      assert.deepEqual(found, [], where);
      // A word of the list becomes the right one by the keyboard, which stays there.
      await browser.evaluate(`document.querySelector(".fills button").focus()`);
      await browser.evaluate(`document.activeElement.click()`);
      const { right, focus } = await browser.evaluate<{ right: string; focus: string }>(
        `({ right: document.getElementById("right").value, focus: document.activeElement.id })`,
      );
      assert.ok(right !== "" && focus === "fill-0-0", where);
    }
  });
}
