import { AsyncLocalStorage } from 'node:async_hooks'
import { userInfo } from 'node:os'
import { isAbsolute, relative, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import type { House } from '../main/house.ts'

/** Where a line of the command line is carried out, and for whom. */
export interface CommandSetting {
  /** The line, without the program's name. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where its relative paths begin. */
  readonly cwd: string
  readonly out: Writable & { readonly columns?: number; readonly isTTY?: boolean }
  readonly err: Writable & { readonly isTTY?: boolean }
  /** The account of the operating system, for the audit log. */
  readonly user: string
  /** The open house of the server that carries the line out for somebody, and when they hang up. */
  readonly served: { readonly house: House; readonly signal: AbortSignal } | null
}

const settings = new AsyncLocalStorage<CommandSetting>()

/** Carries out a line in a setting; everything that is called from there sees it. */
export function inSetting<T>(setting: CommandSetting, work: () => Promise<T>): Promise<T> {
  return settings.run(setting, work)
}

/** The setting of the line that is carried out now; this process's own where it is its only one. */
export function commandSetting(): CommandSetting {
  return settings.getStore() ?? ownSetting(process.argv.slice(2))
}

export function ownSetting(args: readonly string[]): CommandSetting {
  return { args, env: process.env, cwd: process.cwd(), out: process.stdout, err: process.stderr, user: accountName(), served: null }
}

/** How the command line is written into ledgers and the audit log. */
export function commandActor(): string {
  return `cli:${commandSetting().user}`
}

/** Where a path of the line lies for the process that carries it out. */
export function pathHere(path: string): string {
  const { served, cwd } = commandSetting()
  return served === null ? path : resolve(cwd, path)
}

/** A path as the person who typed `typed` knows it. */
export function pathAsTyped(path: string, typed: string): string {
  const { served, cwd } = commandSetting()
  return served === null || isAbsolute(typed) ? path : relative(cwd, path)
}

/** An account without an entry in the list of users, as in many containers, is known by its number. */
function accountName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
