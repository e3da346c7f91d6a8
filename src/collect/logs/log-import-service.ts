import { createHash } from 'node:crypto'
import { AppError, messageOf } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import { Breather } from '#kernel/breather.ts'
import type { QualityPort } from '../quality-gate.ts'
import { refuseChanged } from '../import/file-size.ts'
import type { ImportPorts } from '../import/import-ports.ts'
import type { LoaderPorts } from '../tracking/load-events.ts'
import { isBotAgent } from '../tracking/bot-agent.ts'
import type { ToUtc } from '../tracking/read-instant.ts'
import { LogPass, type LogPorts, type LogResult } from './log-pass.ts'
import { guessLogFormat } from './log-line.ts'
import { checkLogOptions, type LogOptions, PLAIN_LOG } from './log-options.ts'
import type { LeftOutReason } from './leave-out.ts'
import { type LogFile, openLog } from './open-log.ts'
import { LogReader } from './log-reader.ts'
import { readLogLines } from './read-log-lines.ts'

export interface LogDependencies {
  readonly ports: LogPorts & Pick<ImportPorts, 'lock' | 'markInterrupted' | 'repairMerges'>
  readonly loader: Omit<LoaderPorts, 'lease'>
  readonly quality: QualityPort
  readonly clock: Clock
  /** Of a zone by its name; '' is the project's. */
  readonly toUtc: (timeZone: string) => ToUtc
  readonly secret: string
}

/** What the first lines of a log would become. No personal value is in it. */
export interface LogPreview {
  readonly fileName: string
  readonly bytes: number
  /** Lines looked at, and whether they are all. */
  readonly lines: number
  readonly whole: boolean
  readonly guessed: LogOptions['format']
  readonly views: number
  readonly bots: number
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>
  readonly refused: number
  /** Views that name a user, those that name a device, and those that are told apart for one day. */
  readonly who: { readonly users: number; readonly devices: number; readonly visitors: number }
  readonly firstAt: string | null
  readonly lastAt: string | null
  /** What lines have, for who asked: by name, without values. */
  readonly fields: readonly string[]
  readonly sample: readonly {
    readonly line: number
    readonly at: string
    readonly path: string
    readonly isBot: boolean
    readonly who: 'user' | 'device' | 'visitor'
  }[]
  readonly issues: readonly { readonly line: number; readonly reason: string; readonly message: string }[]
}

export interface LogOrder {
  readonly path: string
  readonly fileName: string
  readonly sourceId: string
  readonly options: LogOptions
  /** Nothing is stored; the counts are those a real run would give, but for duplicates. */
  readonly dryRun: boolean
  /** That most lines cannot be read was seen and is right. */
  readonly accept: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (readBytes: number, totalBytes: number) => void
}

const PREVIEW_LINES = 1_000
const SHOWN = 20

/** Access logs of web servers: looked at first, then page views of a source, as an import that can be undone. */
export class LogImportService {
  readonly #deps: LogDependencies

  constructor(deps: LogDependencies) {
    this.#deps = deps
  }

  /** @param options absent: the format is guessed. @throws AppError as `checkLogOptions` and for a file that is none */
  async preview(path: string, fileName: string, options: Partial<LogOptions>): Promise<LogPreview> {
    const file = await openLog(path, fileName)
    const first: string[] = []
    for await (const block of readLogLines(file)) {
      first.push(...block.filter(({ problem }) => problem === null).map(({ text }) => text))
      if (first.length >= PREVIEW_LINES) break
    }
    const guessed = guessLogFormat(first.slice(0, PREVIEW_LINES))
    const asked: LogOptions = { ...PLAIN_LOG, format: guessed, ...options }
    checkLogOptions(asked)
    return await this.#look(file, asked, guessed)
  }

