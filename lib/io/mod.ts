/**
 * Files and what can go wrong with them: errors for people, reading, writing whole, locks, the hub.
 *
 * @module
 */
export { cannotWrite, type Disk, disk, makePath, removePath } from "./disk.ts";
export * from "./errors.ts";
export { downloadPretrained, hubEndpoint, type HubOptions, isDownloaded, isHubId } from "./hub.ts";
export * from "./lock.ts";
export { type FileMark, markOf, verifyFolder, writeFolder } from "./manifest.ts";
export { modelFolder, needsDownload } from "./model_folder.ts";
export * from "./read_file.ts";
export * from "./replace.ts";
export { parseShardIndex } from "./shard_index.ts";
