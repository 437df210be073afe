/**
 * SDTrainer: fine-tuning masked language models, with a learning rate that the semantic
 * differential adjusts. Notebooks, command lines and tests use what stands here.
 */
export {
  type FileInParts,
  HubError,
  type HubFailure,
  type HubOptions,
  InputError,
  type InputErrorOptions,
  MODEL_CONFIG,
  NumberError,
  settingName,
  type SettingWord,
  UsageError,
} from "./io/mod.ts";
export {
  type AnyAttributes,
  type Attribute,
  type Builder,
  type CompiledPiece,
  DATA_TYPES,
  type DType,
  type Executor,
  type ExecutorBackend,
  type FeedType,
  type GraphFeeds,
  type GraphOptions,
  type GraphType,
  type GraphWriter,
  type LaterCheck,
  type MakeRow,
  type MakeVectors,
  type MoveOptions,
  type Node,
  type NodeWriter,
  type OnnxAttribute,
  type OnnxPrecision,
  type OnnxType,
  type OnnxWeight,
  type OnnxWriter,
  type Operation,
  type Precision,
  PRECISIONS,
  type ProductName,
  type Program,
  type ProgramBuilder,
  type ProgramPart,
  type Repeats,
  type RunContext,
  type Shape,
  type ShortNumbers,
  type Tensor,
  type TensorData,
  type TensorType,
  type Tf,
  type Value,
  type Variable,
} from "./program/mod.ts";
export { Random } from "./random/mod.ts";
export * from "./definition/mod.ts";
export * from "./data/mod.ts";
export * from "./tokens/mod.ts";
/** What models and steps are written in: operations, programs of them, and what runs those. */
export * as program from "./program/mod.ts";
export * from "./backend/mod.ts";
export * from "./model/mod.ts";
export * from "./semantics/mod.ts";
export * from "./schedule/mod.ts";
export * from "./training/mod.ts";
export * from "./experiment/mod.ts";
export * from "./launch/mod.ts";
/** The study whether Γ is more than another rate: its plan, results and statistics. */
export * as study from "./study/mod.ts";
/** What its figures and its report are made of. */
export {
  type Difference,
  type GammaQuality,
  type GammaStep,
  type StageName,
  STAGES,
  type Study,
  type StudyConfig,
  type StudyRun,
} from "./study/mod.ts";
export * from "./report/mod.ts";
export * from "./export/mod.ts";
export * from "./play/mod.ts";
