import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'

/** A system call of a traced process. Its begin and end are positions in the trace, so that calls of all processes have one order. */
export interface TracedCall {
  readonly pid: number
  readonly name: string
  /** The arguments as strace wrote them, open files with their paths. */
  readonly args: string
  readonly result: number
  readonly begun: number
  readonly ended: number
}

const CALLS = 'read,write,writev,pwrite64,fsync,fdatasync,rename,renameat,renameat2'

/** Attaches strace to processes and all they start. `stop` lets go of them and returns their calls. */
export async function traceCalls(pids: readonly number[], file: string): Promise<{ stop(): Promise<readonly TracedCall[]> }> {
  const attach = pids.flatMap((pid) => ['-p', String(pid)])
  const strace = spawn('strace', ['-f', '-y', '-s', '700', '-e', `trace=${CALLS}`, '-e', 'signal=none', '-o', file, ...attach], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exit = once(strace, 'exit')
  let said = ''
  await new Promise<void>((resolve, reject) => {
    strace.once('error', reject)
    strace.once('exit', () => reject(new Error(`strace ended: ${said}`)))
    strace.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (pids.every((pid) => new RegExp(`Process ${pid} attached`).test(said))) resolve()
    })
  })
  return {
    async stop() {
      strace.kill('SIGINT')
      await exit
      return tracedCalls(await readFile(file, 'utf8'))
    },
  }
}

/** Reads what `strace -f -o` wrote. A call that others interrupt has two lines; one that never came back is left out. */
export function tracedCalls(trace: string): readonly TracedCall[] {
  const calls: TracedCall[] = []
  const open = new Map<string, { readonly name: string; readonly args: string; readonly begun: number }>()
  for (const [position, line] of trace.split('\n').entries()) {
    const [, pid = '', rest = ''] = /^(\d+)\s+(.*)$/s.exec(line) ?? []
    const resumed = /^<\.\.\. (\w+) resumed>(.*)\s+= (-?\d+)/s.exec(rest)
    if (resumed !== null) {
      const begin = open.get(pid)
      open.delete(pid)
      if (begin === undefined) continue
      calls.push({ ...begin, pid: Number(pid), args: begin.args + (resumed[2] ?? ''), result: Number(resumed[3]), ended: position })
      continue
    }
    const begun = /^(\w+)\((.*) <unfinished \.\.\.>$/s.exec(rest)
    if (begun !== null) {
      open.set(pid, { name: begun[1] ?? '', args: begun[2] ?? '', begun: position })
      continue
    }
    const whole = /^(\w+)\((.*)\)\s+= (-?\d+)/s.exec(rest)
    if (whole === null) continue
    const [, name = '', args = '', result] = whole
    calls.push({ pid: Number(pid), name, args, result: Number(result), begun: position, ended: position })
  }
  return calls.toSorted((one, other) => one.begun - other.begun)
}

/** The open file that a call is about, with its number: "7</data/pg_wal/0001>". */
export const openFile = ({ args }: TracedCall): string => /^\d+<[^>]*>+/.exec(args)?.[0] ?? ''

/** The path of that file. */
export const pathOf = (call: TracedCall): string => /<(.*)>$/.exec(openFile(call))?.[1] ?? ''

export const isSync = ({ name, result }: TracedCall): boolean => (name === 'fsync' || name === 'fdatasync') && result === 0
export const isWrite = ({ name }: TracedCall): boolean => name === 'write' || name === 'writev' || name === 'pwrite64'
