import { AppError } from '#kernel/app-error.ts'

/** Where in the JSON a condition is wrong: `$.all[2].values`. */
export type ConditionPath = string

/** What was given, cut so that a sentence can hold it. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** Lists in a sentence end where a reader stops. */
function listed(values: readonly string[]): string {
  return values.length > 20 ? `${values.slice(0, 20).join(', ')} …` : values.join(', ')
}

export function wrongShape(path: ConditionPath, expected: string): AppError {
  return new AppError('invalid-input', 'condition-shape', `The condition at ${path} must be ${expected}.`, { details: { path, expected } })
}

export function tooDeep(path: ConditionPath, most: number): AppError {
  return new AppError(
    'invalid-input',
    'condition-depth',
    `The condition at ${path.slice(0, 80)} is nested deeper than ${most} groups: flatten it.`,
    {
      details: { path: path.slice(0, 80), most },
    },
  )
}

export function tooMany(path: ConditionPath, what: 'tests' | 'values' | 'steps' | 'properties' | 'characters', most: number): AppError {
  return new AppError('invalid-input', 'condition-size', `The condition at ${path} has more than ${most} ${what}: make it smaller.`, {
    details: { path, reason: what, most },
  })
}

export function unknownName(path: ConditionPath, name: string, known: readonly string[]): AppError {
  const names = listed(known)
  return new AppError(
    'invalid-input',
    'condition-unknown-name',
    `The condition at ${path} names "${shown(name)}", which there is not. There are: ${names}.`,
    {
      details: { path, name: shown(name), names },
    },
  )
}

export function unknownChoice(path: ConditionPath, value: unknown, known: readonly string[]): AppError {
  const names = listed(known)
  return new AppError(
    'invalid-input',
    'condition-unknown-choice',
    `The condition at ${path} asks for "${shown(value)}". It can be: ${names}.`,
    {
      details: { path, name: shown(value), names },
    },
  )
}

export function wrongTest(path: ConditionPath, op: string, name: string, allowed: readonly string[]): AppError {
  const names = listed(allowed)
  return new AppError(
    'invalid-input',
    'condition-wrong-test',
    `The condition at ${path} tests ${name} by "${shown(op)}". It can be tested by: ${names}.`,
    {
      details: { path, op: shown(op), name, names },
    },
  )
}

export function emptyRange(path: ConditionPath, from: string | number, to: string | number): AppError {
  return new AppError(
    'invalid-input',
    'condition-empty-range',
    `The condition at ${path} goes from ${from} to ${to}, which holds nothing: turn them round.`,
    {
      details: { path, from, to },
    },
  )
}

export function wrongSpan(path: ConditionPath, mostDays: number): AppError {
  return new AppError(
    'invalid-input',
    'condition-span',
    `The span at ${path} must be a whole number above 0 and at most ${mostDays} days.`,
    {
      details: { path, most: mostDays },
    },
  )
}

export function wrongDay(path: ConditionPath, value: unknown): AppError {
  return new AppError('invalid-input', 'condition-day', `The day "${shown(value)}" at ${path} is none: write YYYY-MM-DD.`, {
    details: { path, value: shown(value) },
  })
}

export function unknownSegment(path: ConditionPath, id: string): AppError {
  return new AppError(
    'invalid-input',
    'condition-unknown-segment',
    `The segment "${shown(id)}" at ${path} does not exist: choose one of the list.`,
    {
      details: { path, id: shown(id) },
    },
  )
}

export function segmentCircle(path: ConditionPath, names: string): AppError {
  return new AppError(
    'invalid-input',
    'condition-circle',
    `The condition at ${path} leads back to itself by ${names}: take one of them out.`,
    {
      details: { path, names },
    },
  )
}

export function noPast(path: ConditionPath, name: string): AppError {
  return new AppError('invalid-input', 'condition-no-past', `What ${name} was earlier is not kept: take it out of the past at ${path}.`, {
    details: { path, name },
  })
}

/** @param at Characters from the start of the text, from 1. */
export function wrongText(at: number, found: string, expected: string): AppError {
  return new AppError(
    'invalid-input',
    'condition-text',
    `The condition is not understood at character ${at}: "${shown(found)}" stands where ${expected} is expected.`,
    {
      details: { at, found: shown(found), expected },
    },
  )
}
