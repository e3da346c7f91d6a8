import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { confirmFirst } from './confirm-first.ts'

const WHAT = 'This deletes everything.'

function asking(answer: string, isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY })
  const output = new PassThrough()
  input.end(answer)
  return { asking: { input, output }, said: () => String(output.read() ?? '') }
}

test.each(['y\n', ' Yes \n'])('goes on after %j', async (answer) => {
  const { asking: terminal, said } = asking(answer, true)
  await confirmFirst(WHAT, false, terminal)
  expect(said()).toContain('This deletes everything. Go on? [y/N]')
})

test.each(['n\n', '\n', 'yup\n', ''])('changes nothing after %j', async (answer) => {
  await expect(confirmFirst(WHAT, false, asking(answer, true).asking)).rejects.toMatchObject({
    code: 'not-confirmed',
    message: 'Nothing was changed.',
  })
})

test('asks nobody where nobody is, and nothing of who said yes', async () => {
  const { asking: pipe, said } = asking('y\n', false)
  await expect(confirmFirst(WHAT, false, pipe)).rejects.toMatchObject({
    code: 'not-confirmed',
    message: 'This deletes everything. Nothing was changed. Add --yes to go on.',
  })
  await confirmFirst(WHAT, true, pipe)
  expect(said()).toBe('')
})
