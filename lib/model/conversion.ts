/** What is to be done about weights in PyTorch's own format, which only Python reads. */

/**
 * The command that writes a model with its tokenizer to the folder `converted`.
 *
 * @param model A folder, or a name on the hub.
 */
export function conversion(model: string): string {
  const name = JSON.stringify(model).replaceAll("'", "\\u0027");
  return "`python -c 'from transformers import AutoModelForMaskedLM, AutoTokenizer; " +
    `[C.from_pretrained(${name}).save_pretrained("converted") ` +
    "for C in (AutoModelForMaskedLM, AutoTokenizer)]'`";
}
