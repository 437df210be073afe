/** Set-ups and downloads that are killed at any point end with the same files. */
import assert from "node:assert/strict";
import { hubDownload, killAndObtain, type Obtaining, setUp } from "./_kill/obtaining.ts";

/** Kills at each point and compares with the files of an undisturbed one. */
async function compare(
  obtaining: Obtaining,
  count: number,
  points: readonly string[],
): Promise<void> {
  const undisturbed = await obtaining.run("count");
  assert.equal(undisturbed.code, 0, undisturbed.stderr);
  const expected = await obtaining.files();
  assert.equal(expected.length, count, expected.join());
  console.log(`${points.length} of ${undisturbed.operations} file operations and other points`);
  for (const point of points) {
    const { killed, files } = await killAndObtain(obtaining, point);
    assert.ok(killed, `${point}: it was killed`);
    assert.deepEqual(files, expected, point);
  }
}

Deno.test("a set-up that is killed ends with the same files when it is started again", async () => {
  await using obtaining = await setUp();
  const operations = [1, 4, 8, 12, 16, 20, 24, 28, 30, 32, 34, 35].map((number) =>
    `operation:${number}`
  );
  // The addon lies among them, and nowhere else.
  await compare(obtaining, 7, [...operations, "bytes:0", "bytes:200000", "compiler"]);
});

Deno.test("a model's download that is killed ends with the same files when it is started again", async () => {
  await using obtaining = await hubDownload("tests/fixtures/tiny-bert");
  const operations = [1, 2, 3, 5, 8, 11, 14, 17, 19, 22].map((number) => `operation:${number}`);
  await compare(obtaining, 4, [...operations, "bytes:0", "bytes:30000"]);
});
