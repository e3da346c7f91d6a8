import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import type { StoredOffer } from '#act/offers/offer-ports.ts'
import type { OfferService } from '#act/offers/offer-service.ts'
import { PRICE_RULES } from '#act/offers/price-rule.ts'
import type { Offer } from '#act/offers/offer.ts'
import { isDay } from '#kernel/local-day.ts'
import { codeOfProblem } from '#kernel/code-of-problem.ts'
import type { Language, SegmentService } from '#segment/segments/segment-service.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { pageAnswer, pageRequest } from '../cursor.ts'
import { IdParams } from '../id-params.ts'
import { worded } from '../segment/condition-answers.ts'
import { givenCondition } from '../segment/condition-routes.ts'
import type { Answer } from '../shared-schemas.ts'
import type { TypedApp } from '../typed-app.ts'
import { codeAnswer, givenOffer, offerBody, offerRow, offerWords, questionOf } from './offer-answers.ts'
import {
  CodeAnswer,
  CodeQuestion,
  NewOffer,
  OfferChange,
  OfferCodeList,
  OfferCodesTaken,
  OfferDetail,
  OfferPage,
  OfferPreview,
  OfferQuery,
  OfferSecret,
  OfferStateBody,
  OfferVersion,
  OfferVersionParams,
  OfferVersions,
  PriceRules,
  Redemption,
} from './offer-schemas.ts'

interface OfferParts {
  readonly access: Pick<Access, 'users' | 'apiKeys'>
  readonly offers: Pick<
    OfferService,
    | 'today'
    | 'list'
    | 'counts'
    | 'contentsWith'
    | 'one'
    | 'versions'
    | 'version'
    | 'create'
    | 'save'
    | 'setState'
    | 'renewSecret'
    | 'importCodes'
    | 'check'
    | 'redeem'
  >
  readonly segments: Pick<SegmentService, 'language' | 'read'>
  readonly project: { readonly currency: string }
}

