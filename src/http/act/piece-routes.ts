import Type from 'typebox'
import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import type { ContentPiece } from '#act/pieces/content-piece.ts'
import type { PieceChooser } from '#act/pieces/piece-chooser.ts'
import type { StoredPiece } from '#act/pieces/piece-ports.ts'
import type { PieceService } from '#act/pieces/piece-service.ts'
import { AppError } from '#kernel/app-error.ts'
import { codeOfProblem } from '#kernel/code-of-problem.ts'
import type { Language, SegmentService } from '#segment/segments/segment-service.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { pageAnswer, pageRequest } from '../cursor.ts'
import { IdParams } from '../id-params.ts'
import { problemOf } from '../problem.ts'
import type { CustomerReads } from '../profile/customer-reads.ts'
import { worded } from '../segment/condition-answers.ts'
import { givenCondition } from '../segment/condition-routes.ts'
import type { Answer } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { chosenAnswer, givenPiece, pieceRow } from './piece-answers.ts'
import {
  NewPiece,
  PieceArchived,
  PieceChange,
  PieceChoice,
  PieceChoiceBody,
  PieceDetail,
  PieceFile,
  PiecePage,
  PieceQuery,
  PiecesTaken,
  PieceTag,
  PieceTagParams,
  PieceTags,
} from './piece-schemas.ts'

interface PieceParts extends AuditParts {
  readonly access: Pick<Access, 'audit' | 'users' | 'apiKeys'>
  readonly pieces: Pick<
    PieceService,
    'today' | 'list' | 'results' | 'one' | 'create' | 'save' | 'archive' | 'takeMany' | 'tags' | 'saveTag' | 'dropTag'
  >
  readonly pieceChooser: Pick<PieceChooser, 'verdicts'>
  readonly reads: Pick<CustomerReads, 'customer'>
  readonly segments: Pick<SegmentService, 'language' | 'read'>
}

