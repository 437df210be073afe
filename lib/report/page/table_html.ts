/** Rows of figures as an HTML table. */
import { escapeHtml } from "./escape.ts";

/** A cell: text, a number or nothing. */
export type Cell = string | number | boolean | null | undefined;

/**
 * An object's names and values as rows; what is no text is shown as JSON.
 *
 * @example
 * ```ts
 * import { pairRows } from "./table_html.ts";
 * const [row] = pairRows({ seeds: [0, 1] });
 * if (row!.name !== "seeds" || row!.value !== "[0,1]") throw new Error("a list as JSON");
 * ```
 */
export function pairRows(pairs: object): { name: string; value: string }[] {
  return Object.entries(pairs).map(([name, value]) => ({
    name,
    value: typeof value === "string" ? value : JSON.stringify(value),
  }));
}

/**
 * Rows as a table. Columns are the names that the rows have, in the order of their first
 * appearance; numbers are flush right.
 *
 * @example
 * ```ts
 * import { tableHtml } from "./table_html.ts";
 * const html = tableHtml([{ word: "good", score: 0.5 }]);
 * if (!html.includes(">word</th>")) throw new Error("a heading for each name");
 * ```
 */
export function tableHtml(rows: readonly Readonly<Record<string, Cell>>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = columns.map((column) => {
    const numeric = rows.some((row) => typeof row[column] === "number");
    return `<th${numeric ? RIGHT : LEFT}>${escapeHtml(column)}</th>`;
  }).join("");
  const body = rows.map((row) =>
    `<tr>${columns.map((column) => cellHtml(row[column])).join("")}</tr>`
  );
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

/** The same rows for a terminal: columns two spaces apart. */
export function tableText(rows: readonly Readonly<Record<string, Cell>>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => cellText(row[column])))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)));
  return cells.map((row) => row.map((cell, at) => cell.padEnd(widths[at]!)).join("  ").trimEnd())
    .join("\n");
}

/** JupyterLab sets all cells flush right unless told otherwise. */
const LEFT = ' style="text-align:left"', RIGHT = ' style="text-align:right"';

function cellHtml(cell: Cell): string {
  return `<td${typeof cell === "number" ? RIGHT : LEFT}>${escapeHtml(cellText(cell))}</td>`;
}

/** Whole numbers as they are, others with four decimals, or three digits where they are small. */
function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return "–";
  if (typeof cell !== "number") return String(cell);
  if (Number.isInteger(cell)) return cell.toLocaleString("en", { useGrouping: cell >= 10_000 });
  return Math.abs(cell) < 0.001 ? cell.toExponential(2) : cell.toFixed(4);
}
