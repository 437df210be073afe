/**
 * A page on which trained models fill a blank side by side, computed in the reader's browser.
 *
 * @module
 */
export { experimentModels, type PlayedModel, type PlayedModels } from "./experiment_models.ts";
export { MOST_MODELS } from "./play_data.ts";
export { type PlayOptions, playSite } from "./play_site.ts";
export { type Server, serveSite } from "./serve_site.ts";
export { type Site, writeSite } from "./site.ts";