/** Content pieces: what is chosen for each customer, by what, and what became of it. */
export function registerPieces(app: TypedApp, parts: PieceParts, options: AppOptions): void {
  const { pieces, pieceChooser, reads, segments, access, clock } = parts
  const rateLimit = options.limits.heavyPerMinute
  const reading = { permission: 'contents:read' } as const
  const writing = { permission: 'contents:write', rateLimit } as const

  const around = async (all: readonly StoredPiece[]) => {
    const [names, results] = await Promise.all([actorNames(access), pieces.results(all.map(({ id }) => id))])
    return { today: pieces.today(), results, named: (label: string) => names.get(label) ?? label }
  }
  const detail = async (stored: StoredPiece): Promise<Answer<typeof PieceDetail>> => {
    const [row, language] = await Promise.all([around([stored]), segments.language()])
    const { audience, texts } = stored.piece
    const problem = audience === null ? null : codeOfProblem(() => segments.read({ condition: audience }, language))
    const said = audience === null || problem !== null ? null : worded(audience, language.catalogue)
    return {
      ...pieceRow(stored, row),
      texts: { zh: { ...texts.zh }, en: { ...texts.en } },
      audience,
      audienceText: said?.text ?? '',
      audienceSentence: said?.sentence ?? null,
      audienceProblem: problem,
    }
  }
  const pieceOf = ({ audience, where, ...given }: NewPiece, language: Language): ContentPiece => ({
    ...givenPiece(given),
    audience:
      where === undefined && (audience === undefined || audience === null)
        ? null
        : segments.read(givenCondition({ condition: audience ?? undefined, where }), language),
  })

  app.get(
    '/pieces',
    {
      config: reading,
      schema: {
        tags: ['contents'],
        summary: 'Content pieces with their results, the last saved first; those that were put away only where asked for',
        querystring: PieceQuery,
        response: { 200: PiecePage },
      },
    },
    async (request) => {
      const { q, kind, tag, state, ...page } = request.query
      const filter = {
        ...(q === undefined ? {} : { q }),
        ...(kind === undefined ? {} : { kind }),
        ...(tag === undefined ? {} : { tag }),
        ...(state === undefined ? {} : { state }),
      }
      const found = await pieces.list(filter, pageRequest(page))
      const rows = await around(found.items)
      return pageAnswer({ ...found, items: found.items.map((stored) => pieceRow(stored, rows)) })
    },
  )

  app.post(
    '/pieces',
    {
      config: writing,
      schema: { tags: ['contents'], summary: 'Write a content piece', body: NewPiece, response: { 201: PieceDetail } },
    },
    async (request, reply) => {
      const made = await pieces.create(pieceOf(request.body, await segments.language()), actorLabel(actorOf(request)))
      return await reply.code(201).send(await detail(made))
    },
  )

  app.post(
    '/pieces/import',
    {
      config: writing,
      schema: {
        tags: ['contents'],
        summary: 'Many content pieces at once, up to 500: a name that is known is saved anew; one that is wrong does not stop the others',
        body: PieceFile,
        response: { 200: PiecesTaken },
      },
    },
    async (request) => {
      const language = await segments.language()
      const given = request.body.items.map((item) => {
        try {
          return pieceOf(item, language)
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          return { name: item.name, error }
        }
      })
      const taken = await pieces.takeMany(given, actorLabel(actorOf(request)))
      const count = (outcome: 'added' | 'saved' | 'same') => taken.filter((one) => one.outcome === outcome).length
      return {
        added: count('added'),
        saved: count('saved'),
        same: count('same'),
        refused: taken.flatMap((one, i) =>
          one.outcome === 'refused' ? [{ name: one.name, place: i + 1, problem: problemOf(one.error).problem }] : [],
        ),
      }
    },
  )

  app.get(
    '/pieces/tags',
    {
      config: reading,
      schema: { tags: ['contents'], summary: 'Tags of content pieces, with what speaks for them', response: { 200: PieceTags } },
    },
    async () => ({ items: (await pieces.tags()).map((tag) => ({ ...tag, words: [...tag.words] })) }),
  )

  app.put(
    '/pieces/tags',
    {
      config: writing,
      schema: {
        tags: ['contents'],
        summary: 'Add a tag, or say which words speak for it',
        body: PieceTag,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await pieces.saveTag(request.body, actorLabel(actorOf(request)))
      return await reply.code(204).send(null)
    },
  )

  app.delete(
    '/pieces/tags/:name',
    {
      config: writing,
      schema: {
        tags: ['contents'],
        summary: 'Take a tag that no piece has off the list',
        params: PieceTagParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await pieces.dropTag(request.params.name, actorLabel(actorOf(request)))
      return await reply.code(204).send(null)
    },
  )

  app.post(
    '/pieces/choice',
    {
      config: { permission: 'contents:read', alsoNeeds: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['contents'],
        summary: 'Which content pieces one customer would get and why, and why not the others; nothing counts as sent',
        body: PieceChoiceBody,
        response: { 200: PieceChoice },
      },
    },
    async (request) => {
      const { customerId, channel, language = 'zh', tags = [] } = request.body
      const customer = await reads.customer(scopeOf(request), customerId)
      if (customer === null) throw new AppError('not-found', 'customer-not-found', 'There is no such customer: look the person up again.')
      const { ranked, refused } = await pieceChooser.verdicts({ customerId: customer.row.id, channel, language, tags }, clock.now())
      return {
        ranked: ranked.map((one) => chosenAnswer(one)),
        refused: refused.map(({ live: { id, piece }, refusal }) => ({ id, name: piece.name, reason: refusal })),
      }
    },
  )

  app.get(
    '/pieces/:id',
    {
      config: reading,
      schema: { tags: ['contents'], summary: 'A content piece', params: IdParams, response: { 200: PieceDetail } },
    },
    async (request) => await detail(await pieces.one(request.params.id)),
  )

  app.put(
    '/pieces/:id',
    {
      config: writing,
      schema: {
        tags: ['contents'],
        summary: 'Save a content piece: messages that are made from now on say what it says now',
        params: IdParams,
        body: PieceChange,
        response: { 200: PieceDetail },
      },
    },
    async (request) => {
      const { base, ...given } = request.body
      const piece = pieceOf(given, await segments.language())
      return await detail(await pieces.save(request.params.id, base, piece, actorLabel(actorOf(request))))
    },
  )

  app.put(
    '/pieces/:id/archived',
    {
      config: writing,
      schema: {
        tags: ['contents'],
        summary: 'Put a content piece away or take it out again; links in messages go on',
        params: IdParams,
        body: PieceArchived,
        response: { 200: PieceDetail },
      },
    },
    async (request) => await detail(await pieces.archive(request.params.id, request.body.archived, actorLabel(actorOf(request)))),
  )
}
