import { expect, test } from 'vitest'
import { NO_OWNER } from '../../identity-claim.ts'
import { trackedEvent } from '../../../../tests/support/tracked-event.ts'
import { identifyStep } from './identify-step.ts'

test('each event has an owner, also where identity answers fewer', async () => {
  const owner = { customerId: 'c', originId: 'o' }
  const events = [trackedEvent({ messageId: 'a' }), trackedEvent({ messageId: 'b' })]
  expect(await identifyStep(events, () => Promise.resolve([owner, NO_OWNER]))).toEqual([owner, NO_OWNER])
  expect(await identifyStep(events, () => Promise.resolve([owner]))).toEqual([owner, NO_OWNER])
})

test('a failure of identity ends the block, so that it is tried again', async () => {
  await expect(identifyStep([trackedEvent()], () => Promise.reject(new Error('engine away')))).rejects.toThrow('engine away')
})
