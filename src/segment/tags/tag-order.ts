import { needsOf } from '../conditions/condition-needs.ts'
import type { SegmentMeanings } from '../conditions/evaluate-condition.ts'
import { tagCircle } from './tag-errors.ts'
import type { Tag, TagSource } from './tag.ts'
import { TAG_FIELD } from './tag.ts'

/** Which names do not hang on the time that is asked. */
const ANY_TIME = { now: new Date(0), timeZone: 'UTC' }

/** Tags that a source names, those in the segments that it names among them. */
export function tagsIn(source: TagSource, meanings: SegmentMeanings): string[] {
  if (source.kind !== 'rules') return []
  const { fields } = needsOf(
    source.rules.map(({ condition }) => condition),
    meanings,
    ANY_TIME,
  )
  return [...fields].filter((name) => name.startsWith(TAG_FIELD)).map((name) => name.slice(TAG_FIELD.length))
}

/** A tag that hangs on itself has no value. @throws AppError `tag-circle` */
export function checkTagCircles(name: string, source: TagSource, tags: readonly Tag[], meanings: SegmentMeanings): void {
  const byName = new Map(tags.map((tag) => [tag.name, tag.source]))
  const seen = new Set<string>()
  const follow = (from: TagSource, way: readonly string[]): void => {
    for (const next of tagsIn(from, meanings)) {
      if (next === name) throw tagCircle([...way, next].join(' → '))
      const known = byName.get(next)
      if (known === undefined || seen.has(next)) continue
      seen.add(next)
      follow(known, [...way, next])
    }
  }
  follow(source, [name])
}

/** Tags in the order in which they can be worked out: those of a level hang on levels before alone. A circle, which a segment saved later can make, ends where it closes. */
export function tagLevels(tags: readonly Tag[], meanings: SegmentMeanings): Tag[][] {
  const byName = new Map(tags.map((tag) => [tag.name, tag]))
  const levels = new Map<string, number>()
  const levelOf = (tag: Tag, way: ReadonlySet<string>): number => {
    const known = levels.get(tag.name)
    if (known !== undefined) return known
    const below = tagsIn(tag.source, meanings).flatMap((name) => {
      const other = byName.get(name)
      return other === undefined || way.has(name) ? [] : [levelOf(other, new Set([...way, name])) + 1]
    })
    const level = Math.max(0, ...below)
    levels.set(tag.name, level)
    return level
  }
  const found: Tag[][] = []
  for (const tag of tags) {
    const level = levelOf(tag, new Set([tag.name]))
    found[level] = [...(found[level] ?? []), tag]
  }
  return found.filter((level) => level !== undefined)
}

/** Tags in use that name this one. */
export function tagsThatUse(name: string, tags: readonly Tag[]): Tag[] {
  return tags.filter(({ archivedAt, source }) => archivedAt === null && tagsIn(source, new Map()).includes(name))
}
