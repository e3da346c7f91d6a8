// Times our program against a peer's, each run a process of its own, interleaved: ours, peer, ours, peer ...
import { execFile, execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What every contestant prints as its last line: the seconds of the work itself (no start-up, no reading of data), its peak memory, its quality. */
export interface RunResult {
  readonly seconds: number
  readonly rssMb: number
  readonly quality: Readonly<Record<string, number>>
}

export interface Contestant {
  readonly name: string
  /** A program and its arguments; use `ourProgram` and `peerProgram`. */
  readonly command: readonly [string, ...string[]]
}

export interface Comparison {
  /** Our median seconds divided by the median seconds of the first peer. */
  readonly ratio: number
  readonly ours: RunResult
  readonly peer: RunResult & { readonly name: string }
  /** The other peers, each with our ratio against it. */
  readonly others: readonly (RunResult & { readonly name: string; readonly ratio: number })[]
  readonly runs: number
}

const peersFolder = fileURLToPath(new URL('peers/', import.meta.url))

/** Absolute path of one of our TypeScript files, run by this Node. */
export function ourProgram(file: string, ...args: readonly string[]): [string, ...string[]] {
  return [process.execPath, file, ...args]
}

/** A script of bench/peers, run by the Python environment that bench/peers/setup.sh makes (and makes now when it is missing). */
export function peerProgram(script: string, ...args: readonly string[]): [string, ...string[]] {
  execFileSync('bash', [`${peersFolder}setup.sh`], { stdio: ['ignore', 'ignore', 'inherit'] })
  return [`${peersFolder}.venv/bin/python`, `${peersFolder}${script}`, ...args]
}

/** Runs all contestants `runs` times in turn and compares medians. `onRun` hears of each run. Throws when a contestant fails. */
export async function compare(
  ours: Contestant,
  peers: readonly [Contestant, ...Contestant[]],
  options: { readonly runs?: number; readonly onRun?: (name: string, result: RunResult) => void } = {},
): Promise<Comparison> {
  const runs = options.runs ?? 3
  const all = [ours, ...peers]
  const results = all.map((): RunResult[] => [])
  for (let run = 0; run < runs; run += 1) {
    for (const [k, contestant] of all.entries()) {
      const result = await runOnce(contestant)
      results[k]?.push(result)
      options.onRun?.(contestant.name, result)
    }
  }
  const [first, ...rest] = results.map(medianOf)
  if (first === undefined) throw new Error('There is nothing to compare.')
  const named = peers.map(({ name }, k) => {
    const result = rest[k] as RunResult
    return { name, ...result, ratio: first.seconds / result.seconds }
  })
  const [{ ratio, ...peer }, ...others] = named as [(typeof named)[number], ...typeof named]
  return { ratio, ours: first, peer, others, runs }
}

/** This process's own peak memory in MB, for the last line of one of our programs. */
export function peakMb(): number {
  return process.resourceUsage().maxRSS / 1024
}

function runOnce({ name, command: [program, ...args] }: Contestant): Promise<RunResult> {
  // Settings of the machine that pin OpenBLAS to a core type or cache size would slow a peer down: it chooses both by itself.
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...own } = process.env
  const env = { ...own, OMP_WAIT_POLICY: 'passive', OMP_NUM_THREADS: '2', OPENBLAS_NUM_THREADS: '2', PYTHONWARNINGS: 'ignore' }
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error !== null) return reject(new Error(`${name} failed: ${error.message}\n${stderr.slice(-2000)}`))
      const line = stdout.trimEnd().split('\n').at(-1) ?? ''
      try {
        resolve(JSON.parse(line) as RunResult)
      } catch {
        reject(new Error(`${name} did not end with one JSON object but with: ${line.slice(0, 200)}`))
      }
    })
  })
}

/** Medians of seconds and memory; the quality of the median run. */
function medianOf(results: readonly RunResult[]): RunResult {
  const bySeconds = [...results].sort((a, b) => a.seconds - b.seconds)
  const middle = bySeconds[bySeconds.length >> 1] as RunResult
  const memory = results.map(({ rssMb }) => rssMb).sort((a, b) => a - b)
  return { seconds: middle.seconds, rssMb: memory[memory.length >> 1] as number, quality: middle.quality }
}
