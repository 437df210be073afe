/** Command lines as a POSIX shell reads them. */

/** A word that the shell takes as it is. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Words as one command line. */
export function commandLine(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}
