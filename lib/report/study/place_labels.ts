/** Names beside points of which many lie close together: none covers another, a point or the curve. */
import { Random } from "../../random/mod.ts";

/** A place in a panel, in pixels from its left and its top. */
export interface Place {
  x: number;
  y: number;
}

/** A block of text that is to stand near a point. */
export interface LabelSize extends Place {
  width: number;
  height: number;
}

/** Where a block of text stands, and where its leader meets it. */
export interface PlacedLabel {
  left: number;
  top: number;
  /** The end of the line from the point to the block. */
  end: Place;
}

/** Pixels between two places that are tried, and between a block and what it must not touch. */
const GRID = 4, AIR = 4;

/** How far apart the points of a line are that others keep clear of. */
const STRIDE = 3;

/** Orders in which blocks choose: what is left for the last ones depends on it. */
const ORDERS = 24;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const isWithin = ({ x, y }: Place, box: Box, air: number) =>
  x > box.left - air && x < box.right + air && y > box.top - air && y < box.bottom + air;

const overlap = (a: Box, b: Box) =>
  a.left < b.right + AIR && b.left < a.right + AIR && a.top < b.bottom + 1 && b.top < a.bottom + 1;

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

/** The points of the line between two places. */
function line(from: Place, to: Place): Place[] {
  const count = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / STRIDE));
  return Array.from({ length: count + 1 }, (_, i) => ({
    x: from.x + (to.x - from.x) * i / count,
    y: from.y + (to.y - from.y) * i / count,
  }));
}

/**
 * A place for each block, in the blocks' order: of those that are left the nearest to its point. They
 * choose in several orders, and the one counts in which most find a place and are nearest.
 *
 * @param area The panel's size.
 * @param obstacles What no block may cover besides the points: places along a curve.
 * @returns Undefined for a block for which there is no room.
 */
export function placeLabels(
  labels: readonly LabelSize[],
  area: { width: number; height: number },
  obstacles: readonly Place[],
): (PlacedLabel | undefined)[] {
  const points = [...labels, ...obstacles];
  const choices = labels.map((label) =>
    candidates(label, area).filter(({ box }) => !points.some((point) => isWithin(point, box, AIR)))
  );
  const random = new Random(0, "labels");
  let best: (Candidate | undefined)[] = [], least = Infinity;
  for (let i = 0; i < ORDERS; i++) {
    const placed = inOrder(labels, choices, random.shuffle(labels.map((_, at) => at)));
    const far = labels.reduce((sum, _, at) => sum + (placed[at]?.far ?? MISSING), 0);
    if (far < least) [best, least] = [placed, far];
  }
  return labels.map((_, at) => best[at] && { ...best[at].box, end: best[at].end });
}

/** What a block without a place counts, in pixels. */
const MISSING = 1e4;

/** The places of blocks that choose one after the other. */
function inOrder(
  labels: readonly LabelSize[],
  choices: readonly Candidate[][],
  order: readonly number[],
): (Candidate | undefined)[] {
  const placed: (Candidate | undefined)[] = [];
  const taken: Box[] = [], lines: Place[] = [];
  for (const at of order) {
    const found = choices[at]!.find(({ box, end }) =>
      !taken.some((other) => overlap(box, other)) &&
      !lines.some((point) => isWithin(point, box, 1)) &&
      !line(labels[at]!, end).some((point) => taken.some((other) => isWithin(point, other, 1)))
    );
    if (found === undefined) continue;
    placed[at] = found;
    taken.push(found.box);
    lines.push(...line(labels[at]!, found.end));
  }
  return placed;
}

/** A place that a block can have, and how far it is from its point. */
interface Candidate {
  box: Box;
  end: Place;
  far: number;
}

/** All places of a block in the panel, the nearest to its point first. */
function candidates(
  { x, y, width, height }: LabelSize,
  area: { width: number; height: number },
): Candidate[] {
  const all: Candidate[] = [];
  for (let left = 0; left <= area.width - width; left += GRID) {
    for (let top = 0; top <= area.height - height; top += GRID) {
      const box = { left, top, right: left + width, bottom: top + height };
      const end = { x: clamp(x, left, box.right), y: clamp(y, top, box.bottom) };
      all.push({ box, end, far: Math.hypot(end.x - x, end.y - y) });
    }
  }
  return all.sort((a, b) => a.far - b.far);
}
