import { describe, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { memoryInbox } from '../../../tests/support/memory/memory-inbox.ts'
import { Intake } from './intake.ts'

const CLOCK = new ManualClock(new Date('2026-05-01T10:00:00Z'))

describe('intake', () => {
  test('requests that come together share a commit, and each is answered after it', async () => {
    const inbox = memoryInbox()
    const intake = new Intake(inbox, CLOCK, () => undefined)
    await Promise.all([1, 2, 3].map((n) => intake.accept('s', [{ n }], null)))
    expect(inbox.commits).toHaveLength(1)
    expect(new Set(inbox.commits[0]?.flatMap((request) => request.messages.map((message) => (message as { n: number }).n)))).toEqual(
      new Set([1, 2, 3]),
    )
  })

  test('requests of the same millisecond have times of receipt of their own', async () => {
    const inbox = memoryInbox()
    const intake = new Intake(inbox, CLOCK, () => undefined)
    await Promise.all([1, 2, 3].map((n) => intake.accept('s', [{ n }], null)))
    const now = CLOCK.now().getTime()
    expect(
      inbox.commits
        .flat()
        .map(({ receivedAt }) => receivedAt)
        .toSorted((a, b) => a - b),
    ).toEqual([now, now + 1, now + 2])
  })

  test('a commit that fails is told to everyone in it, and the next one works', async () => {
    const inbox = memoryInbox()
    let broken = true
    const intake = new Intake(
      { ...inbox, append: (requests) => (broken ? Promise.reject(new Error('down')) : inbox.append(requests)) },
      CLOCK,
      () => undefined,
    )
    const answers = await Promise.allSettled([intake.accept('s', [{}], null), intake.accept('s', [{}], null)])
    expect(answers.map((answer) => answer.status)).toEqual(['rejected', 'rejected'])
    broken = false
    await intake.accept('s', [{}], null)
    expect(inbox.commits).toHaveLength(1)
  })

  test('large requests that come together get commits of their own, and each is answered', async () => {
    const inbox = memoryInbox()
    const intake = new Intake(inbox, CLOCK, () => undefined)
    await Promise.all([1, 2, 3].map((n) => intake.accept('s', [{ n }], null, 5 * 1024 ** 2)))
    expect(inbox.commits.map((commit) => commit.length)).toEqual([1, 1, 1])
  })

  test('a full inbox takes nothing more', async () => {
    const inbox = memoryInbox()
    await inbox.append([{ sourceId: 's', receivedAt: 0, sentAt: null, messages: ['x'.repeat(101)] }])
    const intake = new Intake(inbox, CLOCK, () => undefined, { groupMs: 0, quotaBytes: 100 })
    await expect(intake.accept('s', [{}], null)).rejects.toMatchObject({ kind: 'too-many-requests', code: 'inbox-full' })
  })

  test('the loader is woken after the commit, not before', async () => {
    const order: string[] = []
    const inbox = memoryInbox()
    const intake = new Intake({ ...inbox, append: () => Promise.resolve(void order.push('commit')) }, CLOCK, () => order.push('wake'))
    await intake.accept('s', [{}], null)
    expect(order).toEqual(['commit', 'wake'])
  })
})
