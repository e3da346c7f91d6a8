import { expect, test } from 'vitest'
import type { MessageContent } from '#http/act/content-schemas.ts'
import { asContent, moved, withCopy, withEdited, withNew, withVariant, withVariants } from './edit-variants.ts'

const BASE: MessageContent = {
  name: 'Spring',
  purpose: 'marketing',
  sms: { text: { zh: '大家', en: 'all' }, templates: {} },
  fallbacks: {},
  utm: null,
}
const names = ({ variants = [] }: MessageContent) => variants.map(({ id, name }) => `${id} ${name}`)

test('variants are added, copied behind the one they are of, moved and deleted, each name once', () => {
  const two = withNew(withNew(BASE, 'a', 'New'), 'b', 'New')
  expect(names(two)).toEqual(['a New', 'b New 2'])
  expect(names(withCopy(two, 'a', 'c', (name) => `${name} (copy)`))).toEqual(['a New', 'c New (copy)', 'b New 2'])
  expect(names(moved(two, 1, 0))).toEqual(['b New 2', 'a New'])
  expect(names(moved(two, 0, -1))).toEqual(['a New', 'b New 2'])
  expect(withVariants(two, () => [])).toEqual(BASE)
  expect(withVariant(two, 'b', { name: 'Gold' }).variants?.[1]).toEqual({ id: 'b', name: 'Gold', when: { segment: null, language: null } })
})

test('what edits a content edits the forms of a variant, and everything else of the content', () => {
  const content = withNew(BASE, 'a', 'Gold')
  const [gold] = content.variants ?? []
  expect(asContent(content, gold).sms).toBe(undefined)
  expect(asContent(content, undefined)).toBe(content)
  const edited = {
    ...asContent(content, gold),
    name: 'Summer',
    push: { title: { zh: 'p', en: '' }, body: { zh: '', en: '' }, url: '', imageUrl: '' },
  }
  const next = withEdited(content, gold, edited)
  expect([next.name, next.sms, next.push]).toEqual(['Summer', BASE.sms, undefined])
  expect(next.variants).toEqual([{ id: 'a', name: 'Gold', when: { segment: null, language: null }, push: edited.push }])
  const [written] = next.variants ?? []
  const { push: _gone, ...without } = asContent(next, written)
  expect(withEdited(next, written, without).variants).toEqual(content.variants)
})
