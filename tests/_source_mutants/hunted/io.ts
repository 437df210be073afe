import { mutantsInRoom } from "../rooms.ts";

/** Changes of lib/io. */
export const IO = [
  ...mutantsInRoom("lib/io/disk.ts", [
    [
      "what is written is not flushed",
      "await handle.writeFile(content);\n      await handle.sync();",
      "await handle.writeFile(content);",
    ],
    ["a full disk is a forbidden folder", "ENOSPC: FULL,", ""],
  ]),
  ...mutantsInRoom("lib/io/replace.ts", [
    [
      "what others write at the same time is removed",
      "Date.now() - found.mtimeMs < age",
      "Date.now() - found.mtimeMs < 0",
    ],
    [
      "shared files have one unfinished name",
      "? `${file}.${crypto.randomUUID()}${UNFINISHED}`",
      "? `${file}${UNFINISHED}`",
    ],
    ["a folder's name is not flushed", "await disk.flush(dirname(folder));", ""],
    [
      "a new folder is filled into what was left",
      "await discard();\n    await disk.makeFolder",
      "await disk.makeFolder",
    ],
  ]),
  ...mutantsInRoom("lib/io/manifest.ts", [
    ["files of another size pass", "if (found.size !== size) {", "if (found.size === -1) {"],
    ["another version is read", "if (version !== VERSION) {", "if (version === undefined) {"],
    ["names lead out of the folder", "/^[\\w.-]+$/.test(name)", "/^[\\w./-]+$/.test(name)"],
    [
      "a checkpoint of no files is whole",
      "if (marks.length === 0) throw",
      "if (marks.length < 0) throw",
    ],
    ["files are not flushed", "await disk.flush(join(unfinished, name));", ""],
  ]),
  ...mutantsInRoom("lib/io/printable.ts", [
    ["C1 controls are printed", "\\x7f-\\x9f", "\\x7f"],
    ["bidi isolates are printed", "\\u2066-\\u2069", ""],
  ]),
  ...mutantsInRoom("lib/io/lock.ts", [
    ["a lock is written through a second name", " && there.nlink <= 1", ""],
    [
      "a folder's lock is asked for once",
      "if (lock === undefined) lock = await delay",
      "if (lock === null) lock = await delay",
    ],
    [
      "who waits is told each time",
      "if (waits === 0) onWait?.(await holderOf(file));",
      "onWait?.(await holderOf(file));",
    ],
    [
      "a lock that is held is free",
      "return !await handle.tryLock(false);",
      "return await handle.tryLock(false);",
    ],
  ]),
  ...mutantsInRoom("lib/io/transfer.ts", [
    [
      "the token follows to other hosts",
      "own ? this.#options.authorization : undefined",
      "this.#options.authorization",
    ],
    [
      "a redirection may lead to plain http",
      '(to.protocol === "https:" || plain)',
      '(to.protocol === "https:" || to.protocol === "http:")',
    ],
    ["a body may be short", "bytes !== total) {", "bytes > total!) {"],
    ["a sign-in page is a file", "/^text\\/html/i", "/^text\\/htm$/i"],
    [
      "other bytes than the hub names are kept",
      "etag?.length === 64 && sha256 !== etag",
      "etag?.length === 64 && sha256 === undefined",
    ],
    ["small files are not checked", "etag?.length === 40", "etag?.length === 41"],
    ["bodies have no cap", "bytes > limit || (total ?? 0) > limit", "bytes > Infinity"],
    [
      "a hub that trickles is given up",
      "for (;;) {\n        this.#patience.renew();",
      "for (;;) {",
    ],
  ]),
  ...mutantsInRoom("lib/io/hub.ts", [
    ["the token goes to every hub", "isOfficialHub(address) && token", "token"],
    ["a name may lead out of the cache", ' && !text.includes("..")', ""],
    ["a damaged download is whole", ".damaged.length === 0", ".damaged.length >= 0"],
  ]),
  ...mutantsInRoom("lib/io/download_marks.ts", [
    ["sizes are all that is compared", "(await markOf(path)).sha256 === mark.sha256", "true"],
  ]),
  ...mutantsInRoom("lib/io/read_file.ts", [
    [
      "bytes that are no text are replaced",
      '"utf-8", { fatal: true }',
      '"utf-8", { fatal: false }',
    ],
  ]),
  ...mutantsInRoom("lib/io/errors.ts", [
    [
      "values are shown in full",
      "shortened(JSON.stringify(value) ?? String(value), LONGEST.value)",
      "JSON.stringify(value) ?? String(value)",
    ],
    ["messages are printed raw", 'return printable(where === "" ?', 'return (where === "" ?'],
  ]),
];
