import { testDistance } from "./_cases.ts";
import { EUCLIDEAN } from "./euclidean.ts";

testDistance(EUCLIDEAN, [
  // √(3² + 4² + 12²).
  { name: "three axes", right: [1, 0, -6], predicted: [-2, 4, 6], expected: 13 },
  { name: "a right prediction", right: [1, -2, 3], predicted: [1, -2, 3], expected: 0 },
  { name: "profiles of zeros", right: [0, 0, 0], predicted: [0, 0, 0], expected: 0 },
]);
