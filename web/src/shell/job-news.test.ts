import { expect, test } from 'vitest'
import { isOfManyNodes, jobLink, unseenFailures } from './job-news.ts'

const job = (id: string, kind: string, state: 'done' | 'failed' | 'running', day: number) => ({
  id,
  kind,
  state,
  createdAt: `2026-03-0${day}`,
})

test('a failure stays news until it was seen or the same work was done later', () => {
  const jobs = [
    job('a', 'import', 'done', 4),
    job('b', 'import', 'failed', 3),
    job('c', 'train-churn', 'failed', 3),
    job('d', 'train-churn', 'done', 2),
  ]
  expect(unseenFailures(jobs, new Set()).map(({ id }) => id)).toEqual(['c'])
  expect(unseenFailures(jobs, new Set(['c']))).toEqual([])
})

test('the server is said once there are several', () => {
  expect(isOfManyNodes([{ node: 'a/1' }, { node: null }, { node: 'a/1' }])).toBe(false)
  expect(isOfManyNodes([{ node: 'a/1' }, { node: 'b/7' }])).toBe(true)
})

test('the result of a run is its messages, others have a page', () => {
  expect(jobLink({ kind: 'decision-run', result: { runId: 'r1' } })).toBe('/retain/messages?runId=r1')
  expect(jobLink({ kind: 'import', result: null })).toBe('/data/imports')
  expect(jobLink({ kind: 'unheard-of', result: null })).toBeNull()
})
