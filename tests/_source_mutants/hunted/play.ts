import { mutantsBeside, mutantsOf } from "../mutant.ts";

const SITE = ["tests/play_test.ts"];

/** Changes of the page that compares models. */
export const PLAY = [
  ...mutantsBeside("lib/play/page/meaning.ts", [
    ["Γ has no reference", "gamma / reference", "gamma"],
    ["a method has no power", "adjusted({ power }", "adjusted({}"],
  ]),
  ...mutantsBeside("lib/play/page/shares.ts", [
    ["exponentials overflow", "Math.exp(x - largest)", "Math.exp(x)"],
    ["holes are words", `token === "" ? [] : [id]`, "[id]"],
    ["capitals count", "word.toLowerCase()];", "word];"],
  ]),
  ...mutantsOf("lib/play/serve_site.ts", SITE, [
    ["any host is answered", `if (![HOST, "localhost"]`, `if (false && ![HOST, "localhost"]`],
    ["whatever is asked is done", `method !== "GET" && method !== "HEAD"`, "false"],
    ["a port in use is no sentence", `EADDRINUSE: "is in use"`, `EOTHER: "is in use"`],
  ]),
  ...mutantsOf("lib/play/site.ts", SITE, [
    [
      "the first page does not come last",
      "[...others, [FIRST_PAGE, page]]",
      "[[FIRST_PAGE, page], ...others]",
    ],
  ]),
  ...mutantsOf("lib/play/play_site.ts", SITE, [
    ["each model has its own vocabulary", ".update(json).digest", ".update(json + number).digest"],
  ]),
  ...mutantsOf("lib/play/page_scripts.ts", SITE, [
    ["packages are not looked for", `if (!from.startsWith("."))`, "if (false)"],
  ]),
  ...mutantsOf("lib/play/experiment_models.ts", SITE, [
    ["an experiment without models is taken", "first === undefined", "false"],
  ]),
];
