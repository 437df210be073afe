/** Names of BERT's tensors that more than one file knows. */

/** The word embeddings, which are the masked-LM head's decoder weights as well. */
export const WORD_EMBEDDINGS = "bert.embeddings.word_embeddings.weight";

/** A row for each place in the sequence. */
export const POSITION_EMBEDDINGS = "bert.embeddings.position_embeddings.weight";

/** The layer that makes scores of vectors, tied to the word embeddings or with weights of its own. */
export const DECODER = "cls.predictions.decoder";
