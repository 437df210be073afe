/** What runs are made with besides their settings. */

/** Each name with its version or hash. */
export type Environment = Readonly<Record<string, string>>;
