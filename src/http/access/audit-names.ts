import type { Scope } from '#access/scope.ts'
import type { AuditEntry } from '#access/audit-log.ts'
import type { BilingualText } from '../shared-schemas.ts'
import type { Services } from '../services.ts'

export type AuditNames = ReadonlyMap<string, BilingualText>

/** Names of whoever and whatever the audit log speaks of: the log itself holds ids only, so that a name can go when its bearer does. */
export async function auditNames({ access, sources, webhooks, strategies }: Services): Promise<AuditNames> {
  const [users, keys, allSources, endpoints, all] = await Promise.all([
    access.users.list(),
    access.apiKeys.list(),
    sources.list(),
    webhooks.list(),
    strategies.list(),
  ])
  const named = (kind: string, items: readonly { readonly id: string; readonly name: string }[]) =>
    items.map(({ id, name }): [string, BilingualText] => [`${kind}:${id}`, { zh: name, en: name }])
  return new Map([
    ...named('user', users),
    ...named('key', keys),
    ...named('source', allSources),
    ...named('webhook', endpoints),
    ...all.map(({ id, definition }): [string, BilingualText] => [`strategy:${id}`, definition.name]),
  ])
}

/** Masked names of the customers that entries are about. */
export async function customerNames({ reads }: Services, scope: Scope, entries: readonly AuditEntry[]): Promise<AuditNames> {
  const ids = [...new Set(entries.flatMap(({ target }) => (target.startsWith('customer:') ? [target.slice('customer:'.length)] : [])))]
  if (ids.length === 0) return new Map()
  const { items } = await reads.customers(scope, { ids }, { limit: ids.length, cursor: null, withTotal: false })
  return new Map(items.map(({ id, maskedName }) => [`customer:${id}`, { zh: maskedName, en: maskedName }]))
}

/** The labels whose name contains a text, in either language. */
export function labelsNamed(names: AuditNames, text: string): string[] {
  const wanted = text.toLowerCase()
  return [...names].flatMap(([label, { zh, en }]) => (`${zh}\n${en}`.toLowerCase().includes(wanted) ? [label] : []))
}
