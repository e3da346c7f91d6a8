import { type IdentityClaim, NO_OWNER, type Owner, type Resolution } from '#collect/identity-claim.ts'
import { type Clock, DAY_MS } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { decryptField, encryptField, newDataKey, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { mask } from '#privacy/mask.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import { originAligner } from './align-origins.ts'
import type {
  CustomerFacts,
  CustomerMerge,
  FoundIdentifier,
  IdentityStore,
  IdentityWriter,
  ProfileUpdate,
  StoredKey,
} from './identity-store.ts'
import { isBlockedValue } from './merge-rules.ts'
import { RehearsedPeople } from './rehearsed-people.ts'
import { type SeparatedCustomers, separateMerge } from './separate-merge.ts'
import { type KeyedIdentifier, type KnownCustomer, type KnownIdentifier, planResolution, type ResolvePlan } from './resolve-plan.ts'

export interface IdentityDependencies {
  readonly store: IdentityStore
  readonly facts: CustomerFacts
  readonly keyring: Keyring
  readonly clock: Clock
  /** Country of phone numbers without one, ISO 3166 code. */
  readonly region?: () => string
}

export interface IdentityService {
  /**
   * The owner of each claim, in order (NO_OWNER without a usable identifier), and the known ids that were merged in the process: ids kept by the
   * caller must be updated. Safe to repeat after a crash.
   */
  resolve(claims: readonly IdentityClaim[]): Promise<Resolution>
  /** A resolver that writes nothing: each call sees what the calls before it would have written. */
  rehearse(): (claims: readonly IdentityClaim[]) => Promise<Resolution>
  /** The customer with that identifier, or null. */
  find(kind: KeyedIdentifier['kind'], value: string): Promise<string | null>
  /** Makes the analytical store consistent with the merges after a crash anywhere, and includes facts that arrived late. Call at start. Returns how many origins differed. */
  repairMerges(): Promise<number>
  /** Runs work while no merge is being sent to the analytical store. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Undoes a merge, given its row of the edge log. @throws AppError not-found `merge-not-found`, conflict `merge-not-reversible` */
  separate(merge: { readonly customerId: string; readonly edgeId: string }, actor: string): Promise<SeparatedCustomers>
}

/** An identifier of a claim, readable: lives in memory only while a batch is resolved. */
interface OpenIdentifier extends KeyedIdentifier, StoredKey {
  readonly value: string
}

export function createIdentityService(deps: IdentityDependencies): IdentityService {
  const { store, facts, keyring, clock } = deps
  const region = deps.region ?? (() => 'CN')
  const origins = originAligner(deps)

  const openIdentifier = (kind: KeyedIdentifier['kind'], value: string): OpenIdentifier | undefined => {
    const normalised = normaliseIdentifier(kind, value, region())
    if (normalised === undefined || isBlockedValue(normalised)) return undefined
    const index = blindIndex(keyring, kind, normalised)
    return { kind, value: normalised, blindIndex: index, key: `${kind}:${index.toString('base64')}` }
  }

  async function resolve(claims: readonly IdentityClaim[]): Promise<Resolution> {
    const batch = readBatch(claims, openIdentifier)
    if (batch.identifiers.size === 0) return { owners: claims.map(() => NO_OWNER), merges: [] }
    const wanted = [...batch.identifiers.values()]
    let found = await store.find(wanted)
    let plan = planFrom(batch, found)
    const stale = seenLater(batch, found)
    if (changes(plan) || batch.hasProfiles || stale.length > 0) {
      const moved = await store.change(async (writer) => {
        // Another process may have created these customers first: look again, now that we hold the write lock.
        found = await writer.find(wanted)
        plan = planFrom(batch, found)
        const origins = await write(writer, batch, plan)
        await writer.seen(seenLater(batch, found))
        return origins
      })
      if (moved.length > 0) await origins.align(moved)
    }
    return resolutionOf(batch, plan)
  }

  function rehearse(): (claims: readonly IdentityClaim[]) => Promise<Resolution> {
    const people = new RehearsedPeople()
    return async (claims) => {
      const batch = readBatch(claims, openIdentifier)
      const wanted = [...batch.identifiers.values()]
      const unasked = people.unasked(wanted)
      if (unasked.length > 0) people.learn(await store.find(unasked))
      const plan = planFrom(batch, people.find(wanted))
      people.apply(
        plan,
        (key) => (batch.identifiers.get(key) as OpenIdentifier).blindIndex,
        (claim) => (batch.groups[claim] as Group).firstSeen,
      )
      return resolutionOf(batch, plan)
    }
  }

  /** Returns the origins that count for another customer as a result. */
  async function write(writer: IdentityWriter, batch: Batch, plan: ResolvePlan): Promise<readonly string[]> {
    const now = clock.now()
    const keys = new Map<string, Buffer>()
    const created = plan.created.map(({ customerId, claim }) => {
      const { key, wrapped } = newDataKey(keyring, customerId)
      keys.set(customerId, key)
      const first = batch.groups[claim] as Group
      return { customerId, dataKey: wrapped, source: first.source, madeBy: first.importId, createdAt: first.firstSeen, now }
    })
    const updates = profileUpdates(batch, plan)
    const existing = new Set([
      ...plan.added.map((one) => one.customerId),
      ...updates.map((one) => one.customerId),
      ...plan.merges.flatMap(({ from, to }) => [from, to]),
    ])
    for (const [id, wrapped] of await writer.dataKeys([...existing].filter((id) => !keys.has(id)))) {
      if (wrapped !== null) keys.set(id, unwrapDataKey(keyring, id, wrapped))
    }
    await writer.addCustomers(created)
    const moved = plan.merges.length > 0 ? await mergeStored(writer, plan.merges, keys, now) : []
    await writer.addIdentifiers(
      plan.added.flatMap(({ identifier, customerId, originId, claim }) => {
        const { value, kind, blindIndex: index } = batch.identifiers.get(identifier.key) as OpenIdentifier
        const key = keys.get(customerId)
        if (key === undefined) return []
        const { source, lastSeen } = batch.groups[claim] as Group
        return {
          customerId,
          originId,
          kind,
          blindIndex: index,
          ciphertext: encryptField(key, customerId, kind, value),
          masked: mask(kind, value),
          source,
          seenAt: lastSeen,
        }
      }),
    )
    const updated = await writer.updateProfiles(
      updates.map(({ name, ...update }) => {
        const key = keys.get(update.customerId)
        const known = name !== null && key !== undefined
        return {
          ...update,
          displayName: known ? encryptField(key, update.customerId, 'name', name) : null,
          maskedName: known ? mask('name', name) : null,
        }
      }),
      now,
    )
    await writer.addEdges(
      plan.edges.map(({ rule, kind, key, claim, customerId, otherCustomerId }) => ({
        customerId,
        otherCustomerId,
        rule,
        kind,
        blindIndex: (batch.identifiers.get(key) as OpenIdentifier).blindIndex,
        source: (batch.groups[claim] as Group).source,
        createdAt: now,
      })),
    )
    // Deliberately before the commit: ids are deterministic, so an extra row is harmless and a missing one is not.
    const changed = new Set([...created.map((one) => one.customerId), ...updated, ...plan.merges.map(({ to }) => to)])
    await facts.saveCustomers(await writer.profiles([...changed]), now)
    return moved
  }

  async function mergeStored(
    writer: IdentityWriter,
    merges: readonly CustomerMerge[],
    keys: ReadonlyMap<string, Buffer>,
    now: Date,
  ): Promise<readonly string[]> {
    const target = new Map(merges.map(({ from, to }) => [from, to]))
    const moved = (await writer.secrets([...target.keys()])).flatMap((secret) => {
      const to = target.get(secret.customerId) as string
      const [oldKey, newKey] = [keys.get(secret.customerId), keys.get(to)]
      if (oldKey === undefined || newKey === undefined) return []
      const value = decryptField(oldKey, secret.customerId, secret.kind, secret.ciphertext)
      return { ...secret, to, ciphertext: encryptField(newKey, to, secret.kind, value) }
    })
    return await writer.merge(merges, moved, now)
  }

  return {
    resolve,
    rehearse,
    async find(kind, value) {
      const identifier = openIdentifier(kind, value)
      if (identifier === undefined) return null
      const found = await store.find([identifier])
      return found[0]?.customerId ?? null
    },
    repairMerges: origins.repair,
    alone: origins.alone,
    separate: (merge, actor) => separateMerge({ ...deps, origins }, merge, actor),
  }
}

/** Claims with the same identifiers, grouped: an import of orders may name a customer thousands of times. */
interface Group {
  readonly identifiers: readonly OpenIdentifier[]
  readonly source: string
  readonly importId: string | null
  readonly claims: IdentityClaim[]
  firstSeen: Date
  lastSeen: Date
}

interface Batch {
  readonly groups: readonly Group[]
  /** Group of each claim, -1 without a usable identifier. */
  readonly groupOf: readonly number[]
  readonly identifiers: ReadonlyMap<string, OpenIdentifier>
  readonly hasProfiles: boolean
}

function readBatch(
  claims: readonly IdentityClaim[],
  open: (kind: KeyedIdentifier['kind'], value: string) => OpenIdentifier | undefined,
): Batch {
  const opened = new Map<string, OpenIdentifier | undefined>()
  const identifiers = new Map<string, OpenIdentifier>()
  const bySignature = new Map<string, number>()
  const groups: Group[] = []
  let hasProfiles = false
  const groupOf = claims.map((claim) => {
    const usable: OpenIdentifier[] = []
    for (const { kind, value } of claim.identifiers) {
      const raw = `${kind}:${value}`
      if (!opened.has(raw)) opened.set(raw, open(kind, value))
      const identifier = opened.get(raw)
      if (identifier === undefined || usable.some((one) => one.key === identifier.key)) continue
      usable.push(identifier)
      identifiers.set(identifier.key, identifier)
    }
    if (usable.length === 0) return -1
    const signature = usable.map(({ key }) => key).join('|')
    let index = bySignature.get(signature)
    if (index === undefined) {
      const { source, importId = null, seenAt } = claim
      index = groups.push({ identifiers: usable, source, importId, claims: [], firstSeen: seenAt, lastSeen: seenAt }) - 1
      bySignature.set(signature, index)
    }
    const group = groups[index] as Group
    if (claim.seenAt < group.firstSeen) group.firstSeen = claim.seenAt
    if (claim.seenAt > group.lastSeen) group.lastSeen = claim.seenAt
    if (saysSomething(claim)) {
      group.claims.push(claim)
      hasProfiles = true
    }
    return index
  })
  return { groups, groupOf, identifiers, hasProfiles }
}

function saysSomething(claim: IdentityClaim): boolean {
  return (
    claim.attributes !== undefined ||
    claim.registeredAt !== undefined ||
    claim.isTest === true ||
    [claim.name, claim.preferredLanguage, claim.timeZone].some((text) => text !== undefined && text !== '')
  )
}

function planFrom(batch: Batch, found: readonly FoundIdentifier[]): ResolvePlan {
  const known = new Map<string, KnownCustomer & { identifiers: KnownIdentifier[] }>()
  for (const { customerId, originId, createdAt, apartFrom, kind, blindIndex: index } of found) {
    const customer = known.get(customerId) ?? { customerId, createdAt: createdAt.getTime(), apartFrom, identifiers: [] }
    customer.identifiers.push({ kind, originId, key: `${kind}:${index.toString('base64')}` })
    known.set(customerId, customer)
  }
  return planResolution(
    batch.groups.map((group) => group.identifiers),
    [...known.values()],
    (identifier) => stableId('customer', identifier.key),
  )
}

function resolutionOf(batch: Batch, plan: ResolvePlan): Resolution {
  return {
    owners: batch.groupOf.map((group) => plan.owners[group] ?? NO_OWNER),
    merges: plan.merges,
  }
}

function changes(plan: ResolvePlan): boolean {
  return plan.created.length > 0 || plan.added.length > 0 || plan.merges.length > 0 || plan.edges.length > 0
}

/** Identifiers seen a day or more after the stored time: a finer resolution would rewrite a row with every event. */
function seenLater(batch: Batch, found: readonly FoundIdentifier[]): (StoredKey & { seenAt: Date })[] {
  const stored = new Map(found.map((one) => [`${one.kind}:${one.blindIndex.toString('base64')}`, one.lastSeenAt.getTime()]))
  const latest = new Map<string, StoredKey & { seenAt: Date }>()
  for (const group of batch.groups) {
    for (const { key, kind, blindIndex: index } of group.identifiers) {
      const before = latest.get(key)?.seenAt.getTime() ?? stored.get(key)
      if (before !== undefined && group.lastSeen.getTime() >= before + DAY_MS)
        latest.set(key, { kind, blindIndex: index, seenAt: group.lastSeen })
    }
  }
  return [...latest.values()]
}

type OpenUpdate = Omit<ProfileUpdate, 'displayName' | 'maskedName'> & { readonly name: string | null }

/** One update per customer; where several claims give a value, the one seen last counts. */
function profileUpdates(batch: Batch, plan: ResolvePlan): OpenUpdate[] {
  const said = batch.groups
    .flatMap((group, index) => group.claims.map((claim) => ({ claim, customerId: (plan.owners[index] as Owner).customerId })))
    .toSorted((a, b) => a.claim.seenAt.getTime() - b.claim.seenAt.getTime())
  const updates = new Map<string, OpenUpdate>()
  for (const { claim, customerId } of said) {
    const before = updates.get(customerId)
    const registered = [before?.registeredAt, claim.registeredAt].filter((time) => time instanceof Date)
    updates.set(customerId, {
      customerId,
      name: claim.name || (before?.name ?? null),
      attributes: { ...before?.attributes, ...claim.attributes },
      registeredAt: registered.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null,
      preferredLanguage: claim.preferredLanguage || (before?.preferredLanguage ?? null),
      timeZone: claim.timeZone || (before?.timeZone ?? null),
      isTest: claim.isTest === true || before?.isTest === true,
    })
  }
  return [...updates.values()]
}
