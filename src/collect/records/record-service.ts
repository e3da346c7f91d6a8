import { hash } from 'node:crypto'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { protectId } from '#privacy/personal-text.ts'
import { TimeTally } from '../freshness/timeliness.ts'
import { NO_OWNER, type Owner } from '../identity-claim.ts'
import type { ImportSettings } from '../import/import-plan.ts'
import { NOBODYS, type Refusal } from '../import/row-step.ts'
import type { OrderBook } from '../orders/order-book.ts'
import { protectedOrder } from '../orders/order-events.ts'
import type { OrderStatement } from '../orders/order-statement.ts'
import { notAgreed } from '../partners/partner-agreement.ts'
import { acquainted, agreementOf } from '../partners/partner-gate.ts'
import { NO_GATE, type QualityGate } from '../quality-gate.ts'
import { NO_RULE } from '../tracking/source-rule.ts'
import { consentStep } from '../tracking/steps/consent-step.ts'
import { Dropped } from '../tracking/steps/step-result.ts'
import { knownSince } from './read-order-record.ts'
import { type ReadRecord, readSentRecord } from './read-sent-record.ts'
import type { RecordKind, SentRecord } from './record-fields.ts'
import type {
  KnownRecord,
  RecordAnswer,
  RecordOutcome,
  RecordPorts,
  RecordsAnswer,
  RecordsDone,
  RefusedSent,
  ReplayedRecord,
  SentRecords,
} from './record-ports.ts'
import { STORED } from './store-records.ts'

interface Parts {
  readonly ports: RecordPorts
  readonly orderBook: Pick<OrderBook, 'addRecords'>
  readonly settings: ImportSettings
  readonly clock: Clock
  /** The rules of quality as they are now; without it none are asked. */
  readonly qualityGate?: () => QualityGate
  /** Secret of the installation. */
  readonly salt: string
}

const NOBODYS_STORED =
  'Stored, but for nobody: the record names only values that several customers share or that are blocked. Name one of the customer’s own, such as a member number, and send it again.'

interface Accepted extends ReadRecord {
  readonly index: number
  readonly record: SentRecord
}

type Verdict = Omit<RecordAnswer, 'index'>
const stored: Verdict = { outcome: 'stored', reason: '', field: '', message: '', warning: '' }
const storedForNobody: Verdict = { ...stored, message: NOBODYS_STORED, warning: 'shared-identifier' }
const duplicate: Verdict = { ...stored, outcome: 'duplicate' }
const dropped: Verdict = { ...stored, outcome: 'dropped' }

/** Kinds that are nothing without their customer; of accounts that is what names a person. */
const OF_SOMEBODY: ReadonlySet<RecordKind> = new Set(['customers', 'measures', 'subscriptions', 'sign_ins', 'partner_tags'])

/** Takes in records of systems without an SDK. Each is judged for itself; what was acknowledged is on disk, and the same request again stores nothing. */
export class RecordService {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** @throws AppError `idempotency-key-reused` when the key came with another body. */
  async take(sent: SentRecords): Promise<RecordsAnswer> {
    const { ports, salt } = this.#parts
    const body = hash('sha256', `${salt}\u0000${JSON.stringify(sent.records)}`, 'hex')
    return await ports.alone(async () => {
      const before = sent.key === null ? null : await ports.answered(sent.sourceId, sent.kind, sent.key)
      if (before !== null && before.body !== body) {
        throw new AppError(
          'conflict',
          'idempotency-key-reused',
          'This Idempotency-Key came with another body before: use a new key for it.',
        )
      }
      return before === null ? await this.#takeAll(sent, body) : before.answer
    })
  }

  /** Takes a corrected record of quarantine in; one that is refused again, or that the person does not want kept, changes nothing. */
  async replay(sent: Pick<SentRecords, 'kind' | 'sourceId'>, record: SentRecord, replayed: ReplayedRecord): Promise<RecordAnswer> {
    const { results } = await this.#parts.ports.alone(() => this.#takeAll({ ...sent, records: [record], key: null }, '', replayed))
    return results[0] as RecordAnswer
  }

  /**
   * What would become of tags of a partner, without anything being kept or anybody becoming known.
   * @throws AppError `partner-not-agreed`
   */
  async rehearseTags({ sourceId, records }: Pick<SentRecords, 'sourceId' | 'records'>): Promise<RecordsAnswer> {
    const sent: SentRecords = { kind: 'partner_tags', sourceId, records, key: null }
    const { verdicts, wanted } = await this.#judged(sent, this.#parts.clock.now())
    await this.#fresh(sent.kind, wanted, verdicts)
    return answerOf(verdicts)
  }

