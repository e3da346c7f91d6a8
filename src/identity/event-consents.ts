import type { IdentityClaim } from '#collect/identity-claim.ts'
import type { KnownConsents } from '#collect/tracking/steps/consent-step.ts'
import type { ConsentPurpose } from '#privacy/consent.ts'
import { sendersOf } from './event-customers.ts'
import type { IdentityService } from './identity-service.ts'

/** What the customers said to one purpose; who said nothing is left out. */
export type ReadPurposeConsents = (customerIds: readonly string[], purpose: ConsentPurpose) => Promise<ReadonlyMap<string, boolean>>

interface Parts {
  readonly identity: Pick<IdentityService, 'known'>
  readonly read: ReadPurposeConsents
}

/** What the ledger says of the customers that each claim means, before it is resolved; of several the refusal of one counts. Null where nobody is known, or has said anything. */
export function claimConsents({
  identity,
  read,
}: Parts): (claims: readonly IdentityClaim[], purpose: ConsentPurpose) => Promise<(boolean | null)[]> {
  return async (claims, purpose) => {
    const customers = claims.length === 0 ? [] : await identity.known(claims)
    const known = [...new Set(customers.flat())]
    const words = known.length === 0 ? new Map<string, boolean>() : await read(known, purpose)
    return customers.map((ids) => {
      const said = ids.flatMap((id) => words.get(id) ?? [])
      return said.length === 0 ? null : said.every(Boolean)
    })
  }
}

/**
 * What the ledger of consents says of the customer of each event, before it is resolved: who is not known is not created for having been asked about. Of
 * customers that the event would merge the refusal of one counts. Null where nobody is known, or has said anything.
 */
export function eventConsents(parts: Parts): KnownConsents {
  const consentsOf = claimConsents(parts)
  return async (events, purpose) => {
    const { claims, senderOf } = sendersOf(events)
    const said = await consentsOf(claims, purpose)
    return senderOf.map((sender) => said[sender] ?? null)
  }
}
