import type { AuditLog } from '#access/audit-log.ts'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Scope } from '#access/scope.ts'
import type { ChannelReadiness, UnreadyReason } from '#decide/channel-readiness.ts'
import type { Channel } from '#decide/strategy.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { Approval } from '../approvals/approval.ts'
import type { ApprovalService } from '../approvals/approval-service.ts'
import { hasVariants } from '../content/content-variants.ts'
import { statesOf } from '../content/variant-findings.ts'
import { BASE } from '../content/variant-reasons.ts'
import type { SegmentProblem, VariantSegments } from '../content/variant-ports.ts'
import type { Broadcast, BroadcastDefinition, BroadcastReactions, BroadcastState, PlanSums, UnmadeMessages } from './broadcast.ts'
import { approvalFacts, approvalSubject } from './broadcast-approval.ts'
import { broadcastAsks, startOf } from './broadcast-asks.ts'
import type { BroadcastAsk, LettersState } from './broadcast-asks.ts'
import type { BroadcastPlanner, PlanWatch } from './broadcast-planner.ts'
import type {
  BroadcastArms,
  BroadcastAudience,
  BroadcastContents,
  BroadcastFilter,
  BroadcastLedger,
  BroadcastStore,
  CustomerSend,
  GivenVariant,
  SendCount,
} from './broadcast-ports.ts'
import type { SeriesStore } from './series/series-ports.ts'
import { checkBroadcast, checkContent, finishedContent } from './check-broadcast.ts'
import { checkSenders, checkSendersReady, chosenSenders, unreadyWith } from './chosen-accounts.ts'
import type { BroadcastAccounts, ChosenSender } from './chosen-accounts.ts'

/** Of a sample of customers who would be contacted: how many messages cannot be made, by reason and missing variable. */
export type MessageTrial = (
  broadcast: Pick<Broadcast, 'id' | 'version' | 'definition'>,
  sample: readonly { readonly customerId: string; readonly channel: Channel }[],
) => Promise<UnmadeMessages>

export interface BroadcastServicePorts {
  readonly store: BroadcastStore
  readonly audience: BroadcastAudience
  readonly contents: BroadcastContents
  readonly ledger: BroadcastLedger
  readonly arms: BroadcastArms
  readonly planner: Pick<BroadcastPlanner, 'plan' | 'preview' | 'one'>
  readonly tryMessages: MessageTrial
  /** Absent: contents have no variants. */
  readonly variantSegments?: Pick<VariantSegments, 'states'>
  readonly reactions: (id: string, since: Date) => Promise<readonly BroadcastReactions[]>
  readonly readiness: ChannelReadiness
  readonly accounts: BroadcastAccounts
  readonly people: PeopleInScope
  readonly project: { readonly timeZone: string }
  readonly letters: () => LettersState
  /** Absent: nothing repeats. */
  readonly series?: Pick<SeriesStore, 'repeat' | 'moveStart' | 'halt'>
  /** Absent: nothing waits for a second person. */
  readonly approvals?: Pick<ApprovalService, 'isNeeded' | 'of' | 'ask' | 'withdraw'>
  readonly audit: AuditLog
  readonly clock: Clock
}

/** Why a customer got a broadcast, or did not. */
export interface CustomerAnswer {
  /** Whether they are in the audience: as it was taken, or now while it was not yet. */
  readonly inAudience: boolean
  readonly send: CustomerSend | null
  /** What planning would say now, where there is no row yet: null in the place of the reason is that they would get it. */
  readonly would: { readonly channel: Channel; readonly reason: string | null; readonly variant: GivenVariant | null } | null
}

/** A variant of the content of a broadcast. */
export interface BroadcastVariant {
  readonly id: string
  readonly name: string
  readonly problem: SegmentProblem | null
}

const LEAST_REASON = 3

/** Broadcasts from draft to done: who may do what when, and what came of them. */
export class BroadcastService {
  readonly #ports: BroadcastServicePorts

  constructor(ports: BroadcastServicePorts) {
    this.#ports = ports
  }

  list(page: PageRequest & BroadcastFilter): Promise<Page<Broadcast>> {
    return this.#ports.store.list(page)
  }

  /** @throws AppError `broadcast-not-found` */
  async one(id: string): Promise<Broadcast> {
    const found = await this.#ports.store.get(id)
    if (found === null) throw new AppError('not-found', 'broadcast-not-found', 'There is no such broadcast: reload the list.')
    return found
  }

