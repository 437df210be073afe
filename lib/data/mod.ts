/** From files to masked batches: readers, passages, sentences, windows, chunks, masks. */

export { makeBlanks } from "./blanks.ts";
export * from "./chunks.ts";
export { type ClothPassage, parseCloth, toCloth } from "./cloth.ts";
export { type CsvColumns, type CsvOptions, parseCsv } from "./csv.ts";
export { type JsonOptions, parseJsonPassages } from "./json.ts";
export { CountedChunks, type TakenChunks } from "./drawn_chunks.ts";
export {
  type Census,
  type CountingEncoder,
  encodePieces,
  type EncodingOptions,
  type Piece,
} from "./encode.ts";
export { type ChunkSource, type Threads } from "./encoded.ts";
export { type LineChunk, lineChunk, lineNotes } from "./line_chunk.ts";
export { type Share, textNumber } from "./held_out.ts";
export { LookedUp } from "./looked_up.ts";
export * from "./load_chunks.ts";
export * from "./masking.ts";
export { Meanwhile, type MeanwhileOptions } from "./meanwhile.ts";
export { type Blank, type Passage, type Split, SPLITS } from "./passage.ts";
export { joinPaths, splitPaths } from "./paths.ts";
export { requirePlainText } from "./plain_text.ts";
export * from "./read.ts";
export { type ClothOptions, readCloth } from "./readers/cloth.ts";
export { readCsv } from "./readers/csv.ts";
export * from "./readers/define_reader.ts";
export { READERS } from "./readers/readers.ts";
export { readText } from "./readers/text.ts";
export { type Likeness, looksLike } from "./readers/looks_like.ts";
export type { ColumnWord } from "./columns.ts";
export type { RecordOptions } from "./records.ts";
export { collected } from "./row_source.ts";
export type { Row, RowSource, WhichPassages } from "./rows.ts";
export { MARKS } from "./token_marks.ts";
export {
  type StoredChunks,
  type StoredTokens,
  TokenStore,
  writeTokens,
  type WriteTokensOptions,
} from "./token_store.ts";
export { type Width } from "./token_files.ts";
export * from "./sentences.ts";
export { type ChunkCounts, StreamedChunks } from "./streamed_chunks.ts";
export { splitsOfPaths } from "./splits.ts";
export { separatorRule } from "./separators.ts";
export { parseText, type TextOptions } from "./text.ts";
export {
  CONSTRUCTION,
  type Construction,
  CONSTRUCTIONS,
  type TextsOptions,
  WINDOWS,
  type Windows,
} from "./texts.ts";
export { blankWindows } from "./windows.ts";
