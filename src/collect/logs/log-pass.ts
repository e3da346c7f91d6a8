import type { Clock } from '#kernel/clock.ts'
import { newId, NO_CUSTOMER } from '#kernel/id.ts'
import { Breather } from '#kernel/breather.ts'
import type { Owner } from '../identity-claim.ts'
import type { ResolveCustomers } from '../tracking/steps/identify-step.ts'
import type { ImportCounts, ImportPorts, ImportRecord, ImportRun, RefusedRecord } from '../import/import-ports.ts'
import { FLAGS_OF_FILE, FlagTally, type QualityPort } from '../quality-gate.ts'
import { type LoadOutcome, type LoaderPorts, loadEvents } from '../tracking/load-events.ts'
import type { ToUtc } from '../tracking/read-instant.ts'
import type { TrackedEvent } from '../tracking/tracked-event.ts'
import type { LeftOutReason } from './leave-out.ts'
import type { LogOrder } from './log-import-service.ts'
import type { LogMessage } from './log-message.ts'
import type { LogReader } from './log-reader.ts'
import type { LogFile } from './open-log.ts'
import { type LogLine, readLogLines } from './read-log-lines.ts'

/** Where a log's page views go, beside the steps that every event takes. */
export interface LogPorts extends Pick<ImportPorts, 'begin' | 'finish' | 'progress' | 'quarantine' | 'noteCustomers'> {
  /** Lines left out by rule and page views dropped by consent, so far. */
  noteLeftOut(id: string, leftOut: Readonly<Record<string, number>>, dropped: number): Promise<void>
  /** Whom the identifiers of page views name, as an import that can be undone says it. */
  resolve(importId: string): ResolveCustomers
  /** Notes that this import has lines that were stored before, so that they stay when the other one is undone. */
  noteCopies(events: readonly TrackedEvent[], importId: string): Promise<void>
}

export interface LogResult {
  readonly importId: string
  readonly dryRun: boolean
  /** Always stored + duplicates + quarantined + leftOut + droppedByConsent. */
  readonly lines: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>
  readonly droppedByConsent: number
  /** Of the stored ones. */
  readonly bots: number
  readonly customers: number
  readonly issues: readonly { readonly line: number; readonly reason: string; readonly message: string }[]
}

interface PassParts {
  readonly ports: LogPorts
  readonly loader: Omit<LoaderPorts, 'lease'>
  readonly quality: QualityPort
  readonly clock: Clock
  readonly toUtc: (timeZone: string) => ToUtc
  readonly reader: LogReader
  readonly order: LogOrder
  readonly file: LogFile
  readonly originId: string
  readonly started: Date
}

interface Waiting {
  readonly line: LogLine
  readonly message: LogMessage
}

const AT_ONCE = 5_000
const SHOWN_ISSUES = 20
/** What a refused line is kept under. */
const COLUMN = 'line'

/** One pass over the lines of a log. */
export class LogPass {
  readonly id: string
  readBytes = 0
  readonly #parts: PassParts
  readonly #run: ImportRun
  readonly #leftOut: Partial<Record<LeftOutReason, number>> = {}
  readonly #issues: LogResult['issues'][number][] = []
  readonly #flags = new FlagTally(FLAGS_OF_FILE)
  readonly #people = new Set<string>()
  #lines = 0
  #stored = 0
  #duplicates = 0
  #quarantined = 0
  #dropped = 0
  #bots = 0

  constructor(parts: PassParts) {
    this.#parts = parts
    this.id = newId(parts.started)
    this.#run = { id: this.id, receivedAt: parts.started.getTime(), delayMs: 0 }
  }

  record(): ImportRecord {
    const { file, order, originId, started } = this.#parts
    return {
      id: this.id,
      kind: 'logs',
      fileName: file.name,
      fileSha256: file.sha256,
      mapping: {},
      mappingHash: originId,
      totalBytes: file.bytes,
      originId,
      reading: null,
      startedAt: started,
      sourceId: order.sourceId,
    }
  }

  counts(): ImportCounts {
    return {
      rows: this.#lines,
      stored: this.#stored,
      duplicates: this.#duplicates,
      quarantined: this.#quarantined,
      customers: this.#people.size,
    }
  }

