import type { Pool } from 'pg'
import type { AccountChange, ChannelAccountStore } from '#act/accounts/account-store.ts'
import type { AccountState, ChannelAccount, WarmUp } from '#act/accounts/channel-account.ts'
import type { CallbackPorts } from '#act/inbound/callback-receiver.ts'
import type { PollerPorts } from '#act/inbound/provider-poller.ts'
import type { ProviderName, ProviderSide, ProviderValues } from '#act/providers/provider.ts'
import { isId } from '#kernel/id.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { appendSignals } from './append-signals.ts'
import { askClient } from './ask.ts'
import { CLAIM_LOCK } from './claim-sends.ts'
import { holdLock } from './hold-lock.ts'
import { inTransaction } from './in-transaction.ts'

interface AccountRow {
  id: string
  provider: ProviderName
  side: ProviderSide
  name: string
  from_environment: boolean
  settings: ProviderValues
  preference: number
  per_second: number | null
  at_once: number | null
  daily_limit: number | null
  warm_up: WarmUp | null
  state: AccountState
  reason: string
  halted_until: Date | null
  state_at: Date
  revision: number
  created_at: Date
  created_by: string
  updated_at: Date
  last_call_at: Date | null
  calls: string
  refused_calls: string
  ask_problem: string
}

const COLUMNS = `id, provider, side, name, from_environment, settings, preference, per_second, at_once, daily_limit, warm_up, state, reason, halted_until,
  state_at, revision, created_at, created_by, updated_at, last_call_at, calls, refused_calls, ask_problem`

/** Of two test messages at once, one is counted after the other. */
const TEST_LOCK = 7_301_250

const secretsContext = (id: string): string => `channel-account:${id}`
const callbackContext = (id: string): string => `channel-callback:${id}`

