import type { ClickHouseClient } from '@clickhouse/client'
import type { PastHistory, PastOfCustomer, PastSpan } from '#act/journeys/dry-run/dry-run-ports.ts'
import type { JourneyDefinition, JourneyEntry } from '#act/journeys/journey.ts'
import { isMeantChange } from '#act/journeys/product-change.ts'
import { toMinor } from '#kernel/money.ts'
import { actRows } from './analytical/conditions/act-sources.ts'
import { actOf } from './analytical/conditions/read-dossiers.ts'
import type { ActRow } from './analytical/conditions/read-dossiers.ts'
import { factsOf } from './analytical/customer-of-origin.ts'
import { IS_COUNTED } from './analytical/queries/customer-groups.ts'
import { MOST_PRODUCT_EVENTS, pastLooks, PAST_PRODUCT_EVENTS } from './analytical/queries/past-product-events.ts'
import { pastMoves, pastTagChanges, pastTierChanges } from './analytical/queries/past-moves.ts'
import { boundParams, readRows } from './analytical/queries/read-rows.ts'
import { WORK_LIMITS } from './condition-moment.ts'
import { withEngineErrors } from './engines/engine-error.ts'

/** Rows of one customer that are read of each kind. */
const MOST_OF_CUSTOMER = 5_000
const IN_SPAN = "occurred_at >= {from:DateTime64(3,'UTC')} AND occurred_at <= {until:DateTime64(3,'UTC')}"

/** Rows of customer_id, at and id: what lets customers in beside events and orders. */
interface CauseQuery {
  readonly query: string
  readonly params: Readonly<Record<string, unknown>>
  /** There was more than it asks for. */
  readonly isCut?: boolean
}

interface SaidThen {
  readonly id: string
  readonly product: string
  readonly price: number | null
  readonly before: number | null
  readonly at_ms: string
}

