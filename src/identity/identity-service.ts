import { type IdentityClaim, NO_OWNER, type Owner, type PersonKind, type Resolution } from '#collect/identity-claim.ts'
import { type Clock, DAY_MS } from '#kernel/clock.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { decryptField, encryptField, newDataKey, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { mask } from '#privacy/mask.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import { originAligner } from './align-origins.ts'
import { type Batch, type Group, type OpenIdentifier, type OpenValue, profileUpdates, readBatch } from './claim-batch.ts'
import type { CustomerFacts, CustomerMerge, FoundIdentifier, IdentityStore, IdentityWriter, StoredKey } from './identity-store.ts'
import { isBlockedValue } from './merge-rules.ts'
import { knownOwners, lookUp, type Look, planFrom } from './look-up.ts'
import { RehearsedPeople } from './rehearsed-people.ts'
import { type SeparatedCustomers, separateMerge } from './separate-merge.ts'
import type { ResolvePlan } from './resolve-plan.ts'

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
   * The owner of each claim, in order (NO_OWNER without a usable identifier; a device alone is an origin of its own), and the known ids that were merged in the process: ids kept by the
   * caller must be updated. Safe to repeat after a crash.
   */
  resolve(claims: readonly IdentityClaim[]): Promise<Resolution>
  /** A resolver that writes nothing: each call sees what the calls before it would have written. */
  rehearse(): (claims: readonly IdentityClaim[]) => Promise<Resolution>
  /**
   * Of each claim the known customers that `resolve` would give it to if it came alone: several where it would merge them, with the survivor first; none for a
   * stranger or a device of nobody. Writes nothing.
   */
  known(claims: readonly IdentityClaim[]): Promise<readonly (readonly string[])[]>
  /** The customer with that identifier, or null. */
  find(kind: PersonKind, value: string): Promise<string | null>
  /** Makes the analytical store consistent with the merges after a crash anywhere, and includes facts that arrived late. Call at start. Returns how many origins differed. */
  repairMerges(): Promise<number>
  /** Runs work while no merge is being sent to the analytical store. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Undoes a merge, given its row of the edge log. @throws AppError not-found `merge-not-found`, conflict `merge-not-reversible` */
  separate(merge: { readonly customerId: string; readonly edgeId: string }, actor: string): Promise<SeparatedCustomers>
}

export function createIdentityService(deps: IdentityDependencies): IdentityService {
  const { store, facts, keyring, clock } = deps
  const region = deps.region ?? (() => 'CN')
  const origins = originAligner(deps)

  const open: OpenValue = (kind, value) => {
    const normalised = normaliseIdentifier(kind, value, region())
    if (normalised === undefined || isBlockedValue(normalised)) return undefined
    const index = blindIndex(keyring, kind, normalised)
    return { value: normalised, blindIndex: index, key: `${kind}:${index.toString('base64')}` }
  }

  async function resolve(claims: readonly IdentityClaim[]): Promise<Resolution> {
    const batch = readBatch(claims, open)
    if (batch.groups.length === 0) return { owners: claims.map(() => NO_OWNER), merges: [] }
    let look = await lookUp(store, batch)
    if (changes(look) || batch.hasProfiles || seenLater(batch, look.found).length > 0) {
      const moved = await store.change(async (writer) => {
        // Another process may have created these customers first: look again, now that we hold the write lock.
        look = await lookUp(writer, batch)
        const origins = await write(writer, batch, look)
        await writer.seen(seenLater(batch, look.found))
        return origins
      })
      if (moved.length > 0) await origins.align(moved)
    }
    return resolutionOf(batch, look.plan, look.devices.owners)
  }

  function rehearse(): (claims: readonly IdentityClaim[]) => Promise<Resolution> {
    const people = new RehearsedPeople()
    return async (claims) => {
      const batch = readBatch(claims, open)
      const wanted = [...batch.identifiers.values()]
      const unasked = people.unasked(wanted)
      if (unasked.length > 0) people.learn(await store.find(unasked))
      const plan = planFrom(batch, people.find(wanted))
      people.apply(
        plan,
        (key) => (batch.identifiers.get(key) as OpenIdentifier).blindIndex,
        (claim) => (batch.groups[claim] as Group).firstSeen,
      )
      return resolutionOf(batch, plan, new Map())
    }
  }

  /** Returns the origins that count for another customer as a result. */
  async function write(writer: IdentityWriter, batch: Batch, { plan, devices }: Look): Promise<readonly string[]> {
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
    const sourceOf = (claim: number): string => (batch.groups[claim] as Group).source
    await writer.addDevicePeople(
      devices.joined.map(({ deviceId, personId, device: { value }, claim }) => ({
        deviceId,
        personId,
        masked: mask('device', value),
        source: sourceOf(claim),
        seenAt: (batch.groups[claim] as Group).firstSeen,
      })),
    )
    await writer.addEdges([
      ...plan.edges.map(({ rule, kind, key, claim, customerId, otherCustomerId }) => ({
        customerId,
        otherCustomerId,
        rule,
        kind,
        blindIndex: (batch.identifiers.get(key) as OpenIdentifier).blindIndex,
        source: sourceOf(claim),
        createdAt: now,
      })),
      ...devices.joined.map(({ deviceId, customerId, device: { blindIndex: index }, claim }) => ({
        customerId,
        otherCustomerId: deviceId,
        rule: 'device',
        kind: 'device' as const,
        blindIndex: index,
        source: sourceOf(claim),
        createdAt: now,
      })),
      ...devices.refused.map(({ customerId, otherCustomerId, identifier: { kind, blindIndex: index }, claim }) => ({
        customerId,
        otherCustomerId,
        rule: 'cannot_merge_already_identified',
        kind,
        blindIndex: index,
        source: sourceOf(claim),
        createdAt: now,
      })),
    ])
    // Deliberately before the commit: ids are deterministic, so an extra row is harmless and a missing one is not.
    const changed = new Set([...created.map((one) => one.customerId), ...updated, ...plan.merges.map(({ to }) => to)])
    await facts.saveCustomers(await writer.profiles([...changed]), now)
    return [...moved, ...devices.moved]
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
    async known(claims) {
      const batch = readBatch(claims, open)
      const owners = await knownOwners(store, batch)
      return batch.groupOf.map((group) => owners[group] ?? [])
    },
    async find(kind, value) {
      const identifier = open(kind, value)
      if (identifier === undefined) return null
      const found = await store.find([{ kind, blindIndex: identifier.blindIndex }])
      return found[0]?.customerId ?? null
    },
    repairMerges: origins.repair,
    alone: origins.alone,
    separate: (merge, actor) => separateMerge({ ...deps, origins }, merge, actor),
  }
}

/** @param devices The customer of each device that somebody identified on; a rehearsal knows none */
function resolutionOf(batch: Batch, plan: ResolvePlan, devices: ReadonlyMap<string, string>): Resolution {
  const owners = batch.groups.map(({ device }, group): Owner => {
    const owner = plan.owners[group] ?? null
    if (owner !== null || device === null) return owner ?? NO_OWNER
    return { originId: device.deviceId, customerId: devices.get(device.deviceId) ?? NO_CUSTOMER }
  })
  return { owners: batch.groupOf.map((group) => owners[group] ?? NO_OWNER), merges: plan.merges }
}

function changes({ plan, devices }: Look): boolean {
  return [plan.created, plan.added, plan.merges, plan.edges, devices.joined, devices.refused].some((list) => list.length > 0)
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