  /** @throws AppError `import-running`, `log-mostly-unreadable`, as `checkLogOptions` and for a file that is none */
  async importLog(order: LogOrder): Promise<LogResult> {
    checkLogOptions(order.options)
    const { ports, clock, toUtc, secret } = this.#deps
    const file = await openLog(order.path, order.fileName, order.signal)
    if (!order.accept) await this.#refuseUnreadable(file, order.options)
    const started = clock.now()
    const originId = stableId('log', order.sourceId, file.sha256, optionsKey(order.options))
    const reader = new LogReader(order.options, toUtc(order.options.timeZone), secret, started.getTime())
    const pass = new LogPass({ ...this.#deps, reader, order, file, originId, started })
    if (order.dryRun) return await pass.run()
    const place = await ports.lock()
    try {
      await ports.markInterrupted(started)
      await ports.repairMerges()
      await ports.begin(pass.record())
      try {
        const result = await pass.run()
        await refuseChanged(file, true)
        await ports.repairMerges()
        await ports.finish(pass.id, 'done', pass.counts(), file.bytes, null, clock.now())
        return result
      } catch (error) {
        const state = order.signal?.aborted === true ? 'interrupted' : 'failed'
        await ports.finish(pass.id, state, pass.counts(), pass.readBytes, messageOf(error), clock.now()).catch(() => undefined)
        throw order.signal?.aborted === true ? cancelled(order.fileName) : error
      }
    } finally {
      await place.release()
    }
  }

  async #refuseUnreadable(file: LogFile, options: LogOptions): Promise<void> {
    const { lines, refused } = await this.#look(file, options, options.format)
    if (refused * 2 <= lines) return
    throw new AppError(
      'invalid-input',
      'log-mostly-unreadable',
      `${refused} of the first ${lines} lines of ${file.name} cannot be read: choose another format or correct the pattern; if the log is so, say accept.`,
      { details: { file: file.name, refused, lines } },
    )
  }

  async #look(file: LogFile, options: LogOptions, guessed: LogOptions['format']): Promise<LogPreview> {
    const { clock, toUtc, secret } = this.#deps
    const reader = new LogReader(options, toUtc(options.timeZone), secret, clock.now().getTime())
    const leftOut: Partial<Record<LeftOutReason, number>> = {}
    const who = { users: 0, devices: 0, visitors: 0 }
    const sample: LogPreview['sample'][number][] = []
    const issues: LogPreview['issues'][number][] = []
    const fields = new Set<string>()
    const breather = new Breather()
    let [lines, views, bots, refused, firstAt, lastAt] = [0, 0, 0, 0, Infinity, -Infinity]
    let whole = true
    all: for await (const block of readLogLines(file)) {
      for (const line of block) {
        if (lines === PREVIEW_LINES) {
          whole = false
          break all
        }
        if (breather.isDue) await breather.pause()
        lines += 1
        const read = reader.read(line)
        if (read.kind === 'left-out') leftOut[read.reason] = (leftOut[read.reason] ?? 0) + 1
        else if (read.kind === 'refused') {
          refused += 1
          if (issues.length < SHOWN) issues.push({ line: line.number, reason: read.refusal.reason, message: read.refusal.message })
        } else {
          const { hit, at, path } = read
          views += 1
          const isBot = isBotAgent(hit.agent)
          if (isBot) bots += 1
          who[`${read.who}s`] += 1
          firstAt = Math.min(firstAt, at)
          lastAt = Math.max(lastAt, at)
          for (const name of Object.keys(hit.fields)) fields.add(name)
          if (sample.length < SHOWN) sample.push({ line: line.number, at: new Date(at).toISOString(), path, isBot, who: read.who })
        }
      }
    }
    return {
      fileName: file.name,
      bytes: file.bytes,
      lines,
      whole,
      guessed,
      views,
      bots,
      leftOut,
      refused,
      who,
      firstAt: views === 0 ? null : new Date(firstAt).toISOString(),
      lastAt: views === 0 ? null : new Date(lastAt).toISOString(),
      fields: [...fields].slice(0, 50),
      sample,
      issues,
    }
  }
}

function optionsKey(options: LogOptions): string {
  return createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 32)
}

function cancelled(file: string): AppError {
  return new AppError(
    'conflict',
    'import-cancelled',
    `The import of ${file} was stopped. What it stored stays: import the file again to finish, or undo it.`,
    {
      details: { file },
    },
  )
}