/** Accounts with providers, one row each; a shop has a handful. */
export function createChannelAccountStore(
  pool: Pool,
  keyring: Keyring,
): ChannelAccountStore & CallbackPorts['store'] & PollerPorts['store'] {
  const ask = <Row extends object>(text: string, values: readonly unknown[]): Promise<{ rows: Row[]; rowCount: number | null }> =>
    withEngineErrors('postgres', () => pool.query<Row>(text, [...values]))
  const changed = async (id: string, text: string, ...values: readonly unknown[]): Promise<boolean> =>
    isId(id) && (await ask(text, [id, ...values])).rowCount === 1
  return {
    async list(side) {
      const { rows } = await ask<AccountRow>(
        `SELECT ${COLUMNS} FROM channel_accounts WHERE $1::text IS NULL OR side = $1 ORDER BY side, preference, created_at, id`,
        [side ?? null],
      )
      return rows.map(toAccount)
    },
    async find(id) {
      if (!isId(id)) return null
      const { rows } = await ask<AccountRow>(`SELECT ${COLUMNS} FROM channel_accounts WHERE id = $1`, [id])
      return rows[0] === undefined ? null : toAccount(rows[0])
    },
    async secrets(id) {
      if (!isId(id)) return null
      const { rows } = await ask<{ secrets: Buffer; callback_secret: Buffer }>(
        'SELECT secrets, callback_secret FROM channel_accounts WHERE id = $1',
        [id],
      )
      const [row] = rows
      if (row === undefined) return null
      const secrets: ProviderValues = JSON.parse(openRecord(keyring, secretsContext(id), row.secrets))
      return { secrets, callback: openRecord(keyring, callbackContext(id), row.callback_secret) }
    },
    async add(account, { secrets, callback }) {
      const { rowCount } = await ask(
        `INSERT INTO channel_accounts (id, provider, side, name, from_environment, settings, secrets, callback_secret, preference, per_second, at_once,
           daily_limit, warm_up, state, reason, halted_until, state_at, created_at, created_by, updated_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, coalesce(max(preference), 0) + 1, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19
         FROM channel_accounts WHERE side = $3
         ON CONFLICT (id) DO NOTHING`,
        [
          account.id,
          account.provider,
          account.side,
          account.name,
          account.fromEnvironment,
          JSON.stringify(account.settings),
          sealRecord(keyring, secretsContext(account.id), JSON.stringify(secrets)),
          sealRecord(keyring, callbackContext(account.id), callback),
          account.perSecond,
          account.atOnce,
          account.dailyLimit,
          orNull(account.warmUp),
          account.state,
          account.reason,
          account.haltedUntil,
          account.stateAt,
          account.createdAt,
          account.createdBy,
          account.updatedAt,
        ],
      )
      return rowCount === 1
    },
    change: (id, revision, change, now) => {
      const { sets, values } = changeSql(keyring, id, change)
      return changed(
        id,
        `UPDATE channel_accounts SET revision = revision + 1, updated_at = $3, next_ask_at = NULL${sets.map((set, at) => `, ${set} = $${at + 4}`).join('')}
         WHERE id = $1 AND revision = $2`,
        revision,
        now,
        ...values,
      )
    },
    setState: (id, state, now) =>
      changed(
        id,
        `UPDATE channel_accounts SET state = $2, reason = '', halted_until = NULL, state_at = CASE WHEN state = $2 THEN state_at ELSE $3 END WHERE id = $1`,
        state,
        now,
      ),
    halt: (id, reason, until, now) =>
      withEngineErrors('postgres', async () => {
        if (!isId(id)) return false
        return await inTransaction(pool, async (client) => {
          const { rowCount } = await client.query(
            `UPDATE channel_accounts SET state = 'halted', reason = $2, halted_until = $3, state_at = $4
             WHERE id = $1 AND (state = 'on' OR (state = 'halted' AND halted_until <= $4))`,
            [id, reason, until, now],
          )
          if (rowCount !== 1) return false
          const payload = { accountId: id, reason, until: until?.toISOString() ?? null }
          await appendSignals(askClient(client), [
            { kind: 'channel-halted', customerId: null, occurredAt: now, origin: `channel-account:${id}`, historical: false, payload },
          ])
          return true
        })
      }),
    async order(side, ids) {
      await ask(
        `UPDATE channel_accounts c SET preference = o.place FROM (
           SELECT id, row_number() OVER (ORDER BY array_position($2::uuid[], id) NULLS LAST, preference, created_at, id) AS place
           FROM channel_accounts WHERE side = $1
         ) o WHERE o.id = c.id`,
        [side, ids.filter(isId)],
      )
    },
    async takenOn(day) {
      const { rows } = await ask<{ account_id: string; taken: number }>('SELECT account_id, taken FROM account_days WHERE day = $1', [day])
      return new Map(rows.map((row) => [row.account_id, row.taken]))
    },
    async takePlace(id, day, limit) {
      // Waits for claims of sends, which read the day before they count.
      const { rowCount } = await ask(
        `INSERT INTO account_days AS d (account_id, day, taken) SELECT $1, $2::date, 1 FROM (SELECT pg_advisory_xact_lock($4)) waited WHERE $3::integer > 0
         ON CONFLICT (account_id, day) DO UPDATE SET taken = d.taken + 1 WHERE d.taken < $3::integer`,
        [id, day, limit, CLAIM_LOCK],
      )
      return rowCount === 1
    },
    async giveBack(id, day) {
      await ask('UPDATE account_days SET taken = greatest(taken - 1, 0) WHERE account_id = $1 AND day = $2', [id, day])
    },
    setCallback: (id, secret, now) =>
      changed(
        id,
        'UPDATE channel_accounts SET callback_secret = $2, updated_at = $3, revision = revision + 1 WHERE id = $1',
        sealRecord(keyring, callbackContext(id), secret),
        now,
      ),
    noteTest: (id, most, since, now) =>
      holdLock(pool, TEST_LOCK, 'alone', async () => {
        await ask('DELETE FROM channel_tests WHERE sent_at <= $1', [since])
        return await changed(
          id,
          'INSERT INTO channel_tests (account, sent_at) SELECT $1, $2 WHERE (SELECT count(*) FROM channel_tests) < $3',
          now,
          most,
        )
      }),
    async noteCall(id, refused, now) {
      await changed(
        id,
        'UPDATE channel_accounts SET calls = calls + 1, refused_calls = refused_calls + $2, last_call_at = $3 WHERE id = $1',
        refused ? 1 : 0,
        now,
      )
    },
    async claimAsked(now, heldUntil) {
      const { rows } = await ask<{ id: string; asked_until: Date | null }>(
        `UPDATE channel_accounts SET next_ask_at = $2 WHERE id IN (
           SELECT id FROM channel_accounts WHERE next_ask_at IS NULL OR next_ask_at <= $1 FOR UPDATE SKIP LOCKED
         ) RETURNING id, asked_until`,
        [now, heldUntil],
      )
      return rows.map((row) => ({ id: row.id, askedUntil: row.asked_until }))
    },
    async noteAsked(id, { askedUntil, nextAt, problem }) {
      await changed(
        id,
        'UPDATE channel_accounts SET asked_until = $2, next_ask_at = $3, ask_problem = $4 WHERE id = $1',
        askedUntil,
        nextAt,
        problem,
      )
    },
    async remove(id) {
      if (!isId(id)) return false
      const { rows } = await ask<{ removed: boolean }>(
        `WITH gone AS (DELETE FROM channel_accounts WHERE id = $1 AND NOT from_environment RETURNING id),
           forgotten AS (DELETE FROM provider_values WHERE starts_with(key, $1::text || '/') AND EXISTS (SELECT FROM gone))
         SELECT EXISTS (SELECT FROM gone) AS removed`,
        [id],
      )
      return rows[0]?.removed === true
    },
  }
}

function changeSql(keyring: Keyring, id: string, change: AccountChange): { readonly sets: string[]; readonly values: unknown[] } {
  const sets: string[] = []
  const values: unknown[] = []
  const set = (column: string, value: unknown): void => {
    if (value === undefined) return
    sets.push(column)
    values.push(value)
  }
  set('name', change.name)
  set('settings', change.settings === undefined ? undefined : JSON.stringify(change.settings))
  set('secrets', change.secrets === undefined ? undefined : sealRecord(keyring, secretsContext(id), JSON.stringify(change.secrets)))
  set('per_second', change.perSecond)
  set('at_once', change.atOnce)
  set('daily_limit', change.dailyLimit)
  set('warm_up', change.warmUp === undefined ? undefined : orNull(change.warmUp))
  return { sets, values }
}

const orNull = (value: object | null): string | null => (value === null ? null : JSON.stringify(value))

function toAccount(row: AccountRow): ChannelAccount {
  return {
    id: row.id,
    provider: row.provider,
    side: row.side,
    name: row.name,
    fromEnvironment: row.from_environment,
    settings: row.settings,
    preference: row.preference,
    perSecond: row.per_second,
    atOnce: row.at_once,
    dailyLimit: row.daily_limit,
    warmUp: row.warm_up,
    state: row.state,
    reason: row.reason,
    haltedUntil: row.halted_until,
    stateAt: row.state_at,
    revision: row.revision,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    heard: { lastCallAt: row.last_call_at, calls: Number(row.calls), refused: Number(row.refused_calls), askProblem: row.ask_problem },
  }
}
