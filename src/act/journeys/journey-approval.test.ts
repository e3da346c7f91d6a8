import { expect, it } from 'vitest'
import { journeyAuthors, journeySentences } from './journey-approval.ts'

it('says rules first, then each step with where it leads', () => {
  const rule = { zh: '进入：首次下单时。', en: 'Entry: with the first order.' }
  const then = { zh: '然后', en: 'Then' }
  const steps = [
    { id: 'a', text: { zh: '等待 1 天', en: 'Wait for 1 day' }, ways: [{ way: 'next', text: then, to: 2 }] },
    { id: 'b', text: { zh: '移除标签', en: 'Remove the tag' }, ways: [{ way: 'next', text: then, to: null }] },
  ]
  expect(journeySentences({ rules: [rule], steps })).toEqual([
    rule,
    { zh: '1. 等待 1 天。然后：第 2 步', en: '1. Wait for 1 day. Then: step 2' },
    { zh: '2. 移除标签。然后：结束', en: '2. Remove the tag. Then: the end' },
  ])
})

it('holds whoever began a draft and whoever saved it for its authors; of a live one only who changed it', () => {
  expect(journeyAuthors({ createdBy: 'user:a', savedBy: 'user:b', liveVersion: null })).toEqual(['user:a', 'user:b'])
  expect(journeyAuthors({ createdBy: 'user:a', savedBy: 'user:a', liveVersion: null })).toEqual(['user:a'])
  expect(journeyAuthors({ createdBy: 'user:a', savedBy: 'user:b', liveVersion: 3 })).toEqual(['user:b'])
})
