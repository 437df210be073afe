import { mutantsInRoom } from "../rooms.ts";

/** Changes of lib/random. */
export const RANDOM = [
  ...mutantsInRoom("lib/random/random.ts", [
    ["a carry is lost", " + (cross >>> 16)", ""],
    ["both keys grow alike", "k1 += WEYL_1", "k1 += WEYL_0"],
    ["names are hashed otherwise", "Math.imul(hash ^ name.", "Math.imul(hash + name."],
    ["large limits favour small numbers", "2 ** 32 - (2 ** 32 % limit)", "2 ** 32"],
    ["large seeds are small ones", "seed / 2 ** 32, hashName", "0, hashName"],
    [
      "a normal number begins with the other uniform",
      "Math.log(1 - this.next())",
      "Math.log(this.next())",
    ],
    ["a fraction is an index", "index !== index >>> 0", "index < 0"],
    ["nothing stays in its place", "this.integer(i + 1)", "this.integer(i)"],
  ]),
];
