/** When V8 gives memory back. */

/**
 * What a process that reads much, or trains, is best started with (`deno run --v8-flags=…`). V8 lets each
 * thread's heap grow to some times what is in use, keeps up to 48 MB for new objects, and what threads
 * leave in a pool: a task that reads much text takes half the memory without, for a twentieth more of the
 * processor's time. What is left it collects when asked: {@linkcode collectGarbage}.
 */
export const MEMORY_FLAGS =
  "--v8-flags=--heap-growing-percent=50,--max-semi-space-size=4,--no-memory-pool,--expose-gc";

/**
 * Gives back what is no longer used, before something else takes as much. V8 would do so when it needs
 * space itself, and does not know how much TensorFlow takes. Nothing, where the process was not started
 * with {@linkcode MEMORY_FLAGS}.
 */
export function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}
