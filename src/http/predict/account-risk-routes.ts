import type { Scope } from '#access/scope.ts'
import { AppError } from '#kernel/app-error.ts'
import { toMinor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import type { AccountOutlook as Outlook, AccountRiskSummary } from '#predict/accounts/account-outlook.ts'
import type { AccountRiskService } from '#predict/accounts/account-risk-service.ts'
import { scopeOf } from '../access/authenticate.ts'
import { Job } from '../collect/data-schemas.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { AccountOutlook, AccountRisks, AccountRisksQuery } from './account-risk-schemas.ts'
import type { AccountRiskModel } from './account-risk-schemas.ts'

interface AccountRiskParts extends JobParts {
  readonly accountRisks: Pick<AccountRiskService, 'summary' | 'outlook' | 'list'>
  readonly accounts: {
    /** Null when there is none in the scope. */
    get(scope: Scope, id: string): Promise<object | null>
  }
  readonly project: { readonly currency: string }
}

/** Which accounts are about to leave, and what is at stake. */
export function registerAccountRisks(app: TypedApp, { accountRisks, accounts, project, ...parts }: AccountRiskParts): void {
  const moneyOf = (major: number): Money => ({ minor: toMinor(major, project.currency), currency: project.currency })
  const maybe = (major: number | null): Money | null => (major === null ? null : moneyOf(major))
  const answerOf = ({ contractYear, spendYear, valueAtRisk, accountId: _, ...rest }: Outlook) => ({
    ...rest,
    contractYear: maybe(contractYear),
    spendYear: moneyOf(spendYear),
    valueAtRisk: maybe(valueAtRisk),
  })
  const modelOf = (newest: { asOf: Date; summary: AccountRiskSummary } | null): Answer<typeof AccountRiskModel> | null =>
    newest === null ? null : { asOf: newest.asOf, ...newest.summary }

  app.get(
    '/accounts/risks',
    {
      config: { permission: 'churn:read' },
      schema: {
        tags: ['customers'],
        summary: 'Accounts by value at risk, with the chance that each ends its contracts, its health and why',
        querystring: AccountRisksQuery,
        response: { 200: AccountRisks },
      },
    },
    async (request) => {
      const { limit = 50, cursor = '0' } = request.query
      const offset = Number(cursor)
      const [newest, rows] = await Promise.all([accountRisks.summary(), accountRisks.list({ offset, limit: limit + 1 })])
      return {
        model: modelOf(newest),
        items: rows.slice(0, limit).map((row) => ({ ...answerOf(row), id: row.accountId, accountId: row.accountKey, name: row.name })),
        nextCursor: rows.length > limit ? String(offset + limit) : null,
      }
    },
  )

  app.post(
    '/accounts/risks/refresh',
    {
      config: { permission: 'models:train' },
      schema: {
        tags: ['customers'],
        summary: 'Work out the risk of all accounts now; learns anew where the model is older than four weeks',
        headers: IdempotencyHeaders,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      reply.code(202)
      return await startJob(parts, request, 'score-accounts', {})
    },
  )

  app.get(
    '/accounts/:id/outlook',
    {
      config: { permission: 'churn:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Risk, value and health of an account as of the newest scoring; null where it was not scored yet',
        params: IdParams,
        response: { 200: AccountOutlook },
      },
    },
    async (request) => {
      const { id } = request.params
      if ((await accounts.get(scopeOf(request), id)) === null)
        throw new AppError('not-found', 'account-not-found', 'There is no such account among those you may see: reload the list.')
      const [newest, outlook] = await Promise.all([accountRisks.summary(), accountRisks.outlook(id)])
      return { model: modelOf(newest), outlook: outlook === null ? null : answerOf(outlook) }
    },
  )
}
