/** `deno task play`: a page on which models fill a blank side by side. */
import { join } from "node:path";
import {
  cacheFolder,
  chooseGamma,
  experimentModels,
  FINE_TUNE_DEFAULTS,
  folderOfModel,
  loadPlugins,
  MOST_MODELS,
  openClassifier,
  playSite,
  type Plugin,
  serveSite,
  withPlugins,
  writeSite,
} from "../lib/mod.ts";
import { UsageError } from "../lib/io/mod.ts";
import { OFFLINE_OPTION, runCommand } from "./_cli.ts";
import { PLUGIN_OPTION, pluginTable } from "./_definitions.ts";
import { runPlugged } from "./_plugged.ts";
import { print, tell } from "./_print.ts";

/** The command, its help naming what plugins define. */
function commandOf(plugins: readonly Plugin[]) {
  return {
    name: "play",
    description: "Serves a page to this machine alone on which trained models fill a sentence's " +
      "blank side by side: the likeliest words with their probabilities and, for a right word, the " +
      "semantic profiles, Γ and the rate that the step would have had. The browser computes it all.",
    options: {
      out: {
        description: "An experiment whose models were kept: those of its first schedule and seed",
        placeholder: "FOLDER",
      },
      model: {
        description: "A model's folder, or its name on the hub, or embedded; up to three",
        placeholder: "MODEL",
        repeat: true,
      },
      gamma: {
        description: "Which Γ, as in the settings",
        placeholder: "GAMMA",
        defaultText: "the experiment's, else paper",
      },
      beta: {
        description:
          "Scores from: table, a sentence encoder's folder, its name on the hub, or auto",
        placeholder: "MODEL",
        defaultText: "the experiment's, else auto",
      },
      static: {
        description: "Write the page as files for any web server, and serve nothing",
        placeholder: "FOLDER",
      },
      port: {
        description: "Where to serve, on 127.0.0.1; 0 for any that is free",
        type: "integer",
        placeholder: "PORT",
        least: 0,
        most: 65_535,
        default: 8017,
      },
      plugin: PLUGIN_OPTION,
      offline: OFFLINE_OPTION,
    },
    tables: plugins.map(pluginTable),
    examples: [
      "deno task play --out results/quick",
      "deno task play --model my-model --model embedded",
      "deno task play --out results/quick --static site",
    ],
  } as const;
}

/** A model's name on the page: its run's where it is in the folder of one. */
function nameOf(model: string): string {
  const parts = model.split(/[\\/]/).filter((part) => part !== "");
  return parts.findLast((part) => part !== "model" && part !== "export") ?? model;
}

await runPlugged((plugins) =>
  runCommand(commandOf(plugins), async ({ options }) => {
    const { out, model = [], plugin = [], port } = options;
    if ((out === undefined) === (model.length === 0)) {
      throw new UsageError("Give --out FOLDER or --model MODEL, and not both.");
    }
    if (model.length > MOST_MODELS) {
      throw new UsageError(
        `--model is given ${model.length} times, and the page has room for ${MOST_MODELS}.`,
      );
    }
    const chosen = out !== undefined ? await experimentModels(out) : {
      models: await Promise.all(
        model.map(async (name) => ({ name: nameOf(name), folder: await folderOfModel(name) })),
      ),
      beta: "auto",
      gamma: "paper",
      gammaReference: 1,
      scheduledRate: FINE_TUNE_DEFAULTS.learningRate!,
    };
    const { architectures } = withPlugins(await loadPlugins(plugin));
    const gamma = chooseGamma(options.gamma ?? chosen.gamma).name;
    const { classifier, message } = await openClassifier({ beta: options.beta ?? chosen.beta });
    tell(message);
    try {
      const site = await playSite({
        ...chosen,
        gamma,
        classifier,
        architectures,
        cacheFolder: join(cacheFolder(), "semantics"),
      });
      if (options.static !== undefined) {
        await writeSite(site, options.static);
        print(`Page: ${join(options.static, "index.html")}, to be served by any web server`);
        return;
      }
      const server = await serveSite(site, port);
      print(
        `${chosen.models.map(({ name }) => name).join(", ")}: ${server.address} (Ctrl-C ends it)`,
      );
      await server.finished;
    } finally {
      await classifier.dispose?.();
    }
  })
);
