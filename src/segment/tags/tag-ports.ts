import type { Scope } from '#access/scope.ts'
import type { Touched, TouchedBlock, WaitingWork } from '../followed-work.ts'
import type { Language } from '../segments/segment-service.ts'
import type { Tag, TagContent, TagSource, TagVersion } from './tag.ts'

export interface TagStore {
  /** Archived ones too, by name. */
  all(): Promise<Tag[]>
  /** False when there is one of this name. */
  add(tag: Omit<Tag, 'archivedAt' | 'filledVersion' | 'refreshedAt'>): Promise<boolean>
  /** False when the version is no longer `base`. */
  save(
    name: string,
    base: number,
    content: TagContent & Pick<Tag, 'field'>,
    saved: { readonly at: Date; readonly by: string },
  ): Promise<boolean>
  /** Puts away, or takes out again with null; its values are then found anew. */
  archive(name: string, at: Date | null): Promise<void>
  versions(name: string): Promise<TagVersion[]>
}

/** A value of a customer. */
export interface TagValue {
  readonly tag: string
  readonly value: string | number
  /** Since when it is this value. */
  readonly since: Date
  /** When it was last found. */
  readonly asOf: Date
  /** From 0 to 1; null: what it comes from says none. */
  readonly confidence: number | null
  readonly source: TagSource['kind']
  readonly version: number
  /** When it ends unless it is found again; null: no such time. */
  readonly until: Date | null
}

/** A change of a value; null: none. */
export interface TagChange {
  readonly tag: string
  readonly value: string | number | null
  readonly at: Date
}

/** How a tag is spread over customers. */
export interface TagSpread {
  /** Who has a value. */
  readonly customers: number
  /** Of texts, the most frequent first. */
  readonly values: readonly { readonly value: string; readonly customers: number }[]
  /** How many other texts there are. */
  readonly others: number
  /** Of numbers. */
  readonly numbers: { readonly least: number; readonly median: number; readonly most: number; readonly average: number } | null
}

export interface TagValueStore {
  /** Runs alone over all nodes, after what a stop left half done. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /**
   * Works values out and tells signals of those that changed; answers how many did. The tags name no tag of the same call.
   *
   * @param of The customers that are looked at; null: all
   * @param isFirst Nobody is told: the values of these tags were not known before.
   */
  refresh(tags: readonly Tag[], language: Language, of: Touched | null, isFirst: boolean): Promise<number>
  /** All customers were looked at for these versions. */
  noteRefreshed(tags: readonly Pick<Tag, 'name' | 'version'>[]): Promise<void>
  /** What loads noted for tags, at most a block of customers; null where nothing waits. Gone with `forget`. */
  touched(): Promise<TouchedBlock | null>
  /** Tags that are unfilled have other values than they say. */
  waiting(): Promise<WaitingWork>
  isPerson(scope: Scope, customerId: string): Promise<boolean>
  valuesOf(customerId: string): Promise<TagValue[]>
  /** The newest first. */
  changesOf(customerId: string): Promise<TagChange[]>
  spreads(scope: Scope): Promise<ReadonlyMap<string, TagSpread>>
  /** How the values of a source would be spread now, and how many customers there are. */
  preview(scope: Scope, tag: Pick<Tag, 'name' | 'source' | 'field'>, language: Language): Promise<TagSpread & { readonly everyone: number }>
}
