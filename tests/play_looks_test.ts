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
import { fileOf } from "../lib/io/mod.ts";
import { Browser } from "./_browser/browser.ts";
import { noBrowser } from "./_browser/find.ts";
import { notTested } from "./_not_tested.ts";
import { fillPage as fill, SETTLED, SMALL, smallSite } from "./_play.ts";

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
    // What was of another sentence does not stay.
    const none = await browser.evaluate<CardSeen[]>(CARDS);
    assert.deepEqual(none.map(({ words }) => words), [[], []]);
    assert.match(await fill(browser, "The ___ sat ___."), /There are 2 blanks/);
    // Too long for one model and not for the other.
    await fill(browser, "The ___ sat on the mat in the house.");
    const [bert, roberta] = await browser.evaluate<CardSeen[]>(CARDS);
    assert.ok(bert!.words.length === 6 && /Type the right word/.test(bert!.text));
    assert.match(
      await fill(browser, `The ___ sat ${"and sat ".repeat(40)}.`),
      /^The sentence has \d+ tokens, and .* takes 40\. Shorten it\.$/,
    );
    assert.match(roberta!.text, /The sentence has \d+ tokens, and roberta takes 11\. Shorten it\./);
    assert.match(await fill(browser, `The ___ ${HOSTILE}.`, HOSTILE), /^Filled/);
    assert.equal(await browser.evaluate(`"ran" in globalThis`), false);
  });

  Deno.test("a model that cannot be loaded leaves the others alone, and is told of", async () => {
    for (
      const [spoilt, message] of [
        [undefined, /models\/0\/onnx\/model\.onnx: 404$/],
        [fileOf(""), /could not load bad: /],
      ] as const
    ) {
      const site = new Map(await smallSite({ bad: SMALL.bert, good: SMALL.bert }));
      if (spoilt === undefined) site.delete("models/0/onnx/model.onnx");
      else site.set("models/0/onnx/model.onnx", spoilt);
      await using server = await serveSite(site, 0);
      await using browser = await Browser.open();
      await browser.visit(server.address);
      assert.match(await fill(browser, "The ___ sat."), /^Filled/);
      const [bad, good] = await browser.evaluate<CardSeen[]>(CARDS);
      assert.match(bad!.text, message);
      assert.equal(good!.words.length, 6);
    }
  });

  Deno.test("where WebGPU gives up, WebAssembly computes", async () => {
    await using server = await serveSite(await smallSite({ bert: SMALL.bert }), 0);
    await using browser = await Browser.open();
    await browser.beforePages(`Object.defineProperty(navigator, "gpu", { value: {
      requestAdapter: () => Promise.resolve({
        info: {}, limits: {}, features: new Set(),
        requestDevice: () => Promise.reject(new Error("no device")),
      }),
    } })`);
    await browser.visit(server.address);
    assert.match(await fill(browser, "The ___ sat."), /^Filled in \d+ ms by WebAssembly/);
  });

  /** What the browser itself has of WebGPU: its drawing on a processor is not everywhere to be had. */
  const DEVICE =
    `navigator.gpu === undefined ? "no navigator.gpu" : navigator.gpu.requestAdapter().then(
    (adapter) => adapter === null ? "no adapter" : adapter.requestDevice().then(
      () => "a device", (error) => "no device: " + error.message))`;

  Deno.test("the page computes the same on WebGPU", async () => {
    await using server = await serveSite(await smallSite(), 0);
    const seen: CardSeen[][] = [];
    for (const webgpu of [false, true]) {
      await using browser = await Browser.open({ webgpu });
      await browser.visit(server.address);
      if (webgpu) {
        const found = await browser.evaluate<string>(DEVICE);
        if (found !== "a device") {
          return notTested("the page on WebGPU", `this browser has ${found}`);
        }
      }
      const status = await fill(browser, "The ___ sat.", "dog");
      assert.match(status, webgpu ? /by WebGPU/ : /by WebAssembly/);
      seen.push(await browser.evaluate<CardSeen[]>(CARDS));
    }
    assert.equal(seen[0]!.length, 2);
    assert.deepEqual(seen[1], seen[0]);
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
    }
  });

  Deno.test("each word of a list becomes the right one, by the keyboard, which stays there", async () => {
    await using server = await serveSite(await smallSite(), 0);
    await using browser = await Browser.open();
    await browser.visit(server.address);
    // RoBERTa's list has both "a" and " a" for it.
    await fill(browser, "sat ___ the");
    const buttons = await browser.evaluate<{ id: string; word: string; share: string }[]>(
      `[...document.querySelectorAll(".fills button")].map((button) => ({
        id: button.id,
        word: button.querySelector(".word").textContent,
        share: button.querySelector(".share").textContent,
      }))`,
    );
    assert.equal(buttons.length, 12);
    for (const { id, word, share } of buttons) {
      await browser.evaluate(`document.getElementById(${JSON.stringify(id)}).focus()`);
      await browser.evaluate(`document.activeElement.click()`);
      const seen = await browser.evaluate<{ right: string; focus: string; text: string }>(`({
        right: document.getElementById("right").value,
        focus: document.activeElement.id,
        text: document.activeElement.closest("article").textContent,
      })`);
      assert.deepEqual([seen.right, seen.focus], [word, id]);
      // Pieces with and without the blank before them look alike; it is this one that was chosen.
      const place = Number(id.split("-")[2]) + 1;
      assert.ok(seen.text.includes(`“${word}” has ${share}; it is number ${place} of `), seen.text);
    }
  });

  Deno.test("what is typed while models compute is of the next sentence", async () => {
    await using server = await serveSite(await smallSite(), 0);
    await using browser = await Browser.open();
    await browser.visit(server.address);
    await browser.evaluate(SETTLED);
    const status = await browser.evaluate<string>(`{
      const text = document.getElementById("text");
      text.value = "The ___ sat.";
      document.getElementById("form").requestSubmit();
      text.value = "Nothing is left out.";
      ${SETTLED}
    }`);
    assert.match(status, /^Filled/);
    const cards = await browser.evaluate<CardSeen[]>(CARDS);
    assert.deepEqual(cards.map(({ words }) => words.length), [6, 6]);
  });
}
