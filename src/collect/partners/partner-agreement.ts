import type { ClaimedIdentifier, IdentityClaim } from '../identity-claim.ts'
import { CUSTOMER_ID_FIELDS } from '../import/import-field.ts'
import type { Refusal } from '../import/row-step.ts'

/** The identifiers that can be agreed on with a partner, as fields of records. */
export const AGREED_IDENTIFIERS = ['memberNumber', 'phone', 'email', 'userId', 'customerId'] as const
export type AgreedIdentifier = (typeof AGREED_IDENTIFIERS)[number]

/** What was agreed with the partner that a source is. */
export interface PartnerAgreement {
  readonly identifier: AgreedIdentifier
  /** For how many days a tag holds that names no end of its own; null: until it is said otherwise. */
  readonly tagDays: number | null
  readonly agreedAt: Date
}

const KINDS: Readonly<Record<AgreedIdentifier, ClaimedIdentifier['kind']>> = {
  memberNumber: 'member_number',
  phone: 'phone',
  email: 'email',
  userId: 'user_id',
  customerId: 'custom_id',
}

/** Why a record may not name its person as it does: by exactly the agreed identifier, so that a partner never joins two customers. Undefined where it may. */
export function notAgreed(claim: IdentityClaim | null, { identifier }: Pick<PartnerAgreement, 'identifier'>): Refusal | undefined {
  const identifiers = claim?.identifiers ?? []
  const [first] = identifiers
  if (identifiers.length === 1 && first?.kind === KINDS[identifier]) return undefined
  const other = identifiers.find(({ kind }) => kind !== KINDS[identifier])
  const field = CUSTOMER_ID_FIELDS.find(({ name }) => KINDS[name as AgreedIdentifier] === other?.kind)?.name ?? ''
  return {
    reason: 'identifier-not-agreed',
    field,
    message: `This partner names people by ${identifier} and by nothing else.`,
  }
}

/** Of a person who is no customer here: what a partner says of them is not ours to keep with anybody. */
export const UNKNOWN_CUSTOMER: Refusal = {
  reason: 'unknown-customer',
  field: '',
  message: 'Nobody here has this identifier.',
}
