import { Writable } from 'node:stream'
import { CommanderError } from 'commander'
import type { CommandEnd, CommandRunner } from '#http/access/command-route.ts'
import { problemOf } from '#http/problem.ts'
import { AppError } from '#kernel/app-error.ts'
import type { House } from '../main/house.ts'
import { inSetting } from './command-setting.ts'
import type { CommandSetting } from './command-setting.ts'
import { buildProgram } from './program.ts'

/** Runs one command line. @throws AppError or CommanderError, for `reportError`. */
export async function runLine(setting: CommandSetting): Promise<void> {
  await inSetting(setting, async () => {
    await buildProgram().parseAsync([...setting.args], { from: 'user' })
  })
}

/** Runs command lines in the house of a running server, for commands started on the same machine. */
export function lineRunner(house: House): CommandRunner {
  return async ({ args, cwd, locale, isTerminal }, user, say, signal) => {
    const err = Object.assign(
      writable((text) => say({ err: text })),
      { isTTY: isTerminal },
    )
    const setting: CommandSetting = {
      args,
      env: { LC_ALL: locale },
      cwd,
      out: writable((text) => say({ out: text })),
      err,
      user,
      served: { house, signal },
    }
    try {
      await runLine(setting)
      return null
    } catch (error) {
      return endOf(error, house)
    }
  }
}

function endOf(error: unknown, { log }: House): CommandEnd {
  if (error instanceof CommanderError) return { exitCode: error.exitCode }
  if (!(error instanceof AppError)) log.error({ err: error }, 'a command failed')
  const { status, problem } = problemOf(error)
  return { status, code: problem.code, detail: problem.detail }
}

function writable(write: (text: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      write(String(chunk))
      done()
    },
  })
}
