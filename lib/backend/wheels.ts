/**
 * Which files of PyPI hold TensorFlow's C library, pinned by SHA-256. A wheel is a zip file; its
 * Python part is never used, so the machine's own Python version does not matter.
 */
import { settingName } from "../io/mod.ts";
import { NativeUnavailable } from "./unavailable.ts";

/** TensorFlow's version that the addon is compiled against. */
export const TENSORFLOW_VERSION = "2.21.0";

/** Which build of TensorFlow: for processors alone, or with CUDA kernels as well. */
export type TensorFlowKind = "cpu" | "cuda";

/** One file on PyPI. */
export interface Wheel {
  /** The project's name, such as `tensorflow-cpu`. */
  project: string;
  version: string;
  /** The file's name, which also tells for which systems it is. */
  file: string;
  /** Lower-case hexadecimal. */
  sha256: string;
  /** The file's size. */
  bytes: number;
}

/** A machine as Deno names it. */
export interface Machine {
  os: typeof Deno.build.os;
  arch: typeof Deno.build.arch;
}

function tensorflow(project: string, platform: string, sha256: string, bytes: number): Wheel {
  const file = `${project.replace("-", "_")}-${TENSORFLOW_VERSION}-cp311-cp311-${platform}.whl`;
  return { project, version: TENSORFLOW_VERSION, file, sha256, bytes };
}

function nvidia(
  part: string,
  version: string,
  platform: string,
  sha256: string,
  bytes: number,
): Wheel {
  const project = `nvidia-${part}-cu12`;
  const file = `${project.replaceAll("-", "_")}-${version}-py3-none-${platform}.whl`;
  return { project, version, file, sha256, bytes };
}

// Only the first has been run. Of the others it is known that their files bear the names that the
// set-up looks for.
const CPU_WHEELS: Record<string, Wheel> = {
  "linux x86_64": tensorflow(
    "tensorflow-cpu",
    "manylinux_2_27_x86_64",
    "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
    273_829_956,
  ),
  "linux aarch64": tensorflow(
    "tensorflow",
    "manylinux_2_27_aarch64",
    "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c",
    281_828_020,
  ),
  "darwin aarch64": tensorflow(
    "tensorflow",
    "macosx_12_0_arm64",
    "51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88",
    223_405_849,
  ),
};

const GLIBC_2_12 = "manylinux2010_x86_64.manylinux_2_12_x86_64";
const GLIBC_2_17 = "manylinux2014_x86_64.manylinux_2_17_x86_64";
const GLIBC_2_27 = "manylinux_2_27_x86_64";

// TensorFlow with CUDA kernels and the wheels of its extra `and-cuda`, as pip resolves them. They
// have been set up and loaded, but only on a machine without a GPU.
const CUDA_WHEELS: readonly Wheel[] = [
  tensorflow(
    "tensorflow",
    "manylinux_2_27_x86_64",
    "9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124",
    572_440_367,
  ),
  nvidia(
    "cublas",
    "12.9.3.13",
    GLIBC_2_27,
    "d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72",
    581_217_458,
  ),
  nvidia(
    "cuda-cupti",
    "12.8.90",
    GLIBC_2_17,
    "ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182",
    10_248_621,
  ),
  nvidia(
    "cuda-nvcc",
    "12.9.86",
    GLIBC_2_12,
    "5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0",
    40_546_229,
  ),
  nvidia(
    "cuda-nvrtc",
    "12.9.86",
    GLIBC_2_12,
    "210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4",
    89_568_129,
  ),
  nvidia(
    "cuda-runtime",
    "12.9.79",
    GLIBC_2_17,
    "25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3",
    3_493_179,
  ),
  nvidia(
    "cudnn",
    "9.28.0.42",
    GLIBC_2_27,
    "9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375",
    716_538_495,
  ),
  nvidia(
    "cufft",
    "11.4.1.4",
    GLIBC_2_17,
    "c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28",
    200_877_592,
  ),
  nvidia(
    "curand",
    "10.3.10.19",
    GLIBC_2_27,
    "49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e",
    68_295_626,
  ),
  nvidia(
    "cusolver",
    "11.7.5.82",
    GLIBC_2_27,
    "15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88",
    338_117_415,
  ),
  nvidia(
    "cusparse",
    "12.5.10.65",
    GLIBC_2_17,
    "73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78",
    366_465_088,
  ),
  nvidia(
    "nccl",
    "2.32.3",
    GLIBC_2_27,
    "bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c",
    351_526_311,
  ),
  nvidia(
    "nvjitlink",
    "12.9.86",
    GLIBC_2_12,
    "e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9",
    39_748_338,
  ),
];

/** Whether there is a build with CUDA kernels for a machine. */
export function hasCudaBuild({ os, arch }: Machine): boolean {
  return os === "linux" && arch === "x86_64";
}

/** How much it is to download a build, for messages: `3.4 GB`. */
export function downloadSize(wheels: readonly Wheel[]): string {
  const bytes = wheels.reduce((sum, wheel) => sum + wheel.bytes, 0);
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/**
 * The wheels a machine needs.
 *
 * @throws {NativeUnavailable} If TensorFlow offers none for this machine.
 */
export function wheelsFor(kind: TensorFlowKind, machine: Machine = Deno.build): readonly Wheel[] {
  const name = `${machine.os} ${machine.arch}`;
  if (kind === "cuda") {
    if (hasCudaBuild(machine)) return CUDA_WHEELS;
    throw new NativeUnavailable(`TensorFlow ${TENSORFLOW_VERSION} has no CUDA wheel for ${name}`, {
      mend: `Choose the CPU build with ${settingName("device")} cpu or SDTRAINER_TENSORFLOW=cpu`,
    });
  }
  const wheel = CPU_WHEELS[name];
  if (wheel === undefined) {
    throw new NativeUnavailable(`TensorFlow ${TENSORFLOW_VERSION} has no wheel for ${name}`, {
      mend: "Name an installed TensorFlow with SDTRAINER_LIBTENSORFLOW",
    });
  }
  return [wheel];
}

/** What pip must be told so that it picks a wheel for another Python than the one it runs in. */
export function pipTags(wheel: Wheel): { python: string; abi: string; platforms: string[] } {
  const [python, abi, platforms] = wheel.file.replace(/\.whl$/, "").split("-").slice(-3);
  return { python: python!, abi: abi!, platforms: platforms!.split(".") };
}
