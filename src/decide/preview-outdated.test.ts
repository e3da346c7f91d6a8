import { expect, test } from 'vitest'
import type { DecisionPreview } from './decision.ts'
import { previewOutdated } from './preview-outdated.ts'

const preview = (treated: number, control: number, minor: number): DecisionPreview => ({
  candidates: 100,
  decided: treated + control,
  treated,
  control,
  cost: { minor, currency: 'CNY' },
  skipped: [],
  strategies: [],
  sample: [],
})

test('a preview that no longer holds is refused with every reason, what it showed and what it would be now', () => {
  const error = previewOutdated(preview(40, 10, 900), preview(30, 8, 700), ['scores', 'reach'])
  expect(error).toMatchObject({
    kind: 'conflict',
    code: 'preview-outdated',
    details: {
      changed: 'scores,reach',
      treatedBefore: 40,
      controlBefore: 10,
      costBefore: 900,
      treatedAfter: 30,
      controlAfter: 8,
      costAfter: 700,
      currency: 'CNY',
    },
  })
  expect(error.message).toContain('there are newer scores; consents, addresses or unsubscribes changed.')
  expect(error.message).toContain('40 to contact and 10 in the control group; now it would be 30 and 8.')
})
