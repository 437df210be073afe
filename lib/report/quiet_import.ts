/**
 * Imported before vega, whose loader for Node drags in a module that Node has deprecated: a notice
 * about it would stand in every terminal, and no reader could do anything about it.
 */
import process from "node:process";

const notices = process as { noDeprecation?: boolean };
const before = notices.noDeprecation ?? false;
notices.noDeprecation = true;

/** To be called once vega is imported. */
export function restoreNotices(): void {
  notices.noDeprecation = before;
}