  async run(): Promise<LogResult> {
    const { reader, order, file, quality, originId } = this.#parts
    const breather = new Breather()
    let views: Waiting[] = []
    let refused: RefusedRecord[] = []
    let [lines, counted] = [0, 0]
    const flush = async (): Promise<void> => {
      order.signal?.throwIfAborted()
      const outcome = order.dryRun ? null : await this.#store(views)
      this.#stored += outcome?.stored ?? views.length
      await this.#keep(refused)
      this.#lines += lines - counted
      counted = lines
      views = []
      refused = []
      await this.#tell()
    }
    const reading = {
      onBytes: (bytes: number) => (this.readBytes += bytes),
      ...(order.signal === undefined ? {} : { signal: order.signal }),
    }
    for await (const block of readLogLines(file, reading)) {
      for (const line of block) {
        if (breather.isDue) await breather.pause()
        lines += 1
        const read = reader.read(line)
        if (read.kind === 'view') views.push({ line, message: read.message })
        else if (read.kind === 'left-out') this.#leftOut[read.reason] = (this.#leftOut[read.reason] ?? 0) + 1
        else refused.push({ originId, line: line.number, ...read.refusal, cells: { [COLUMN]: line.text } })
        if (views.length + refused.length >= AT_ONCE) await flush()
      }
    }
    await flush()
    if (!order.dryRun) await quality.keep(originId, this.#flags)
    const { rows, ...counts } = this.counts()
    return {
      importId: this.id,
      dryRun: order.dryRun,
      lines: rows,
      ...counts,
      leftOut: this.#leftOut,
      droppedByConsent: this.#dropped,
      bots: this.#bots,
      issues: this.#issues,
    }
  }

  async #tell(): Promise<void> {
    const { ports, order, file } = this.#parts
    const readBytes = Math.min(this.readBytes, file.bytes)
    if (!order.dryRun) {
      await ports.progress(this.id, this.counts(), readBytes)
      await ports.noteLeftOut(this.id, this.#leftOut, this.#dropped)
    }
    order.onProgress?.(readBytes, file.bytes)
  }

  /** Lets page views take the steps of every event: consent, the tracking plan, quality, cleaning, identity. */
  async #store(views: readonly Waiting[]): Promise<{ readonly stored: number }> {
    if (views.length === 0) return { stored: 0 }
    const { ports, loader, order, toUtc } = this.#parts
    const { sourceId, options } = order
    const outcome: { value?: LoadOutcome } = {}
    const request = {
      sourceId,
      receivedAt: this.#run.receivedAt,
      sentAt: null,
      messages: views.map(({ message }) => message),
      inboxId: this.id,
      index: 0,
    }
    const { now: _now, ...steps } = loader
    const total = await loadEvents({
      ...steps,
      toUtc: () => toUtc(options.timeZone),
      lease: async () => ({
        requests: [request],
        finish: async (value) => {
          outcome.value = value
        },
        release: async () => undefined,
      }),
      storedMessages: async (events) => {
        const found = await loader.storedMessages(events)
        const copies = events.filter((_, i) => (found[i]?.receivedAt ?? this.#run.receivedAt) !== this.#run.receivedAt)
        if (copies.length > 0) await this.#noteCopies(copies)
        return found
      },
      resolveCustomers: ports.resolve(this.id),
      // Its lines have no attempt of before, and the loader of the inbox works beside it.
      endLateInserts: () => Promise.resolve(),
      insertEvents: async (events) => {
        await this.#notePeople(events)
        await loader.insertEvents(events.map((event) => ({ ...event, importId: this.id })))
      },
    })
    const { refused = [], stored = [] } = outcome.value ?? {}
    const lineOf = new Map(views.map(({ line, message }) => [String(message['messageId']), line.number]))
    for (const event of stored) {
      if (event.isBot) this.#bots += 1
      if (event.flags !== undefined) this.#flags.add(String(lineOf.get(event.messageId) ?? 0), event.flags)
    }
    this.#duplicates += total?.duplicates ?? 0
    this.#dropped += total?.droppedByConsent ?? 0
    await this.#keep(
      refused.map(({ position, reason, field, message }) => {
        const line = (views[position] as Waiting).line
        return { originId: this.#parts.originId, line: line.number, reason, field, message, cells: { [COLUMN]: line.text } }
      }),
    )
    return { stored: total?.stored ?? 0 }
  }

  /** Whom a line names, this log names too, whoever stored it first. */
  async #noteCopies(copies: readonly TrackedEvent[]): Promise<void> {
    const { ports } = this.#parts
    await ports.noteCopies(copies, this.id)
    await this.#notePeople(await ports.resolve(this.id)(copies))
  }

  async #notePeople(owners: readonly Owner[]): Promise<void> {
    const people = [...new Set(owners.map(({ customerId }) => customerId))].filter((id) => id !== NO_CUSTOMER)
    for (const id of people) this.#people.add(id)
    if (people.length > 0) await this.#parts.ports.noteCustomers(people, this.#run)
  }

  async #keep(refused: readonly RefusedRecord[]): Promise<void> {
    if (refused.length === 0) return
    const { ports, order, started } = this.#parts
    if (!order.dryRun) await ports.quarantine(refused, started)
    this.#quarantined += refused.length
    for (const { line, reason, message } of refused) {
      if (this.#issues.length < SHOWN_ISSUES) this.#issues.push({ line, reason, message })
    }
  }
}
