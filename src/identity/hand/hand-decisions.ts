import { customerNotFound } from '../unknown-customer.ts'
import { createHash } from 'node:crypto'
import type { IdentifierKind, PersonKind } from '#collect/identity-claim.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import type { Money } from '#kernel/money.ts'
import { decryptField, encryptField, newDataKey, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { mask } from '#privacy/mask.ts'
import { mergeStored } from '../carry-out-plan.ts'
import type { RuleBook } from '../identity-rules.ts'
import type { IdentityService } from '../identity-service.ts'
import { type CustomerFacts, type IdentityStore, type IdentityWriter, keyOf } from '../identity-store.ts'
import { openValues } from '../open-values.ts'
import { partOf } from '../separate-merge.ts'
import { settleValues } from '../survivorship/settle-values.ts'
import { type HandCustomer, type HandDoubt, type HandIdentifier, planAdd, planJoin, planLeave, refused } from './hand-plan.ts'

/** What somebody wants to decide about a customer: an identifier or another customer is theirs, an identifier is not, a merge is taken back. */
export type HandWish =
  | { readonly act: 'bind'; readonly withId: string }
  | { readonly act: 'bind' | 'unbind'; readonly kind: string; readonly value: string }
  /** Of a value that is shown masked only: its blind index in base64. */
  | { readonly act: 'unbind'; readonly kind: string; readonly index: string }
  | { readonly act: 'unmerge'; readonly merge: string }

/** What counts for another customer once it is decided. */
export interface HandMoves {
  readonly origins: number
  readonly identifiers: number
  readonly devices: number
  readonly orders: number
  /** Of those orders without returns, per currency. */
  readonly amounts: readonly Money[]
  readonly events: number
  readonly tickets: number
  readonly touches: number
  readonly consents: number
  readonly tasks: number
  readonly sends: number
  readonly notes: number
}

export interface HandPreview {
  readonly act: HandWish['act']
  /** `join`: two customers become one; `add`: a value that nobody had; `leave`: a value becomes a customer of its own; `part`: a customer becomes two again. */
  readonly outcome: 'join' | 'add' | 'leave' | 'part'
  /** The customer that stays; the other one is merged into it, or leaves it. */
  readonly customerId: string
  readonly other: { readonly customerId: string; readonly name: string } | null
  readonly identifier: { readonly kind: string; readonly masked: string } | null
  readonly doubts: readonly HandDoubt[]
  readonly moves: HandMoves
  /** Of what was looked at; a decision on anything else is refused. */
  readonly state: string
}

export interface HandOutcome {
  readonly customerId: string
  readonly otherId: string | null
}

/** What the moves of some records of one customer are; devices of those records are counted too. */
export type CountMoves = (moved: {
  readonly customerId: string
  readonly originIds: readonly string[]
  /** All of what the team did for the customer moves, not only what was done for these records before. */
  readonly whole: boolean
}) => Promise<Omit<HandMoves, 'origins' | 'identifiers'>>

export interface HandDecision {
  readonly state: string
  /** The doubts are known and it is still meant. */
  readonly confirmed: boolean
  /** Why, in the words of whoever decides. */
  readonly reason: string
  readonly actor: string
}

export interface HandDecisions {
  /** What a decision would do; writes nothing. @throws AppError not-found `customer-not-found`, `merge-not-found`, conflict `identity-refused` */
  preview(customerId: string, wish: HandWish): Promise<HandPreview>
  /** @throws AppError as `preview`, and conflict `identity-changed`, `identity-confirm` */
  decide(customerId: string, wish: HandWish, decision: HandDecision): Promise<HandOutcome>
}

interface Parts {
  readonly store: IdentityStore
  readonly facts: CustomerFacts
  readonly keyring: Keyring
  readonly clock: Clock
  readonly region: () => string
  readonly rules: () => RuleBook
  readonly identity: Pick<IdentityService, 'separate' | 'change'>
  readonly countMoves: CountMoves
}

type Looked =
  | { readonly outcome: 'join'; readonly stays: HandCustomer; readonly goes: HandCustomer; readonly value: HandIdentifier | null }
  | { readonly outcome: 'add'; readonly customer: HandCustomer; readonly value: Opened }
  | { readonly outcome: 'leave'; readonly customer: HandCustomer; readonly value: HandIdentifier }
  | {
      readonly outcome: 'part'
      readonly customer: HandCustomer
      readonly merge: string
      readonly goes: string
      readonly originIds: readonly string[]
    }

type Look = Looked & { readonly doubts: readonly HandDoubt[] }

interface Opened {
  readonly kind: PersonKind
  readonly value: string
  readonly blindIndex: Buffer
}

type Reads = Pick<IdentityWriter, 'find' | 'customers' | 'mergeOf'>

/** Decisions by hand about who is whom. They are rows of the edge log, win over the rules, and are taken back by another one. */
export function createHandDecisions(parts: Parts): HandDecisions {
  const { store, facts, keyring, clock, rules, identity, countMoves } = parts
  const openValue = openValues(keyring, parts.region, rules)

  function open(kind: string, value: string): Opened {
    const book = rules()
    if (book.of(kind as PersonKind) === undefined) throw refused('kind')
    const read = openValue(kind as IdentifierKind, value)
    if (read === undefined) throw refused('value')
    if (read.reason !== undefined) throw refused('blocked')
    return { kind: kind as PersonKind, value: read.value, blindIndex: read.blindIndex }
  }

  async function one(from: Reads, id: string): Promise<HandCustomer> {
    const [found] = await from.customers([id])
    if (found === undefined) throw customerNotFound()
    return found
  }

  async function look(from: Reads, customerId: string, wish: HandWish): Promise<Look> {
    const customer = await one(from, customerId)
    const book = rules()
    if (wish.act === 'unmerge') {
      const made = await from.mergeOf(wish.merge)
      const part = made === null || made.customerId !== customer.customerId ? null : partOf(made, wish.merge)
      if (part === null)
        throw new AppError('not-found', 'merge-not-found', 'This customer has no such merge. It may already have been undone.')
      return { outcome: 'part', customer, merge: wish.merge, goes: part.customerId, originIds: part.originIds, doubts: [] }
    }
    if (wish.act === 'unbind') {
      const blindIndex = 'index' in wish ? Buffer.from(wish.index, 'base64') : open(wish.kind, wish.value).blindIndex
      return { outcome: 'leave', customer, value: planLeave(customer, { kind: wish.kind, blindIndex }), doubts: [] }
    }
    if ('withId' in wish) return join(customer, await one(from, wish.withId), null)
    const value = open(wish.kind, wish.value)
    const [held] = await from.find([value])
    if (held === undefined) return { outcome: 'add', customer, value, doubts: planAdd(book, customer, value.kind) }
    const other = await one(from, held.customerId)
    const theirs = other.identifiers.find(({ kind, blindIndex }) => kind === value.kind && blindIndex.equals(value.blindIndex))
    return join(customer, other, theirs ?? null)

    function join(a: HandCustomer, b: HandCustomer, said: HandIdentifier | null): Look {
      const { survivor, loser, doubts } = planJoin(book, a, b, said)
      return { outcome: 'join', stays: survivor, goes: loser, value: said, doubts }
    }
  }

  return {
    async preview(customerId, wish) {
      const looked = await look(store, customerId, wish)
      const state = stateOf(looked)
      const common = { act: wish.act, outcome: looked.outcome, doubts: looked.doubts, state }
      if (looked.outcome === 'join') {
        const { stays, goes, value } = looked
        const moved = { customerId: goes.customerId, originIds: goes.origins, whole: true }
        const moves = { ...(await countMoves(moved)), origins: goes.origins.length, identifiers: goes.identifiers.length }
        const other = { customerId: goes.customerId, name: goes.name }
        return { ...common, customerId: stays.customerId, other, identifier: shown(value), moves }
      }
      const { customerId: id } = looked.customer
      if (looked.outcome === 'part') {
        const moved = { customerId: id, originIds: looked.originIds, whole: false }
        const identifiers = looked.customer.identifiers.filter(({ originId }) => looked.originIds.includes(originId)).length
        const moves = { ...(await countMoves(moved)), origins: looked.originIds.length, identifiers }
        return { ...common, customerId: id, other: { customerId: looked.goes, name: '' }, identifier: null, moves }
      }
      const identifier =
        looked.outcome === 'add' ? { kind: looked.value.kind, masked: mask(looked.value.kind, looked.value.value) } : shown(looked.value)
      return { ...common, customerId: id, other: null, identifier, moves: { ...NOTHING, identifiers: 1 } }
    },

    async decide(customerId, wish, decision) {
      const seen = await look(store, customerId, wish)
      check(seen, decision)
      if (seen.outcome === 'part') {
        const merge = { customerId: seen.customer.customerId, edgeId: seen.merge }
        const made = await identity.separate(merge, decision.actor, decision.reason, async (writer) =>
          check(await look(writer, customerId, wish), decision),
        )
        return { customerId: made.customerId, otherId: made.separatedId }
      }
      return await identity.change(async (writer) => {
        // Records may have come in between: look again, now that we hold the write lock.
        const looked = await look(writer, customerId, wish)
        check(looked, decision)
        const { outcome, moved } = await carryOut(writer, looked, decision)
        return { result: outcome, records: moved, devices: [] }
      })
    },
  }

  async function carryOut(
    writer: IdentityWriter,
    looked: Look,
    { actor, reason }: HandDecision,
  ): Promise<{ readonly outcome: HandOutcome; readonly moved: readonly string[] }> {
    const now = clock.now()
    const said = { source: 'staff', actor, reason, seenAt: now, createdAt: now, with: null }
    if (looked.outcome === 'join') {
      const { stays, goes, value } = looked
      const [to, from] = [stays.customerId, goes.customerId]
      const keys = await keysOf(writer, [to, from])
      const moved = await mergeStored(writer, [{ from, to }], keys, now)
      const named =
        value === null
          ? { kind: 'customer' as const, blindIndex: Buffer.alloc(0), masked: '' }
          : { kind: value.kind, blindIndex: value.blindIndex, masked: value.masked }
      await writer.addEdges([{ ...said, ...named, customerId: to, otherCustomerId: from, rule: 'bound' }])
      await settleValues(writer, [to], { keyring, now })
      await facts.saveCustomers(await writer.profiles([to]), now)
      return { outcome: { customerId: to, otherId: from }, moved }
    }
    if (looked.outcome === 'part') throw new Error('taken back elsewhere')
    const { customerId } = looked.customer
    const keys = await keysOf(writer, [customerId])
    const key = keys.get(customerId)
    if (key === undefined) throw refused('erased')
    if (looked.outcome === 'add') {
      const { kind, value, blindIndex } = looked.value
      const masked = mask(kind, value)
      const ciphertext = encryptField(key, customerId, kind, value)
      const times = { firstSeenAt: now, lastSeenAt: now, namedBy: [] }
      await writer.addIdentifiers([{ kind, blindIndex, customerId, originId: customerId, ciphertext, masked, source: 'staff', ...times }])
      await writer.addEdges([{ ...said, kind, blindIndex, masked, customerId, otherCustomerId: null, rule: 'bound' }])
      return { outcome: { customerId, otherId: null }, moved: [] }
    }
    const { kind, blindIndex, masked, source, firstSeenAt, lastSeenAt, namedBy } = looked.value
    // A record of its own, so that whatever names the value later belongs to it; the same decision twice makes two.
    const ownId = stableId('customer', `${keyOf({ kind, blindIndex })}~${customerId}~${now.toISOString()}`)
    const own = newDataKey(keyring, ownId)
    const secret = (await writer.secrets([customerId])).find((one) => one.kind === kind && one.blindIndex.equals(blindIndex))
    if (secret === undefined) throw refused('not-theirs')
    const value = decryptField(key, customerId, kind, secret.ciphertext)
    await writer.addCustomers([{ customerId: ownId, dataKey: own.wrapped, source: 'staff', madeBy: null, createdAt: now, now }])
    const ciphertext = encryptField(own.key, ownId, kind, value)
    const claimants = namedBy.filter((id) => id !== customerId)
    await writer.moveIdentifiers([
      { kind, blindIndex, customerId: ownId, originId: ownId, ciphertext, source, firstSeenAt, lastSeenAt, namedBy: claimants },
    ])
    await writer.addEdges([{ ...said, kind, blindIndex, masked, customerId, otherCustomerId: ownId, rule: 'unbound' }])
    await writer.copyRefusals(customerId, ownId, now)
    await facts.saveCustomers(await writer.profiles([ownId]), now)
    return { outcome: { customerId, otherId: ownId }, moved: [] }
  }

  async function keysOf(writer: IdentityWriter, ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const wrapped = await writer.dataKeys(ids)
    return new Map([...wrapped].flatMap(([id, key]) => (key === null ? [] : [[id, unwrapDataKey(keyring, id, key)] as const])))
  }
}

const NOTHING: HandMoves = {
  origins: 0,
  identifiers: 0,
  devices: 0,
  orders: 0,
  amounts: [],
  events: 0,
  tickets: 0,
  touches: 0,
  consents: 0,
  tasks: 0,
  sends: 0,
  notes: 0,
}

function check(looked: Look, { state, confirmed }: HandDecision): void {
  if (stateOf(looked) !== state) {
    throw new AppError('conflict', 'identity-changed', 'Records changed what was previewed. Look at the preview again before you decide.')
  }
  const [doubt] = looked.doubts
  if (doubt !== undefined && !confirmed) {
    throw new AppError('conflict', 'identity-confirm', `This is only done when it is confirmed: ${looked.doubts.join(', ')}.`, {
      details: { reason: doubt },
    })
  }
}

/** Changes with everything that a preview says of customers, records and identifiers. */
function stateOf(looked: Look): string {
  const of = ({ customerId, origins, identifiers, apartFrom }: HandCustomer): unknown => [
    customerId,
    origins,
    identifiers.map(keyOf),
    apartFrom.toSorted(),
  ]
  const parts =
    looked.outcome === 'join'
      ? [of(looked.stays), of(looked.goes), looked.value === null ? '' : keyOf(looked.value)]
      : [of(looked.customer), 'value' in looked ? keyOf(looked.value) : [looked.merge, looked.goes, looked.originIds]]
  return createHash('sha256')
    .update(JSON.stringify([looked.outcome, looked.doubts, parts]))
    .digest('base64url')
    .slice(0, 22)
}

function shown(value: HandIdentifier | null): { readonly kind: string; readonly masked: string } | null {
  return value === null ? null : { kind: value.kind, masked: value.masked }
}
