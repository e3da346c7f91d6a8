import type { AuditLog } from '#access/audit-log.ts'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Scope } from '#access/scope.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { localDay } from '#kernel/local-day.ts'
import { startOfDay } from '#kernel/zoned-day.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { checkJourney } from './check-journey.ts'
import type { JourneyFacts, JourneyProblem } from './check-journey.ts'
import type { JourneyDefinition } from './journey.ts'
import type {
  CustomerInJourney,
  EnrolmentFilter,
  EnrolmentView,
  EntryWindow,
  JourneyBoard,
  JourneyToday,
  JourneyViews,
  RunOfCustomer,
} from './journey-views.ts'
import type { JourneyFilter, JourneyRuns, JourneyStore, JourneyVersion, StoredJourney } from './journey-ports.ts'

/** The orders of more runs than this are not asked for each time that somebody looks. */
const MOST_WINDOWS = 100_000

export interface JourneyServicePorts {
  readonly store: JourneyStore
  readonly runs: JourneyRuns
  readonly views: JourneyViews
  /** In how many of some windows their customer placed an order. */
  readonly orderedWithin: (windows: readonly EntryWindow[]) => Promise<number>
  readonly people: PeopleInScope
  readonly project: { readonly timeZone: string }
  /** What the project knows that this definition names. */
  readonly facts: (definition: JourneyDefinition) => Promise<JourneyFacts>
  readonly audit: AuditLog
  readonly clock: Clock
}

const LEAST_REASON = 3

/** Triggers and journeys from draft to end: who may do what when. */
export class JourneyService {
  readonly #ports: JourneyServicePorts

  constructor(ports: JourneyServicePorts) {
    this.#ports = ports
  }

  list(page: PageRequest & JourneyFilter): Promise<Page<StoredJourney>> {
    return this.#ports.store.list(page)
  }

  /** @throws AppError `journey-not-found` */
  async one(id: string): Promise<StoredJourney> {
    const found = await this.#ports.store.get(id)
    if (found === null) throw new AppError('not-found', 'journey-not-found', 'There is no such journey: reload the list.')
    return found
  }

  async versions(id: string): Promise<readonly JourneyVersion[]> {
    await this.one(id)
    return await this.#ports.store.versions(id)
  }