/** Offers: what the shop promises, once for all channels, who got it and who used it. */
export function registerOffers(app: TypedApp, { offers, segments, access, project }: OfferParts, options: AppOptions): void {
  const rateLimit = options.limits.heavyPerMinute
  const reading = { permission: 'contents:read' } as const
  const writing = { permission: 'contents:write', rateLimit } as const
  // Tills and shop systems: whoever may bring orders may say what an order used.
  const using = { permission: 'data:import' } as const

  const around = async (all: readonly StoredOffer[]) => {
    const [names, counts] = await Promise.all([actorNames(access), offers.counts(all.map(({ id }) => id))])
    return { today: offers.today(), counts, named: (label: string) => names.get(label) ?? label }
  }
  const detail = async (stored: StoredOffer): Promise<Answer<typeof OfferDetail>> => {
    const [row, language, contents] = await Promise.all([around([stored]), segments.language(), offers.contentsWith(stored.id)])
    const { audience } = stored.offer
    const problem = audience === null ? null : codeOfProblem(() => segments.read({ condition: audience }, language))
    const said = audience === null || problem !== null ? null : worded(audience, language.catalogue)
    return {
      row: offerRow(stored, row),
      offer: offerBody(stored.offer),
      words: offerWords(stored.offer, row.today),
      audienceText: said?.text ?? '',
      audienceSentence: said?.sentence ?? null,
      audienceProblem: problem,
      hasSecret: stored.hasSecret,
      contents: contents.map(({ id, name, isPublished }) => ({ id, name, published: isPublished })),
    }
  }
  const offerOf = ({ audience, where, ...given }: NewOffer, language: Language): Offer => ({
    ...givenOffer(given, project.currency),
    audience:
      where === undefined && (audience === undefined || audience === null)
        ? null
        : segments.read(givenCondition({ condition: audience ?? undefined, where }), language),
  })

  app.get(
    '/offers',
    {
      config: reading,
      schema: {
        tags: ['offers'],
        summary: 'Offers with what became of them, the last saved first',
        querystring: OfferQuery,
        response: { 200: OfferPage },
      },
    },
    async (request) => {
      const { q, state, ...page } = request.query
      const found = await offers.list({ ...(q === undefined ? {} : { q }), ...(state === undefined ? {} : { state }) }, pageRequest(page))
      const rows = await around(found.items)
      return pageAnswer({ ...found, items: found.items.map((stored) => offerRow(stored, rows)) })
    },
  )

  app.get(
    '/offers/price-rules',
    {
      config: reading,
      schema: {
        tags: ['offers'],
        summary: 'What may not decide who gets an offer, and what may with a written reason',
        response: { 200: PriceRules },
      },
    },
    () => ({ items: PRICE_RULES.map((rule) => ({ ...rule, fields: [...rule.fields], words: [...rule.words] })) }),
  )

  app.post(
    '/offers',
    {
      config: writing,
      schema: {
        tags: ['offers'],
        summary: 'Write an offer; it is a draft until it goes live',
        body: NewOffer,
        response: { 201: OfferDetail },
      },
    },
    async (request, reply) => {
      const made = await offers.create(offerOf(request.body, await segments.language()), actorLabel(actorOf(request)))
      return await reply.code(201).send(await detail(made))
    },
  )

  app.post(
    '/offers/preview',
    {
      config: reading,
      schema: {
        tags: ['offers'],
        summary: 'What every channel would say of an offer that is not saved; takes no stock and gives no code',
        body: NewOffer,
        response: { 200: OfferPreview },
      },
    },
    (request) => {
      const { audience: _audience, where: _where, ...given } = request.body
      const offer = givenOffer(given, project.currency)
      // Somebody is still writing: what is no day yet is none.
      const dayOf = (text: string | null) => (text !== null && isDay(text) ? text : null)
      const days = { validFrom: dayOf(offer.validFrom), validUntil: dayOf(offer.validUntil) }
      return { words: offerWords({ ...offer, ...days, audience: null }, offers.today()) }
    },
  )

  app.post(
    '/offers/check',
    {
      config: using,
      schema: {
        tags: ['offers'],
        summary: 'Whether a code holds for an order, and why not; changes nothing',
        body: CodeQuestion,
        response: { 200: CodeAnswer },
      },
    },
    async (request) => {
      const { problem, found } = await offers.check(questionOf(request.body))
      return { holds: problem === null, reason: problem, offer: found === null ? null : codeAnswer(found) }
    },
  )

  const redeemed = ({ found, usedAt, again }: Awaited<ReturnType<OfferService['redeem']>>) => ({ ...codeAnswer(found), usedAt, again })

  app.post(
    '/offers/redemptions',
    {
      config: using,
      schema: {
        tags: ['offers'],
        summary: 'Note that an order used a code, whatever offer it is of; the same order again changes nothing',
        body: CodeQuestion,
        response: { 200: Redemption },
      },
    },
    async (request) => redeemed(await offers.redeem(questionOf(request.body))),
  )

  app.post(
    '/offers/:id/redemptions',
    {
      config: using,
      schema: {
        tags: ['offers'],
        summary: 'Note that an order used a code of this offer; the same order again changes nothing',
        params: IdParams,
        body: CodeQuestion,
        response: { 200: Redemption },
      },
    },
    async (request) => {
      await offers.one(request.params.id)
      return redeemed(await offers.redeem(questionOf(request.body), request.params.id))
    },
  )

  app.get(
    '/offers/:id',
    {
      config: reading,
      schema: { tags: ['offers'], summary: 'An offer, and where it stands', params: IdParams, response: { 200: OfferDetail } },
    },
    async (request) => await detail(await offers.one(request.params.id)),
  )

  app.put(
    '/offers/:id',
    {
      config: writing,
      schema: {
        tags: ['offers'],
        summary: 'Save a new version: every message that is made from now on says it; what was given out keeps its terms',
        params: IdParams,
        body: OfferChange,
        response: { 200: OfferDetail },
      },
    },
    async (request) => {
      const { base, ...given } = request.body
      const offer = offerOf(given, await segments.language())
      return await detail(await offers.save(request.params.id, base, offer, actorLabel(actorOf(request))))
    },
  )

  app.put(
    '/offers/:id/state',
    {
      config: writing,
      schema: {
        tags: ['offers'],
        summary: 'Give an offer out, pause it, or end it for ever; codes that customers have hold as promised',
        params: IdParams,
        body: OfferStateBody,
        response: { 200: OfferDetail },
      },
    },
    async (request) => await detail(await offers.setState(request.params.id, request.body.state, actorLabel(actorOf(request)))),
  )

  app.get(
    '/offers/:id/versions',
    { config: reading, schema: { tags: ['offers'], summary: 'Versions of an offer', params: IdParams, response: { 200: OfferVersions } } },
    async (request) => {
      const [items, names] = await Promise.all([offers.versions(request.params.id), actorNames(access)])
      return { items: items.map((one) => ({ ...one, savedBy: names.get(one.savedBy) ?? one.savedBy })) }
    },
  )

  app.get(
    '/offers/:id/versions/:version',
    {
      config: reading,
      schema: { tags: ['offers'], summary: 'An offer as one version has it', params: OfferVersionParams, response: { 200: OfferVersion } },
    },
    async (request) => {
      const { id, version } = request.params
      return { version, offer: offerBody(await offers.version(id, version)) }
    },
  )

  app.post(
    '/offers/:id/codes',
    {
      config: writing,
      schema: {
        tags: ['offers'],
        summary: 'Bring codes of the shop from a text or CSV; each is given out once',
        params: IdParams,
        body: OfferCodeList,
        response: { 200: OfferCodesTaken },
      },
    },
    async (request) => {
      const taken = await offers.importCodes(request.params.id, request.body.text, actorLabel(actorOf(request)))
      return { ...taken, wrong: [...taken.wrong] }
    },
  )

  app.post(
    '/offers/:id/secret',
    {
      config: writing,
      schema: {
        tags: ['offers'],
        summary: 'A new secret that questions to the shop are signed with, shown this once',
        params: IdParams,
        response: { 200: OfferSecret },
      },
    },
    async (request) => ({ secret: await offers.renewSecret(request.params.id, actorLabel(actorOf(request))) }),
  )
}
