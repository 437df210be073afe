/** Which documents of the sources are kept out of the pre-training corpus, and what for. */

const addresses = (...ids: string[]) => ids.map((id) => `sotu/${id}`);
const chapters = (...numbers: number[]) => numbers.map((n) => `moby-dick/chapter ${n}`);

/**
 * The documents of the embedded data, each wholly in one split. `middle` are addresses of the
 * radio and television age, in plain sentences; `high` are older addresses and *Moby-Dick*.
 */
export const EMBEDDED = {
  "train/middle": addresses(
    "1936 franklin d roosevelt",
    "1943 franklin d roosevelt",
    "1953 dwight d eisenhower",
    "1961 john f kennedy",
    "1968 lyndon b johnson",
    "1971 richard nixon",
    "1984 ronald reagan",
    "1990 george bush",
    "2006 george w bush",
    "2012 barack obama",
  ),
  "train/high": [
    ...addresses(
      "1795 george washington",
      "1806 thomas jefferson",
      "1815 james madison",
      "1862 abraham lincoln",
      "1923 calvin coolidge",
    ),
    ...chapters(4, 17, 30, 37, 49, 58, 69, 79, 93, 106, 119, 132),
  ],
  "valid/middle": addresses("1964 lyndon b johnson"),
  "valid/high": [...addresses("1800 john adams"), ...chapters(11, 51, 123)],
  "test/middle": addresses("1985 ronald reagan"),
  "test/high": [...addresses("1802 thomas jefferson"), ...chapters(27, 75)],
} as const satisfies Record<string, readonly string[]>;

/** The other documents kept out of the corpus, some of each source, to measure the model on. */
const HELD_OUT_PATTERNS = [
  /^sotu\/(?:1811|1926|1957|2014) /,
  /^moby-dick\/chapter (?:7|64|110)$/,
  /^austen\/.* 7$/,
  /^bible\/part (?:9|33)$/,
  /^factbook\/\S+ (?:fi|ke|pe|vm)$/,
];

/** Whether a document belongs to the held-out text. */
export function isHeldOut(id: string): boolean {
  return HELD_OUT_PATTERNS.some((pattern) => pattern.test(id));
}

/** Whether a document is used nowhere: the address of 1867 is repeated at length in 1868's. */
export function isLeftOut(id: string): boolean {
  return id.startsWith("sotu/1867 ");
}

const embedded = new Set<string>(Object.values(EMBEDDED).flat());

/** Whether a document belongs to the embedded data. */
export function isEmbedded(id: string): boolean {
  return embedded.has(id);
}
