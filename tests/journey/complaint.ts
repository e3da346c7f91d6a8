import { expect } from 'vitest'
import type { Ended } from './start-command.ts'

/** Exit code, stdout, and the sentence on stderr; all of stderr where it is not one sentence and no stack. */
export function complaintOf({ code, out, err }: Ended): { code: number | null; out: string; sentence: string } {
  const [said = '', ...more] = err.split('\n').filter((line) => line.startsWith('liuke: '))
  const clear = said.endsWith('.') && more.length === 0 && !/^\s+at |node:|Error:/m.test(err)
  return { code, out, sentence: clear ? said : `not one clear sentence:\n${err}` }
}

/** What such a command must have answered. */
export function complaint(sentence: RegExp, code: 1 | 2): object {
  return { code, out: '', sentence: expect.stringMatching(new RegExp(`^liuke: .*${sentence.source}`)) }
}
