import { expect, test } from 'vitest'
import { pastSlots } from './past-slots.ts'

const at = (local: string) => new Date(`2026-03-${local}:00+08:00`)
const TIME = {
  from: at('01T00:00'),
  until: at('16T12:00'),
  today: '2026-03-16',
  timeZone: 'Asia/Shanghai',
  zones: ['Asia/Shanghai', 'Europe/Paris'],
}

test('a journey of every week looks at its start and on each Monday', () => {
  const slots = pastSlots({ kind: 'audience', every: 'week', at: '09:00' }, TIME)
  expect(slots.map(({ cause, dueAt }) => [cause, dueAt])).toEqual([
    ['audience:start', at('01T00:00')],
    ['audience:2026-03-02', at('02T09:00')],
    ['audience:2026-03-09', at('09T09:00')],
    ['audience:2026-03-16', at('16T09:00')],
  ])
  expect(pastSlots({ kind: 'audience', every: null, at: '09:00' }, TIME).map(({ dueAt }) => dueAt)).toEqual([TIME.from])
})

test('a date looks each day in each zone, by conditions that are asked today', () => {
  const slots = pastSlots(
    { kind: 'date', field: 'attribute.birthday', days: -3, at: '10:00', yearly: true },
    { ...TIME, from: at('14T00:00') },
  )
  expect(slots.map(({ dueAt, zone, condition }) => [dueAt.toISOString(), zone, condition])).toEqual([
    // 10:00 in Shanghai of the 14th, for birthdays of the 17th: a day from now.
    ['2026-03-14T02:00:00.000Z', 'Asia/Shanghai', { field: 'attribute.birthday', op: 'anniversary', from: 1, to: 1 }],
    ['2026-03-14T09:00:00.000Z', 'Europe/Paris', { field: 'attribute.birthday', op: 'anniversary', from: 1, to: 1 }],
    ['2026-03-15T02:00:00.000Z', 'Asia/Shanghai', { field: 'attribute.birthday', op: 'anniversary', from: 2, to: 2 }],
    ['2026-03-15T09:00:00.000Z', 'Europe/Paris', { field: 'attribute.birthday', op: 'anniversary', from: 2, to: 2 }],
    ['2026-03-16T02:00:00.000Z', 'Asia/Shanghai', { field: 'attribute.birthday', op: 'anniversary', from: 3, to: 3 }],
  ])
  expect(pastSlots({ kind: 'order', first: true }, TIME)).toEqual([])
})
