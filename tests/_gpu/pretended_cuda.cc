/*
 * One library that pretends to be NVIDIA's driver and CUDA's libraries, with one GPU of compute
 * capability 9.0. Kernels do nothing, the GPU's memory cannot be touched by the processor, and what
 * is copied from it is zeros: TensorFlow places a graph's operations, runs all that it would run and
 * refuses what it would refuse, but computes nothing.
 *
 * TensorFlow looks each function up by name when it first calls it, so only those are here that it
 * calls for a step. Where PRETENDED_CUDA_LOG names a file, each copy from the GPU writes a line
 * there, its length in bytes.
 */
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

namespace {

enum { SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2 };

/* Anything but null: nobody looks behind it. */
void *handle() {
  static uintptr_t last = 0x1000;
  return reinterpret_cast<void *>(last += 16);
}

/* Addresses without memory behind them. They are never given back: TensorFlow asks seldom. */
int reserve(void **memory, size_t bytes) {
  *memory = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return *memory == MAP_FAILED ? OUT_OF_MEMORY : SUCCESS;
}

const size_t MEMORY = size_t{4} << 30;

/* By the numbers of CUdevice_attribute, which cudaDeviceAttr shares. */
int attribute(int number) {
  switch (number) {
    case 1: return 1024;                    // threads in a block
    case 2: case 3: return 1024;            // its sides
    case 4: return 64;
    case 5: return 2147483647;              // a grid's sides
    case 6: case 7: return 65535;
    case 8: return 48 << 10;                // shared memory of a block
    case 10: return 32;                     // threads in a warp
    case 12: case 82: return 65536;         // registers
    case 13: case 36: return 1000000;       // clocks, in kHz
    case 16: return 132;                    // multiprocessors
    case 37: return 5120;                   // width of the memory's bus, in bits
    case 38: return 50 << 20;               // second cache
    case 39: return 2048;                   // threads of a multiprocessor
    case 75: return 9;                      // compute capability
    case 76: return 0;
    case 81: return 228 << 10;              // shared memory of a multiprocessor
    case 97: return 227 << 10;              // and of a block that asks for it
    case 106: return 32;                    // blocks of a multiprocessor
    default: return 0;
  }
}

int copyFromGpu(void *to, size_t bytes) {
  static const char *const name = getenv("PRETENDED_CUDA_LOG");
  static FILE *const log = name ? fopen(name, "a") : nullptr;
  if (log) {
    fprintf(log, "%zu\n", bytes);
    fflush(log);
  }
  memset(to, 0, bytes);
  return SUCCESS;
}

/* The size of a grid that a kernel is started with, between the two calls that start it. */
struct Dim3 { unsigned x, y, z; };
thread_local struct { Dim3 grid, block; size_t shared; void *stream; } launch;

}  // namespace

/* Functions that need do nothing; C's callers may give them any arguments. */
#define NOTHING(name) int name(...) { return SUCCESS; }

extern "C" {

// ---- The driver: libcuda.so.1

NOTHING(cuInit)
int cuDriverGetVersion(int *version) { *version = 12090; return SUCCESS; }
int cuGetErrorName(int, const char **name) { *name = "PRETENDED"; return SUCCESS; }
int cuGetErrorString(int, const char **text) { *text = "pretended"; return SUCCESS; }

int cuDeviceGetCount(int *count) { *count = 1; return SUCCESS; }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return SUCCESS; }
int cuDeviceGetName(char *name, int length, int) {
  snprintf(name, length, "NVIDIA Pretence 1000");
  return SUCCESS;
}
int cuDeviceGetUuid_v2(char *uuid, int) { memset(uuid, 1, 16); return SUCCESS; }
int cuDeviceGetPCIBusId(char *id, int length, int) {
  snprintf(id, length, "0000:00:01.0");
  return SUCCESS;
}
int cuDeviceTotalMem_v2(size_t *bytes, int) { *bytes = MEMORY; return SUCCESS; }
int cuDeviceGetAttribute(int *value, int number, int) { *value = attribute(number); return SUCCESS; }
int cuDevicePrimaryCtxRetain(void **context, int) { *context = (void *)0x100; return SUCCESS; }
int cuDevicePrimaryCtxGetState(int, unsigned *flags, int *active) {
  *flags = 0, *active = 1;
  return SUCCESS;
}
NOTHING(cuDevicePrimaryCtxRelease_v2)
NOTHING(cuDevicePrimaryCtxSetFlags_v2)
int cuCtxGetCurrent(void **context) { *context = (void *)0x100; return SUCCESS; }
int cuCtxGetDevice(int *device) { *device = 0; return SUCCESS; }
int cuCtxGetStreamPriorityRange(int *least, int *greatest) { *least = *greatest = 0; return SUCCESS; }
NOTHING(cuCtxSetCurrent)
NOTHING(cuCtxSynchronize)
NOTHING(cuCtxEnablePeerAccess)
int cuDeviceCanAccessPeer(int *can, int, int) { *can = 0; return SUCCESS; }

