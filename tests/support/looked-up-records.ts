import type { ClaimedIdentifier, IdentityClaim, PersonKind } from '#collect/identity-claim.ts'
import { type Batch, readBatch } from '#identity/claim-batch.ts'
import type { DevicePerson } from '#identity/device-people.ts'
import { DEFAULT_BOOK } from '#identity/identity-rules.ts'
import { type FoundIdentifier, type IdentityStore, keyOf } from '#identity/identity-store.ts'
import { type Look, lookUp } from '#identity/look-up.ts'
import { openValues } from '#identity/open-values.ts'
import { stableId } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { parseKeyring } from '#privacy/keyring.ts'

const keyring = parseKeyring(`1 ${Buffer.alloc(32, 5).toString('base64')}`, 'test')
const open = openValues(
  keyring,
  () => 'CN',
  () => DEFAULT_BOOK,
)
const SEEN = new Date('2026-03-01T00:00:00Z')

export const card = (value: string) => ({ kind: 'member_number', value }) as const
export const phone = (value: string) => ({ kind: 'phone', value }) as const
export const device = (value: string) => ({ kind: 'device', value }) as const

/** A record that names these, of 1 March. */
export const naming = (...identifiers: ClaimedIdentifier[]): IdentityClaim => ({ identifiers, source: 'web', seenAt: SEEN })

/** The customer of that id and their identifiers, used on 1 March. Customers named earlier in a list are older. */
export interface Stored {
  readonly customerId: string
  readonly name?: string
  readonly identifiers: readonly (ClaimedIdentifier<PersonKind> & { readonly namedBy?: readonly string[] })[]
}

/** The blind index of a value that is already normalised. */
export const indexOf = (kind: string, value: string): Buffer => blindIndex(keyring, kind, value)

/** The origin of what happens on a device while nobody is known on it. */
export const deviceIdOf = (value: string): string => stableId('device', keyOf({ kind: 'device', blindIndex: indexOf('device', value) }))

/** The customer is known on that device. */
export interface Identified {
  readonly on: string
  readonly customerId: string
}

/** What the rules that the product comes with make of records, given who is stored and who identified on which device. */
export function lookAt(
  records: readonly IdentityClaim[],
  stored: readonly Stored[] = [],
  identified: readonly Identified[] = [],
): Promise<Look> {
  return lookUp(storeOf(stored, identified), batchOf(records), DEFAULT_BOOK)
}

export function batchOf(records: readonly IdentityClaim[]): Batch {
  return readBatch(records, open)
}

/** A store that has these. */
export function storeOf(stored: readonly Stored[], identified: readonly Identified[]): Pick<IdentityStore, 'find' | 'devicePeople'> {
  const rows = stored.flatMap(({ customerId, name = '', identifiers }, age) =>
    identifiers.map(({ kind, value, namedBy = [] }): FoundIdentifier => {
      const opened = open(kind, value)
      if (opened === undefined) throw new Error(`${value} is no ${kind}.`)
      return {
        kind,
        blindIndex: opened.blindIndex,
        customerId,
        originId: customerId,
        apartFrom: [],
        createdAt: new Date(age),
        maskedName: name,
        firstSeenAt: SEEN,
        lastSeenAt: SEEN,
        namedBy,
      }
    }),
  )
  const people = identified.map(({ on, customerId }): DevicePerson => ({ deviceId: deviceIdOf(on), personId: customerId, customerId }))
  return {
    find: (keys) => {
      const asked = new Set(keys.map(keyOf))
      const customers = new Set(rows.filter((row) => asked.has(keyOf(row))).map(({ customerId }) => customerId))
      return Promise.resolve(rows.filter(({ customerId }) => customers.has(customerId)))
    },
    devicePeople: (ids) => Promise.resolve(people.filter(({ deviceId }) => ids.includes(deviceId))),
  }
}
