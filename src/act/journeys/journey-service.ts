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
import type { Approval } from '../approvals/approval.ts'
import type { ApprovalService } from '../approvals/approval-service.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { checkJourney } from './check-journey.ts'
import { journeyApprovalFacts, journeyAuthors, journeySubject } from './journey-approval.ts'
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
  /** The word of a second person; absent: nobody is asked. */
  readonly approvals?: JourneyApprovals
  readonly audit: AuditLog
  readonly clock: Clock
}

export interface JourneyApprovals {
  readonly service: Pick<ApprovalService, 'isNeeded' | 'of' | 'ask' | 'withdraw' | 'newestOf' | 'lately'>
  /** How many it would reach, counted now. */
  readonly size: (definition: JourneyDefinition) => Promise<number>
  /** What is agreed to, as sentences. */
  readonly words: (definition: JourneyDefinition) => Promise<readonly BilingualText[]>
}

/** Where a version stands with a second person. */
export interface JourneyApproval {
  readonly approval: Approval | null
  /** Customers whom it would reach, counted now. */
  readonly people: number
  /** Publishing it now asks somebody else. */
  readonly isNeeded: boolean
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
    // What waits of the version before is not what it would be any more.
    await this.#forget(id, by)
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
    await this.#forget(id, by)
    await this.#audit(by, 'journey-removed', id)
  }

  /**
   * Lets customers enter this version; where it reaches so many that a second person has to agree, it waits for them.
   * @throws AppError `journey-wrong` with how many problems, `journey-changed`, `journey-ended`
   */
  async publish(id: string, version: number, by: string): Promise<StoredJourney> {
    const journey = await this.one(id)
    if (journey.state === 'ended') throw ended()
    if (journey.version !== version) throw changed()
    await this.#checkFinished(journey)
    if (journey.liveVersion !== version && (await this.#waitsForApproval(journey, by))) {
      await this.#audit(by, 'journey-awaits-approval', id, { version })
      return await this.one(id)
    }
    await this.#publish(journey, by)
    return await this.one(id)
  }

  /** What a second person said about its newest version; null: nobody was asked. */
  async said(journey: Pick<StoredJourney, 'id' | 'version'>): Promise<Approval | null> {
    return (await this.#ports.approvals?.service.of(journeySubject(journey))) ?? null
  }

  /** Where its newest version stands with a second person, counted. */
  async approval(id: string): Promise<JourneyApproval> {
    const journey = await this.one(id)
    const { approvals } = this.#ports
    if (approvals === undefined) return { approval: null, people: 0, isNeeded: false }
    const subject = journeySubject(journey)
    const isOver = journey.state === 'ended' || journey.liveVersion === journey.version
    // What a draft names may be wrong still: then nothing can be counted, and nothing published.
    const isFinished = isOver || (await this.check(journey.definition)).length === 0
    const [approval, people] = await Promise.all([
      approvals.service.of(subject),
      isOver || !isFinished ? 0 : approvals.size(journey.definition),
    ])
    return { approval, people, isNeeded: people > 0 && (await approvals.service.isNeeded(subject, people)) }
  }

  /** Of which journeys the newest version waits for a second person. */
  async awaiting(journeys: readonly Pick<StoredJourney, 'id' | 'version'>[]): Promise<ReadonlySet<string>> {
    const newest = await this.#ports.approvals?.service.newestOf('journey')
    return new Set(
      journeys.flatMap(({ id, version }) => {
        const last = newest?.get(id)
        return last?.state === 'waiting' && last.subject.version === version ? [id] : []
      }),
    )
  }

  /** Lets those go live that somebody agreed to, as they were looked at. Done again it finds nothing to do, so that a crash in between loses none. */
  async followApprovals(): Promise<void> {
    const { approvals, store } = this.#ports
    for (const approval of (await approvals?.service.lately('journey')) ?? []) {
      const journey = await store.get(approval.subject.id)
      if (journey === null || journey.state === 'ended') continue
      if (journey.version !== approval.subject.version || journey.liveVersion === journey.version) continue
      // What became wrong meanwhile is put right by hand, and published by hand then.
      if ((await this.check(journey.definition)).length > 0) continue
      await this.#publish(journey, approval.askedBy, { approvedBy: approval.decidedBy })
    }
  }

  /** Whether what was asked about can still go live. @throws AppError `journey-wrong`, `journey-changed`, `journey-ended`, `journey-not-found` */
  async checkApproved({ subject }: Pick<Approval, 'subject'>): Promise<void> {
    const journey = await this.one(subject.id)
    if (journey.state === 'ended') throw ended()
    if (journey.version !== subject.version) throw changed()
    await this.#checkFinished(journey)
  }

  async #checkFinished({ definition }: Pick<StoredJourney, 'definition'>): Promise<void> {
    const problems = await this.check(definition)
    const [first] = problems
    if (first === undefined) return
    throw new AppError(
      'conflict',
      'journey-wrong',
      `The journey cannot go live: ${first.place} (${first.code}) comes first of ${problems.length}.`,
      { details: { problems: problems.length, place: first.place } },
    )
  }

  async #publish({ id, version, liveVersion }: StoredJourney, by: string, detail: Record<string, unknown> = {}): Promise<void> {
    const { store, clock } = this.#ports
    if (!(await store.publish(id, version, { by, at: clock.now() })) && liveVersion !== version) throw changed()
    await this.#audit(by, 'journey-published', id, { version, ...detail })
  }

  /** Whether it waits for a second person now. */
  async #waitsForApproval(journey: StoredJourney, by: string): Promise<boolean> {
    const { approvals } = this.#ports
    if (approvals === undefined) return false
    const { service, size, words } = approvals
    const subject = journeySubject(journey)
    // Where the rule asks for nobody, nobody has to be counted.
    const people = (await service.isNeeded(subject, Number.MAX_SAFE_INTEGER)) ? await size(journey.definition) : 0
    if (!(await service.isNeeded(subject, people))) {
      await this.#forget(journey.id, by)
      return false
    }
    await service.ask({
      subject,
      title: journey.definition.name,
      people,
      facts: journeyApprovalFacts(await words(journey.definition)),
      askedBy: by,
      authors: journeyAuthors(journey),
    })
    if ((await this.one(journey.id)).version === journey.version) return true
    // Saved in between: nobody must agree to what it was.
    await this.#forget(journey.id, by)
    throw changed()
  }

  /** Nothing of it waits any more. */
  async #forget(id: string, by: string): Promise<void> {
    await this.#ports.approvals?.service.withdraw('journey', id, by)
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
    await this.#forget(id, by)
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
    for (const id of ids) await this.#forget(id, by)
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