  /** Reads each record and asks rules, consent and, of a partner, what was agreed. */
  async #judged(sent: SentRecords, now: Date) {
    const { settings, salt } = this.#parts
    const agreement = sent.kind === 'partner_tags' ? await agreementOf(this.#parts.ports, sent.sourceId) : null
    const verdicts: (Verdict | undefined)[] = sent.records.map(() => undefined)
    const refused: RefusedSent[] = []
    const gate = this.#parts.qualityGate?.() ?? NO_GATE
    const refuseOne = ({ index, record }: Pick<Accepted, 'index' | 'record'>, { reason, field, message }: Refusal): void => {
      refused.push({ position: index, record, reason, field, message })
      verdicts[index] = { reason, field, message, outcome: 'quarantined', warning: '' }
    }
    const accepted = sent.records.flatMap((record, index): Accepted[] => {
      const read = readSentRecord(sent, record, { settings, salt, now, gate })
      const refusal = 'reason' in read ? read : agreement === null ? undefined : notAgreed(read.claim, agreement)
      if (refusal === undefined && !('reason' in read)) {
        // What a new agreement covers is new, also where an ended one covered the same.
        return [{ ...read, name: agreement === null ? read.name : `${read.name} ${agreement.agreedAt.getTime()}`, index, record }]
      }
      if (refusal !== undefined) refuseOne({ index, record }, refusal)
      return []
    })
    const kept = await this.#wanted(sent.sourceId, accepted, verdicts)
    const wanted = agreement === null ? kept : await acquainted(this.#parts.ports, kept, refuseOne)
    return { verdicts, refused, wanted }
  }

  async #takeAll(sent: SentRecords, body: string, replayed?: ReplayedRecord): Promise<RecordsAnswer> {
    const { ports, clock } = this.#parts
    const now = clock.now()
    const { verdicts, refused, wanted } = await this.#judged(sent, now)
    const { orders, names, nobodys } = await this.#store(sent, wanted, verdicts, now)
    refused.push(...nobodys)
    const answer = answerOf(verdicts)
    const { results } = answer
    if (replayed !== undefined && answer.stored + answer.duplicates === 0) return answer
    const flags = wanted.flatMap(({ index, name, flags: own }) =>
      results[index]?.outcome === 'stored' ? own.map((flag) => ({ ...flag, record: protectId(name, this.#parts.salt) })) : [],
    )
    const times = new TimeTally()
    times.add(sent.sourceId, now.toISOString().slice(0, 10), 'record', clock.now().getTime() - now.getTime(), answer.stored)
    await ports.finish({
      sent,
      answer,
      body,
      refused,
      orders,
      flags,
      names,
      now,
      times: times.counts,
      ...(replayed === undefined ? {} : { replayed }),
    })
    return answer
  }

  /** Those whose people do not refuse what the source is for. */
  async #wanted(sourceId: string, accepted: readonly Accepted[], verdicts: (Verdict | undefined)[]): Promise<Accepted[]> {
    const rule = ((await this.#parts.ports.sourceRule(sourceId)) ?? NO_RULE).consent
    if (rule === undefined || accepted.length === 0) return [...accepted]
    const claims = accepted.flatMap(({ claim }) => claim ?? [])
    const known = await this.#parts.ports.knownConsents(claims, rule.purpose)
    const ofClaim = new Map(claims.map((claim, i) => [claim, known[i] ?? null]))
    return accepted.filter(({ index, record, claim }) => {
      const said = typeof record['consent'] === 'boolean' ? record['consent'] : null
      const isWanted = !(consentStep(said, claim === null ? null : (ofClaim.get(claim) ?? null), rule) instanceof Dropped)
      if (!isWanted) verdicts[index] = dropped
      return isWanted
    })
  }

  /** Those that say something new, and what was stored last under each name. */
  async #fresh(kind: RecordKind, wanted: readonly Accepted[], verdicts: (Verdict | undefined)[]) {
    const names = new Map(
      await this.#parts.ports.known(
        kind,
        wanted.map(({ name }) => name),
      ),
    )
    const told = new Map<string, KnownRecord>()
    const fresh = wanted.filter(({ index, name, content, updatedAt }) => {
      const before = names.get(name)
      const isOld = before !== undefined && updatedAt !== null && before.updatedAt !== null && updatedAt < before.updatedAt
      if (before?.content === content || isOld) {
        verdicts[index] = duplicate
        return false
      }
      names.set(name, { content, updatedAt })
      told.set(name, { content, updatedAt })
      return true
    })
    return { fresh, told }
  }

  async #store(
    { kind, sourceId }: SentRecords,
    wanted: readonly Accepted[],
    verdicts: (Verdict | undefined)[],
    now: Date,
  ): Promise<Pick<RecordsDone, 'orders' | 'names'> & { readonly nobodys: readonly RefusedSent[] }> {
    if (kind === 'orders') return { orders: await this.#storeOrders(wanted, verdicts, now), names: new Map(), nobodys: [] }
    const { ports } = this.#parts
    const { fresh, told } = await this.#fresh(kind, wanted, verdicts)
    const owners = await this.#ownersOf(fresh)
    const taken = fresh.map((one, i) => ({ one, owner: owners[i] ?? NO_OWNER }))
    const isNobodys = ({ one, owner }: (typeof taken)[number]): boolean =>
      owner.customerId === NO_CUSTOMER && (OF_SOMEBODY.has(kind) || (kind === 'accounts' && one.claim !== null))
    const owned = taken.filter((each) => !isNobodys(each))
    const nobodys = taken.filter(isNobodys).map(({ one: { index, record, name } }): RefusedSent => {
      told.delete(name)
      verdicts[index] = { ...NOBODYS, outcome: 'quarantined', warning: '' }
      return { ...NOBODYS, position: index, record }
    })
    for (const { one, owner } of owned) if (isForNobody(one, owner)) verdicts[one.index] = storedForNobody
    await STORED[kind](
      owned.map(({ one, owner }) => ({ ...one, owner })),
      { ports, salt: this.#parts.salt, now, sourceId },
    )
    return { orders: [], names: told, nobodys }
  }

  async #storeOrders(wanted: readonly Accepted[], verdicts: (Verdict | undefined)[], now: Date): Promise<OrderStatement[]> {
    const { orderBook, ports, salt } = this.#parts
    const owners = await this.#ownersOf(wanted)
    const statements = wanted.flatMap(({ value }, i): OrderStatement[] => {
      if (!('order' in value)) return []
      const { order, content, updatedAt } = value.order
      const receivedAt = now.getTime()
      const occurredAt = updatedAt ?? receivedAt
      return [
        {
          ...protectedOrder(order, salt),
          ...(owners[i] ?? NO_OWNER),
          // Without a time of its change a record is the newest that is known, unless it says what that says.
          id: updatedAt === null ? `record ${content} ${receivedAt}.${String(i).padStart(4, '0')}` : `record ${content} at ${updatedAt}`,
          occurredAt,
          receivedAt,
          availableAt: knownSince(updatedAt ?? order.orderedAt ?? receivedAt, receivedAt),
          importId: '',
        },
      ]
    })
    const isNew = await orderBook.addRecords(statements)
    for (const [i, one] of wanted.entries()) {
      if (isNew[i] !== true) verdicts[one.index] = duplicate
      else if (isForNobody(one, owners[i] ?? NO_OWNER)) verdicts[one.index] = storedForNobody
    }
    await ports.useCoupons(
      statements.flatMap(({ couponCode, orderId, orderedAt, isTest }) =>
        couponCode === '' || isTest ? [] : [{ code: couponCode, orderId, usedAt: new Date(orderedAt ?? now) }],
      ),
    )
    return statements.filter((_, i) => isNew[i] === true)
  }

  async #ownersOf(accepted: readonly Accepted[]): Promise<readonly Owner[]> {
    const claims = accepted.flatMap(({ claim }) => (claim === null ? [] : [claim]))
    const resolved = claims.length === 0 ? [] : (await this.#parts.ports.resolve(claims)).owners
    let next = 0
    return accepted.map(({ claim }) => (claim === null ? NO_OWNER : (resolved[next++] ?? NO_OWNER)))
  }
}

function answerOf(verdicts: readonly (Verdict | undefined)[]): RecordsAnswer {
  const results = verdicts.map((verdict, index) => ({ index, ...(verdict ?? stored) }))
  const count = (outcome: RecordOutcome): number => results.filter((one) => one.outcome === outcome).length
  return {
    received: results.length,
    stored: count('stored'),
    duplicates: count('duplicate'),
    quarantined: count('quarantined'),
    droppedByConsent: count('dropped'),
    ofNobody: results.filter(({ warning }) => warning !== '').length,
    results,
  }
}

/** It names somebody, and yet it is nobody's. */
function isForNobody({ claim }: Accepted, { customerId }: Owner): boolean {
  return claim !== null && customerId === NO_CUSTOMER
}
