import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { ImportKind } from '#collect/import/import-fields.ts'
import { IMPORT_KINDS } from '#collect/import/import-fields.ts'
import { readTrackingBody, splitEnvelope } from '#collect/tracking/tracking-message.ts'
import { SCHEDULER } from '#jobs/job-runner.ts'
import type { JobContext, JobRecord } from '#jobs/job.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { clearFacts } from '#store/analytical/clear-facts.ts'
import { clearShopData, hasOtherData } from '#store/relational/clear-shop-data.ts'
import { drainInbox } from './background.ts'
import type { House } from './house.ts'
import { findClusters } from './house-work.ts'
import { readSampleMark, writeSampleMark } from './sample-mark.ts'
import type { SampleMark } from './sample-mark.ts'
import { sampleWorld, writeSampleHistory } from './sample-world.ts'

/** Its own jobs. One runs at a time, and never beside an import. */
const OWN_JOBS: readonly string[] = ['load-sample-shop', 'remove-sample-shop']

const SOURCE_NAME = 'sample-shop'
const EARLIER_MS = 30 * DAY_MS
const WAIT_MS = 50
const STANDARD_CUSTOMERS = 800

export interface SampleShopState {
  readonly state: 'none' | SampleMark['state'] | 'incomplete'
  /** Since when it is there. */
  readonly since: string | null
  /** The job that loads or removes it now, on whichever node. */
  readonly jobId: string | null
  /** Nothing else was ever imported or collected, so it may be loaded. */
  readonly houseEmpty: boolean
}

/** A made-up shop that a person may look around in before there are own data: it comes in through the same doors as theirs will. */
export class SampleShop {
  readonly #house: House
  readonly #customers: number

  constructor(house: House, customers: number = STANDARD_CUSTOMERS) {
    this.#house = house
    this.#customers = customers
  }

  async state(): Promise<SampleShopState> {
    const { settings, db, jobs } = this.#house
    const [mark, own] = await Promise.all([readSampleMark(settings), jobs.list(10, { kinds: OWN_JOBS })])
    const jobId = own.find(isOpen)?.id ?? null
    if (mark === null) return { state: 'none', since: null, jobId, houseEmpty: !(await hasOtherData(db, NOTHING)) }
    // Work that was given up half-way leaves the mark of what it was doing.
    const state = mark.state !== 'loaded' && jobId === null ? 'incomplete' : mark.state
    return { state, since: mark.since, jobId, houseEmpty: false }
  }

