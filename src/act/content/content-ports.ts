import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Channel } from '#decide/strategy.ts'
import type { MessagePurpose } from '../outgoing-message.ts'
import type { MessageContent } from './message-content.ts'

export const CONTENT_STATES = ['draft', 'published', 'archived'] as const
export type ContentState = (typeof CONTENT_STATES)[number]

/** A content with its newest version. Every saved state is a version of its own that never changes. */
export interface StoredContent {
  readonly id: string
  readonly version: number
  /** The version that messages are made of; null: none was published yet. */
  readonly published: number | null
  readonly content: MessageContent
  readonly createdAt: Date
  readonly savedAt: Date
  readonly savedBy: string
  readonly publishedAt: Date | null
  readonly archivedAt: Date | null
}

export function stateOf({ archivedAt, published }: Pick<StoredContent, 'archivedAt' | 'published'>): ContentState {
  if (archivedAt !== null) return 'archived'
  return published === null ? 'draft' : 'published'
}

export interface ContentSaved {
  readonly at: Date
  readonly by: string
}

export interface ContentFilter {
  readonly q?: string
  readonly state?: ContentState
  readonly channel?: Channel
  readonly purpose?: MessagePurpose
}

export interface ContentStore {
  /** The last saved first. */
  list(
    filter: ContentFilter,
    limit: number,
    after: { readonly savedAt: Date; readonly id: string } | null,
  ): Promise<readonly StoredContent[]>
  count(filter: ContentFilter): Promise<number>
  one(id: string): Promise<StoredContent | null>
  version(id: string, version: number): Promise<MessageContent | null>
  versions(id: string): Promise<readonly { readonly version: number; readonly savedAt: Date; readonly savedBy: string }[]>
  add(id: string, content: MessageContent, saved: ContentSaved): Promise<void>
  /** False when the newest version is no longer `base`. */
  save(id: string, base: number, content: MessageContent, saved: ContentSaved): Promise<boolean>
  /** Keeps where the links of the version lead, by their codes. False when the newest version is no longer this one, or it is archived. */
  publish(id: string, version: number, targets: readonly LinkTarget[], saved: ContentSaved): Promise<boolean>
  archive(id: string, at: Date | null): Promise<void>
}

/** Where a link of a version of a content leads. */
export interface LinkTarget {
  readonly code: string
  readonly url: string
  /** The content piece that it is of; absent: it stands in the content itself. */
  readonly piece?: string
}

/** One link of one message, for channels whose texts must be short. */
export interface ShortLink {
  readonly code: string
  readonly target: string
  readonly sendKey: string
}

export interface LinkStore {
  targets(
    codes: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly url: string; readonly content: string | null; readonly piece: string | null }>>
  /** Links of pieces in messages of a content; those that are there stay as they are. */
  addTargets(content: string, targets: readonly LinkTarget[], now: Date): Promise<void>
  addShort(links: readonly ShortLink[], now: Date): Promise<void>
  short(code: string): Promise<ShortLink | null>
}

/** What is known of a customer that a content may say. */
export interface ContentFacts {
  readonly tier: BilingualText | null
  readonly daysSinceLastOrder: number | null
  readonly favouriteCategory: string
  readonly attributes: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  /** Names of recommended products, best first. */
  readonly products: readonly string[]
}

/** What a block of messages asks of its customers, so that nothing is read that no text says. */
export interface AskedFacts {
  readonly profile: boolean
  readonly attributes: readonly string[]
  readonly tags: readonly string[]
  readonly products: boolean
}

export interface ContentFactsReader {
  /** Customers of whom nothing is known are left out. */
  of(customerIds: readonly string[], asked: AskedFacts, now: Date): Promise<ReadonlyMap<string, ContentFacts>>
}
