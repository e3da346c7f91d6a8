import { DAY_MS } from '#kernel/clock.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import {
  type ClaimedIdentifier,
  type IdentityClaim,
  NO_OWNER,
  type Owner,
  type Resolution,
  type Reuse,
  type UseTimes,
} from '../identity-claim.ts'
import type { CustomerOf, ImportPorts, ImportRun, KeyedRecord } from './import-ports.ts'
import { KeyCounter } from './key-counter.ts'

const REMEMBERED_CUSTOMERS = 200_000

/** Identity is told again of the same identifiers once they are named so much earlier or later: to tell it of each order would be too much. */
const NAMED_ANEW_MS = 30 * DAY_MS

/** What identity was told of a combination of identifiers. */
interface Told {
  readonly times: UseTimes
  /** The name that was said last. */
  readonly name: string | undefined
}

/** Rows of a batch with the same identifiers that identity is told of. */
interface Waiting {
  readonly signature: string
  readonly rows: { readonly row: number; readonly claim: IdentityClaim }[]
  /** As it was before the batch; undefined for the first time. */
  readonly before: Told | undefined
  now: Told
}

interface PeopleContext {
  readonly ports: Pick<ImportPorts, 'rehearse' | 'resolve' | 'noteReuse' | 'noteCustomers'>
  readonly dryRun: boolean
  readonly run: ImportRun
}

/**
 * Finds the customer of each record. Identity is asked once per new combination of identifiers, and for every record where each carries values. Where
 * the same identifiers come a month or more later or earlier it is told of their use, so that a number in use is not taken for a silent one, and asked
 * again only where it does not find them as they were.
 */
export class PeopleOfImport {
  readonly #resolve: (claims: readonly IdentityClaim[]) => Promise<Resolution>
  /** A rehearsal writes nothing, so it is asked. */
  readonly #noteReuse: ((reuses: readonly Reuse[]) => Promise<ReadonlySet<number>>) | null
  readonly #ownerOf = new Map<string, Owner>()
  readonly #told = new Map<string, Told>()
  readonly #seen = new KeyCounter()
  readonly #note: (customerIds: readonly string[]) => Promise<void>
  #mergedAway = 0
  #turn: Promise<unknown> = Promise.resolve()