int cuMemGetInfo_v2(size_t *free, size_t *total) { *free = *total = MEMORY; return SUCCESS; }
int cuMemAlloc_v2(void **memory, size_t bytes) { return reserve(memory, bytes); }
NOTHING(cuMemFree_v2)
int cuMemHostAlloc(void **memory, size_t bytes, unsigned) {
  return posix_memalign(memory, 4096, bytes) == 0 ? SUCCESS : OUT_OF_MEMORY;
}
int cuMemFreeHost(void *memory) { free(memory); return SUCCESS; }
NOTHING(cuMemHostRegister_v2)
NOTHING(cuMemHostUnregister)
NOTHING(cuMemcpyHtoDAsync_v2)
NOTHING(cuMemcpyHtoD_v2)
NOTHING(cuMemcpyDtoDAsync_v2)
int cuMemcpyDtoHAsync_v2(void *to, const void *, size_t bytes, void *) { return copyFromGpu(to, bytes); }
int cuMemcpyDtoH_v2(void *to, const void *, size_t bytes) { return copyFromGpu(to, bytes); }
NOTHING(cuMemsetD8Async)
NOTHING(cuMemsetD32Async)
/* All is on the one GPU; what kind of memory it is, is not told. */
int cuPointerGetAttribute(void *value, int which, const void *) {
  const int DEVICE_ORDINAL = 9;
  if (which != DEVICE_ORDINAL) return INVALID_VALUE;
  *static_cast<int *>(value) = 0;
  return SUCCESS;
}

int cuStreamCreate(void **stream, unsigned) { *stream = handle(); return SUCCESS; }
int cuStreamCreateWithPriority(void **stream, unsigned, int) { *stream = handle(); return SUCCESS; }
NOTHING(cuStreamDestroy_v2)
NOTHING(cuStreamSynchronize)
NOTHING(cuStreamWaitEvent)
NOTHING(cuStreamQuery)
int cuLaunchHostFunc(void *, void (*function)(void *), void *data) { function(data); return SUCCESS; }
int cuEventCreate(void **event, unsigned) { *event = handle(); return SUCCESS; }
int cuEventElapsedTime(float *milliseconds, void *, void *) { *milliseconds = 1; return SUCCESS; }
NOTHING(cuEventDestroy_v2)
NOTHING(cuEventRecord)
NOTHING(cuEventQuery)
NOTHING(cuEventSynchronize)

int cuModuleLoadData(void **module, const void *) { *module = handle(); return SUCCESS; }
int cuModuleLoadDataEx(void **module, const void *, unsigned, void *, void *) { *module = handle(); return SUCCESS; }
int cuModuleLoadFatBinary(void **module, const void *) { *module = handle(); return SUCCESS; }
NOTHING(cuModuleUnload)
int cuModuleGetFunction(void **function, void *, const char *) { *function = handle(); return SUCCESS; }
/* Where XLA keeps a program's constants. */
int cuModuleGetGlobal_v2(void **memory, size_t *bytes, void *, const char *) { return reserve(memory, *bytes = 1 << 20); }
int cuFuncGetAttribute(int *value, int, void *) { *value = 16; return SUCCESS; }
NOTHING(cuFuncSetAttribute)
NOTHING(cuFuncSetCacheConfig)
int cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *blocks, void *, int, size_t, unsigned) {
  *blocks = 2;
  return SUCCESS;
}
int cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, void *, int, size_t) {
  *blocks = 2;
  return SUCCESS;
}
NOTHING(cuLaunchKernel)
/* Nobody records what a stream is told. */
int cuStreamIsCapturing(void *, int *status) { *status = 0; return SUCCESS; }
int cudaStreamIsCapturing(void *, int *status) { *status = 0; return SUCCESS; }

// ---- What the driver tells of itself: libnvidia-ml.so.1

NOTHING(nvmlInit_v2)

// ---- The runtime: libcudart.so.12

