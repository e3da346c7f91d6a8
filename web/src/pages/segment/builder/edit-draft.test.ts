import { describe, expect, test } from 'vitest'
import { changedPart } from './changed-part.ts'
import { conditionOfDraft, placeAt } from './condition-of-draft.ts'
import { draftOf, emptyRow, isGroup } from './draft.ts'
import type { DraftNode } from './draft.ts'
import { addTo, changeNode, duplicateNode, groupNode, insertAfter, moveNode, removeNode } from './edit-draft.ts'
import { changed, historyOf, redone, undone } from './history.ts'
import { firstTest, withTest } from './value-types.ts'

const more = (value: number) => ({ field: 'profile.r', op: 'gte' as const, value })
const root = draftOf({ all: [more(1), { any: [more(2), { not: more(3) }] }, more(4)] })
const parts = (node: DraftNode) => (isGroup(node.base) ? node.base.parts : [])
const [first, group, last] = parts(root) as [DraftNode, DraftNode, DraftNode]
const [second, third] = parts(group) as [DraftNode, DraftNode]
const said = (node: DraftNode) => conditionOfDraft(node).condition

describe('rows', () => {
  test('are moved within their group and stay at its ends', () => {
    expect(said(moveNode(root, last.id, -1))).toEqual({ all: [more(1), more(4), { any: [more(2), { not: more(3) }] }] })
    expect(said(moveNode(root, third.id, -1))).toEqual({ all: [more(1), { any: [{ not: more(3) }, more(2)] }, more(4)] })
    expect(moveNode(root, first.id, -1)).toBe(root)
    expect(moveNode(root, third.id, 1)).toBe(root)
  })

  test('are removed, a group with its last one', () => {
    expect(said(removeNode(root, second.id))).toEqual({ all: [more(1), { any: [{ not: more(3) }] }, more(4)] })
    expect(said(removeNode(removeNode(root, second.id), third.id))).toEqual({ all: [more(1), more(4)] })
    expect(removeNode(root, 0)).toBe(root)
  })

  test('are put behind another or at the end of a group, and are a gap as long as they are empty', () => {
    const row = emptyRow()
    const inserted = insertAfter(root, second.id, row)
    expect(conditionOfDraft(inserted)).toMatchObject({ condition: null, gaps: [row.id] })
    expect(said(changeNode(inserted, row.id, (node) => ({ ...node, base: second.base })))).toEqual({
      all: [more(1), { any: [more(2), more(2), { not: more(3) }] }, more(4)],
    })
    expect(parts(addTo(root, root.id, row)).at(-1)).toBe(row)
  })

  test('become a group of their own, or two', () => {
    const grouped = groupNode(root, first.id)
    expect(parts(grouped)[0]?.base).toMatchObject({ kind: 'group', join: 'any', parts: [first, { base: { kind: 'empty' } }] })
    const twice = duplicateNode(root, group.id)
    expect(said(twice)).toEqual({ all: [more(1), { any: [more(2), { not: more(3) }] }, { any: [more(2), { not: more(3) }] }, more(4)] })
    const ids = conditionOfDraft(twice).places.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('a place that the server names', () => {
  const { places } = conditionOfDraft(root)

  test('is the row that is farthest in', () => {
    expect(placeAt(places, '$.all[2].value')).toBe(last.id)
    expect(placeAt(places, '$.all[1].any[1].not.op')).toBe(third.id)
    expect(placeAt(places, '$.all[1].any')).toBe(group.id)
    expect(placeAt(places, '$')).toBe(root.id)
  })

  test('is found where the only row stands without its group, in a property, in a step and in the past', () => {
    const one = draftOf({
      asOf: { day: '2026-01-31' },
      condition: { did: 'item', where: [{ property: 'category', op: 'in', values: ['茶'] }], op: 'gte', value: 1 },
    })
    const inner = conditionOfDraft(one).places
    expect(inner.map(({ path }) => path)).toEqual(['$', '$.condition.where[0]'])
    expect(placeAt(inner, '$.condition.where[0].values')).toBe(inner[1]?.id)
    expect(placeAt(inner, '$.asOf.day')).toBe(parts(one)[0]?.id)
    const steps = conditionOfDraft(draftOf({ sequence: [{ did: 'event' }, { did: 'order' }], within: { n: 1, unit: 'day' } })).places
    expect(placeAt(steps, '$.sequence[1].missing')).toBe(steps[2]?.id)
  })

  test('is not another row whose number begins alike', () => {
    const many = draftOf({ all: Array.from({ length: 12 }, (_, i) => more(i)) })
    expect(placeAt(conditionOfDraft(many).places, '$.all[11].value')).toBe(parts(many)[11]?.id)
  })
})

test('what is typed into one field is taken back at once, everything else one by one', () => {
  let history = historyOf('')
  for (const text of ['a', 'ab']) history = changed(history, text, 'field')
  history = changed(history, 'ab, c')
  expect(undone(history).present).toBe('ab')
  expect(undone(undone(history)).present).toBe('')
  expect(redone(undone(undone(history))).present).toBe('ab')
  expect(changed(undone(history), 'x').future).toEqual([])
  expect(undone(historyOf('only')).present).toBe('only')
})

test('the part that somebody changes is named', () => {
  expect(changedPart({ op: 'gte', value: { n: 1 } }, { op: 'gte', value: { n: 2 } })).toBe('value.n')
  expect(changedPart({ op: 'gte', value: 1 }, { op: 'in', values: [] })).toBe('op value values')
})

test('another test of a value keeps what still fits', () => {
  expect(withTest({ op: 'gte', value: 5 }, 'lt')).toMatchObject({ op: 'lt', value: 5 })
  expect(withTest({ op: 'contains', value: 'tea' }, 'starts')).toMatchObject({ op: 'starts', value: 'tea' })
  expect(withTest({ op: 'contains', value: 'tea' }, 'gte').value).toBeUndefined()
  expect(withTest(firstTest('time'), 'earlier').span).toEqual({ n: 30, unit: 'day' })
})
