import type { Access } from '#access/access.ts'
import type { Scope } from '#access/scope.ts'
import type { AuditEntry } from '#access/audit-log.ts'
import type { WebhookService } from '#act/webhook-service.ts'
import type { StrategyService } from '#decide/strategy-service.ts'
import type { CustomerReads } from '../profile/customer-reads.ts'
import type { BilingualText } from '../shared-schemas.ts'

export interface NamingParts {
  readonly access: Pick<Access, 'users' | 'apiKeys'>
  readonly sourceCatalogue: { list(): Promise<readonly { readonly id: string; readonly name: string }[]> }
  readonly webhooks: Pick<WebhookService, 'list'>
  readonly strategies: Pick<StrategyService, 'current'>
  readonly reads: Pick<CustomerReads, 'customers'>
}

export type AuditNames = ReadonlyMap<string, BilingualText>

/** Names of whoever and whatever the audit log speaks of: the log itself holds ids only, so that a name can go when its bearer does. */
export async function auditNames({ access, sourceCatalogue, webhooks, strategies }: Omit<NamingParts, 'reads'>): Promise<AuditNames> {
  const [users, keys, allSources, endpoints, all] = await Promise.all([
    access.users.list(),
    access.apiKeys.list(),
    sourceCatalogue.list(),
    webhooks.list(),
    strategies.current(),
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
export async function customerNames(
  { reads }: Pick<NamingParts, 'reads'>,
  scope: Scope,
  entries: readonly AuditEntry[],
): Promise<AuditNames> {
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
