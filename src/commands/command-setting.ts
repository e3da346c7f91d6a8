import { AsyncLocalStorage } from 'node:async_hooks'
import { userInfo } from 'node:os'
import { isAbsolute, relative, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import type { House } from '../main/house.ts'

/** Where a command line runs, and for whom. */
export interface CommandSetting {
  /** The arguments, without the program's name. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder that relative paths start from. */
  readonly cwd: string
  readonly out: Writable & { readonly columns?: number; readonly isTTY?: boolean }
  readonly err: Writable & { readonly isTTY?: boolean }
  /** The account of the operating system, for the audit log. */
  readonly user: string
  /** The open house of the server that runs the line for a caller, and a signal for when the caller hangs up. */
  readonly served: { readonly house: House; readonly signal: AbortSignal } | null
}

const settings = new AsyncLocalStorage<CommandSetting>()

/** Runs work in a setting; everything called from it sees that setting. */
export function inSetting<T>(setting: CommandSetting, work: () => Promise<T>): Promise<T> {
  return settings.run(setting, work)
}

/** The setting of the running line; by default that of this process. */
export function commandSetting(): CommandSetting {
  return settings.getStore() ?? ownSetting(process.argv.slice(2))
}

export function ownSetting(args: readonly string[]): CommandSetting {
  return { args, env: process.env, cwd: process.cwd(), out: process.stdout, err: process.stderr, user: accountName(), served: null }
}

/** The actor that ledgers and the audit log record for the command line. */
export function commandActor(): string {
  return `cli:${commandSetting().user}`
}

/** A path of the line, as the process that runs it reaches it. */
export function pathHere(path: string): string {
  const { served, cwd } = commandSetting()
  return served === null ? path : resolve(cwd, path)
}

/** A path in the form the person typed it. */
export function pathAsTyped(path: string, typed: string): string {
  const { served, cwd } = commandSetting()
  return served === null || isAbsolute(typed) ? path : relative(cwd, path)
}

/** An account without an entry in the user database, as in many containers, is known by its number. */
function accountName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
