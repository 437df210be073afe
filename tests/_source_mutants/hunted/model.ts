import { mutantsInRoom } from "../rooms.ts";

/** Changes of lib/model. */
export const MODEL = [
  ...mutantsInRoom("lib/model/fill_mask.ts", [
    ["of equal words the last one is first", "|| a.id - b.id", "|| b.id - a.id"],
    [
      "other masks are left out",
      "skipSpecialTokens: blanks.length === 1",
      "skipSpecialTokens: blanks.length >= 1",
    ],
    ["the likeliest word has no score", "b.score - a.score", "a.score - b.score"],
  ]),
  ...mutantsInRoom("lib/model/masked_lm.ts", [
    [
      "padding is attended to when masks are filled",
      "i * length + ids.length)",
      "i * length + length)",
    ],
    [
      "a text as long as the model is too long",
      "tokens > maxPositionEmbeddings",
      "tokens >= maxPositionEmbeddings",
    ],
    ["places are of the first sequence", "sequence * length + token", "token"],
  ]),
  ...mutantsInRoom("lib/model/number_formats.ts", [
    ["halves are rounded down", " + ((single >>> 16) & 1)", ""],
    ["what is no number may be infinite", "(single >>> 16) | 0x40", "(single >>> 16)"],
  ]),
  ...mutantsInRoom("lib/model/weights.ts", [
    [
      "turned tensors are not turned",
      "data[(i % rows) * columns + Math.floor(i / rows)]!",
      "data[i]!",
    ],
    [
      "all parts are the first",
      "data.subarray(i * size, (i + 1) * size)",
      "data.subarray(0, size)",
    ],
  ]),
  ...mutantsInRoom("lib/model/checkpoint.ts", [
    ["a copy goes before its parameter", "byName.get(name) ?? copy", "copy ?? byName.get(name)"],
    [
      "DataParallel's names are unknown",
      '["module", "model", "_orig_mod"]',
      '["model", "_orig_mod"]',
    ],
    ["the encoder may begin afresh", 'weight.place !== "head"', 'weight.place === "embeddings"'],
  ]),
  ...mutantsInRoom("lib/model/layers.ts", [
    ["norms decay", 'init: "ones", decays: false', 'init: "ones", decays: true'],
  ]),
  ...mutantsInRoom("lib/model/post_norm.ts", [
    ["segments are not embedded", "segment === undefined ? placed : add", "true ? placed : add"],
  ]),
  ...mutantsInRoom("lib/model/attention.ts", [
    [
      "keys and values are exchanged",
      "const [query, key, value] = unstack",
      "const [query, value, key] = unstack",
    ],
  ]),
  ...mutantsInRoom("lib/model/decoder_head.ts", [
    ["the head has no activation", "activate(head.activation, dense)", "dense"],
    [
      "the head's bias decays",
      'init: "zeros", decays: false, copies',
      'init: "zeros", decays: true, copies',
    ],
  ]),
  ...mutantsInRoom("lib/model/electra/config.ts", [
    ["ELECTRA has other heads", "numAttentionHeads: 4", "numAttentionHeads: 8"],
  ]),
  ...mutantsInRoom("lib/model/encoder_config.ts", [
    ["norms have another ε", "layerNormEps: 1e-12", "layerNormEps: 1e-5"],
    ["weights begin larger", "initializerRange: 0.02", "initializerRange: 0.03"],
    [
      "the padding may be behind the vocabulary",
      "padTokenId < vocabSize",
      "padTokenId <= vocabSize",
    ],
  ]),
  ...mutantsInRoom("lib/model/bert/local_initialisation.ts", [
    ["all heads look forwards", "(head % 2 === 0 ? -1 : 1)", "1"],
  ]),
  ...mutantsInRoom("lib/model/safetensors_header.ts", [
    [
      "headers are not filled up",
      "Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES",
      "json.length",
    ],
    ["bytes may be left behind", "if (expected !== fileSize)", "if (expected > fileSize)"],
  ]),
  ...mutantsInRoom("lib/model/safetensors.ts", [
    ["tensors are not in order", "[...tensors.keys()].sort()", "[...tensors.keys()]"],
  ]),
  ...mutantsInRoom("lib/model/pretrained.ts", [
    [
      "what is fresh is always drawn from 0",
      "initialTensor(parameter, model.config, seed)",
      "initialTensor(parameter, model.config, 0)",
    ],
    [
      "a vocabulary as large as the model is too large",
      "if (vocabSize <= config.vocabSize) return",
      "if (vocabSize < config.vocabSize) return",
    ],
  ]),
];