  /** @throws AppError conflict `sample-data-present`, `house-not-empty` */
  async mayLoad(): Promise<void> {
    if ((await readSampleMark(this.#house.settings)) !== null)
      throw new AppError('conflict', 'sample-data-present', 'The sample shop is there already: remove it before loading it again.')
    if (await hasOtherData(this.#house.db, NOTHING)) throw notEmpty()
  }

  /**
   * Simulates the shop, imports its files, collects its events, then profiles, trains and scores. No message is sent. What came in goes again when it fails
   * or is cancelled.
   */
  async load(context: JobContext): Promise<{ customers: number; orders: number; events: number }> {
    const left = await readSampleMark(this.#house.settings)
    // What a lost node had brought in of it.
    if (context.isTakenOver && left?.state === 'loading') await this.#clear(left.sourceId)
    await this.mayLoad()
    const sourceId = await this.#source()
    await this.#mark('loading', sourceId)
    if (await hasOtherData(this.#house.db, { ...OWN, sourceId })) {
      await this.#unmark()
      throw notEmpty()
    }
    try {
      const result = await this.#bringIn(sourceId, context)
      await this.#mark('loaded', sourceId)
      return result
    } catch (error) {
      // Another node has it now, and clears what it finds.
      if (context.isHeld()) await this.#clear(sourceId)
      throw error
    }
  }

  /** @throws AppError conflict `no-sample-data`, `sample-data-mixed`, `jobs-running` */
  async mayRemove(): Promise<void> {
    const { settings, db, jobs } = this.#house
    const mark = await readSampleMark(settings)
    if (mark === null) throw new AppError('conflict', 'no-sample-data', 'The sample shop is not loaded: there is nothing to remove.')
    if (await hasOtherData(db, { ...OWN, sourceId: mark.sourceId })) throw mixed()
    const others = (await jobs.list(100)).filter((job) => !OWN_JOBS.includes(job.kind) && !isOfCalendar(job) && isOpen(job))
    if (others.length > 0)
      throw new AppError(
        'conflict',
        'jobs-running',
        'Other work is under way on the same data: wait until it is done, then remove the sample data.',
      )
  }

  /** Takes away everything it brought and everything that came of it; accounts, settings, keys, strategies and the audit log stay. */
  async remove({ progress, isTakenOver, signal }: JobContext): Promise<Record<string, never>> {
    // A lost node was through with it and could not say so any more.
    if (isTakenOver && (await readSampleMark(this.#house.settings)) === null) return {}
    await this.mayRemove()
    progress('remove', 0, 1)
    // Nobody started what the calendar has begun, so nobody could be asked to wait for it.
    while ((await this.#house.jobs.list(100)).some((job) => isOfCalendar(job) && job.state === 'running'))
      await setTimeout(WAIT_MS, undefined, { signal })
    const mark = await readSampleMark(this.#house.settings)
    const sourceId = mark?.sourceId ?? null
    await this.#mark('removing', sourceId)
    if (!(await this.#clear(sourceId))) {
      await this.#mark('loaded', sourceId)
      throw mixed()
    }
    progress('remove', 1, 1)
    return {}
  }

  async #bringIn(sourceId: string, { progress, signal }: JobContext): Promise<{ customers: number; orders: number; events: number }> {
    const house = this.#house
    const now = house.clock.now()
    const world = sampleWorld('sample-shop', this.#customers, now)
    const dir = await mkdtemp(join(tmpdir(), 'liuke-sample-'))
    try {
      progress('simulate', 0, 1)
      const files = await writeSampleHistory(world, dir, house.project.country)
      let orders = 0
      for (const kind of ['customers', 'orders', 'tickets', 'measures', 'feedback'] as const) {
        signal.throwIfAborted()
        // No preset: its prices are in the project's currency, whichever that is.
        const result = await house.imports.importFile({
          file: files[kind],
          fileName: sampleFileName(kind),
          kind,
          signal,
          onProgress: ({ rows, totalRows }) => progress('rows', rows, totalRows),
        })
        if (kind === 'orders') orders = result.orders
      }
      let events = 0
      for (const { body } of world.historyEvents()) {
        signal.throwIfAborted()
        const bytes = Buffer.from(body)
        const { messages, sentAt } = splitEnvelope(readTrackingBody(bytes), null)
        await house.intake.accept(sourceId, messages, sentAt, bytes.length)
        events += messages.length
        progress('events', events, 0)
      }
      // The server's own rounds may hold a part of it.
      for (await drainInbox(house); (await house.intake.oldest()) !== null; await drainInbox(house)) {
        signal.throwIfAborted()
        await setTimeout(WAIT_MS)
      }
      progress('profiles', 0, 1)
      const earlier = new Date(now.getTime() - EARLIER_MS)
      await house.profiles.refresh(earlier)
      const { customers } = await house.profileKeeper.refresh()
      signal.throwIfAborted()
      await house.churn.train({}, now, progress)
      signal.throwIfAborted()
      await house.churn.score(now, progress)
      // So that there is a flow between tiers to look at.
      await house.churn.score(earlier, progress)
      signal.throwIfAborted()
      await house.value.train({}, now, progress)
      await house.value.score(now)
      signal.throwIfAborted()
      await house.demand.forecast(now, progress)
      signal.throwIfAborted()
      await house.recommend.train(now, {}, progress)
      signal.throwIfAborted()
      await findClusters(house, progress)
      return { customers, orders, events }
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  }

  async #source(): Promise<string> {
    const catalogue = this.#house.sourceCatalogue
    const left = (await catalogue.list()).find(({ name, received }) => name === SOURCE_NAME && received === 0)
    if (left !== undefined) return left.id
    const input = { name: SOURCE_NAME, kind: 'web', userIdKind: 'member_number', consent: null }
    return (await catalogue.create(input, this.#house.clock.now())).source.id
  }

  async #clear(sourceId: string | null): Promise<boolean> {
    const { db, engines } = this.#house
    const cleared = await clearShopData(db, { ...OWN, sourceId, clearFacts: () => clearFacts(engines.clickhouse) })
    if (cleared) await this.#unmark()
    return cleared
  }

  async #mark(state: SampleMark['state'], sourceId: string | null): Promise<void> {
    const { settings, clock } = this.#house
    const since = (await readSampleMark(settings))?.since ?? clock.now().toISOString()
    await writeSampleMark(settings, { state, sourceId, since }, clock.now())
  }

  async #unmark(): Promise<void> {
    await writeSampleMark(this.#house.settings, null, this.#house.clock.now())
  }
}

const sampleFileName = (kind: ImportKind): string => `sample-shop-${kind}.csv`
const OWN = { fileNames: IMPORT_KINDS.map(sampleFileName) }
const NOTHING = { fileNames: [], sourceId: null }

const isOfCalendar = ({ createdBy }: JobRecord): boolean => createdBy === SCHEDULER
const isOpen = ({ state }: JobRecord): boolean => state === 'queued' || state === 'running'

function notEmpty(): AppError {
  return new AppError(
    'conflict',
    'house-not-empty',
    'There is data here already, and the sample shop would be mixed with it: it can only be loaded where nothing was imported or collected.',
  )
}

function mixed(): AppError {
  return new AppError(
    'conflict',
    'sample-data-mixed',
    'Own data came in after the sample shop was loaded, and cannot be told from it any more: start with a new data folder to be rid of the sample.',
  )
}