void **__cudaRegisterFatBinary(void *) { static void *none; return &none; }
NOTHING(__cudaRegisterFatBinaryEnd)
NOTHING(__cudaUnregisterFatBinary)
NOTHING(__cudaRegisterFunction)
NOTHING(__cudaRegisterVar)
unsigned __cudaPushCallConfiguration(Dim3 grid, Dim3 block, size_t shared, void *stream) {
  launch = {grid, block, shared, stream};
  return SUCCESS;
}
int __cudaPopCallConfiguration(Dim3 *grid, Dim3 *block, size_t *shared, void **stream) {
  *grid = launch.grid, *block = launch.block, *shared = launch.shared, *stream = launch.stream;
  return SUCCESS;
}
NOTHING(cudaLaunchKernel)
int cudaGetDeviceCount(int *count) { *count = 1; return SUCCESS; }
int cudaGetDevice(int *device) { *device = 0; return SUCCESS; }
NOTHING(cudaSetDevice)
int cudaDriverGetVersion(int *version) { return cuDriverGetVersion(version); }
int cudaRuntimeGetVersion(int *version) { return cuDriverGetVersion(version); }
int cudaDeviceGetAttribute(int *value, int number, int) { *value = attribute(number); return SUCCESS; }
int cudaDeviceGetStreamPriorityRange(int *least, int *greatest) { return cuCtxGetStreamPriorityRange(least, greatest); }
/* The beginning of cudaDeviceProp; CUDA 12's has 1,032 bytes. */
struct Properties {
  char name[256], ids[32];
  size_t memory, sharedOfBlock;
  int registers, warp;
  size_t pitch;
  int threadsOfBlock, block[3], grid[3], clock;
  size_t constants;
  int major, minor;
  size_t alignments[2];
  int overlap, multiprocessors;
  char others[1032 - 392];
};
static_assert(sizeof(Properties) == 1032, "as CUDA 12 has it");
int cudaGetDeviceProperties_v2(Properties *properties, int) {
  *properties = {};
  properties->memory = MEMORY;
  properties->sharedOfBlock = attribute(8);
  properties->registers = attribute(12);
  properties->warp = attribute(10);
  properties->threadsOfBlock = attribute(1);
  for (int i = 0; i < 3; i++) {
    properties->block[i] = attribute(2 + i);
    properties->grid[i] = attribute(5 + i);
  }
  properties->major = attribute(75);
  properties->multiprocessors = attribute(16);
  return SUCCESS;
}
/* The beginning of cudaFuncAttributes. */
struct FunctionAttributes {
  size_t shared, constants, local;
  int threads, registers, ptx, binary;
};
int cudaFuncGetAttributes(FunctionAttributes *attributes, const void *) {
  *attributes = {0, 0, 0, 1024, 32, 90, 90};
  return SUCCESS;
}
NOTHING(cudaFuncSetAttribute)
NOTHING(cudaGetLastError)
NOTHING(cudaPeekAtLastError)
int cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *blocks, const void *, int, size_t, unsigned) {
  *blocks = 2;
  return SUCCESS;
}
const char *cudaGetErrorString(int) { return "pretended"; }
const char *cudaGetErrorName(int) { return "PRETENDED"; }
int cudaMemcpyAsync(void *to, const void *, size_t bytes, int direction, void *) {
  const int DEVICE_TO_HOST = 2;
  return direction == DEVICE_TO_HOST ? copyFromGpu(to, bytes) : SUCCESS;
}
NOTHING(cudaMemsetAsync)
NOTHING(cudaStreamSynchronize)
int cudaEventCreateWithFlags(void **event, unsigned) { *event = handle(); return SUCCESS; }
NOTHING(cudaEventDestroy)
NOTHING(cudaEventRecord)

// ---- Matrix products: libcublas.so.12, libcublasLt.so.12

int cublasCreate_v2(void **blas) { *blas = handle(); return SUCCESS; }
int cublasGetVersion_v2(void *, int *version) { *version = 120900; return SUCCESS; }
int cublasGetProperty(int what, int *value) { *value = what == 0 ? 12 : 9; return SUCCESS; }
NOTHING(cublasDestroy_v2)
NOTHING(cublasSetStream_v2)
NOTHING(cublasSetWorkspace_v2)
int cublasGetMathMode(void *, int *mode) { *mode = 0; return SUCCESS; }
NOTHING(cublasSetMathMode)
int cublasGetPointerMode_v2(void *, int *mode) { *mode = 0; return SUCCESS; }
NOTHING(cublasSetPointerMode_v2)
NOTHING(cublasSgemm_v2)
NOTHING(cublasSgemmEx)
NOTHING(cublasGemmEx)
NOTHING(cublasSgemmStridedBatched)
NOTHING(cublasGemmStridedBatchedEx)
int cublasLtCreate(void **blas) { *blas = handle(); return SUCCESS; }
NOTHING(cublasLtDestroy)

// ---- Convolutions, which nothing computes, but XLA asks for: libcudnn.so.9

int cudnnCreate(void **convolutions) { *convolutions = handle(); return SUCCESS; }
NOTHING(cudnnDestroy)
NOTHING(cudnnSetStream)
size_t cudnnGetVersion() { return 91900; }
int cudnnGetProperty(int what, int *value) { *value = what == 0 ? 9 : what == 1 ? 19 : 0; return SUCCESS; }
}
