import type { Project } from '#access/project-settings.ts'
import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import { CONTENT_LIBRARY } from '#act/content/content-library.ts'
import type { ContentPreview as Preview, ContentPreviewer } from '#act/content/content-previewer.ts'
import type { LinkChecker } from '#act/content/link-checker.ts'
import type { ContentTester } from '#act/content/content-tester.ts'
import { AppError } from '#kernel/app-error.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import type { CustomerReads } from '../profile/customer-reads.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { chosenAnswer } from './piece-answers.ts'
import { givenContent, sentContent } from './content-routes.ts'
import {
  ContentFindings,
  ContentLibrary,
  ContentLinkCheck,
  ContentPreview,
  ContentTestBody,
  ContentTestSent,
  FindingsBody,
  PreviewBody,
} from './content-schemas.ts'

interface PreviewParts extends AuditParts {
  readonly contentPreviews: Pick<ContentPreviewer, 'findings' | 'example' | 'asCustomer'>
  readonly contentTests: Pick<ContentTester, 'send'>
  readonly linkChecks: Pick<LinkChecker, 'check'>
  readonly project: Pick<Project, 'currency'>
  readonly reads: Pick<CustomerReads, 'customer'>
  readonly access: Pick<Access, 'audit'>
}

/** A content before it is sent: how it looks, what is wrong with it, a test of it. */
export function registerContentPreviews(
  app: TypedApp,
  { contentPreviews, contentTests, linkChecks, project, reads, access, clock }: PreviewParts,
  options: AppOptions,
): void {
  const rateLimit = options.limits.heavyPerMinute

  app.get(
    '/contents/library',
    {
      config: { permission: 'contents:read' },
      schema: { tags: ['contents'], summary: 'Ready contents to begin with, in both languages', response: { 200: ContentLibrary } },
    },
    () => ({ items: CONTENT_LIBRARY.map(({ content, ...one }) => ({ ...one, content: sentContent(content) })) }),
  )

  app.post(
    '/contents/preview',
    {
      config: { permission: 'contents:read', alsoNeeds: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['contents'],
        summary: 'A content as one customer would get it, or with examples; names are masked without the permission to reveal',
        body: PreviewBody,
        response: { 200: ContentPreview },
      },
    },
    async (request) => {
      const { channel, language, customerId, variant = null } = request.body
      const content = givenContent(request.body.content)
      if (customerId === undefined)
        return { ...shown(await contentPreviews.example(content, channel, language ?? 'zh', variant), project.currency), nameShown: false }
      const customer = await reads.customer(scopeOf(request), customerId)
      if (customer === null) throw unknownCustomer()
      const actor = actorOf(request)
      const nameShown = actor.permissions.has('customers:reveal')
      const { id, maskedName } = customer.row
      const preview = await contentPreviews.asCustomer(content, channel, id, {
        name: nameShown ? null : maskedName,
        language: language ?? null,
        variant,
      })
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actor),
        action: nameShown ? 'customer-revealed' : 'content-previewed',
        target: `customer:${id}`,
        detail: nameShown ? { kind: 'name', reason: 'message preview' } : {},
      })
      return { ...shown(preview, project.currency), nameShown }
    },
  )

  app.post(
    '/contents/findings',
    {
      config: { permission: 'contents:read', rateLimit },
      schema: {
        tags: ['contents'],
        summary: 'What to look at before a content is sent: spam words, length, links, pictures, ways to unsubscribe',
        body: FindingsBody,
        response: { 200: ContentFindings },
      },
    },
    async (request) => {
      const found = await contentPreviews.findings(givenContent(request.body.content))
      return { items: found.map(({ variant = '', ...finding }) => ({ ...finding, variant })) }
    },
  )

  app.post(
    '/contents/links',
    {
      config: { permission: 'contents:write', rateLimit },
      schema: {
        tags: ['contents'],
        summary: 'Visit what a content leads to and shows, and tell what is broken; up to 60 addresses, within 40 seconds',
        body: FindingsBody,
        response: { 200: ContentLinkCheck },
      },
    },
    async (request) => {
      const { items, left } = await linkChecks.check(givenContent(request.body.content))
      return { items: items.map((item) => ({ ...item, channels: [...item.channels] })), left }
    },
  )

  app.post(
    '/contents/test',
    {
      config: { permission: 'contents:write', alsoNeeds: 'customers:read', reach: 'scope', rateLimit },
      schema: {
        tags: ['contents'],
        summary: 'Send a content over a channel account to an address that you type, marked as a test; 20 an hour in all',
        body: ContentTestBody,
        response: { 200: ContentTestSent },
      },
    },
    async (request) => {
      const { content, accountId, to, language = null, customerId, variant = null } = request.body
      const actor = actorOf(request)
      const whose = customerId === undefined ? null : await reads.customer(scopeOf(request), customerId)
      if (customerId !== undefined && whose === null) throw unknownCustomer()
      const nameShown = actor.permissions.has('customers:reveal')
      const outcome = await contentTests.send({
        content: givenContent(content),
        accountId,
        to,
        language,
        customer: whose === null ? null : { id: whose.row.id, name: nameShown ? null : whose.row.maskedName },
        variant,
      })
      const said = { outcome: outcome.kind, reason: 'reason' in outcome ? outcome.reason : '' }
      // Whom it went to is personal and stays out of the log.
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actor),
        action: 'content-tested',
        target: `channel-account:${accountId}`,
        detail: { name: content.name, ...(whose === null ? {} : { customer: whose.row.id, nameShown }), ...said },
      })
      return said
    },
  )
}

function unknownCustomer(): AppError {
  return new AppError('not-found', 'customer-not-found', 'There is no such customer: look the person up again.')
}

function shown({ language, rendered, missing, sms, pieces, variant, variants }: Preview, currency: string) {
  const isMade = rendered.kind === 'rendered'
  return {
    language,
    made: isMade,
    reason: isMade ? '' : rendered.reason,
    detail: isMade ? '' : rendered.detail,
    texts: isMade ? { ...rendered.texts } : {},
    missing: [...missing],
    sms: sms.map((one) => ({ ...one, outsideGsm7: [...one.outsideGsm7] })),
    currency,
    pieces: pieces.map((piece) => chosenAnswer(piece)),
    variant,
    variants: variants.map((one) => ({ ...one })),
  }
}
