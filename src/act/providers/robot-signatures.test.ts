import { expect, test } from 'vitest'
import { dingtalkSign } from './dingtalk-robot/dingtalk-robot.ts'
import { feishuSign } from './feishu-robot/feishu-robot.ts'

// Own vectors by the published recipes, recomputed with openssl.
test('DingTalk signs the time with the secret as key, Feishu signs nothing with the time and secret as key', () => {
  expect(dingtalkSign(1_577_262_236_757, 'this is secret')).toBe('hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D')
  expect(feishuSign(1_599_360_473, 'demo')).toBe('l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=')
})
