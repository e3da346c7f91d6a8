import type { Pool } from 'pg'
import type { ReadPurposeConsents } from '#identity/event-consents.ts'
import type { ConsentChannel } from '#privacy/consent.ts'
import { purposeConsent } from '#privacy/purpose-consent.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** Grain: one row for each channel that one of the customers spoke of. Cost: their key range of the current consents. */
export function createPurposeConsents(pool: Pool): ReadPurposeConsents {
  return (customerIds, purpose) =>
    withEngineErrors('postgres', async () => {
      const { rows } = await pool.query<{ customer_id: string; channel: ConsentChannel; granted: boolean }>(
        'SELECT customer_id, channel, granted FROM consents WHERE customer_id = ANY ($1::uuid[]) AND purpose = $2',
        [customerIds, purpose],
      )
      const words = [...Map.groupBy(rows, (row) => row.customer_id)].map(
        ([customerId, consents]) => [customerId, purposeConsent(consents)] as const,
      )
      return new Map(words.filter((word): word is readonly [string, boolean] => word[1] !== null))
    })
}
