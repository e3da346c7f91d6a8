import type { Channel } from '#decide/strategy.ts'
import type { SendState } from '#decide/decision.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import type { MessageContent } from '../content/message-content.ts'
import type { PlannedContact } from '../send-store.ts'
import type { Broadcast, BroadcastDefinition, BroadcastPreview, BroadcastState, PlanProgress } from './broadcast.ts'
import type { Recipient } from './plan-block.ts'

export interface PinnedContent {
  readonly id: string
  readonly version: number
  readonly content: MessageContent
}

/** Contents as broadcasts need them. */
export interface BroadcastContents {
  /** Null: there is none of this id and version. */
  find(id: string, version: number): Promise<PinnedContent | null>
}

/** Who a broadcast is for. */
export interface BroadcastAudience {
  /** @throws AppError of conditions: the audience names something that is gone */
  check(condition: Condition): Promise<void>
  /** How many customers meet it now, of how many there are. */
  count(condition: Condition): Promise<{ readonly customers: number; readonly everyone: number }>
  /** Keeps who meets it now as a list under the id; answers how many. */
  take(listId: string, condition: Condition): Promise<number>
  /** The next ids of a list after one, in an order that never changes. Empty: there are no more. */
  next(listId: string, after: string | null, limit: number): Promise<readonly string[]>
  has(listId: string, customerId: string): Promise<boolean>
  /** Whether a customer meets it now. */
  meets(condition: Condition, customerId: string): Promise<boolean>
  forget(listId: string): Promise<void>
}

/** What the planner has to know of customers, for many at once. */
export interface RecipientReader {
  read(
    customerIds: readonly string[],
    asked: { readonly channels: readonly Channel[]; readonly sourceId: string; readonly now: Date },
  ): Promise<readonly Recipient[]>
}

export interface BroadcastFilter {
  readonly states?: readonly BroadcastState[]
  /** Part of the name. */
  readonly q?: string
}

/** A change of state is made only from the states that it is made for, so that of two that come at once one finds nothing to do. */
export interface BroadcastStore {
  add(broadcast: Pick<Broadcast, 'id' | 'definition' | 'createdAt' | 'createdBy'>): Promise<void>
  get(id: string): Promise<Broadcast | null>
  list(page: PageRequest & BroadcastFilter): Promise<Page<Broadcast>>
  /** False: it is no longer a draft of version `base`. Forgets its preview. */
  save(id: string, base: number, definition: BroadcastDefinition, now: Date, by: string): Promise<boolean>
  notePreview(id: string, preview: BroadcastPreview): Promise<void>
  /** draft -> awaiting. False: it is not a draft of this version any more. */
  await(id: string, version: number, by: string): Promise<boolean>
  awaiting(): Promise<readonly Broadcast[]>
  /** draft or awaiting -> scheduled. False: it is neither in this version any more. */
  schedule(id: string, version: number, started: { readonly by: string; readonly at: Date }): Promise<boolean>
  /** scheduled or awaiting -> draft. */
  unschedule(id: string): Promise<boolean>
  /** Scheduled ones whose time has come, and those that are being planned, which nobody may be working on. */
  due(now: Date): Promise<readonly Broadcast[]>
  /** scheduled -> planning; also true where it is being planned already. */
  beginPlanning(id: string): Promise<boolean>
  noteAudience(id: string, customers: number): Promise<void>
  /** Moves the cursor from where it was; the sums are those after it. False: another node planned the block, or it was stopped. */
  advance(id: string, from: string | null, progress: PlanProgress): Promise<boolean>
  /** planning -> sending. */
  planned(id: string): Promise<boolean>
  /** Sets or ends the pause of one that is scheduled, being planned or sent. */
  pause(id: string, at: Date | null): Promise<boolean>
  stop(id: string, reason: string, now: Date): Promise<boolean>
  /** All that can be paused, also those that are. */
  atWork(): Promise<readonly { readonly id: string; readonly pausedAt: Date | null }[]>
  /** Those that are being sent, are not paused and have nothing open become done; answers how many. */
  settle(now: Date): Promise<number>
  /** Those whose planning is over, without their arms where effects are worked out. */
  withoutArms(now: Date): Promise<readonly string[]>
  noteArms(id: string, at: Date): Promise<void>
  /** Audience of the newest broadcast that was planned; null: there is none. */
  lastAudience(): Promise<number | null>
  remove(id: string): Promise<boolean>
}

/** The part of the ledger that broadcasts need. */
export interface BroadcastLedger {
  planContacts(contacts: readonly PlannedContact[]): Promise<number>
  /** Planned and claimed ones become suppressed with the reason, some thousand at a time; answers how many. */
  suppressRun(runId: string, reason: string, now: Date): Promise<number>
  /** Holds what has not left of a run since an instant, or lets it leave again when it is due; null: the latter. */
  hold(runId: string, since: Date | null): Promise<void>
  /** Lets leave what is still held of broadcasts that go on: somebody paused and resumed at once, or a server died in between. */
  releaseLeft(): Promise<void>
  /** By run, channel, state and reason. */
  counts(runIds: readonly string[]): Promise<readonly SendCount[]>
  /** Messages of a run that may have reached their customer, by id of the variant they were made of; `base` for the content itself. Those without variants are left out. */
  sentByVariant(runId: string): Promise<ReadonlyMap<string, number>>
  /** The last step of a customer; null: there is no row. */
  ofCustomer(runId: string, customerId: string): Promise<CustomerSend | null>
}

export interface SendCount {
  readonly runId: string
  readonly channel: Channel
  readonly state: SendState
  readonly reason: string
  readonly sends: number
}

export interface CustomerSend {
  readonly sendKey: string
  readonly channel: Channel
  readonly state: SendState
  readonly reason: string
  readonly notBefore: Date
  readonly finishedAt: Date | null
  /** That its message was made of, with the name that it had; null: it is not made, or the content has no variants. An empty name is the content itself. */
  readonly variant: GivenVariant | null
}

export interface GivenVariant {
  readonly id: string
  readonly name: string
}

/** The arms of a broadcast, where its effect is worked out. */
export interface BroadcastArms {
  /** Takes over who was drawn for which arm, as the ledger has it; again is harmless. */
  copy(broadcast: Broadcast): Promise<void>
}
