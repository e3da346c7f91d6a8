import { expect, test } from 'vitest'
import { navigationFor, pageOf } from './nav.ts'

const paths = (limited: boolean, can: (permission: string) => boolean = () => true) =>
  navigationFor({ can, limited }).flatMap((group) => group.items.map(({ path }) => path))

test('somebody who sees only a part of the customers is offered no page about the whole shop', () => {
  expect(paths(false)).toEqual(expect.arrayContaining(['/', '/predict/demand', '/retain/runs', '/effect', '/data/imports', '/settings']))
  const part = paths(true)
  for (const closed of [
    '/customers/clusters',
    '/predict/demand',
    '/predict/recommendation',
    '/retain/runs',
    '/effect',
    '/data/imports',
    '/data/quality',
    '/data/quarantine',
  ])
    expect(part).not.toContain(closed)
  expect(part).toEqual(expect.arrayContaining(['/customers', '/predict/churn', '/retain/tasks', '/settings']))
})

test('and none without its permission', () => {
  expect(paths(true, (permission) => permission === 'tasks:read')).toEqual(['/retain/tasks', '/settings'])
})

test('an address belongs to the page with the longest path that it starts with', () => {
  expect(pageOf('/customers/segments')?.key).toBe('segments')
  expect(pageOf('/customers/123')?.key).toBe('customers')
  expect(pageOf('/effect/123')?.key).toBe('effects')
  expect(pageOf('/')?.key).toBe('overview')
  expect(pageOf('/elsewhere')).toBeUndefined()
})
