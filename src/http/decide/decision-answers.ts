import type { RunWithSends } from '#decide/decision-service.ts'
import type { RunOrder } from '#decide/decision.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Answer, Static } from '../shared-schemas.ts'
import type { DecisionRun, DecisionRunBody } from './retain-schemas.ts'

/** A run as it was asked for, with the chosen customers looked up. */
export type RunBody = Omit<Static<typeof DecisionRunBody>, 'customers' | 'dryRun'> & { readonly customerIds?: readonly string[] }

/** @throws AppError `preview-with-choice` */
export function runOrder({ previewId, ...request }: RunBody): RunOrder {
  if (previewId === undefined) return request
  if (Object.values(request).some((each) => each !== undefined)) {
    throw new AppError(
      'invalid-input',
      'preview-with-choice',
      'A preview already says which strategies and how many: send previewId alone, or strategyIds and maxContacts without it.',
    )
  }
  return { previewId }
}

export function runAnswer({ costMinor, ...run }: RunWithSends, names: ReadonlyMap<string, string>): Answer<typeof DecisionRun> {
  return {
    ...run,
    createdBy: names.get(run.createdBy) ?? run.createdBy,
    cost: costMinor === null || run.summary === null ? null : { minor: costMinor, currency: run.summary.cost.currency },
  }
}
