import type { Project } from '#access/project-settings.ts'
import { seesEveryone } from '#access/scope.ts'
import type { Scope } from '#access/scope.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { ActKind } from '#segment/conditions/condition.ts'
import type { ConditionField } from '#segment/conditions/condition-field.ts'
import { testsIn } from '#segment/conditions/parse-condition.ts'
import { printCondition } from '#segment/conditions/print-condition.ts'
import type { GivenCondition, SegmentService } from '#segment/segments/segment-service.ts'
import { scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import type { AccountReads } from '../profile/account-routes.ts'
import { unknownAccount } from '../profile/account-routes.ts'
import type { CustomerFilter } from '../profile/customer-reads.ts'
import type { CustomerRow } from '../profile/customer-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import type { TypedApp } from '../typed-app.ts'
import { hasTextProperty, languageOf, stepsOf, worded } from './condition-answers.ts'
import {
  CheckedCondition,
  ConditionBody,
  ConditionLanguage,
  CostOfCondition,
  CountBody,
  CountedCondition,
  ExplainBody,
  ExplainedCondition,
  OwnProperties,
  PropertiesQuery,
  SeenValues,
  ValuesQuery,
} from './condition-schemas.ts'

interface SeenValue {
  readonly value: string
  readonly count: number
}

interface ConditionParts {
  readonly segments: Pick<SegmentService, 'language' | 'read' | 'cost' | 'count' | 'verdict' | 'accountVerdict'>
  readonly conditionNames: {
    names(scope: Scope, kind: ActKind): Promise<readonly SeenValue[]>
    accountMeasures(scope: Scope): Promise<readonly SeenValue[]>
    roles(scope: Scope): Promise<readonly SeenValue[]>
    ownProperties(scope: Scope, name: string): Promise<readonly { readonly name: string; readonly type: 'text' | 'number' | 'flag' }[]>
    ofField(scope: Scope, field: ConditionField, asked: { readonly now: Date; readonly timeZone: string }): Promise<readonly SeenValue[]>
    ofProperty(scope: Scope, kind: ActKind, name: string | null, property: string): Promise<readonly SeenValue[]>
  }
  readonly reads: {
    customers(scope: Scope, filter: CustomerFilter, page: PageRequest & { readonly withTotal: boolean }): Promise<Page<CustomerRow>>
  }
  readonly accounts: Pick<AccountReads, 'list'>
  readonly project: Pick<Project, 'currency' | 'timeZone'>
  readonly clock: Clock
}

const SAMPLE = 10
/** No field of conditions: roles stand in tests of accounts and of their people. */
const ROLE = 'account.role'

/** The condition that a request gives. @throws AppError `condition-missing` */
export function givenCondition({
  condition,
  where,
}: {
  readonly condition?: unknown
  readonly where?: string | undefined
}): GivenCondition {
  if ((condition === undefined) === (where === undefined)) {
    throw new AppError(
      'invalid-input',
      'condition-missing',
      'Give a condition either as JSON (condition) or as text (where), not both or none.',
    )
  }
  return where === undefined ? { condition } : { where }
}

/** Conditions: what they can be about, whether one is understood, how many meet it, and why somebody does. */
export function registerConditions(app: TypedApp, parts: ConditionParts, options: AppOptions): void {
  const { segments, conditionNames, reads, accounts, project, clock } = parts
  const config = { permission: 'segments:read', reach: 'scope' } as const

  app.get(
    '/conditions/fields',
    {
      config,
      schema: { tags: ['segments'], summary: 'What conditions can be about: fields, acts, segments', response: { 200: ConditionLanguage } },
    },
    async () => languageOf(await segments.language(), { currency: project.currency, timeZone: project.timeZone }),
  )

  app.get(
    '/conditions/values',
    {
      config,
      schema: {
        tags: ['segments'],
        summary: 'Values of a field or of a property of an act, or names of acts, the most frequent first',
        querystring: ValuesQuery,
        response: { 200: SeenValues },
      },
    },
    async (request) => ({ items: [...(await valuesFor(request.query, scopeOf(request)))] }),
  )

  app.get(
    '/conditions/properties',
    {
      config,
      schema: {
        tags: ['segments'],
        summary: 'Properties that the newest events of a name have beside the fixed ones',
        querystring: PropertiesQuery,
        response: { 200: OwnProperties },
      },
    },
    async (request) => ({ items: [...(await conditionNames.ownProperties(scopeOf(request), request.query.name))] }),
  )

  app.post(
    '/conditions/check',
    {
      config,
      schema: {
        tags: ['segments'],
        summary: 'Whether a condition is understood, in all its forms; asks no data',
        body: ConditionBody,
        response: { 200: CheckedCondition },
      },
    },
    async (request) => {
      const language = await segments.language()
      const { grain } = request.body
      const condition = segments.read(givenCondition(request.body), language, grain)
      return { ...worded(condition, language.catalogue, grain), tests: testsIn(condition) }
    },
  )

  app.post(
    '/conditions/cost',
    {
      config,
      schema: {
        tags: ['segments'],
        summary: 'How much a count of a condition would read, and what would make it less; reads no data',
        body: ConditionBody,
        response: { 200: CostOfCondition },
      },
    },
    async (request) => {
      const language = await segments.language()
      const cost = await segments.cost(
        segments.read(givenCondition(request.body), language, request.body.grain),
        language,
        request.body.grain,
      )
      const { rows, tables, isLarge } = cost
      return { isLarge, narrowings: [...cost.narrowings], ...(seesEveryone(scopeOf(request)) ? { rows, tables: [...tables] } : {}) }
    },
  )

  app.post(
    '/conditions/count',
    {
      config: { ...config, alsoNeeds: 'customers:read' },
      schema: {
        tags: ['segments'],
        summary: 'How many customers meet a condition now, some of them, and how many are in other segments too',
        body: CountBody,
        response: { 200: CountedCondition },
      },
    },
    async (request) => {
      const { sample = SAMPLE, overlapWith = [], grain = 'customers', ...given } = request.body
      const language = await segments.language()
      const condition = segments.read(givenCondition(given), language, grain)
      const scope = scopeOf(request)
      const names = grain === 'accounts' ? language.catalogue.accountSegments : language.catalogue.segments
      const [counted, some, ofAccounts] = await Promise.all([
        segments.count(scope, condition, language, overlapWith, grain),
        sample === 0 || grain === 'accounts'
          ? null
          : reads.customers(scope, { where: printCondition(condition) }, { limit: sample, cursor: null, withTotal: false }),
        sample === 0 || grain === 'customers'
          ? null
          : accounts.list(scope, { where: printCondition(condition), sort: 'name', isDescending: false, limit: sample, cursor: null }),
      ])
      return {
        ...worded(condition, language.catalogue, grain),
        ...counted,
        grain,
        overlaps: counted.overlaps.map((overlap) => ({ ...overlap, name: names.get(overlap.segmentId) ?? '' })),
        sample: some === null ? [] : [...some.items],
        accounts: ofAccounts === null ? [] : [...ofAccounts.items],
        countedAt: clock.now(),
      }
    },
  )

  app.post(
    '/conditions/explain',
    {
      config: { ...config, alsoNeeds: 'customers:read', rateLimit: options.limits.perMinute },
      schema: {
        tags: ['segments'],
        summary: 'Why a customer meets a condition or does not: every test with what was found',
        body: ExplainBody,
        response: { 200: ExplainedCondition },
      },
    },
    async (request) => {
      const { customerId = null, accountId = null, ...given } = request.body
      const language = await segments.language()
      const grain = accountId === null ? 'customers' : 'accounts'
      if ((customerId === null) === (accountId === null)) {
        throw new AppError('invalid-input', 'explain-of-whom', 'Name either a customer (customerId) or an account (accountId).')
      }
      const condition = segments.read(givenCondition(given), language, grain)
      const verdict =
        accountId === null
          ? await segments.verdict(scopeOf(request), condition, customerId ?? '', language)
          : ((await segments.accountVerdict(scopeOf(request), condition, accountId, language)) ?? unknownAccount())
      return {
        ...worded(condition, language.catalogue, grain),
        customerId,
        accountId,
        isMet: verdict.isMet,
        explainedAt: clock.now(),
        steps: stepsOf(verdict, language.catalogue, grain),
      }
    },
  )

  async function valuesFor({ field, act, name, property, grain }: Static<typeof ValuesQuery>, scope: Scope): Promise<readonly SeenValue[]> {
    if ((field === undefined) === (act === undefined)) {
      throw new AppError('invalid-input', 'values-of-what', 'Name either a field or an act.')
    }
    if (field === ROLE) return await conditionNames.roles(scope)
    if (act === 'measure' && grain === 'accounts' && property === undefined) return await conditionNames.accountMeasures(scope)
    if (act !== undefined) {
      if (property === undefined) return await conditionNames.names(scope, act)
      if (!hasTextProperty(act, property)) throw new AppError('invalid-input', 'values-of-what', 'Name either a field or an act.')
      return await conditionNames.ofProperty(scope, act, name ?? null, property)
    }
    const { catalogue } = await segments.language()
    const known = catalogue.fields.get(field ?? '')
    if (known === undefined || known.type !== 'text')
      throw new AppError('invalid-input', 'values-of-what', 'Name either a field or an act.')
    return await conditionNames.ofField(scope, known, { now: clock.now(), timeZone: project.timeZone })
  }
}
