/** The interpreter on tfjs' back end in JavaScript, which needs no permissions. */
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { Interpreter } from "../../lib/program/mod.ts";
import type { Runner } from "./case.ts";

export const cpuRunner: Runner = {
  name: "interpreter, cpu",
  async tf() {
    await tf.setBackend("cpu");
    return tf;
  },
  open: (program) => Promise.resolve(new Interpreter(program, tf)),
};
