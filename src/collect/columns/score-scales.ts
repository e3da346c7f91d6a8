import type { BilingualText } from '#kernel/bilingual-text.ts'
import { FEEDBACK_SCALES, SCORE_COLUMNS, type ScoreField } from '../import/feedback-fields.ts'
import type { ImportKind } from '../import/import-fields.ts'
import type { FileQuestion } from './file-question.ts'
import type { FileSurvey } from './file-survey.ts'

/** Scales that surveys have besides the usual ones. */
const LONGER = [5, 7, 10, 100] as const
/** Below this many scores the highest of them says nothing of the scale. */
const TELLING = 20

/** Whether rows of a kind hold scores. */
export function hasScores(kind: ImportKind): boolean {
  return kind === 'feedback' || kind === 'tickets'
}

/** Field of a score -> the highest score of its scale, where the file goes beyond the usual one. A Net Promoter Score has one scale only. */
export function scalesOf(survey: Pick<FileSurvey, 'scores'>): ReadonlyMap<string, number> {
  const scales = new Map<string, number>()
  for (const { field, most } of survey.scores) {
    if (field === 'nps' || most <= usualOf(field)) continue
    const longer = LONGER.find((end) => end >= most)
    if (longer !== undefined) scales.set(field, longer)
  }
  return scales
}

/** A scale that the file's own figures contradict is a question before anything is stored: the wrong one makes every average wrong. */
export function scaleQuestions(
  survey: Pick<FileSurvey, 'scores'>,
  positions: ReadonlyMap<string, number>,
  columns: readonly string[],
): FileQuestion[] {
  const scales = scalesOf(survey)
  return survey.scores.flatMap(({ field, most, count }): FileQuestion[] => {
    const heading = columns[positions.get(field) ?? -1] ?? field
    const about = { weight: 'blocking', field, columns: [heading] } as const
    const scale = scales.get(field)
    if (scale !== undefined && !positions.has('mostScore'))
      return [{ ...about, code: 'score-scale', text: beyond(field, heading, most, scale) }]
    if (field !== 'nps' || count < TELLING || most > 5) return []
    return [
      {
        ...about,
        code: 'nps-scale',
        text: {
          zh: `“${heading}”没有一个高于 ${most} 的分，而 NPS 是 0–10 分：按此计算所有人都是贬损者。如果是 5 分制，请把这一列改为“满意度（CSAT）”。`,
          en: `"${heading}" has no score above ${most}, and an NPS goes from 0 to 10: everyone would be a detractor. If the scale has 5 points, read the column as "Satisfaction (CSAT)" instead.`,
        },
      },
    ]
  })
}

function beyond(field: ScoreField, heading: string, most: number, scale: number): BilingualText {
  if (field === 'satisfaction')
    return {
      zh: `“${heading}”最高到 ${most}，而工单的满意度按 1–5 分保存。按 1–${scale} 分读取，并折算成 5 分制吗？`,
      en: `"${heading}" goes up to ${most}, and the satisfaction of tickets is kept as 1–5. Is it a scale of 1–${scale}, to be converted to five points?`,
    }
  return {
    zh: `“${heading}”最高到 ${most}，通常的量表是 ${leastOf(field)}–${usualOf(field)} 分。按 ${leastOf(field)}–${scale} 分读取吗？`,
    en: `"${heading}" goes up to ${most}, and the usual scale is ${leastOf(field)}–${usualOf(field)}. Is it a scale of ${leastOf(field)}–${scale}?`,
  }
}

function kindOf(field: ScoreField): keyof typeof FEEDBACK_SCALES {
  if (field === 'satisfaction') return 'csat'
  return field === 'score' ? 'other' : SCORE_COLUMNS[field]
}

function usualOf(field: ScoreField): number {
  return FEEDBACK_SCALES[kindOf(field)][1]
}

function leastOf(field: ScoreField): number {
  return FEEDBACK_SCALES[kindOf(field)][0]
}
