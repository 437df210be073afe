/** What every subject of the step bench trains with, besides dropout 0.1, which the model has. */
export const SETTINGS = {
  learningRate: 1e-4,
  weightDecay: 0.01,
  maxGradNorm: 1,
} as const;