  /** Everything that is wrong with it. */
  async check(definition: JourneyDefinition): Promise<readonly JourneyProblem[]> {
    return checkJourney(definition, await this.#ports.facts(definition))
  }

  /** @throws AppError `journey-name` */
  async create(definition: JourneyDefinition, by: string): Promise<StoredJourney> {
    const { store, clock } = this.#ports
    checkName(definition)
    const now = clock.now()
    const id = newId(now)
    await store.add({ id, definition, createdAt: now, createdBy: by })
    await this.#audit(by, 'journey-created', id)
    return await this.one(id)
  }

  /** Of a live one, this makes a draft of its next version. @throws AppError `journey-changed`, `journey-ended`, `journey-name` */
  async save(id: string, base: number, definition: JourneyDefinition, by: string): Promise<StoredJourney> {
    const { store, clock } = this.#ports
    const { state } = await this.one(id)
    checkName(definition)
    if (state === 'ended') throw ended()
    if (!(await store.save(id, base, definition, { by, at: clock.now() }))) throw changed()
    await this.#audit(by, 'journey-saved', id, { version: base + 1 })
    return await this.one(id)
  }

  async clone(id: string, name: string, by: string): Promise<StoredJourney> {
    const { definition } = await this.one(id)
    return await this.create({ ...definition, name }, by)
  }

  /** @throws AppError `journey-not-draft` */
  async remove(id: string, by: string): Promise<void> {
    await this.one(id)
    if (!(await this.#ports.store.remove(id))) {
      throw new AppError('conflict', 'journey-not-draft', 'Only a draft that never went live can be deleted: end this one instead.')
    }
    await this.#audit(by, 'journey-removed', id)
  }

  /** Lets customers enter this version. @throws AppError `journey-wrong` with how many problems, `journey-changed`, `journey-ended` */
  async publish(id: string, version: number, by: string): Promise<StoredJourney> {
    const { store, clock } = this.#ports
    const journey = await this.one(id)
    if (journey.state === 'ended') throw ended()
    if (journey.version !== version) throw changed()
    const problems = await this.check(journey.definition)
    const [first] = problems
    if (first !== undefined) {
      throw new AppError(
        'conflict',
        'journey-wrong',
        `The journey cannot go live: ${first.place} (${first.code}) comes first of ${problems.length}.`,
        {
          details: { problems: problems.length, place: first.place },
        },
      )
    }
    if (!(await store.publish(id, version, { by, at: clock.now() })) && journey.liveVersion !== version) throw changed()
    await this.#audit(by, 'journey-published', id, { version })
    return await this.one(id)
  }

  /** Nobody enters or goes on until it is resumed. @throws AppError `journey-not-running` */
  async pause(id: string, isPaused: boolean, by: string): Promise<StoredJourney> {
    const { store, clock } = this.#ports
    const { state } = await this.one(id)
    if (!(await store.pause(id, isPaused ? clock.now() : null)) && state !== (isPaused ? 'paused' : 'live')) throw notRunning()
    await this.#audit(by, isPaused ? 'journey-paused' : 'journey-resumed', id)
    return await this.one(id)
  }

  /** Whoever is inside leaves, and nothing more of it is sent. @throws AppError `journey-not-running`, `journey-end-reason` */
  async end(id: string, given: string, by: string): Promise<StoredJourney> {
    const reason = checkReason(given)
    const { state } = await this.one(id)
    if (state === 'draft') throw notRunning()
    await this.#end(id, reason)
    await this.#audit(by, 'journey-ended', id, { reason })
    return await this.one(id)
  }

  /** Ends every journey that is live or paused; answers how many. @throws AppError `journey-end-reason` */
  async stopAll(given: string, by: string): Promise<number> {
    const { store, audit, clock } = this.#ports
    const reason = checkReason(given)
    const ids = await store.running()
    // First nobody enters and nothing leaves of any of them; who is inside is many rows.
    for (const id of ids) await store.end(id, reason, clock.now())
    for (const id of ids) await this.#end(id, reason)
    await audit.append({
      at: clock.now(),
      actor: by,
      action: 'journeys-stopped',
      target: 'journeys',
      detail: { reason, journeys: ids.length },
    })
    return ids.length
  }

  async board(id: string): Promise<JourneyBoard> {
    const { views, orderedWithin } = this.#ports
    const { definition } = await this.one(id)
    const board = await views.board(id, this.#midnight())
    if (definition.goal !== null) return board
    const windows = await views.windows(id, MOST_WINDOWS)
    return { ...board, reachedGoal: windows === null ? null : await orderedWithin(windows) }
  }

  /** Who entered today, who is inside, and what messages of today cost, of several at once. */
  today(ids: readonly string[]): Promise<ReadonlyMap<string, JourneyToday>> {
    return this.#ports.views.today(ids, this.#midnight())
  }

  /** The journeys that a customer is or was in. @throws AppError `customer-not-found` */
  async runsOf(scope: Scope, customerId: string): Promise<readonly RunOfCustomer[]> {
    const { people, views } = this.#ports
    if (!(await people.has(scope, customerId))) unknownCustomer()
    return await views.runsOf(customerId)
  }

  /** Who is or was inside. */
  async enrolments(scope: Scope, id: string, filter: EnrolmentFilter & PageRequest): Promise<Page<EnrolmentView>> {
    await this.one(id)
    return await this.#ports.views.enrolments(scope, id, filter)
  }

  /** Why a customer entered or did not, and what they got. @throws AppError `customer-not-found`, `journey-not-found` */
  async customer(scope: Scope, id: string, customerId: string): Promise<CustomerInJourney> {
    const { people, views } = this.#ports
    await this.one(id)
    if (!(await people.has(scope, customerId))) unknownCustomer()
    return await views.customer(id, customerId)
  }

  #midnight(): Date {
    const { project, clock } = this.#ports
    return startOfDay(localDay(clock.now(), project.timeZone), project.timeZone)
  }

  async #end(id: string, reason: string): Promise<void> {
    const { store, runs, clock } = this.#ports
    await store.end(id, reason, clock.now())
    await runs.stop(id, clock.now())
  }

  async #audit(by: string, action: string, id: string, detail: Record<string, unknown> = {}): Promise<void> {
    await this.#ports.audit.append({ at: this.#ports.clock.now(), actor: by, action, target: `journey:${id}`, detail })
  }
}

function checkName({ name }: JourneyDefinition): void {
  if (name.trim() === '' || name.length > 100) {
    throw new AppError('invalid-input', 'journey-name', 'A journey needs a name of 1 to 100 letters.')
  }
}

function checkReason(given: string): string {
  const reason = given.trim()
  if (reason.length < LEAST_REASON) {
    throw new AppError('invalid-input', 'journey-end-reason', 'Write down in reason why it ends (3 characters or more).')
  }
  return reason
}

const ended = () => new AppError('conflict', 'journey-ended', 'The journey has ended: clone it to go on.')
const changed = () =>
  new AppError('conflict', 'journey-changed', 'Somebody saved this journey meanwhile: load it again and repeat your change.')
const notRunning = () => new AppError('conflict', 'journey-not-running', 'The journey is not running: there is nothing to pause or end.')
