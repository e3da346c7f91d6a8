import { attributeField } from '#collect/columns/attribute.ts'
import type { ClaimedIdentifier, IdentifierKind, IdentityClaim, Owner, PersonKind } from '#collect/identity-claim.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { mask } from '#privacy/mask.ts'
import type { BlockReason } from './blocked-values.ts'
import type { ProfileUpdate, Saying, StoredKey } from './identity-store.ts'
import type { TraitPlan } from './plan-traits.ts'
import type { KeyedIdentifier, PlanClaim, ResolvePlan } from './resolve-plan.ts'
import { FILES, fieldFact } from './survivorship/word.ts'

/** An identifier of a claim, readable: lives in memory only, while a batch is resolved and a while after. */
export interface OpenIdentifier extends KeyedIdentifier, StoredKey {
  readonly value: string
}

/** A value that is nobody's, and why. */
export interface BlockedIdentifier extends Pick<OpenIdentifier, 'kind' | 'key' | 'value' | 'blindIndex'> {
  readonly reason: BlockReason
}

/** A device, with the origin of what it does while nobody is known on it. */
export interface OpenDevice {
  readonly key: string
  readonly value: string
  readonly blindIndex: Buffer
  readonly deviceId: string
}

/** What somebody was called before: known as a person or not, and as a device else. */
interface Former {
  readonly person: OpenIdentifier | null
  readonly device: OpenDevice | null
}

/** Claims with the same identifiers, grouped: an import of orders may name a customer thousands of times. */
export interface Group {
  /** Those that name a person. */
  readonly identifiers: readonly OpenIdentifier[]
  readonly device: OpenDevice | null
  readonly former: Former | null
  readonly blocked: readonly BlockedIdentifier[]
  /** Masked, '' for none. */
  readonly name: string
  readonly source: string
  readonly importId: string | null
  readonly claims: IdentityClaim[]
  firstSeen: Date
  lastSeen: Date
}

export interface Batch {
  readonly groups: readonly Group[]
  /** Group of each claim, -1 without a usable identifier. */
  readonly groupOf: readonly number[]
  readonly identifiers: ReadonlyMap<string, OpenIdentifier>
  /** Those to look up: beside the identifiers what people say they were called before. */
  readonly wanted: readonly OpenIdentifier[]
  /** Every device that is named, by its origin. */
  readonly devices: ReadonlyMap<string, OpenDevice>
  readonly hasProfiles: boolean
  readonly hasTraits: boolean
}

/** Reads an identifier; undefined for what cannot be one, with a reason for what is nobody's, and with the origin of a device. */
export type OpenValue = (
  kind: IdentifierKind,
  value: string,
) => (Pick<OpenIdentifier, 'key' | 'value' | 'blindIndex'> & { readonly reason?: BlockReason; readonly deviceId?: string }) | undefined

/** The claims, readable. */
export function readBatch(claims: readonly IdentityClaim[], open: OpenValue): Batch {
  const opened = new Map<string, OpenIdentifier | BlockedIdentifier | null>()
  const read = (kind: PersonKind, value: string): OpenIdentifier | BlockedIdentifier | null => {
    const raw = `${kind}:${value}`
    let found = opened.get(raw)
    if (found === undefined) {
      const read = open(kind, value)
      opened.set(raw, (found = read === undefined ? null : { kind, ...read }))
    }
    return found
  }
  const devicesByValue = new Map<string, OpenDevice | null>()
  const readDevice = (value: string): OpenDevice | null => {
    let found = devicesByValue.get(value)
    if (found === undefined) {
      const read = open('device', value)
      const deviceId = read?.reason === undefined ? read?.deviceId : undefined
      devicesByValue.set(value, (found = read === undefined || deviceId === undefined ? null : { ...read, deviceId }))
      if (found !== null) devices.set(found.deviceId, found)
    }
    return found
  }
  const devices = new Map<string, OpenDevice>()
  const formers = new Map<string, OpenIdentifier>()
  const identifiers = new Map<string, OpenIdentifier>()
  const bySignature = new Map<string, number>()
  const groups: Group[] = []
  let [hasProfiles, hasTraits] = [false, false]
  const groupOf = claims.map((claim) => {
    const usable: OpenIdentifier[] = []
    const blocked: BlockedIdentifier[] = []
    let device: OpenDevice | null = null
    for (const { kind, value } of claim.identifiers) {
      if (kind === 'device') {
        device ??= readDevice(value)
        continue
      }
      const identifier = read(kind, value)
      if (identifier === null || [...usable, ...blocked].some(({ key }) => key === identifier.key)) continue
      if (isBlocked(identifier)) {
        blocked.push(identifier)
        continue
      }
      usable.push(identifier)
      identifiers.set(identifier.key, identifier)
    }
    if (usable.length === 0 && device === null && blocked.length === 0) return -1
    const former = claim.former === undefined || usable.length === 0 ? null : formerOf(claim.former)
    const named = claim.name === undefined || claim.name === '' ? '' : mask('name', claim.name)
    const signature = [...usable, device, former?.person, former?.device, ...blocked].map((one) => one?.key ?? '').join('|') + named
    let index = bySignature.get(signature)
    if (index === undefined) {
      const { source, importId = null, seenAt } = claim
      const times = { firstSeen: seenAt, lastSeen: seenAt }
      index = groups.push({ identifiers: usable, device, former, blocked, name: named, source, importId, claims: [], ...times }) - 1
      bySignature.set(signature, index)
    }
    const group = groups[index] as Group
    if (claim.seenAt < group.firstSeen) group.firstSeen = claim.seenAt
    if (claim.seenAt > group.lastSeen) group.lastSeen = claim.seenAt
    if (usable.length > 0 && saysSomething(claim)) {
      group.claims.push(claim)
      hasProfiles = true
      hasTraits ||= claim.traits !== undefined
    }
    return index
  })
  return { groups, groupOf, identifiers, wanted: [...new Map([...formers, ...identifiers]).values()], devices, hasProfiles, hasTraits }

  function formerOf({ kind, value }: ClaimedIdentifier<PersonKind>): Former {
    const found = read(kind, value)
    const person = found === null || isBlocked(found) ? null : found
    if (person !== null) formers.set(person.key, person)
    return { person, device: readDevice(value) }
  }
}

