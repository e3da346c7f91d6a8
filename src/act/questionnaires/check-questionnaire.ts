import { isDay } from '#kernel/local-day.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Answers, AnswerValue, Question, QuestionnaireContent } from './questionnaire.ts'
import { ANSWER_FIELDS } from './questionnaire.ts'

const ID = /^[a-z][a-z0-9-]{0,39}$/u
const NAME = /^[a-z][a-z0-9_]{0,39}$/u
const EARLIEST_BIRTH = 1900

/** @throws AppError `questionnaire-wrong` with the place and what must be there */
export function checkQuestionnaireId(id: string): void {
  if (!ID.test(id)) throw wrongQuestionnaire('id', 'a to z, digits and -, beginning with a letter, at most 40')
}

/** Lengths and counts are the schema's matter. @throws AppError `questionnaire-wrong` with the place and what must be there */
export function checkQuestionnaire({ questions }: QuestionnaireContent): void {
  const seen = new Set<string>(['questionnaire', 'version'])
  const fields = new Set<string>()
  for (const [i, { name, kind, options, field, least, most }] of questions.entries()) {
    const at = `questions[${i}]`
    if (!NAME.test(name) || seen.has(name)) throw wrongQuestionnaire(`${at}.name`, 'a name of its own of a to z, digits and _')
    seen.add(name)
    const isChoice = kind === 'single' || kind === 'multiple'
    if (isChoice && options.length < 2) throw wrongQuestionnaire(`${at}.options`, 'two options or more')
    if (!isChoice && options.length > 0) throw wrongQuestionnaire(`${at}.options`, 'empty for a number or a date')
    if (new Set(options.map(({ value }) => value)).size < options.length) throw wrongQuestionnaire(`${at}.options`, 'of different values')
    if (options.some(({ value }) => value.includes('|'))) throw wrongQuestionnaire(`${at}.options`, 'of values without "|"')
    if (least !== null && most !== null && least > most) throw wrongQuestionnaire(`${at}.most`, 'no less than the least')
    if (field === null) continue
    if (fields.has(field)) throw wrongQuestionnaire(`${at}.field`, 'filled by one question')
    fields.add(field)
    if (!isField(field) && !NAME.test(field))
      throw wrongQuestionnaire(`${at}.field`, 'a field, or the name of an attribute of a to z, digits and _')
    if (field === 'gender' && (kind !== 'single' || options.some(({ value }) => value !== 'female' && value !== 'male')))
      throw wrongQuestionnaire(`${at}.options`, 'female and male for the field gender')
    if (field === 'birthYear' && (kind !== 'number' || least === null || least < EARLIEST_BIRTH || most === null))
      throw wrongQuestionnaire(`${at}.least`, `a number with limits, from ${EARLIEST_BIRTH} on, for the field birthYear`)
    if (field === 'region' && kind !== 'single') throw wrongQuestionnaire(`${at}.kind`, 'single for the field region')
  }
}

export function isField(field: string): boolean {
  return (ANSWER_FIELDS as readonly string[]).includes(field)
}

/**
 * Answers as somebody sent them, read by the questions: what is empty says nothing.
 * @throws AppError `answer-wrong` with the place (`answers.NAME`) and what must be there
 */
export function readAnswers(questions: readonly Question[], sent: Readonly<Record<string, unknown>>): Answers {
  const known = new Map(questions.map((question) => [question.name, question]))
  const unknown = Object.keys(sent).find((name) => !known.has(name))
  if (unknown !== undefined) throw wrongAnswer(`answers.${unknown.slice(0, 60)}`, `one of the questions: ${[...known.keys()].join(', ')}`)
  return Object.fromEntries(
    questions.flatMap((question): [string, AnswerValue][] => {
      const value = readAnswer(question, sent[question.name])
      if (value !== null) return [[question.name, value]]
      if (question.isRequired) throw wrongAnswer(`answers.${question.name}`, 'answered')
      return []
    }),
  )
}

function readAnswer({ name, kind, options, least, most }: Question, sent: unknown): AnswerValue | null {
  const place = `answers.${name}`
  const isEmpty = sent === undefined || sent === null || sent === '' || (Array.isArray(sent) && sent.length === 0)
  if (isEmpty) return null
  const values = options.map(({ value }) => value)
  if (kind === 'multiple') {
    const all: unknown[] = Array.isArray(sent) ? sent : [sent]
    if (all.some((one) => typeof one !== 'string' || !values.includes(one))) throw wrongAnswer(place, `of ${values.join(', ')}`)
    return values.filter((value) => all.includes(value))
  }
  if (kind === 'single') {
    if (typeof sent !== 'string' || !values.includes(sent)) throw wrongAnswer(place, `one of ${values.join(', ')}`)
    return sent
  }
  if (kind === 'date') {
    if (typeof sent !== 'string' || !isDay(sent)) throw wrongAnswer(place, 'a date as 2026-01-31')
    return sent
  }
  const number = typeof sent === 'number' ? sent : typeof sent === 'string' && sent.trim() !== '' ? Number(sent) : Number.NaN
  if (!Number.isFinite(number) || (least !== null && number < least) || (most !== null && number > most))
    throw wrongAnswer(place, `a number${least === null ? '' : ` from ${least}`}${most === null ? '' : ` to ${most}`}`)
  return String(number)
}

function wrongQuestionnaire(path: string, expected: string): AppError {
  return new AppError('invalid-input', 'questionnaire-wrong', `The questionnaire was not saved: ${path} must be ${expected}.`, {
    details: { path, expected },
  })
}

export function wrongAnswer(path: string, expected: string): AppError {
  return new AppError('invalid-input', 'answer-wrong', `The answers were not stored: ${path} must be ${expected}.`, {
    details: { path, expected },
  })
}
