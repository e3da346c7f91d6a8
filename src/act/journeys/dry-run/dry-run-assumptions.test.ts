import { expect, test } from 'vitest'
import type { JourneyDefinition } from '../journey.ts'
import { NEW_JOURNEY } from '../new-journey.ts'
import { assumptionsOf } from './dry-run-assumptions.ts'

const EMPTY: JourneyDefinition = { ...NEW_JOURNEY, name: 'x' }
const ALL = { isLive: false, isSample: false, isCut: false }

test('only what a journey asks of history is said', () => {
  expect(assumptionsOf(EMPTY, ALL)).toEqual(['as_it_happened', 'nobody_inside'])
  const vip = { field: 'customer.vip', op: 'set' } as const
  const full: JourneyDefinition = {
    ...EMPTY,
    entry: { kind: 'segment', segmentId: 's', change: 'entered' },
    audience: vip,
    exits: { events: [], condition: vip },
    steps: [
      { id: 'b', name: '', kind: 'branch', cases: [], next: null },
      { id: 'a', name: '', kind: 'attribute', attribute: 'x', value: 1, next: null },
      {
        id: 's',
        name: '',
        kind: 'send',
        content: { id: '', version: 0 },
        channels: ['email'],
        expiresHours: 1,
        unitCosts: {},
        time: 'best_hour',
        next: null,
      },
    ],
  }
  expect(assumptionsOf(full, { isLive: true, isSample: true, isCut: true })).toEqual([
    'as_it_happened',
    'nobody_inside',
    'contact_today',
    'others_waiting',
    'audience_today',
    'branches_today',
    'exit_today',
    'writes_unseen',
    'kept_moves',
    'hours_today',
    'live_meanwhile',
    'sampled',
    'not_all_read',
  ])
  expect(assumptionsOf({ ...EMPTY, entry: { kind: 'date', field: 'f', days: 0, at: '09:00', yearly: true } }, ALL)).toContain('dates_today')
})
