import { ownSetting } from '../../src/commands/command-setting.ts'
import { exitCodeOf, reportError } from '../../src/commands/report-error.ts'
import { runLine } from '../../src/commands/run-line.ts'
import type { Ended } from './start-command.ts'

/**
 * Runs a command as `cli.ts` does, in this process, which takes a tenth of the time, from `cwd` where it is given. One at a time: it listens to
 * what this process writes.
 */
export async function runHere(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd?: string): Promise<Ended> {
  const before = { ...process.env }
  const stood = process.cwd()
  if (cwd !== undefined) process.chdir(cwd)
  Object.assign(process.env, env)
  const [out, err] = [listen(process.stdout), listen(process.stderr)]
  let code = 0
  try {
    await runLine(ownSetting(args))
  } catch (error) {
    reportError(error)
    code = exitCodeOf(error)
  } finally {
    process.chdir(stood)
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
    out.end()
    err.end()
  }
  return { code, out: out.text(), err: err.text() }
}

function listen(stream: NodeJS.WriteStream): { text(): string; end(): void } {
  const write = stream.write
  let text = ''
  stream.write = (chunk: string | Uint8Array): boolean => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    return true
  }
  return { text: () => text, end: () => void (stream.write = write) }
}
