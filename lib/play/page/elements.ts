/// <reference lib="dom" />
/** Elements of the page. Whatever varies is set as text or as an attribute, never as markup. */

type Content = string | Node;

/** An element with attributes and content; text is text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...content: Content[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(name), attributes, content);
}

/** The same of SVG. */
export function drawn(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...content: Content[]
): SVGElement {
  return filled(
    document.createElementNS("http://www.w3.org/2000/svg", name) as SVGElement,
    attributes,
    content,
  );
}

/** The element of an id. */
export function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

function filled<E extends Element>(
  made: E,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly Content[],
): E {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...content);
  return made;
}
