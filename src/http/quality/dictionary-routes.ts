import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { AppError } from '#kernel/app-error.ts'
import { dictionary, type DictionaryOwners, type LabelledAttribute, searchDictionary } from '#quality/dictionary/dictionary.ts'
import { consistencyOf, METRIC_READERS } from '#quality/dictionary/metric-readers.ts'
import { METRICS_VERSION } from '#quality/metric-definitions.ts'
import type { QualityRuleKeeper } from '#quality/rules/quality-rule-keeper.ts'
import { actorOf } from '../access/authenticate.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { Dictionary, DictionaryOwner, DictionaryQuery } from './dictionary-schemas.ts'

interface DictionaryParts extends AuditParts {
  readonly attributes: { list(): Promise<readonly LabelledAttribute[]> }
  readonly qualityRules: Pick<QualityRuleKeeper, 'rules'>
  readonly dictionaryOwners: DictionaryOwners
}

/** What metrics and fields mean, by the one definition that everything reads. */
export function registerDictionary(app: TypedApp, { attributes, qualityRules, dictionaryOwners, access, clock }: DictionaryParts): void {
  const entries = async () => dictionary(await attributes.list(), qualityRules.rules.rules, await dictionaryOwners.list())

  app.get(
    '/dictionary',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'Metrics, fields and attributes: what they mean, their versions, who answers for them and where they are used',
        querystring: DictionaryQuery,
        response: { 200: Dictionary },
      },
    },
    async (request) => ({
      version: METRICS_VERSION,
      consistency: consistencyOf(METRIC_READERS),
      items: searchDictionary(await entries(), request.query.search ?? ''),
    }),
  )

  app.put(
    '/dictionary/owners',
    {
      config: { permission: 'settings:manage' },
      schema: {
        tags: ['data'],
        summary: 'Say who answers for an entry of the dictionary; an empty owner takes it away',
        body: DictionaryOwner,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { entry, owner } = request.body
      if (!(await entries()).some(({ id }) => id === entry))
        throw new AppError('not-found', 'dictionary-entry-not-found', 'There is no such entry in the dictionary: reload the list.')
      const now = clock.now()
      await dictionaryOwners.set(entry, owner.trim(), now)
      await access.audit.append({
        at: now,
        actor: actorLabel(actorOf(request)),
        action: 'dictionary-owner-set',
        target: 'setting:dictionary',
        detail: { entry },
      })
      return await reply.code(204).send(null)
    },
  )
}
