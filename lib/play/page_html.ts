/** The page before anything computes: what it allows, and the places that its script fills. */

/**
 * Nothing is loaded but the site's own files, and no text is made code, but for WebAssembly. What is
 * said of the models stays on the page: there is nowhere to send it.
 */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * The page. Its words are the script's, in the reader's language.
 *
 * @param script Its path from the site's root.
 */
export function pageHtml(script: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SDTrainer</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">
<script type="module" src="${script}"></script>
</head>
<body>
<main>
<header><p class="brand">SDTrainer</p>
<div class="languages" role="group" aria-label="Language / 言語">
<button type="button" lang="en" data-language="en">English</button>
<button type="button" lang="ja" data-language="ja">日本語</button></div></header>
<h1 data-word="title">Fill the blank</h1>
<p class="lead" data-word="lead"></p>
<form id="form" novalidate>
<div class="field"><label for="text" data-word="text"></label>
<textarea id="text" rows="1" autocapitalize="off" aria-describedby="text-hint" required></textarea>
<p class="hint" id="text-hint" data-word="textHint"></p></div>
<div class="field short"><label for="right" data-word="right"></label>
<input id="right" autocomplete="off" autocapitalize="off"></div>
<div class="field short"><label for="rate" data-word="rate"></label>
<input id="rate" inputmode="decimal" autocomplete="off"></div>
<button id="fill" type="submit" data-word="fill" disabled></button>
</form>
<p id="status" role="status"></p>
<noscript><p>This page computes in the browser: it needs JavaScript.</p></noscript>
<section id="models" aria-label="Models"></section>
<section class="note"><h2 data-word="meaning"></h2><p data-word="meaningText"></p>
<p id="gamma" lang="en"></p></section>
</main>
</body>
</html>
`;
}