/** What happened, for dry runs of journeys. @param currency of the project */
export function createPastHistory(client: ClickHouseClient, currency: () => string): PastHistory {
  const read = <T>(query: string, params: Readonly<Record<string, unknown>>): Promise<T[]> =>
    withEngineErrors('clickhouse', () => readRows<T>(client, query, params, WORK_LIMITS))

  /** What was said of products, by the entry that asks: each block of customers asks again. */
  const saidOf = new WeakMap<JourneyEntry, Promise<readonly SaidThen[]>>()

  /** Of what is no event and no order; null: of those. @param customers a parameter with whose */
  async function causesOf(entry: JourneyEntry, span: PastSpan, customers?: string): Promise<CauseQuery | null> {
    const whose = customers === undefined ? '1' : `customer_id IN ${customers}`
    switch (entry.kind) {
      case 'segment':
        return { query: pastMoves(whose), params: { ...span, segment: entry.segmentId, isIn: entry.change === 'entered' ? 1 : 0 } }
      case 'tag':
        return {
          query: pastTagChanges(whose),
          params: { ...span, tag: entry.tag, value: entry.value ?? '', isAny: entry.value === null ? 1 : 0 },
        }
      case 'risk':
        return { query: pastTierChanges(whose), params: { ...span, tiers: entry.tiers } }
      case 'product': {
        const name = entry.change === 'price_drop' ? 'Product Price Changed' : 'Product Back In Stock'
        const asked = saidOf.get(entry) ?? read<SaidThen>(PAST_PRODUCT_EVENTS, { ...span, name })
        saidOf.set(entry, asked)
        const said = await asked
        const meant = said
          .slice(0, MOST_PRODUCT_EVENTS)
          .filter(({ product, price, before }) => isMeantChange(entry, name, { productId: product, price, before }))
        return {
          isCut: said.length > MOST_PRODUCT_EVENTS,
          query: pastLooks(customers === undefined ? '1' : factsOf(customers)),
          params: {
            ...span,
            days: entry.days,
            ids: meant.map(({ id }) => id),
            products: meant.map(({ product }) => product),
            times: meant.map(({ at_ms }) => at_ms),
          },
        }
      }
      case 'event':
      case 'order':
      case 'date':
      case 'audience':
        return null
    }
  }

  return {
    async who({ entry }, span, most) {
      const cause = await causesOf(entry, span)
      const rows =
        cause ??
        (entry.kind === 'event'
          ? { query: actRows('event', `events.name = {name:String} AND ${IN_SPAN}`), params: { ...span, name: entry.event.name } }
          : { query: actRows('order', `l.${IN_SPAN.replace(' AND ', ' AND l.')}`), params: span })
      const people = `SELECT customer_id FROM (SELECT DISTINCT customer_id FROM (${rows.query})) WHERE ${IS_COUNTED}`
      const params = boundParams({ ...rows.params, most })
      const [counted] = await read<{ n: string }>(`SELECT count() AS n FROM (${people})`, params)
      const ids = await read<{ id: string }>(
        `SELECT toString(customer_id) AS id FROM (${people}) ORDER BY cityHash64(customer_id), customer_id LIMIT {most:UInt32}`,
        params,
      )
      return { all: Number(counted?.n ?? 0), ids: ids.map(({ id }) => id) }
    },

    async of(customerIds, definition, span) {
      const whose = factsOf('{ids:Array(UUID)}')
      const names = namesOf(definition)
      const params = boundParams({ ...span, ids: customerIds, names })
      const cause = await causesOf(definition.entry, span, '{customers:Array(UUID)}')
      const [events, orders, causes] = await Promise.all([
        names.length === 0
          ? []
          : read<ActRow & { customer: string }>(
              `SELECT toString(customer_id) AS customer, * EXCEPT (customer_id, at, available_at),
                 toUnixTimestamp64Milli(at) AS at_ms, toUnixTimestamp64Milli(available_at) AS available_ms
               FROM (${actRows('event', `${whose} AND events.name IN {names:Array(String)} AND ${IN_SPAN}`)})
               ORDER BY customer, at, id LIMIT ${MOST_OF_CUSTOMER + 1} BY customer`,
              params,
            ),
        // All there are, since whether one was the first is asked.
        read<{ customer: string; id: string; at_ms: string; amount: number }>(
          `SELECT toString(customer_id) AS customer, id, toUnixTimestamp64Milli(at) AS at_ms, amount FROM (${actRows('order', whose)})
           ORDER BY customer, at, id LIMIT ${MOST_OF_CUSTOMER + 1} BY customer`,
          params,
        ),
        cause === null
          ? []
          : read<{ customer: string; id: string; at_ms: string }>(
              `SELECT toString(customer_id) AS customer, id, toUnixTimestamp64Milli(at) AS at_ms FROM (${cause.query})
               ORDER BY customer, at, id LIMIT ${MOST_OF_CUSTOMER + 1} BY customer`,
              boundParams({ ...cause.params, customers: customerIds }),
            ),
      ])
      const [eventsOf, ordersOf, othersOf] = [byCustomer(events), byCustomer(orders), byCustomer(causes)]
      return new Map(
        customerIds.map((id): [string, PastOfCustomer] => {
          const [own, bought, others] = [eventsOf.get(id) ?? [], ordersOf.get(id) ?? [], othersOf.get(id) ?? []]
          const sold = bought.map(({ id: orderId, at_ms, amount }, i) => ({
            id: orderId,
            isFirst: i === 0,
            at: new Date(Number(at_ms)),
            amountMinor: toMinor(amount, currency()),
          }))
          const within = sold.filter(({ at }) => at >= span.from && at <= span.until)
          const { entry } = definition
          const lets = entry.kind === 'order' ? within.filter(({ isFirst }) => !entry.first || isFirst) : []
          return [
            id,
            {
              events: own.slice(0, MOST_OF_CUSTOMER).map(({ customer: _customer, ...row }) => {
                const act = actOf(row)
                return { id: act.id, name: act.name, at: new Date(act.at), act }
              }),
              causes: [
                ...others.map((one) => ({ id: one.id, at: new Date(Number(one.at_ms)) })),
                ...lets.map((one) => ({ id: `order:${one.id}`, at: one.at })),
              ],
              orders: within.map(({ at, amountMinor }) => ({ at, amountMinor })),
              isCut: cause?.isCut === true || [own, bought, others].some((rows) => rows.length > MOST_OF_CUSTOMER),
            },
          ]
        }),
      )
    },
  }
}

function byCustomer<T extends { readonly customer: string }>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(rows, ({ customer }) => customer)
}

/** Events that a definition names. */
function namesOf({ entry, exits, goal, steps }: JourneyDefinition): readonly string[] {
  return [
    ...new Set([
      ...(entry.kind === 'event' ? [entry.event.name] : []),
      ...exits.events.map(({ name }) => name),
      ...(goal === null ? [] : [goal.event.name]),
      ...steps.flatMap((step) => (step.kind === 'wait_event' ? [step.event.name] : [])),
    ]),
  ]
}
