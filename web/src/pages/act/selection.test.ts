import { expect, test } from 'vitest'
import { selectionOfFilter } from './selection.ts'

test('what the address bar says as text becomes the numbers and truths of a body; empty parts are left out', () => {
  expect(selectionOfFilter({ riskTier: 'high', riskFrom: '0.5', r: '3', atRisk: 'true', isNew: 'false', q: '', cause: undefined })).toEqual(
    {
      filter: { riskTier: 'high', riskFrom: 0.5, r: 3, atRisk: true, isNew: false },
    },
  )
})
