import { hash } from 'node:crypto'
import type { Pool } from 'pg'
import type { SharedValues } from '#act/providers/provider.ts'
import type { Clock } from '#kernel/clock.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { holdLock } from './hold-lock.ts'

interface Kept {
  readonly value: string
  readonly endsAt: number
}

/** Values kept in this process: tokens are few, keys of single messages are many. */
const MOST_NEAR = 1_000
/** Past the numbers that other locks have. */
const FIRST_LOCK = 2 ** 40

/** Values that all nodes share, by key. One node makes a value while the others wait for it; each keeps what it read until that runs out or is known to be bad. */
export function createProviderValues(pool: Pool, keyring: Keyring, clock: Clock): SharedValues & { forget(now: Date): Promise<void> } {
  const near = new Map<string, Kept>()
  const ask = <Row extends object>(text: string, values: readonly unknown[]): Promise<{ rows: Row[] }> =>
    withEngineErrors('postgres', () => pool.query<Row>(text, [...values]))
  const context = (key: string): string => `provider-value:${key}`
  const stored = async (key: string): Promise<Kept | null> => {
    const { rows } = await ask<{ value: Buffer; ends_at: Date }>('SELECT value, ends_at FROM provider_values WHERE key = $1', [key])
    const [row] = rows
    return row === undefined ? null : { value: openRecord(keyring, context(key), row.value), endsAt: row.ends_at.getTime() }
  }
  return {
    async get(key, make, { notThis } = {}) {
      const isGood = (kept: Kept | null | undefined): kept is Kept =>
        kept !== null && kept !== undefined && kept.endsAt > clock.now().getTime() && kept.value !== notThis
      const known = near.get(key)
      if (isGood(known)) return known.value
      near.delete(key)
      const told = await stored(key)
      const kept = isGood(told)
        ? told
        : await holdLock(pool, lockOf(key), 'alone', async () => {
            // Somebody may have made it while this one waited.
            const meanwhile = await stored(key)
            if (isGood(meanwhile)) return meanwhile
            const { value, lastsMs } = await make()
            const endsAt = new Date(clock.now().getTime() + lastsMs)
            await ask(
              `INSERT INTO provider_values (key, value, ends_at) VALUES ($1, $2, $3)
               ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at`,
              [key, sealRecord(keyring, context(key), value), endsAt],
            )
            return { value, endsAt: endsAt.getTime() }
          })
      near.set(key, kept)
      // A key of one message is asked for once or twice: what was read first goes first.
      if (near.size > MOST_NEAR) for (const first of [...near.keys()].slice(0, MOST_NEAR / 2)) near.delete(first)
      return kept.value
    },
    async forget(now) {
      for (const [key, { endsAt }] of near) if (endsAt <= now.getTime()) near.delete(key)
      await ask('DELETE FROM provider_values WHERE ends_at < $1', [now])
    },
  }
}

const lockOf = (key: string): number => FIRST_LOCK + Number.parseInt(hash('sha256', key, 'hex').slice(0, 12), 16)
