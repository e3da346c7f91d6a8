import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { SharedValues } from '#act/providers/provider.ts'
import type { Clock } from '#kernel/clock.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

interface Kept {
  readonly value: string
  readonly endsAt: number
}

/** Values kept in this process: tokens are few, keys of single messages are many. */
const MOST_NEAR = 1_000
/** Longer than any call of a provider takes, with the one before it: a node that died leaves its turn to the others after it. */
const TURN_MS = 2 * MINUTE_MS
/** So often those who wait look whether the value is there. */
const LOOK_MS = 100

/**
 * Values that all nodes share, by key. One node makes a value while the others wait for it; each keeps what it read until that runs out or is known to be bad.
 * The turn is a row and not a lock: nobody holds a connection of the pool while a provider is called, however many accounts renew their tokens at once.
 */
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
  const write = (key: string, value: string, endsAt: Date) =>
    ask(
      `INSERT INTO provider_values (key, value, ends_at) VALUES ($1, $2, $3)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at`,
      [key, sealRecord(keyring, context(key), value), endsAt],
    )
  const takeTurn = async (key: string, owner: string): Promise<boolean> => {
    const now = clock.now()
    const { rows } = await ask(
      `INSERT INTO provider_value_makers AS m (key, owner, until) VALUES ($1, $2, $3)
       ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE m.until <= $4 RETURNING key`,
      [key, owner, new Date(now.getTime() + TURN_MS), now],
    )
    return rows.length > 0
  }
  const endTurn = (key: string, owner: string) => ask('DELETE FROM provider_value_makers WHERE key = $1 AND owner = $2', [key, owner])
  const isGood = (kept: Kept | null | undefined, notThis: string | undefined): kept is Kept =>
    kept !== null && kept !== undefined && kept.endsAt > clock.now().getTime() && kept.value !== notThis

  const readOrMake = async (key: string, make: Parameters<SharedValues['get']>[1], notThis: string | undefined): Promise<Kept> => {
    const owner = randomUUID()
    for (;;) {
      const told = await stored(key)
      if (isGood(told, notThis)) return told
      if (await takeTurn(key, owner)) break
      await sleep(LOOK_MS)
    }
    try {
      // Somebody may have made it between the look and the turn.
      const meanwhile = await stored(key)
      if (isGood(meanwhile, notThis)) return meanwhile
      const { value, lastsMs } = await make()
      const endsAt = clock.now().getTime() + lastsMs
      await write(key, value, new Date(endsAt))
      return { value, endsAt }
    } finally {
      await endTurn(key, owner)
    }
  }
  /** Of this process: who wants the same value waits for the same answer. */
  const asked = new Map<string, Promise<Kept>>()
  return {
    async get(key, make, { notThis } = {}) {
      const known = near.get(key)
      if (isGood(known, notThis)) return known.value
      near.delete(key)
      const question = `${key}\n${notThis ?? ''}`
      const waiting = asked.get(question) ?? readOrMake(key, make, notThis).finally(() => asked.delete(question))
      asked.set(question, waiting)
      const kept = await waiting
      near.set(key, kept)
      // A key of one message is asked for once or twice: what was read first goes first.
      if (near.size > MOST_NEAR) for (const first of [...near.keys()].slice(0, MOST_NEAR / 2)) near.delete(first)
      return kept.value
    },
    async forget(now) {
      for (const [key, { endsAt }] of near) if (endsAt <= now.getTime()) near.delete(key)
      await ask('DELETE FROM provider_values WHERE ends_at < $1', [now])
      await ask('DELETE FROM provider_value_makers WHERE until < $1', [now])
    },
  }
}
