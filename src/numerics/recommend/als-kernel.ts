import { kernelModule } from './als-kernel.wasm.ts'

/** The two inner loops of ALS over one memory; addresses in bytes, `width` a multiple of 16. */
export interface AlsKernel {
  /** out = sum of v v' over `count` vectors that begin at `vectors`. */
  gram(out: number, vectors: number, count: number, width: number): void
  /**
   * For each row from `from` to `to`: some conjugate-gradient steps of (gram + sum alpha s y y') x = sum (1 + alpha s) y over the row's entries,
   * with y the vectors of `others` and x the row's own vector, which is also the starting point. A row without entries becomes 0.
   */
  solve(
    from: number,
    to: number,
    offsets: number,
    indices: number,
    values: number,
    own: number,
    others: number,
    gram: number,
    width: number,
    steps: number,
    alpha: number,
    scratch: number,
  ): void
}

/** The loops compiled from als-kernel.as.ts, or null when WebAssembly lacks a feature they need. */
export function alsKernel(memory: WebAssembly.Memory): AlsKernel | null {
  try {
    const { exports } = new WebAssembly.Instance(kernelModule(), { env: { memory } })
    return exports as unknown as AlsKernel
  } catch (error) {
    if (error instanceof Error && (error.name === 'CompileError' || error.name === 'LinkError')) return null
    throw error
  }
}

/** Residuals below this count as 0. */
const NEGLIGIBLE = 1e-20

/** The same loops in plain TypeScript, for platforms without the compiled ones and to check them; equal up to rounding. */
export function plainAlsKernel(memory: WebAssembly.Memory): AlsKernel {
  const floats = new Float32Array(memory.buffer)
  const ints = new Int32Array(memory.buffer)
  return {
    gram(out, vectors, count, width) {
      const to = out >> 2
      floats.fill(0, to, to + width * width)
      for (let v = vectors >>> 2, end = v + count * width; v < end; v += width) {
        for (let i = 0; i < width; i += 1) {
          const factor = floats[v + i] as number
          if (factor === 0) continue
          for (let j = 0; j < width; j += 1) {
            floats[to + i * width + j] = (floats[to + i * width + j] as number) + factor * (floats[v + j] as number)
          }
        }
      }
    },
    solve(from, to, offsets, indices, values, own, others, gram, width, steps, alpha, scratch) {
      const direction = scratch >>> 2
      const residual = direction + width
      const image = residual + width
      const system = { gram: gram >>> 2, others: others >>> 2, indices: indices >>> 2, values: values >>> 2, width, alpha }
      for (let row = from; row < to; row += 1) {
        const x = (own >>> 2) + row * width
        const start = ints[(offsets >>> 2) + row] as number
        const end = ints[(offsets >>> 2) + row + 1] as number
        if (start === end) {
          floats.fill(0, x, x + width)
          continue
        }
        multiply(system, start, end, x, image)
        for (let k = 0; k < width; k += 1) floats[residual + k] = -(floats[image + k] as number)
        for (let e = start; e < end; e += 1) {
          const y = system.others + (ints[system.indices + e] as number) * width
          addScaled(residual, 1 + alpha * (floats[system.values + e] as number), y, width)
        }
        floats.copyWithin(direction, residual, residual + width)
        let square = dot(residual, residual, width)
        for (let step = 0; step < steps && square > NEGLIGIBLE; step += 1) {
          multiply(system, start, end, direction, image)
          const length = square / dot(direction, image, width)
          addScaled(x, length, direction, width)
          addScaled(residual, -length, image, width)
          const next = dot(residual, residual, width)
          const ratio = next / square
          for (let k = 0; k < width; k += 1)
            floats[direction + k] = (floats[residual + k] as number) + ratio * (floats[direction + k] as number)
          square = next
        }
      }
    },
  }

  function multiply(
    system: { gram: number; others: number; indices: number; values: number; width: number; alpha: number },
    start: number,
    end: number,
    vector: number,
    out: number,
  ): void {
    const { width } = system
    for (let i = 0; i < width; i += 1) floats[out + i] = dot(system.gram + i * width, vector, width)
    for (let e = start; e < end; e += 1) {
      const y = system.others + (ints[system.indices + e] as number) * width
      addScaled(out, system.alpha * (floats[system.values + e] as number) * dot(y, vector, width), y, width)
    }
  }

  function dot(a: number, b: number, width: number): number {
    let sum = 0
    for (let k = 0; k < width; k += 1) sum += (floats[a + k] as number) * (floats[b + k] as number)
    return sum
  }

  function addScaled(to: number, factor: number, from: number, width: number): void {
    for (let k = 0; k < width; k += 1) floats[to + k] = (floats[to + k] as number) + factor * (floats[from + k] as number)
  }
}
