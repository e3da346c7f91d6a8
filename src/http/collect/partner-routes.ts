import type { Scope } from '#access/scope.ts'
import { actorLabel } from '#access/actor.ts'
import type { PartnerAgreement } from '#collect/partners/partner-agreement.ts'
import { readPartnerCsv } from '#collect/partners/partner-csv.ts'
import { agreementOf } from '#collect/partners/partner-gate.ts'
import { RECORDS_AT_ONCE } from '#collect/records/record-fields.ts'
import type { RecordAnswer, RecordsAnswer } from '#collect/records/record-ports.ts'
import type { RecordService } from '#collect/records/record-service.ts'
import { AppError } from '#kernel/app-error.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { Answer, Static } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import type { Source } from './data-schemas.ts'
import { Partner, PartnerBody, PartnerEnded, PartnerFileBody, PartnerFileTaken, PartnerTags } from './partner-schemas.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'

interface PartnerParts extends AuditParts {
  readonly partners: {
    of(sourceId: string): Promise<PartnerAgreement | null>
    agree(sourceId: string, agreement: PartnerAgreement): Promise<void>
    end(sourceId: string): Promise<number | null>
    counts(sourceId: string, now: Date): Promise<{ readonly tags: number; readonly ended: number; readonly customers: number }>
  }
  readonly partnerTags: {
    /** Null when there is no such customer in the scope. */
    of(scope: Scope, id: string): Promise<Answer<typeof PartnerTags> | null>
  }
  readonly records: Pick<RecordService, 'take' | 'rehearseTags'>
  readonly sourceCatalogue: { list(): Promise<readonly Static<typeof Source>[]> }
}

const SHOWN_PROBLEMS = 20

/** Partners: what was agreed with them, their tags by file, and the tags of a customer. */
export function registerPartners(app: TypedApp, { partners, partnerTags, records, sourceCatalogue, access, clock }: PartnerParts): void {
  const sourceOf = async (id: string): Promise<Static<typeof Source>> => {
    const source = (await sourceCatalogue.list()).find((one) => one.id === id)
    if (source === undefined || source.disabledAt !== null) {
      throw new AppError('not-found', 'source-not-found', 'There is no such source: reload the list.')
    }
    return source
  }
  const shown = async (id: string): Promise<Answer<typeof Partner>> => {
    const agreement = await partners.of(id)
    return { agreement: agreement === null ? null : { ...agreement, ...(await partners.counts(id, clock.now())) } }
  }
  const audit = (actor: string, action: string, id: string, detail: Record<string, string | number>): Promise<void> =>
    access.audit.append({ at: clock.now(), actor, action, target: `source:${id}`, detail })

  app.get(
    '/sources/:id/partner',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'What was agreed with the partner that a source is, and its tags',
        params: IdParams,
        response: { 200: Partner },
      },
    },
    async (request) => {
      const { id } = await sourceOf(request.params.id)
      return await shown(id)
    },
  )

  app.put(
    '/sources/:id/partner',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Make a source a partner: by which identifier it names customers, and how long its tags hold',
        params: IdParams,
        body: PartnerBody,
        response: { 200: Partner },
      },
    },
    async (request) => {
      const { id, consent } = await sourceOf(request.params.id)
      if (consent === null) {
        throw new AppError(
          'conflict',
          'partner-without-purpose',
          'Say first what the data of this source are for: what a partner says of people needs a purpose that they can refuse.',
        )
      }
      const { identifier, tagDays } = request.body
      await partners.agree(id, { identifier, tagDays, agreedAt: clock.now() })
      await audit(actorLabel(actorOf(request)), 'source-partner-changed', id, { identifier, days: tagDays ?? 0 })
      return await shown(id)
    },
  )

  app.delete(
    '/sources/:id/partner',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'End the agreement with a partner; its tags are deleted',
        params: IdParams,
        response: { 200: PartnerEnded },
      },
    },
    async (request) => {
      const { id } = request.params
      const tags = await partners.end(id)
      if (tags === null) throw new AppError('not-found', 'partner-not-found', 'This source is no partner: reload the page.')
      await audit(actorLabel(actorOf(request)), 'source-partner-ended', id, { tags })
      return { tags }
    },
  )

  app.post(
    '/sources/:id/partner-tags',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Add or replace tags of a partner by the text of a CSV file, or say what would become of it',
        params: IdParams,
        body: PartnerFileBody,
        response: { 200: PartnerFileTaken },
      },
    },
    async (request) => {
      const { id: sourceId } = await sourceOf(request.params.id)
      const agreement = await agreementOf({ partnerOf: (id) => partners.of(id) }, sourceId)
      const { records: sent, lines, ignored } = readPartnerCsv(request.body.text, agreement.identifier)
      const answers: RecordsAnswer[] = []
      if (request.body.dryRun === true) answers.push(await records.rehearseTags({ sourceId, records: sent }))
      else {
        for (let start = 0; start < sent.length; start += RECORDS_AT_ONCE) {
          const part = sent.slice(start, start + RECORDS_AT_ONCE)
          answers.push(await records.take({ kind: 'partner_tags', sourceId, records: part, key: null }))
        }
      }
      const results: readonly RecordAnswer[] = answers.flatMap((answer) => answer.results)
      const sum = (count: 'received' | 'stored' | 'duplicates' | 'quarantined' | 'droppedByConsent'): number =>
        answers.reduce((total, answer) => total + answer[count], 0)
      return {
        received: sum('received'),
        stored: sum('stored'),
        duplicates: sum('duplicates'),
        quarantined: sum('quarantined'),
        droppedByConsent: sum('droppedByConsent'),
        ignoredColumns: [...ignored],
        problems: results
          .flatMap(({ outcome, reason, field, message }, i) =>
            outcome === 'quarantined' ? [{ line: lines[i] ?? 0, reason, field, message }] : [],
          )
          .slice(0, SHOWN_PROBLEMS),
      }
    },
  )

  app.get(
    '/customers/:id/partner-tags',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: { tags: ['customers'], summary: 'What partners say of a customer', params: IdParams, response: { 200: PartnerTags } },
    },
    async (request) => {
      const tags = await partnerTags.of(scopeOf(request), request.params.id)
      if (tags === null) unknownCustomer()
      return tags
    },
  )
}
