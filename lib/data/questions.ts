/** Questions as tables write them, in one text for all options and one for all answers. */

/** The questions of a row: `went|go|goes|gone; to|in|at|on` and `BA`, in CLOTH's form. */
export function textQuestions(
  options: string,
  answers: string,
): { options: string[][]; answers: string[] } {
  const sets = options.split(";").map((set) => set.trim()).filter((set) => set !== "");
  return {
    options: sets.map((set) => set.split("|").map((word) => word.trim())),
    answers: [...answers.replaceAll(/[\s,;]/g, "")],
  };
}
