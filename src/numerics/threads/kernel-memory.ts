/** Memory that a kernel works on; `memory` is undefined when WebAssembly cannot be used and plain TypeScript takes its place. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer
  readonly memory: WebAssembly.Memory | undefined
}

const PAGE = 65_536
const MOST_PAGES = 65_536

/**
 * Memory of `bytes`, zeroed, shared where the platform allows. `kernelModule` compiles the kernel that is to use it and throws where it cannot;
 * without one only TypeScript will. Throws an Error with `tooLarge` when there is not enough memory.
 */
export function kernelMemoryFor(bytes: number, kernelModule: (() => unknown) | undefined, tooLarge: string): KernelMemory {
  const pages = Math.max(1, Math.ceil(bytes / PAGE))
  if (kernelModule !== undefined && pages <= MOST_PAGES) {
    try {
      kernelModule()
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
      return { buffer: memory.buffer, memory }
    } catch {
      // Without SIMD, shared memory or enough of it: fall back to plain TypeScript.
    }
  }
  try {
    return { buffer: new ArrayBuffer(bytes), memory: undefined }
  } catch {
    throw new Error(tooLarge)
  }
}
