import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Job } from '#http/collect/data-schemas.ts'
import type { ProjectState } from '#http/project/project-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { readLanguage } from '../report/read-language.ts'
import { codeWords } from './code-words.ts'
import type { CodeWords } from './code-words.ts'
import { commandSetting } from './command-setting.ts'
import type { HouseClient } from './house-client.ts'
import { addHouseOptions, withClient } from './open-house.ts'
import type { HouseOptions } from './open-house.ts'
import { readWhole } from './option-readers.ts'
import { inLanguage } from './problem-words.ts'
import { fieldsText, tableText } from './table.ts'
import type { Column } from './table.ts'
import { zonedTime } from './zoned-time.ts'

export interface DoorOptions extends HouseOptions {
  readonly lang?: string
}

export interface PageOptions extends DoorOptions {
  readonly limit: number
  readonly all?: boolean
}

/** What a command that asks the API works with. */
export interface Door {
  readonly client: HouseClient
  readonly signal: AbortSignal
  readonly language: TextLanguage
  /** The word for a code of an answer. */
  readonly word: CodeWords
  /** A time of an answer in the project's time zone; '-' for none. */
  time(instant: string | null): string
  /** The result as a table; `more` is added to the JSON beside the items. */
  list<T>(items: readonly T[], columns: readonly Column<T>[], empty: BilingualText, more?: object): void
  /** The result as names and values. */
  fields(value: object, fields: readonly (readonly [BilingualText, string | number])[]): void
  /** The result as text that is the same in every language. */
  print(value: object, text: string): void
  /** The result in one sentence. */
  say(value: object, text: BilingualText): void
  /** Waits until a job is done and returns it. Ctrl-C cancels it, or leaves it to the server. */
  wait(job: Job, onInterrupt: 'cancel' | 'leave'): Promise<Job>
}

/** A command that asks the API. */
export function addDoor(parent: Command, usage: string, description: string): Command {
  return addHouseOptions(parent.command(usage).description(description)).option(
    '--lang <zh|en>',
    'language of the output (default: from the locale)',
  )
}

export function addPageOptions(command: Command): Command {
  return command.option('--limit <n>', 'maximum number', readWhole('--limit'), 50).option('--all', 'no maximum')
}

export function limitOf({ limit, all }: PageOptions): number {
  return all === true ? Number.MAX_SAFE_INTEGER : limit
}

/** An API path with its values encoded. */
export function address(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.map((part, i) => part + encodeURIComponent(values[i] ?? '')).join('')
}

const LOOK_EVERY_MS = 500

/** Runs a command that asks the API. */
export async function atDoor(options: DoorOptions, work: (door: Door) => Promise<void>): Promise<void> {
  const { env, out } = commandSetting()
  const language = readLanguage(options.lang, env)
  const word = await codeWords(language)
  const translated = withClient(options, async (client, output, signal) => {
    const { settings } = await client.ask<ProjectState>('GET', '/project', { signal })
    const width = out.isTTY === true ? out.columns : undefined
    await work({
      client,
      signal,
      language,
      word,
      time: (instant) => zonedTime(instant === null ? null : new Date(instant), settings.timeZone.value),
      list: (items, columns, empty, more = {}) =>
        output.result({ ...more, items }, items.length === 0 ? empty[language] : tableText(items, columns, language, width)),
      fields: (value, fields) => output.result(value, fieldsText(fields, language)),
      print: (value, text) => output.result(value, text),
      say: (value, text) => output.result(value, text[language]),
      async wait({ id }, onInterrupt) {
        for (;;) {
          const job: Job = await client.ask('GET', address`/jobs/${id}`)
          if (job.state === 'done') return job
          if (job.state === 'failed') throw new AppError('unavailable', job.problem?.code ?? 'job-failed', job.error ?? '')
          if (job.state === 'cancelled') throw new AppError('conflict', 'job-cancelled', `The job ${id} was cancelled.`)
          if (signal.aborted) {
            if (onInterrupt === 'leave') throw left(id)
            await client.ask('POST', address`/jobs/${id}/cancel`).catch(() => undefined)
          }
          output.progress(`${job.stage === '' ? word('jobState', job.state) : word('jobStage', job.stage)} ${job.done}/${job.total}`)
          await sleep(LOOK_EVERY_MS, undefined, signal.aborted ? {} : { signal }).catch(() => undefined)
        }
      },
    })
  })
  try {
    await translated
  } catch (error) {
    throw await inLanguage(error, language)
  }
}

function left(id: string): AppError {
  return new AppError(
    'unavailable',
    'job-left',
    `The job is still running: liuke jobs show ${id} shows its progress, liuke jobs cancel ${id} stops it.`,
  )
}
