/** The longest step in which a system counts processor time. */
export const CPU_STEP_MS = 10
/** Long enough that these steps do not matter. */
const LEAST_MS = 4 * CPU_STEP_MS

/** Milliseconds of processor time that this thread has used: does not grow while others have the processor, but in steps of some milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** Milliseconds of processor time of one call of `work`, the mean of as many as it takes to measure it. */
export function cpuMsOf(work: () => void): number {
  const started = cpuMs()
  for (let calls = 1; ; calls += 1) {
    work()
    const used = cpuMs() - started
    if (used >= LEAST_MS) return used / calls
  }
}