function isBlocked(identifier: OpenIdentifier | BlockedIdentifier): identifier is BlockedIdentifier {
  return 'reason' in identifier
}

/** The groups as the plan takes them. */
export function planClaims(batch: Pick<Batch, 'groups'>): PlanClaim[] {
  return batch.groups.map(({ identifiers, firstSeen, lastSeen, name }) => ({
    identifiers,
    from: firstSeen.getTime(),
    to: lastSeen.getTime(),
    name,
  }))
}

function saysSomething(claim: IdentityClaim): boolean {
  return (
    claim.attributes !== undefined ||
    claim.traits !== undefined ||
    claim.registeredAt !== undefined ||
    claim.isTest === true ||
    [claim.name, claim.preferredLanguage, claim.timeZone].some((text) => text !== undefined && text !== '')
  )
}

/** The claims that somebody is told of, and so may say something. */
export function claimsSpoken(batch: Batch, plan: ResolvePlan): readonly IdentityClaim[] {
  return spokenFor(batch, plan).map(({ claim }) => claim)
}

/** What claims say of customers that is no matter of rules: the earliest registration counts, and who was a test once is one. One update per customer. */
export function profileUpdates(batch: Batch, plan: ResolvePlan): ProfileUpdate[] {
  const updates = new Map<string, ProfileUpdate>()
  for (const { claim, owner } of spokenFor(batch, plan)) {
    const { customerId } = owner
    const before = updates.get(customerId)
    const registered = [before?.registeredAt, claim.registeredAt].filter((time) => time instanceof Date)
    updates.set(customerId, {
      customerId,
      registeredAt: registered.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null,
      isTest: claim.isTest === true || before?.isTest === true,
    })
  }
  return [...updates.values()]
}

/** A saying with its values readable. */
export interface OpenSaying extends Omit<Saying, 'said'> {
  readonly said: readonly {
    readonly fact: string
    readonly value: string | number | boolean
    readonly at: number
    readonly personal: boolean
  }[]
}

/** What claims say of the records that they name, one saying per claim. */
export function sayingsOf(batch: Batch, plan: ResolvePlan, traits: Pick<TraitPlan, 'said'>): OpenSaying[] {
  return spokenFor(batch, plan).flatMap(({ claim, owner }): OpenSaying[] => {
    const { importId, sourceId, name = '', attributes = {}, preferredLanguage = '', timeZone = '' } = claim
    const at = (claim.saidAt ?? claim.seenAt).getTime()
    const texts = Object.entries({ name, preferredLanguage, timeZone }).filter(([, text]) => text !== '')
    const fields = [...texts, ...Object.entries(attributes)].map(([field, value]) => ({
      fact: fieldFact(field),
      value,
      at,
      personal: field === 'name',
    }))
    const own = (traits.said.get(claim) ?? []).map((one) => ({
      fact: attributeField(one.name),
      value: one.value,
      at,
      personal: one.personal,
    }))
    const said = [...fields, ...own]
    if (said.length === 0) return []
    const saidBy = importId ?? sourceId ?? NO_CUSTOMER
    return [{ recordId: owner.originId, saidBy, source: importId === undefined ? (sourceId ?? '') : FILES, said }]
  })
}

function spokenFor({ groups }: Batch, { owners }: ResolvePlan): { readonly claim: IdentityClaim; readonly owner: Owner }[] {
  return groups.flatMap(({ claims }, index) => {
    const owner = owners[index]
    return owner === null || owner === undefined ? [] : claims.map((claim) => ({ claim, owner }))
  })
}
