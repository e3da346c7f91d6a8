import { expect, test } from 'vitest'
import { memoryEvents } from '../../../../tests/support/memory/memory-events.ts'
import { trackedEvent } from '../../../../tests/support/tracked-event.ts'
import { enrichStep } from './enrich-step.ts'
import { storeStep } from './store-step.ts'

const block = enrichStep(
  ['a', 'b'].map((messageId) => trackedEvent({ messageId })),
  [],
)

test('a block is stored, but for what an unfinished attempt stored already', async () => {
  const { table, insertEvents } = memoryEvents()
  await storeStep(block, [false, false], insertEvents)
  expect(table.map(({ messageId }) => messageId)).toEqual(['a', 'b'])
  const again = memoryEvents()
  await storeStep(block, [true, false], again.insertEvents)
  expect(again.table.map(({ messageId }) => messageId)).toEqual(['b'])
})

test("the engine's refusal is thrown", async () => {
  await expect(storeStep(block, [false, false], () => Promise.reject(new RangeError('refused')))).rejects.toThrow('refused')
})