  counts(ids: readonly string[]): Promise<readonly SendCount[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.#ports.ledger.counts(ids)
  }

  /** Channels that cannot send now, and why; of a channel with a chosen account, whether that one can. */
  async unready(broadcast: Pick<Broadcast, 'definition'>): Promise<ReadonlyMap<Channel, UnreadyReason>> {
    return unreadyWith(await this.#ports.readiness.unready(), await this.senders(broadcast))
  }

  /** The accounts that were chosen. */
  senders({ definition }: Pick<Broadcast, 'definition'>): Promise<readonly ChosenSender[]> {
    return chosenSenders(definition, this.#ports.accounts)
  }

  /** Variants of its content in their order, and why the segment of one cannot be asked; empty: there are none. */
  async variants({ definition }: Pick<Broadcast, 'definition'>): Promise<readonly BroadcastVariant[]> {
    const { contents, variantSegments } = this.#ports
    const { content: chosen } = definition
    const content = chosen === null ? null : ((await contents.find(chosen.id, chosen.version))?.content ?? null)
    if (content === null || variantSegments === undefined || !hasVariants(content)) return []
    const states = await statesOf(content, variantSegments)
    return (content.variants ?? []).map(({ id, name, when }) => ({
      id,
      name,
      problem: when.segment === null ? null : (states.get(when.segment)?.problem ?? null),
    }))
  }

  /** Messages that may have reached their customer, by id of the variant they were made of; `base` for the content itself. */
  sentByVariant(id: string): Promise<ReadonlyMap<string, number>> {
    return this.#ports.ledger.sentByVariant(id)
  }

  async reactions({ id, startsAt }: Broadcast) {
    return startsAt === null ? [] : await this.#ports.reactions(id, startsAt)
  }

  /** @throws AppError of `#check` */
  async create(definition: BroadcastDefinition, by: string): Promise<Broadcast> {
    await this.#check(definition)
    const { store, clock } = this.#ports
    const now = clock.now()
    const id = newId(now)
    await store.add({ id, definition, createdAt: now, createdBy: by })
    await this.#audit(by, 'broadcast-created', id)
    return await this.one(id)
  }

  /** @throws AppError `broadcast-changed`, and of `#check` */
  async save(id: string, base: number, definition: BroadcastDefinition, by: string): Promise<Broadcast> {
    const before = await this.one(id)
    await this.#check(definition)
    if (before.state === 'repeating') checkLive(definition)
    if (!(await this.#ports.store.save(id, base, definition, this.#ports.clock.now(), by))) throw changed()
    await this.#audit(by, 'broadcast-saved', id, { version: base + 1 })
    const saved = await this.one(id)
    // What was agreed to was another version: it has to be started, and agreed to, again.
    if (saved.state === 'repeating' && (await this.isTooLarge(saved))) {
      await this.#ports.series?.halt(id, saved.version)
      return await this.one(id)
    }
    return saved
  }

  async duplicate(id: string, name: string, by: string): Promise<Broadcast> {
    const {
      definition: { series: _, ...definition },
    } = await this.one(id)
    // A time of the past would ask each time, and a day of the past never comes.
    return await this.create(
      {
        ...definition,
        name,
        when: definition.when.kind === 'now' || definition.when.kind === 'repeat' ? definition.when : { kind: 'now' },
      },
      by,
    )
  }

  /** @throws AppError `broadcast-not-draft` */
  async remove(id: string, by: string): Promise<void> {
    await this.one(id)
    if (!(await this.#ports.store.remove(id))) throw notNow('broadcast-not-draft', 'Only a draft can be deleted.')
    await this.#audit(by, 'broadcast-removed', id)
  }

  /** What it would come to, kept with the version that was asked about. Writes no send. @throws AppError `broadcast-unfinished` */
  async preview(id: string, watch: PlanWatch = {}): Promise<PlanSums> {
    const { planner, store, tryMessages, clock } = this.#ports
    const broadcast = await this.one(id)
    finishedContent(broadcast.definition)
    const at = clock.now()
    const { sums, sample } = await planner.preview(broadcast, newId(at), watch)
    await store.notePreview(id, { at, version: broadcast.version, sums, unmade: await tryMessages(broadcast, sample) })
    return sums
  }

  /** What a person should look at before it starts. */
  async asks(broadcast: Broadcast): Promise<readonly BroadcastAsk[]> {
    if (broadcast.state !== 'draft') return []
    const { audience, store, project, letters, clock } = this.#ports
    const [{ customers, everyone }, lastAudience] = await Promise.all([audience.count(broadcast.definition.audience), store.lastAudience()])
    const { definition, preview } = broadcast
    const hasLostVariant = (await this.variants(broadcast)).some(({ problem }) => problem !== null)
    return broadcastAsks({
      definition,
      preview,
      hasLostVariant,
      customers,
      everyone,
      lastAudience,
      timeZone: project.timeZone,
      now: clock.now(),
      letters: letters(),
    })
  }

  /**
   * Lets it leave at its time, as it is in this version; where it reaches so many that a second person has to agree, it waits for them.
   * @throws AppError conflict `broadcast-needs-preview`, `broadcast-asks` with what is to be confirmed, `broadcast-account-not-ready`, `broadcast-unfinished`, `broadcast-changed`, `broadcast-not-draft`, and of `#check`
   */
  async start(id: string, version: number, confirmed: readonly string[], by: string): Promise<Broadcast> {
    const broadcast = await this.one(id)
    if (broadcast.state !== 'draft') throw notNow('broadcast-not-draft', 'It was started already.')
    if (broadcast.version !== version) throw changed()
    finishedContent(broadcast.definition)
    await this.#check(broadcast.definition)
    checkSendersReady(await this.senders(broadcast))
    const open = (await this.asks(broadcast)).filter((ask) => !confirmed.includes(ask))
    if (open.length > 0) {
      throw new AppError(
        'conflict',
        'broadcast-asks',
        `Something about this broadcast is unusual: ${open.join(', ')}. Look at it, and confirm each if it is meant.`,
        {
          details: { asks: open.join(' ') },
        },
      )
    }
    if (await this.#waitsForApproval(broadcast, by)) {
      await this.#audit(by, 'broadcast-awaits-approval', id, { version, confirmed: [...confirmed] })
      return await this.one(id)
    }
    await this.#schedule(broadcast, by, { confirmed: [...confirmed] })
    return await this.one(id)
  }

  /** What a second person said about the version that it has; null: nobody was asked. */
  async approval({ id, version }: Pick<Broadcast, 'id' | 'version'>): Promise<Approval | null> {
    return (await this.#ports.approvals?.of(approvalSubject({ id, version }))) ?? null
  }

  /** Whether a draft would wait for a second person if it started now, by its preview; false without one. */
  async wouldWait({ id, version, state, preview }: Broadcast): Promise<boolean> {
    if (state !== 'draft' || preview === null) return false
    return (await this.#ports.approvals?.isNeeded(approvalSubject({ id, version }), preview.sums.audience)) ?? false
  }

  /** Whether a version reaches more than one person alone may, and nobody else has agreed to it; counted now. */
  async isTooLarge({ id, version, definition }: Pick<Broadcast, 'id' | 'version' | 'definition'>): Promise<boolean> {
    const { approvals, audience } = this.#ports
    if (approvals === undefined) return false
    const { customers } = await audience.count(definition.audience)
    return await approvals.isNeeded(approvalSubject({ id, version }), customers)
  }

  /** Whether a definition can be sent as it is. @throws AppError of `#check`, `broadcast-unfinished`, `broadcast-account-not-ready` */
  async check(definition: BroadcastDefinition): Promise<void> {
    finishedContent(definition)
    await this.#check(definition)
  }

  /** Goes on with those that somebody has decided about. Done again it finds nothing to do, so that a crash in between loses none. */
  async followApprovals(): Promise<void> {
    for (const broadcast of await this.#ports.store.awaiting()) {
      const approval = await this.approval(broadcast)
      if (approval?.state === 'approved') {
        await this.#schedule(broadcast, broadcast.startedBy ?? approval.askedBy, { approvedBy: approval.decidedBy })
      } else if (approval?.state !== 'waiting') {
        await this.#ports.store.unschedule(broadcast.id)
      }
    }
  }

  /** Whether it waits for a second person now. */
  async #waitsForApproval(broadcast: Broadcast, by: string): Promise<boolean> {
    const { approvals, audience, store } = this.#ports
    const { id, version, definition, preview, createdBy, savedBy } = broadcast
    if (approvals === undefined) return false
    const subject = approvalSubject(broadcast)
    const { customers: people } = await audience.count(definition.audience)
    if (!(await approvals.isNeeded(subject, people))) return false
    if (preview === null) {
      throw new AppError(
        'conflict',
        'broadcast-needs-preview',
        'It reaches so many that somebody else has to approve it: preview it first, so that they see whom it would reach.',
      )
    }
    await approvals.ask({
      subject,
      title: definition.name,
      people,
      facts: approvalFacts(preview),
      askedBy: by,
      authors: savedBy === null ? [createdBy] : [createdBy, savedBy],
    })
    if (await store.await(id, version, by)) return true
    await approvals.withdraw(subject.kind, id, by)
    throw changed()
  }

  async #schedule({ id, version, definition }: Broadcast, by: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
    if (definition.when.kind === 'repeat') {
      const since = this.#ports.clock.now()
      if ((await this.#ports.series?.repeat(id, version, { by, since })) !== true) throw changed()
      await this.#audit(by, 'series-started', id, { version, ...detail })
      return
    }
    const at = startOf(definition, this.#ports.clock.now())
    if (!(await this.#ports.store.schedule(id, version, { by, at }))) throw changed()
    await this.#audit(by, 'broadcast-started', id, { version, ...detail, startsAt: at.toISOString() })
  }

  /** Back to a draft, as long as nobody of it is planned. @throws AppError `broadcast-not-scheduled` */
  async undo(id: string, by: string): Promise<Broadcast> {
    await this.one(id)
    if (!(await this.#ports.store.unschedule(id))) {
      throw notNow('broadcast-not-scheduled', 'It is not waiting for its time any more: stop it instead.')
    }
    await this.#ports.approvals?.withdraw('broadcast', id, by)
    await this.#audit(by, 'broadcast-undone', id)
    return await this.one(id)
  }

  /** @throws AppError `broadcast-not-running` */
  async pause(id: string, isPaused: boolean, by: string): Promise<Broadcast> {
    const { store, ledger, clock } = this.#ports
    const { state, pausedAt } = await this.one(id)
    const since = isPaused ? (pausedAt ?? clock.now()) : null
    // What a series would have come to in its pause is not made up for.
    if (!isPaused && pausedAt !== null && state === 'repeating') await this.#ports.series?.moveStart(id, clock.now())
    // Asked again, it finishes what a crash may have left half done.
    if (!(await store.pause(id, since)) && (pausedAt !== null) !== isPaused) throw notRunning(state)
    await ledger.hold(id, since)
    await this.#audit(by, isPaused ? 'broadcast-paused' : 'broadcast-resumed', id)
    return await this.one(id)
  }

  /** Pauses all broadcasts and series at once; answers how many that is new for. */
  async pauseAll(by: string): Promise<number> {
    const { store, ledger, clock } = this.#ports
    const now = clock.now()
    const paused: { readonly id: string; readonly since: Date; readonly isNew: boolean }[] = []
    // First none of them plans any more; what is to be held is many rows, also of those whose pause a crash left half done.
    for (const { id, pausedAt } of await store.atWork()) {
      if (pausedAt !== null) paused.push({ id, since: pausedAt, isNew: false })
      else if (await store.pause(id, now)) paused.push({ id, since: now, isNew: true })
    }
    for (const { id, since, isNew } of paused) {
      await ledger.hold(id, since)
      if (isNew) await this.#audit(by, 'broadcast-paused', id)
    }
    return paused.filter(({ isNew }) => isNew).length
  }

  /** What is planned of it does not leave any more. @throws AppError `broadcast-not-running`, `broadcast-stop-reason` */
  async stop(id: string, given: string, by: string): Promise<Broadcast> {
    const { store, ledger, clock } = this.#ports
    const reason = given.trim()
    if (reason.length < LEAST_REASON)
      throw new AppError('invalid-input', 'broadcast-stop-reason', 'Write down in reason why it is stopped.')
    const { state } = await this.one(id)
    if (!(await store.stop(id, reason, clock.now())) && state !== 'stopped') throw notRunning(state)
    const suppressed = await ledger.suppressRun(id, 'stopped', clock.now())
    await this.#audit(by, 'broadcast-stopped', id, { reason, suppressed })
    return await this.one(id)
  }

  /** Ids of those whose planning is due, or was left by a node that is gone. */
  async due(): Promise<readonly string[]> {
    return (await this.#ports.store.due(this.#ports.clock.now())).map(({ id }) => id)
  }

  /** Plans what is left of it; null: nothing is to be planned. */
  async plan(id: string, watch: PlanWatch = {}): Promise<PlanSums | null> {
    const { planner, store, ledger, clock } = this.#ports
    const sums = await planner.plan(id, watch)
    const after = await store.get(id)
    // It was stopped or paused while a block was being written.
    if (after?.state === 'stopped') await ledger.suppressRun(id, 'stopped', clock.now())
    else if (after !== null && after.pausedAt !== null) await ledger.hold(id, after.pausedAt)
    return sums
  }

  /** Ends those that have nothing open any more. */
  async settle(): Promise<number> {
    await this.#ports.ledger.releaseLeft()
    return await this.#ports.store.settle(this.#ports.clock.now())
  }

  /** Takes the arms of what is planned over to where effects are worked out; answers of how many. */
  async copyArms(): Promise<number> {
    const { store, arms, clock } = this.#ports
    const ids = await store.withoutArms(clock.now())
    for (const id of ids) {
      await arms.copy(await this.one(id))
      await store.noteArms(id, clock.now())
    }
    return ids.length
  }

  /** Why a customer got it or did not. @throws AppError `customer-not-found`, `broadcast-not-found` */
  async why(scope: Scope, id: string, customerId: string): Promise<CustomerAnswer> {
    const { people, audience, ledger } = this.#ports
    const broadcast = await this.one(id)
    if (!(await people.has(scope, customerId))) unknownCustomer()
    const send = await ledger.ofCustomer(id, customerId)
    if (send !== null) return { inAudience: true, send, would: null }
    if (broadcast.progress.audience !== null) {
      const inAudience = await audience.has(id, customerId)
      return {
        inAudience,
        send: null,
        would: inAudience && broadcast.state === 'planning' ? await this.#would(broadcast, customerId) : null,
      }
    }
    const inAudience = await audience.meets(broadcast.definition.audience, customerId)
    const isFinished = broadcast.definition.content !== null && broadcast.definition.channels.length > 0
    return { inAudience, send: null, would: inAudience && isFinished ? await this.#would(broadcast, customerId) : null }
  }

  async #would(broadcast: Broadcast, customerId: string): Promise<CustomerAnswer['would']> {
    const planned = await this.#ports.planner.one(broadcast, customerId)
    if (planned === null) return null
    const { contact, variant: id } = planned
    const name = id === undefined || id === BASE ? '' : ((await this.variants(broadcast)).find((one) => one.id === id)?.name ?? '')
    return { channel: contact.channel, reason: contact.suppressed, variant: id === undefined ? null : { id, name } }
  }

  /** @throws AppError `broadcast-wrong`, `broadcast-waiver-needed`, `broadcast-content-gone`, `broadcast-no-form`, `broadcast-account-gone`, and of conditions */
  async #check(definition: BroadcastDefinition): Promise<void> {
    checkBroadcast(definition)
    const { contents, audience } = this.#ports
    const { content: chosen } = definition
    if (chosen !== null) {
      const content = await contents.find(chosen.id, chosen.version)
      if (content === null)
        throw new AppError('conflict', 'broadcast-content-gone', 'The content of the broadcast is gone: choose another.')
      checkContent(definition.channels, content.content)
    }
    checkSenders(await this.senders({ definition }))
    await audience.check(definition.audience)
  }

  async #audit(actor: string, action: string, id: string, detail: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.#ports.audit.append({ at: this.#ports.clock.now(), actor, action, target: `broadcast:${id}`, detail })
  }
}

function changed(): AppError {
  return new AppError(
    'conflict',
    'broadcast-changed',
    'Somebody saved or started this broadcast meanwhile: load it again and repeat your change.',
  )
}

function notNow(code: string, message: string): AppError {
  return new AppError('conflict', code, message)
}

function notRunning(state: BroadcastState): AppError {
  return new AppError('conflict', 'broadcast-not-running', `It is ${state}: there is nothing to pause or stop.`, { details: { state } })
}

/** What is live goes on: it must be finished, and repeat. */
function checkLive(definition: BroadcastDefinition): void {
  finishedContent(definition)
  if (definition.when.kind !== 'repeat') {
    throw new AppError('conflict', 'series-must-repeat', 'It is live and repeats: give it days to repeat on, or stop it.')
  }
}
