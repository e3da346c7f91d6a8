import { messageKey } from '#collect/tracking/steps/dedupe-step.ts'
import type { PersonKind } from '#collect/identity-claim.ts'
import { customersOf } from '#identity/origin-mapping.ts'
import { keyOf } from '#identity/identity-store.ts'
import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { decryptField, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import type { Books } from './sim-accounts.ts'
import { FAMILY_PHONE, type SimPerson } from './sim-shop.ts'
import { joiningEdges, nowOf, type SimTables } from './sim-tables.ts'

type Event = ReturnType<Books['analytical']['events']>[number]

/** What of the people does not add up, held against what the stored messages say of them: one line for each fault. `separated`: whom a user took apart. */
export function identityFaults({ shop, tables, analytical }: Books, keyring: Keyring, separated: ReadonlySet<string>): string[] {
  const events = analytical.events()
  const nameOf = (kind: string, value: string): string => `${kind}:${normaliseIdentifier(kind, value, 'CN') ?? value}`
  const customerOf = (kind: string, value: string): string | undefined => {
    const normalised = normaliseIdentifier(kind, value, 'CN')
    if (normalised === undefined) return undefined
    return tables.people.identifiers.get(keyOf({ kind, blindIndex: blindIndex(keyring, kind, normalised) }))?.customerId
  }
  const deviceId = (value: string): string =>
    stableId('device', keyOf({ kind: 'device', blindIndex: blindIndex(keyring, 'device', value) }))
  const family = nameOf('phone', FAMILY_PHONE)
  /** Those that name a person, but for the number that two share. */
  const ownNames = ({ identifiers }: Event): { kind: string; value: string }[] =>
    identifiers.filter(({ kind, value }) => kind !== 'device' && nameOf(kind, value) !== family)

  const personOf = new Map<string, SimPerson>()
  for (const person of shop.people) {
    for (const [kind, value] of [
      ['member_number', person.member],
      ['phone', person.phone],
      ['email', person.email],
    ] as const)
      personOf.set(nameOf(kind, value), person)
  }
  const faults: string[] = []

  // Nobody is two persons, and nobody whom a stored message joins is two customers.
  const groups = new Map<string, Set<string>>()
  for (const event of events) {
    const names = ownNames(event).map(({ kind, value }) => nameOf(kind, value))
    const joined = new Set(names)
    for (const name of names) for (const other of groups.get(name) ?? []) joined.add(other)
    for (const name of joined) groups.set(name, joined)
  }
  const personOfCustomer = new Map<string, SimPerson>()
  for (const [name, joined] of groups) {
    const [kind = '', value = ''] = split(name)
    const customer = customerOf(kind, value)
    const person = personOf.get(name)
    if (customer === undefined || person === undefined) {
      faults.push(`${name} is named by a stored event and belongs to no customer`)
      continue
    }
    const other = personOfCustomer.get(customer)
    if (other !== undefined && other !== person) faults.push(`${person.member} and ${other.member} are one customer`)
    personOfCustomer.set(customer, person)
    if (separated.has(person.member)) continue
    for (const one of joined) {
      const [otherKind = '', otherValue = ''] = split(one)
      if (customerOf(otherKind, otherValue) !== customer)
        faults.push(`${name} and ${one} are two customers though a stored event names both`)
    }
  }

  // Every event is of the customer that it names, or of the one person who identified on its device. Somebody may have done so in a message that was not kept.
  const onDevice = Map.groupBy(tables.people.devicePeople.values(), ({ deviceId }) => deviceId)
  const peopleOf = (deviceId: string): Set<string> => new Set(onDevice.get(deviceId)?.map(({ personId }) => nowOf(tables.people, personId)))
  for (const event of events) {
    const { customerNow } = event
    if (customerNow !== NO_CUSTOMER) {
      const row = tables.people.customers.get(customerNow)
      if (row === undefined) faults.push(`${messageKey(event)} is of a customer who does not exist`)
      else if (row.mergedInto !== null) faults.push(`${messageKey(event)} is of a customer who was merged into another`)
      else if (!analytical.customers.has(customerNow))
        faults.push(`the analytical store does not know the customer of ${messageKey(event)}`)
    }
    const [name] = ownNames(event)
    const device = event.identifiers.find(({ kind }) => kind === 'device')?.value
    if (name !== undefined) {
      const person = personOf.get(nameOf(name.kind, name.value))
      const isOneStill = person !== undefined && !separated.has(person.member)
      if (isOneStill && customerOf(name.kind, name.value) !== customerNow)
        faults.push(`${messageKey(event)} is not of the customer whom it names by ${name.kind}`)
      if (nowOf(tables.people, event.originId) !== customerNow)
        faults.push(`${messageKey(event)} is of another customer than its record ${event.originId}`)
      if (device !== undefined && isOneStill && !peopleOf(deviceId(device)).has(customerNow))
        faults.push(`the person of ${messageKey(event)} is not known on the device ${device}`)
    } else if (device !== undefined && event.identifiers.every(({ kind }) => kind === 'device')) {
      const people = peopleOf(event.originId)
      const [only] = people
      const expected = people.size === 1 && only !== undefined ? only : NO_CUSTOMER
      if (event.originId !== deviceId(device)) faults.push(`${messageKey(event)} is not under the origin of its device ${device}`)
      if (customerNow !== expected) faults.push(`${messageKey(event)} of the device ${device} is of ${customerNow}, not ${expected}`)
    }
  }
  return [...faults, ...logFaults(tables), ...keyFaults(tables, keyring)]
}

/** The log of edges alone says who is whom: the customers are what follows from it. */
function logFaults({ people }: SimTables): string[] {
  const origins = [...people.customers.values()].map(({ id, createdAt }) => ({ id, createdAt: createdAt.getTime() }))
  const edges = joiningEdges(people.edges)
  const roots = customersOf(origins, edges)
  const rootOfCustomer = new Map<string, string>()
  return origins.flatMap(({ id }) => {
    const [now, root] = [nowOf(people, id), roots.get(id) ?? id]
    const before = rootOfCustomer.get(now)
    rootOfCustomer.set(now, root)
    if (before !== undefined && before !== root) return [`the log does not say why ${id} is ${now}`]
    return roots.get(now) === root ? [] : [`by the log ${id} is ${root}, by its record ${now}`]
  })
}

/** Every value can be read with the key of the customer who has it. */
function keyFaults({ people }: SimTables, keyring: Keyring): string[] {
  return [...people.identifiers.values()].flatMap(({ customerId, kind, ciphertext, masked }) => {
    const row = people.customers.get(customerId)
    if (row === undefined) return [`${kind} ${masked} belongs to a customer who does not exist`]
    if (row.mergedInto !== null) return [`${kind} ${masked} belongs to a customer who was merged into another`]
    try {
      decryptField(unwrapDataKey(keyring, customerId, row.dataKey), customerId, kind as PersonKind, ciphertext)
      return []
    } catch {
      return [`${kind} ${masked} cannot be read with the key of its customer`]
    }
  })
}

function split(name: string): string[] {
  const at = name.indexOf(':')
  return [name.slice(0, at), name.slice(at + 1)]
}
