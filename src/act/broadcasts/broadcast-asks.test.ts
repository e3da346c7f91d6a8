import { expect, test } from 'vitest'
import { broadcastAsks } from './broadcast-asks.ts'
import type { AskedOf } from './broadcast-asks.ts'
import { NEW_BROADCAST } from './new-broadcast.ts'

const QUIET: AskedOf = {
  definition: { ...NEW_BROADCAST, name: 'Spring', audience: { all: [] }, channels: ['email'] },
  customers: 50,
  everyone: 1_000,
  lastAudience: null,
  preview: null,
  hasLostVariant: false,
  timeZone: 'Asia/Shanghai',
  now: new Date('2026-03-16T04:00:00Z'),
  letters: { linksWork: true, isNamed: true },
}
const asks = (more: Partial<AskedOf>) => broadcastAsks({ ...QUIET, ...more })

test('nobody is sent links that they cannot open, or the name of this product for that of the shop, without a word', () => {
  expect(asks({})).toEqual(['not_previewed'])
  expect(asks({ letters: { linksWork: false, isNamed: false } })).toEqual(['not_previewed', 'links_local', 'shop_unnamed'])
  const team = { ...QUIET.definition, channels: ['agent_task', 'webhook'] as const }
  expect(asks({ definition: team, letters: { linksWork: false, isNamed: false } })).toEqual(['not_previewed'])
})

test('nearly everybody, and ten times as many as before, are asked about from a hundred customers on', () => {
  expect(asks({ customers: 950 })).toContain('everybody')
  expect(asks({ customers: 949 })).not.toContain('everybody')
  expect(asks({ customers: 500, lastAudience: 50 })).toContain('ten_times_larger')
  expect(asks({ customers: 99, lastAudience: 1 })).not.toContain('ten_times_larger')
})

test('a channel that wakes people asks at night, in the zone of the project', () => {
  const sms = { ...QUIET.definition, channels: ['sms'] as const }
  const at = (time: string) => asks({ definition: { ...sms, when: { kind: 'at', at: time } } })
  expect(at('2026-03-16T23:30:00+08:00')).toContain('at_night')
  expect(at('2026-03-17T10:00:00+08:00')).not.toContain('at_night')
  expect(asks({ definition: { ...sms, when: { kind: 'local', day: '2026-03-18', time: '06:59' } } })).toContain('at_night')
})

test('a variant that nobody can get is asked about', () => {
  expect(asks({ hasLostVariant: true })).toEqual(['not_previewed', 'variant_lost'])
})
