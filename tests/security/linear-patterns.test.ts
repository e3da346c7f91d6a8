import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CPU_STEP_MS, cpuMs, cpuMsOf } from '../support/cpu-time.ts'
import { patternLiterals } from '../support/pattern-literals.ts'
import { repeats, worstCases } from '../support/worst-cases.ts'

const root = join(import.meta.dirname, '../..')
/** Short texts find what grows, long ones say how fast: a pattern of a server must be done with 100 kB in the time of a glance. */
const SHORT = 2_000
const MIDDLE = 20_000
const LONG = 100_000
const SUSPICIOUS_MS = 1
const LONGEST_MS = 150

/**
 * Whether one use on the text takes more than so many milliseconds. By the clock first, which is quick: it is right where it says no. Where it says
 * yes, others may have had the processor, and the time of the processor decides.
 */
function takesLonger(pattern: RegExp, text: string, limitMs: number): boolean {
  const use = (): void => {
    pattern.lastIndex = 0
    if (pattern.global) text.replaceAll(pattern, '')
    else pattern.test(text)
  }
  for (let i = 0; i < 3; i += 1) {
    const [started, used] = [performance.now(), cpuMs()]
    use()
    if (performance.now() - started <= limitMs) return false
    if (cpuMs() - used > limitMs + CPU_STEP_MS) return true
  }
  return cpuMsOf(use) > limitMs
}

/** The worst case that is not done in time, or null. Grows step by step, so that an exponential pattern is found before it hangs. */
function slowCase(source: string, flags: string): string | null {
  const pattern = new RegExp(source, flags)
  for (const [length, limit] of [
    [22, 8],
    [300, 20],
    [SHORT, SUSPICIOUS_MS],
  ] as const) {
    const suspects: number[] = []
    let index = 0
    for (const text of worstCases(source, length)) {
      if (takesLonger(pattern, text, limit)) {
        if (length < SHORT) return `${JSON.stringify(text.slice(0, 4))} already at ${length} characters`
        suspects.push(index)
      }
      index += 1
    }
    if (suspects.length === 0) continue
    // Ten times as long first: what is quadratic is found there, in a hundredth of the time.
    for (const [long, most] of [
      [MIDDLE, LONGEST_MS / 5],
      [LONG, LONGEST_MS],
    ] as const) {
      index = 0
      for (const text of worstCases(source, long)) {
        if (suspects.includes(index) && takesLonger(pattern, text, most)) return `${JSON.stringify(text.slice(0, 4))} … ${long} characters`
        index += 1
      }
    }
  }
  return null
}

test('no pattern of the server takes more than linear time on any text', () => {
  const seen = new Set<string>()
  const slow: string[] = []
  let checked = 0
  for (const path of globSync('src/**/*.ts', { cwd: root }).sort()) {
    if (path.endsWith('.test.ts')) continue
    for (const { line, source, flags } of patternLiterals(readFileSync(join(root, path), 'utf8'))) {
      const key = `/${source}/${flags}`
      if (seen.has(key) || !repeats(source)) continue
      seen.add(key)
      checked += 1
      const worst = slowCase(source, flags)
      if (worst !== null) slow.push(`${path}:${line} ${key}: ${worst}`)
    }
  }
  expect(slow).toEqual([])
  expect(checked).toBeGreaterThan(50)
})

test('the known bad ones are found', () => {
  for (const [source, flags] of [
    ['[^\\s@<>"]+@[^\\s@<>"]+\\.[^\\s@<>"]+', 'gu'],
    ['\\s+$', ''],
    ['(a+)+$', ''],
  ] as const)
    expect([source, slowCase(source, flags) !== null]).toEqual([source, true])
  for (const [source, flags] of [
    ['^\\s+', ''],
    ['[^\\p{L}\\d]+', 'u'],
    ['\\d{2}', 'g'],
  ] as const)
    expect([source, slowCase(source, flags)]).toEqual([source, null])
})
