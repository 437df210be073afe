import { ensureNative } from "../lib/backend/mod.ts";
const started = performance.now();
const result = await ensureNative({
  onProgress: ({ step, bytes }) => console.error(step, bytes ?? ""),
});
console.log(
  `${result.changed ? "Set up" : "Ready"}: ${result.description} ${
    Math.round(performance.now() - started)
  } ms`,
);
