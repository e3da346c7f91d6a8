import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
/** Nothing of the machine's own settings, so that every run starts from the defaults. */
const PLAIN = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('LIUKE_') && !['CLICKHOUSE_URL', 'DATABASE_URL'].includes(name)),
)

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A command that runs, with what it has said so far. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** The first match in what it wrote to stdout. Rejects when the command ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>
}

/** Starts the command line, or another program of ours, in a process of its own. */
export function startCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: { readonly cwd?: string; readonly stdout?: number; readonly uid?: number; readonly program?: string } = {},
): Running {
  const child = spawn(process.execPath, [options.program ?? CLI, ...args], {
    stdio: ['ignore', options.stdout ?? 'pipe', 'pipe'],
    env: { ...PLAIN, ...env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  })
  let out = ''
  let err = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, out, err }))
  return {
    child,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(out)
          if (match !== null) resolve(match)
        }
        child.stdout?.on('data', look)
        look()
        ended.then(() => reject(new Error(`The command ended without saying ${String(pattern)}: ${err}`)), reject)
      }),
  }
}

export function runCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd?: string): Promise<Ended> {
  return startCommand(args, env, cwd === undefined ? {} : { cwd }).ended
}

/** Process ids of all descendants. */
export function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = /^PPid:\s+(\d+)/m.exec(statusOf(Number(name)))?.[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const below = (of: number): number[] => [...parents].filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...below(child)])
  return below(pid)
}

export function isRunning(pid: number): boolean {
  const status = statusOf(pid)
  return status !== '' && !/^State:\s+Z/m.test(status)
}

function statusOf(pid: number): string {
  return readIfThere(`/proc/${pid}/status`)
}

/** Empty when the process is gone. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** The words of a process's command line; empty for one that is gone. */
export function commandLineOf(pid: number): string {
  return readIfThere(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
}
