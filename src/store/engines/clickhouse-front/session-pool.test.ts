import { describe, expect, it } from 'vitest'
import { SessionPool } from './session-pool.ts'

interface Fake {
  readonly id: number
  open: boolean
}

function poolOf(size: number, maxWaiting = 10): { pool: SessionPool<Fake>; opened: Fake[] } {
  const opened: Fake[] = []
  const pool = new SessionPool<Fake>({
    size,
    maxWaiting,
    open: () => {
      const fake = { id: opened.length, open: true }
      opened.push(fake)
      return Promise.resolve(fake)
    },
    close: (fake) => {
      fake.open = false
    },
  })
  return { pool, opened }
}

const never = new AbortController().signal

describe('SessionPool', () => {
  it('never gives out again a session whose query failed', async () => {
    const { pool, opened } = poolOf(1)
    const first = await pool.acquire(never)
    const next = pool.acquire(never)
    pool.release(first, false)
    expect((await next).id).toBe(1)
    expect(opened[0]?.open).toBe(false)
  })

  it('uses a clean session again and never more than its size', async () => {
    const { pool, opened } = poolOf(2, 20)
    let running = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const session = await pool.acquire(never)
        running += 1
        most = Math.max(most, running)
        await new Promise((done) => setTimeout(done, 1))
        running -= 1
        pool.release(session, true)
      }),
    )
    expect(most).toBe(2)
    expect(opened).toHaveLength(2)
  })

  it('serves in the order of asking, without those who left', async () => {
    const { pool } = poolOf(1)
    const held = await pool.acquire(never)
    const left = new AbortController()
    const order: string[] = []
    const waiting = [
      pool.acquire(never).then((session) => (order.push('a'), session)),
      pool.acquire(left.signal).then(
        () => order.push('left'),
        () => undefined,
      ),
      pool.acquire(never).then((session) => (order.push('c'), session)),
    ]
    left.abort()
    pool.release(held, true)
    const first = await waiting[0]
    if (typeof first === 'object') pool.release(first, true)
    await waiting[2]
    expect(order).toEqual(['a', 'c'])
  })

  it('refuses when the queue is full', async () => {
    const { pool } = poolOf(1, 1)
    await pool.acquire(never)
    void pool.acquire(never)
    await expect(pool.acquire(never)).rejects.toMatchObject({ code: 202 })
  })

  it('survives a session that does not open', async () => {
    let attempts = 0
    const pool = new SessionPool<number>({
      size: 1,
      maxWaiting: 1,
      open: () => ((attempts += 1) === 1 ? Promise.reject(new Error('no')) : Promise.resolve(attempts)),
      close: () => undefined,
    })
    await expect(pool.acquire(never)).rejects.toThrow('no')
    expect(await pool.acquire(never)).toBe(2)
  })
})
