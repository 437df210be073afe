import { mutantsBeside, mutantsOf } from "../mutant.ts";

const READERS = "lib/data/readers";

/** Changes of what readers guess, and of what an experiment says, that no test noticed before. */
export const GUESSED = [
  ...mutantsOf(`${READERS}/looks_like.ts`, [`${READERS}/looks_like_marks_test.ts`], [
    ["one name is a header", "names.length < 2 ||", "names.length < 1 ||"],
    ["one line in quotes makes a table", "some.every(isQuoted)", "some.some(isQuoted)"],
    ["very long lines are looked at", "line.length < LONGEST_LINE && line.inc", "line.inc"],
    ["a review is no header's word", "document review source", "document source"],
    ["headings have five levels", "/^#{1,6} ", "/^#{1,5} "],
    ["Atom is no XML", ".rss .atom", ".rss"],
  ]),
  ...mutantsBeside(`${READERS}/structure.ts`, [
    ["a footnote of LaTeX is none", "|footnote|", "|"],
    ["a list item of HTML is none", "|img|li|", "|img|"],
    ["a mail is not answered", "|Reply-To|", "|"],
  ]),
  ...mutantsOf("lib/data/read.ts", ["tests/readers_test.ts"], [
    ["what is held out is of the first split", "${share.seed} ${split}`", "${share.seed}`"],
    ["bytes are taken away", "bytes += found.size", "bytes -= found.size"],
    ["a limit is not told", "? {} : { limit: wanted.limit }", "? {} : {}"],
  ]),
  ...mutantsOf("lib/data/row_source.ts", ["tests/readers_test.ts"], [
    ["few texts are held out whole", "if (!areFew(counter)) return", "if (areFew(counter)) return"],
  ]),
  ...mutantsOf(`${READERS}/json.ts`, ["tests/readers_test.ts"], [
    ["one line is lines", 'lines.end().trim() !== ""', 'lines.end() !== ""'],
  ]),
  ...mutantsOf("lib/data/load_chunks.ts", ["tests/readers_test.ts"], [
    ["notes do not say their path", "note(`${path}: ${sentence}`)", "note(sentence)"],
  ]),
  ...mutantsBeside("lib/data/questions.ts", [
    ["a set of blanks is one", ".map((set) => set.trim()).filter", ".filter"],
  ]),
  ...mutantsBeside("lib/data/windows.ts", [
    ["a blank is of the sentence before", "start < sentence.end", "start <= sentence.end"],
  ]),
  ...mutantsOf("lib/experiment/chunks.ts", ["tests/chunks_test.ts"], [
    [
      "notes are said when they were said",
      "if (!said.has(sentence)) say",
      "if (said.has(sentence)) say",
    ],
  ]),
  ...mutantsBeside("lib/experiment/resume_point.ts", [
    ["losses since the evaluation are lost", "since === 0 ? []", "since >= 0 ? []"],
    ["an evaluation is not at rest", 'record.type === "evaluation" || record.step', "record.step"],
  ]),
  ...mutantsBeside("lib/experiment/pace.ts", [
    ["one step tells no pace", "made > 0 ?", "made > 1 ?"],
  ]),
  ...mutantsBeside("lib/experiment/portions.ts", [
    ["all and held out are drawn alike", "share === undefined ?", "share !== undefined ?"],
  ]),
  ...mutantsBeside("lib/experiment/plan/baseline.ts", [
    ["what is refused is offered", "names.filter(isClear)", "names"],
  ]),
  ...mutantsBeside("lib/experiment/plan/growth.ts", [
    ["swept paths are moved", " && !varies(name)", ""],
    ["fewer metrics are too late", "!before.includes(item)", "before.includes(item)"],
  ]),
  ...mutantsBeside("lib/experiment/plan/planned_runs.ts", [
    ["long names are longer", "LONGEST_PART - 9", "LONGEST_PART + 9"],
  ]),
  ...mutantsBeside("lib/experiment/settings/options.ts", [
    ["null is told as null", "value === undefined || value === null", "value === undefined"],
  ]),
  ...mutantsBeside("lib/experiment/settings/forms.ts", [
    ["the least number is another", "2 ** -126", "2 ** -127"],
  ]),
  ...mutantsBeside("lib/experiment/decided_by.ts", [
    ["a plugin's file is forgotten", "file === undefined ? {} : { file }", "{}"],
  ]),
  ...mutantsBeside("lib/experiment/messages.ts", [
    ["last words are lost", "working || said.length > 0", "working"],
  ]),
];
