import type { Clock } from '#kernel/clock.ts'
import { decryptField, encryptField, newDataKey, unwrapDataKey } from '#privacy/field-encryption.ts'
import { blindIndex as markOf } from '#privacy/blind-index.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { mask } from '#privacy/mask.ts'
import type { MovingChange } from './align-origins.ts'
import { type Batch, type Group, claimsSpoken, type OpenIdentifier, type OpenSaying, profileUpdates, sayingsOf } from './claim-batch.ts'
import type { CustomerFacts, CustomerMerge, IdentityWriter, NewEdge, Saying } from './identity-store.ts'
import type { DevicePlan } from './plan-devices.ts'
import { NO_TRAITS, planTraits, type TraitPlan } from './plan-traits.ts'
import type { KnownIdentifier, ResolvePlan } from './resolve-plan.ts'
import { sealedAttribute } from './survivorship/seal-attribute.ts'
import { analysedAttributes, settleValues } from './survivorship/settle-values.ts'
import { fieldFact, type SaidValue } from './survivorship/word.ts'

const NAME = fieldFact('name')

interface Parts {
  readonly facts: CustomerFacts
  readonly keyring: Keyring
  readonly clock: Clock
  /** The project's, which has the days of times. */
  readonly timeZone?: () => string
}

type LeftOut = TraitPlan['leftOut']

/** Writes what was decided of a batch. Returns the traits that are no values of attributes, and the records and devices that count for another customer as a result. */
export async function carryOut(
  { facts, keyring, clock, timeZone = () => 'UTC' }: Parts,
  writer: IdentityWriter,
  batch: Batch,
  {
    plan,
    devices,
    edges,
  }: { readonly plan: ResolvePlan; readonly devices: DevicePlan; readonly edges: readonly Omit<NewEdge, 'createdAt'>[] },
): Promise<MovingChange<LeftOut>> {
  const now = clock.now()
  const keys = new Map<string, Buffer>()
  const created = plan.created.map(({ customerId, claim }) => {
    const { key, wrapped } = newDataKey(keyring, customerId)
    keys.set(customerId, key)
    const first = batch.groups[claim] as Group
    return { customerId, dataKey: wrapped, source: first.source, madeBy: first.importId, createdAt: first.firstSeen, now }
  })
  const updates = profileUpdates(batch, plan)
  const traits = batch.hasTraits ? planTraits(claimsSpoken(batch, plan), await writer.attributes(), timeZone()) : NO_TRAITS
  const sayings = sayingsOf(batch, plan, traits)
  const existing = new Set([
    ...[...plan.added, ...plan.takenOver].map((one) => one.customerId),
    ...sayings.map((one) => one.recordId),
    ...plan.merges.flatMap(({ from, to }) => [from, to]),
  ])
  for (const [id, wrapped] of await writer.dataKeys([...existing].filter((id) => !keys.has(id)))) {
    if (wrapped !== null) keys.set(id, unwrapDataKey(keyring, id, wrapped))
  }
  await writer.addCustomers(created)
  const moved = plan.merges.length > 0 ? await mergeStored(writer, plan.merges, keys, now) : []
  const sealed = plan.added.concat(plan.takenOver).flatMap((one) => {
    const { value, kind, blindIndex } = batch.identifiers.get(one.key) as OpenIdentifier
    const key = keys.get(one.customerId)
    if (key === undefined) return []
    const { customerId, originId, namedBy } = one
    const ciphertext = encryptField(key, customerId, kind, value)
    const { source } = batch.groups[one.claim] as Group
    return { customerId, originId, kind, blindIndex, ciphertext, masked: mask(kind, value), source, namedBy, ...timesOf(one), key: one.key }
  })
  const taken = new Set(plan.takenOver.map(({ key }) => key))
  await writer.addIdentifiers(sealed.filter(({ key }) => !taken.has(key)))
  await writer.moveIdentifiers(sealed.filter(({ key }) => taken.has(key)))
  await writer.seen(
    plan.seen.map((one) => {
      const { kind, blindIndex } = batch.identifiers.get(one.key) as OpenIdentifier
      return { kind, blindIndex, namedBy: one.namedBy, ...timesOf(one) }
    }),
  )
  const updated = await writer.updateProfiles(updates, now)
  await writer.addAttributes(traits.created, now)
  const spoken = new Set([...(sayings.length > 0 ? updates.map((one) => one.customerId) : []), ...plan.merges.map(({ to }) => to)])
  const before = await analysedAttributes(writer, traits.said.size > 0 ? [...spoken] : [])
  await writer.say(sayings.map((one) => sealedSaying(one, keys.get(one.recordId), keyring)))
  const settled = await settleValues(writer, [...spoken], { keyring, now, before })
  await writer.addDevicePeople(
    devices.joined.map(({ deviceId, personId, device: { value }, claim }) => {
      const { source, firstSeen } = batch.groups[claim] as Group
      return { deviceId, personId, masked: mask('device', value), source, seenAt: firstSeen }
    }),
  )
  await writer.ask(plan.questions.map(({ a, b, areNamesAlike }) => ({ a, b, areNamesAlike, askedAt: now })))
  await writer.addEdges(edges.map((edge) => ({ ...edge, createdAt: now })))
  // Deliberately before the commit: ids are deterministic, so an extra row is harmless and a missing one is not.
  const changed = new Set([...created.map((one) => one.customerId), ...updated, ...settled, ...plan.merges.map(({ to }) => to)])
  await facts.saveCustomers(await writer.profiles([...changed]), now)
  return { result: traits.leftOut, records: moved, devices: devices.moved }
}

/** With what is personal encrypted under the key of its record; without it where the record was erased. */
function sealedSaying({ said, ...saying }: OpenSaying, key: Buffer | undefined, keyring: Keyring): Saying {
  return {
    ...saying,
    said: said.flatMap(({ fact, value, at, personal }): Saying['said'][number][] => {
      if (!personal) return [{ fact, value: { value }, at }]
      if (key === undefined) return []
      const seal =
        fact === NAME
          ? sealedName(key, saying.recordId, String(value), keyring)
          : sealedAttribute(key, saying.recordId, fact, String(value), keyring)
      return [{ fact, value: seal, at }]
    }),
  }
}

function sealedName(key: Buffer, recordId: string, name: string, keyring: Keyring): SaidValue {
  return {
    masked: mask('name', name),
    sealed: encryptField(key, recordId, 'name', name).toString('base64'),
    mark: markOf(keyring, 'name', name).toString('base64'),
  }
}

function timesOf({ from, to }: Pick<KnownIdentifier, 'from' | 'to'>): { readonly firstSeenAt: Date; readonly lastSeenAt: Date } {
  return { firstSeenAt: new Date(from), lastSeenAt: new Date(to) }
}

/** Merges customers, their personal values encrypted again for the survivor. Returns the origins that count for another one now. */
export async function mergeStored(
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
