/**
 * Files and what can go wrong with them: errors for people, reading, writing whole, locks, the hub.
 *
 * @module
 */
export {
  cacheFolder,
  cacheFolders,
  passCache,
  PROJECT_FOLDER,
  temporaryFolder,
  UNUSED_MS,
} from "./cache.ts";
export { cannotWrite, type Disk, disk, inTheWay, makePath, removePath } from "./disk.ts";
export * from "./errors.ts";
export {
  downloadModel,
  findDownload,
  hubEndpoint,
  type HubFiles,
  hubFolder,
  type HubModel,
  type HubOptions,
  isDownloaded,
  isHubId,
  isOfficialHub,
} from "./hub.ts";
export { collectGarbage, MEMORY_FLAGS } from "./garbage.ts";
export { type Phrase } from "./japanese.ts";
export { memoryVariables } from "./large_pages.ts";
export { inLanguage, machineLanguage } from "./language.ts";
export * from "./lock.ts";
export * from "./model_files.ts";
export {
  type FileMark,
  isOfOthers,
  isWritten,
  markOf,
  type OnBytes,
  removeWritten,
  verifyFile,
  verifyFolder,
  writeFolder,
} from "./manifest.ts";
export { fileLines, Lines } from "./lines.ts";
export { MissingPackage, optionalPackage } from "./optional_package.ts";
export { ownText } from "./own_text.ts";
export { keptInput, STANDARD_INPUT } from "./kept_input.ts";
export { writeNewFolder } from "./new_folder.ts";
export * from "./parts.ts";
export { Patience, PATIENCE_MS } from "./patience.ts";
export { printable, printableLines, tellLine } from "./printable.ts";
export * from "./read_file.ts";
export * from "./replace.ts";
export { spool } from "./spool.ts";
export * from "./there.ts";
export { HubError, type HubFailure } from "./hub_error.ts";
