/** Memory in large pages. */

const TUNABLES = "GLIBC_TUNABLES", LARGE = "glibc.malloc.hugetlb";

/**
 * The variables that a process which trains is best started with: by one glibc, from 2.35 on, asks
 * Linux for pages of 2 MB instead of 4 KB for all larger memory, TensorFlow's among it, and a
 * processor then looks up less often where a matrix lies. Nothing is rounded otherwise. Where there
 * is no glibc, or large pages are not to be had, nobody minds.
 *
 * @param given What the variable says already, as `name=value:name=value`: it is kept, and a person's
 *   own choice of pages, too.
 */
export function memoryVariables(
  given: string | undefined = Deno.env.get(TUNABLES),
): Record<string, string> {
  const tunables = given ? given.split(":") : [];
  if (tunables.some((tunable) => tunable.startsWith(`${LARGE}=`))) return {};
  return { [TUNABLES]: [...tunables, `${LARGE}=1`].join(":") };
}
