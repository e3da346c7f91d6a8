import { expect, test } from 'vitest'
import type { MessageContent } from '../content/message-content.ts'
import { checkContent } from './check-broadcast.ts'

const both = (words: string) => ({ zh: words, en: words })
const CONTENT: MessageContent = {
  name: 'Spring',
  purpose: 'marketing',
  sms: { text: both('Hello'), templates: {} },
  agent_task: { title: both('Call'), script: both('Say hello'), slaHours: 24 },
  fallbacks: {},
  utm: null,
}

test('a broadcast leaves over channels that its content has a form for', () => {
  expect(() => checkContent(['sms'], CONTENT)).not.toThrow()
  expect(() => checkContent(['sms', 'push', 'email'], CONTENT)).toThrow('no form for push, email')
  expect(() => checkContent(['sms', 'agent_task'], CONTENT)).not.toThrow()
})
