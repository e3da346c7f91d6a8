import type { Condition } from '../conditions/condition.ts'
import { segmentCircle } from '../conditions/condition-errors.ts'
import { needsOf } from '../conditions/condition-needs.ts'
import type { SegmentMeanings } from '../conditions/evaluate-condition.ts'
import { tagCircle } from './tag-errors.ts'
import type { Tag, TagSource } from './tag.ts'
import { TAG_FIELD } from './tag.ts'

/** Which names do not hang on the time that is asked. */
const ANY_TIME = { now: new Date(0), timeZone: 'UTC' }

/** Fields and segments that a condition or the rules of a tag name, those within the segments among them. */
function namesIn(conditions: readonly Condition[], meanings: SegmentMeanings) {
  const { fields, segments } = needsOf(conditions, meanings, ANY_TIME)
  return { segments, tags: [...fields].filter((name) => name.startsWith(TAG_FIELD)).map((name) => name.slice(TAG_FIELD.length)) }
}

function conditionsOf(source: TagSource): Condition[] {
  return source.kind === 'rules' ? source.rules.map(({ condition }) => condition) : []
}

/** Tags that a source names, those in the segments that it names among them. */
export function tagsIn(source: TagSource, meanings: SegmentMeanings): string[] {
  return namesIn(conditionsOf(source), meanings).tags
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

/** A segment that asks for a tag whose rules ask for the segment means nobody. @throws AppError `condition-circle` */
export function checkCirclesByTags(
  id: string,
  condition: Condition,
  tags: readonly Pick<Tag, 'name' | 'source'>[],
  meanings: SegmentMeanings,
): void {
  const byName = new Map(tags.map((tag) => [tag.name, tag.source]))
  const seen = new Set<string>()
  const follow = (names: readonly string[], way: readonly string[]): void => {
    for (const name of names) {
      const source = byName.get(name)
      if (source === undefined || seen.has(name)) continue
      seen.add(name)
      const named = namesIn(conditionsOf(source), meanings)
      if (named.segments.has(id)) throw segmentCircle('$', [...way, name].join(' → '))
      follow(named.tags, [...way, name])
    }
  }
  follow(namesIn([condition], meanings).tags, [])
}

/** Tags in the order in which they can be worked out: those of a level hang on levels before alone. A circle, which two people who save at the same moment can make, ends where it closes. */
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
