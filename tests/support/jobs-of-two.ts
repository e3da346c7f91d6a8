import { expect } from 'vitest'
import type { Job } from '#http/collect/data-schemas.ts'
import type { Strategy } from '#http/decide/retain-schemas.ts'
import type { StrategyDefinition } from '#decide/strategy.ts'
import { get, isOver, jobWhen, post, upload } from './two-servers.ts'
import type { ServerNode, TwoServers } from './two-servers.ts'

/** The server that runs a job, and the one beside it. */
export function runnerOf(two: Pick<TwoServers, 'a' | 'b'>, { node }: Job): { readonly runner: ServerNode; readonly other: ServerNode } {
  const isOf = ({ pid }: ServerNode): boolean => new RegExp(`/${pid}-`).test(node ?? '')
  const [runner, other] = isOf(two.b) ? [two.b, two.a] : [two.a, two.b]
  expect([node, isOf(runner)]).toEqual([node, true])
  return { runner, other }
}

/** Uploads orders to one server and starts their import there. */
export async function importOrders(two: TwoServers, at: ServerNode, text: string): Promise<Job> {
  const { uploadId } = await upload(at, two.login, new Blob([text]), 'orders.csv', 'orders')
  return await post<Job>(at, two.login, '/imports', { uploadId, kind: 'orders', corrections: { accept: ['negative-amount', 'no-status'] } })
}

/** An import of orders that is in the middle of its rows, whichever server runs it. */
export async function halfImport(two: TwoServers, text: string): Promise<Job> {
  const { id } = await importOrders(two, two.a, text)
  return await jobWhen(two.b, two.login, id, ({ state, done, stage }) => state === 'running' && stage === 'rows' && done > 2_000)
}

/** Imports the shop and trains its model. */
export async function trainShop(two: TwoServers): Promise<void> {
  for (const kind of ['customers', 'orders', 'tickets'] as const) await two.importShop(kind)
  const trained = await jobWhen(two.b, two.login, (await post<Job>(two.a, two.login, '/churn/train')).id, isOver, 300_000)
  expect([trained.state, trained.error]).toEqual(['done', null])
}

/** The active strategies of a channel, of which there is one at least. */
export async function strategiesBy(two: TwoServers, channel: StrategyDefinition['channel']): Promise<readonly string[]> {
  const { items } = await get<{ items: Strategy[] }>(two.a, two.login, '/strategies')
  const ids = items.filter(({ state, definition }) => state === 'active' && definition.channel === channel).map(({ id }) => id)
  expect(ids.length).toBeGreaterThan(0)
  return ids
}
