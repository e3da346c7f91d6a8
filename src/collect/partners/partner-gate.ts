import { AppError } from '#kernel/app-error.ts'
import type { IdentityClaim } from '../identity-claim.ts'
import { NOBODYS, type Refusal } from '../import/row-step.ts'
import type { RecordPorts } from '../records/record-ports.ts'
import { type PartnerAgreement, UNKNOWN_CUSTOMER } from './partner-agreement.ts'

/** What was agreed with a partner. @throws AppError `partner-not-agreed` */
export async function agreementOf({ partnerOf }: Pick<RecordPorts, 'partnerOf'>, sourceId: string): Promise<PartnerAgreement> {
  const agreement = await partnerOf(sourceId)
  if (agreement !== null) return agreement
  throw new AppError(
    'conflict',
    'partner-not-agreed',
    'This source is no partner: say on its page, or with PUT /sources/{id}/partner, by which identifier it names customers.',
  )
}

/** Those of customers who are known: of anybody else nothing is kept as a fact, and nobody becomes a customer by what a partner says. */
export async function acquainted<T extends { readonly claim: IdentityClaim | null }>(
  { knownCustomers }: Pick<RecordPorts, 'knownCustomers'>,
  records: readonly T[],
  refuse: (one: T, refusal: Refusal) => void,
): Promise<T[]> {
  if (records.length === 0) return []
  const named = records.flatMap((record) => (record.claim === null ? [] : [{ record, claim: record.claim }]))
  const known = await knownCustomers(named.map(({ claim }) => claim))
  return named.flatMap(({ record }, i) => {
    const customers = known[i]?.length ?? 0
    if (customers === 1) return [record]
    refuse(record, customers === 0 ? UNKNOWN_CUSTOMER : NOBODYS)
    return []
  })
}
