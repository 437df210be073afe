/**
 * Plots and pages on a dark ground: which colour stands for which. Plots stay specifications in light
 * colours, as they are printed and saved; where a page is dark, its style sheet changes the colours
 * of what is drawn as SVG, so nothing has to be drawn again.
 */

/**
 * What stands for each colour of plots and tables on a dark ground: hues stay, lightness is turned.
 * Each contrasts with the ground as WCAG 2.2 asks of text, 4.5 : 1, but for grid and axis lines.
 */
export const DARK: Readonly<Record<string, string>> = {
  // Ground, ink, muted ink, grid, axes.
  "#ffffff": "#15191e",
  "#1f2933": "#e4e8ed",
  "#5f6b7a": "#9fabb8",
  "#e6e9ee": "#2b333c",
  "#9aa5b1": "#5d6a78",
  // Baselines besides muted ink and ink.
  "#a9b2bd": "#7d8a98",
  "#7b8794": "#bcc6d0",
  // Okabe and Ito's colours.
  "#0072b2": "#4a9fe0",
  "#d55e00": "#f0843c",
  "#009e73": "#35c495",
  "#cc79a7": "#e29cc2",
  "#e69f00": "#f2c14e",
  "#56b4e9": "#9bd5f7",
  // Tol's.
  "#332288": "#a39bf0",
  "#999933": "#c9c966",
  "#882255": "#e0739f",
  "#117733": "#5fbf7c",
  "#44aa99": "#79d9ca",
  "#aa4499": "#dd8fd2",
};

/**
 * Rules of CSS that show the plots within an element, and coloured words of tables, in dark colours.
 *
 * @param scope The element's selector.
 */
export function darkRules(scope: string): string {
  // Vega gives what it draws on a page its ground as a style.
  return `${scope} svg.marks { background-color: ${DARK["#ffffff"]} !important; }\n` +
    Object.entries(DARK).map(([light, dark]) =>
      `${scope} svg [fill="${light}"] { fill: ${dark}; }\n` +
      `${scope} svg [stroke="${light}"] { stroke: ${dark}; }\n` +
      `${scope} [style="color:${light}"] { color: ${dark} !important; }`
    ).join("\n");
}
