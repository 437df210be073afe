/** Where TensorFlow looks for CUDA's libraries, beyond where the wheels have them. */
import * as path from "node:path";
import { replaceFileBy } from "../io/mod.ts";
import { statOrUndefined } from "./paths.ts";

/** Where cuSOLVER's wheel has it. */
const CUSOLVER = "nvidia/cusolver/lib/libcusolver.so.11";
/**
 * Where TensorFlow finds it. It is libtensorflow_framework that opens it, whose list of folders has
 * those of the other wheels but not cuSOLVER's; without it TensorFlow uses no GPU. cuSOLVER in turn
 * looks for what it needs in folders beside its own, so it must be one of them.
 */
const FOUND = "nvidia/cusparse/lib/libcusolver.so.11";

/** Whether {@linkcode completeCuda} has something to do. */
export async function isCudaIncomplete(home: string): Promise<boolean> {
  const [source, target] = await Promise.all(
    [CUSOLVER, FOUND].map((file) => statOrUndefined(path.join(home, file))),
  );
  return source !== undefined && target === undefined;
}

/**
 * Lays the libraries of CUDA's wheels, unpacked below `home`, such that TensorFlow finds all of them.
 * Only one process at a time may call it for the same home.
 */
export async function completeCuda(home: string): Promise<void> {
  if (!await isCudaIncomplete(home)) return;
  const [source, target] = [path.join(home, CUSOLVER), path.join(home, FOUND)];
  try {
    // A second name of the same file: a symbolic link takes more permissions than a set-up has.
    await Deno.link(source, target);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    // The file system has no such names, so it is another 300 MB.
    await replaceFileBy(target, (unfinished) => Deno.copyFile(source, unfinished));
  }
}
