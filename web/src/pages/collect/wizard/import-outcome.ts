import type { Static } from '#http/shared-schemas.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import type { ImportOutcome } from '#http/collect/import-preview-schemas.ts'

export type Outcome = Static<typeof ImportOutcome>

/** What a finished import or check came to; null where the job has no such answer. */
export function outcomeOf({ result }: Pick<Job, 'result'>): Outcome | null {
  return isOutcome(result) ? result : null
}

function isOutcome(result: Job['result']): result is Job['result'] & Outcome {
  return (
    result !== null &&
    typeof result['rows'] === 'number' &&
    typeof result['orders'] === 'number' &&
    Array.isArray(result['questions']) &&
    Array.isArray(result['months']) &&
    Array.isArray(result['statuses'])
  )
}
