import type { ClickHouseClient } from '@clickhouse/client'

/** A client that fails for good from the n-th thing on that it is asked of the mapping. */
export function dyingAt(client: ClickHouseClient, step: number): ClickHouseClient {
  let asked = 0
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const text = JSON.stringify(args)
        if (/system\.columns|customer_id|customer_alias|customer_overrides/.test(text) && !/"table":"customers"/.test(text)) {
          if (asked >= step) return Promise.reject(new Error('killed'))
          asked += 1
        }
        return Reflect.apply(value, target, args) as unknown
      }
    },
  })
}
