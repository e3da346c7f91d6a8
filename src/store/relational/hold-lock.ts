import type { Pool } from 'pg'
import { withEngineErrors } from '../engines/engine-error.ts'
import { Turns } from './turns.ts'

/** Of this process, by number of the lock. */
const turns = new WeakMap<Pool, Map<number, Turns>>()

/**
 * Runs work while this connection holds an advisory lock, alone or with others that share it. The lock is gone when the process is. Who waits for others of this
 * process waits without a connection, so that those who wait never take all that the work needs.
 */
export async function holdLock<T>(pool: Pool, lock: number, how: 'alone' | 'shared', work: () => Promise<T>): Promise<T> {
  const ofPool = turns.get(pool) ?? new Map<number, Turns>()
  turns.set(pool, ofPool)
  const ofLock = ofPool.get(lock) ?? new Turns()
  ofPool.set(lock, ofLock)
  return await ofLock.take(how, () => lockAndWork(pool, lock, how, work))
}

async function lockAndWork<T>(pool: Pool, lock: number, how: 'alone' | 'shared', work: () => Promise<T>): Promise<T> {
  const suffix = how === 'alone' ? '' : '_shared'
  const connection = await withEngineErrors('postgres', () => pool.connect())
  let isBroken = true
  try {
    await withEngineErrors('postgres', () => connection.query(`SELECT pg_advisory_lock${suffix}($1)`, [lock]))
    try {
      return await work()
    } finally {
      await connection.query(`SELECT pg_advisory_unlock${suffix}($1)`, [lock])
      isBroken = false
    }
  } finally {
    // A connection that is not sure to have given the lock back is closed, and with it the lock is gone.
    connection.release(isBroken)
  }
}
