import { AppError } from '#kernel/app-error.ts'
import type { DecisionPreview } from './decision.ts'
import type { PreviewChange } from './preview-marks.ts'

const WORDS: Readonly<Record<PreviewChange, string>> = {
  expired: 'it is more than an hour old',
  scores: 'there are newer scores',
  profiles: 'there are newer profiles',
  imports: 'something was imported',
  runs: 'there was another run',
  strategies: 'a strategy was changed or paused',
  channels: 'a channel was set up or taken away',
  audiences: 'other customers are in the audiences',
  reach: 'consents, addresses or unsubscribes changed',
  members: 'people joined or left companies',
  effects: 'newly measured effects change the expected gains',
  other: 'the data changed',
}

/** A changed preview is never executed: the caller reviews the difference and decides again. */
export function previewOutdated(before: DecisionPreview, after: DecisionPreview, changes: readonly PreviewChange[]): AppError {
  const why = changes.map((change) => WORDS[change]).join('; ')
  return new AppError(
    'conflict',
    'preview-outdated',
    `The preview no longer holds: ${why}. It showed ${before.treated} to contact and ${before.control} in the control group; now it would be ${after.treated} and ${after.control}. Make a new preview and run that.`,
    {
      details: {
        changed: changes.join(','),
        treatedBefore: before.treated,
        controlBefore: before.control,
        costBefore: before.cost.minor,
        treatedAfter: after.treated,
        controlAfter: after.control,
        costAfter: after.cost.minor,
        currency: after.cost.currency,
      },
    },
  )
}