  constructor({ ports, dryRun, run }: PeopleContext) {
    this.#resolve = dryRun ? ports.rehearse() : ports.resolve
    this.#noteReuse = dryRun ? null : ports.noteReuse
    this.#note = async (customerIds) => {
      if (!dryRun && customerIds.length > 0) await ports.noteCustomers(customerIds, run)
    }
  }

  get count(): number {
    return this.#seen.size - this.#mergedAway
  }

  /** One batch at a time, in the order of the file. */
  assign<T extends { readonly identifiers: readonly ClaimedIdentifier[] }>(
    batch: readonly KeyedRecord<T>[],
    claimOf: (value: T) => IdentityClaim,
    everyClaim = false,
  ): Promise<CustomerOf<T>[]> {
    const assigned = this.#turn.then(() => this.#assign(batch, claimOf, everyClaim))
    this.#turn = assigned.catch(() => undefined)
    return assigned
  }

  async #assign<T extends { readonly identifiers: readonly ClaimedIdentifier[] }>(
    batch: readonly KeyedRecord<T>[],
    claimOf: (value: T) => IdentityClaim,
    everyClaim: boolean,
  ): Promise<CustomerOf<T>[]> {
    if (this.#ownerOf.size > REMEMBERED_CUSTOMERS) {
      this.#ownerOf.clear()
      this.#told.clear()
    }
    const signatures = batch.map(({ value }) => signatureOf(value.identifiers))
    const waiting = new Map<string, Waiting>()
    for (const [i, record] of batch.entries()) {
      const signature = signatures[i] as string
      if (signature === '') continue
      const before = this.#told.get(signature)
      const one = waiting.get(signature)
      const claim = claimOf(record.value)
      const now = told(one?.now ?? before, claim)
      if (now === null && !everyClaim) continue
      const entry = one ?? { signature, rows: [], before, now: now ?? (before as Told) }
      entry.rows.push({ row: i, claim })
      if (now !== null) entry.now = now
      waiting.set(signature, entry)
    }
    const asked = await this.#unnoted([...waiting.values()], everyClaim)
    const owners = asked.length > 0 ? await this.#ask(asked) : new Map<number, Owner>()
    // Only now: a batch that fails is stored again in parts.
    for (const { signature, now } of waiting.values()) this.#told.set(signature, now)
    const named: string[] = []
    const owned = batch.map((record, i) => {
      const signature = signatures[i] as string
      // A value may pass to somebody else within the batch: a row that was not asked for belongs where the last one before it does.
      const owner = owners.get(i)
      if (owner !== undefined) this.#ownerOf.set(signature, owner)
      const { customerId, originId } = this.#ownerOf.get(signature) ?? NO_OWNER
      if (customerId !== NO_CUSTOMER && this.#seen.add(customerKey(customerId)) === 0) named.push(customerId)
      const { value, line, key, copy } = record
      return { value, line, key, copy, customerId, originId }
    })
    await this.#note(named)
    return owned
  }

  /** Tells identity of those that say nothing but that a customer used the same identifiers again; returns the others, and those that it does not find as they were. */
  async #unnoted(waiting: readonly Waiting[], everyClaim: boolean): Promise<readonly Waiting[]> {
    if (this.#noteReuse === null || everyClaim) return waiting
    const reuses = new Map<Waiting, Reuse>()
    for (const one of waiting) {
      const { signature, rows, before } = one
      const customerId = this.#ownerOf.get(signature)?.customerId ?? NO_CUSTOMER
      const [first] = rows
      if (before === undefined || first === undefined || customerId === NO_CUSTOMER) continue
      if (rows.some(({ claim: { name } }) => name !== undefined && name !== before.name)) continue
      const times = rows.map(({ claim }) => claim.seenAt.getTime())
      const said = { from: Math.min(...times), to: Math.max(...times) }
      reuses.set(one, { identifiers: first.claim.identifiers, customerId, known: before.times, said })
    }
    if (reuses.size === 0) return waiting
    const noted = await this.#noteReuse([...reuses.values()])
    const done = new Set([...reuses.keys()].filter((_, place) => noted.has(place)))
    return waiting.filter((one) => !done.has(one))
  }

  /** The owners of the rows that were asked for, by their place in the batch. */
  async #ask(asked: readonly Waiting[]): Promise<ReadonlyMap<number, Owner>> {
    const rows = asked.flatMap((one) => one.rows)
    const { owners, merges } = await this.#resolve(rows.map(({ claim }) => claim))
    const ownerOf = new Map(rows.map(({ row }, i) => [row, owners[i] ?? NO_OWNER]))
    if (merges.length === 0) return ownerOf
    const survivor = new Map(merges.map(({ from, to }) => [from, to]))
    for (const from of survivor.keys()) if (this.#seen.has(customerKey(from))) this.#mergedAway += 1
    for (const [signature, { customerId, originId }] of this.#ownerOf)
      this.#ownerOf.set(signature, { customerId: survivor.get(customerId) ?? customerId, originId })
    return ownerOf
  }
}

/** What identity knows once it is told of the claim; null where that lies less than a month outside of the times that it knows. */
function told(known: Told | undefined, { seenAt, name }: IdentityClaim): Told | null {
  const at = seenAt.getTime()
  if (known === undefined) return { times: { from: at, to: at }, name }
  const { from, to } = known.times
  if (at > from - NAMED_ANEW_MS && at < to + NAMED_ANEW_MS) return null
  return { times: { from: Math.min(at, from), to: Math.max(at, to) }, name: name ?? known.name }
}

/** The last half of the id, which is random or a hash in every version. */
function customerKey(customerId: string): bigint {
  return BigInt(`0x${customerId.slice(19, 23)}${customerId.slice(24)}`)
}

function signatureOf(identifiers: readonly ClaimedIdentifier[]): string {
  const [first, second] = identifiers
  if (first === undefined) return ''
  return second === undefined ? `${first.kind}:${first.value}` : identifiers.map(({ kind, value }) => `${kind}:${value}`).join('\u0001')
}
