import { useTranslation } from 'react-i18next'
import type { JourneyBoard, JourneyDefinition } from '#http/act/journey-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { Figure } from '../../../components/figure.tsx'
import { Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useRunWords } from './run-words.ts'
import type { JourneyWords } from './journey-words.ts'
import { ENTRY } from './layout-journey.ts'

/** How many entered, and what became of them. */
export function BoardFigures({ board, hasGoal, to }: { board: JourneyBoard; hasGoal: boolean; to: (query: string) => string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const treated = board.entered - board.inControl
  const figure = (label: string, value: number, query?: string) => (
    <Figure label={label} value={format.integer(value)} {...(query === undefined || value === 0 ? {} : { to: to(query), count: value })} />
  )
  return (
    <div className="panel figures figures-tight">
      {figure(t('journeys.board.entered'), board.entered, '')}
      {figure(t('journeys.board.enteredToday'), board.enteredToday)}
      {figure(t('journeys.board.inside'), board.inside, 'state=active')}
      <Figure
        label={t(hasGoal ? 'journeys.board.goal' : 'journeys.board.ordered')}
        value={board.reachedGoal === null ? '—' : format.integer(board.reachedGoal)}
        {...(treated === 0 || board.reachedGoal === null ? {} : { detail: format.percent(board.reachedGoal / treated) })}
      />
      {figure(t('journeys.board.control'), board.inControl)}
    </div>
  )
}

/** What stands in a step: how many wait there, passed it, and did not get its message. */
export function useStepCounts(board: JourneyBoard | undefined): (id: string) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (id) => {
    if (board === undefined) return ''
    if (id === ENTRY) return t('journeys.board.enteredN', { n: format.integer(board.entered) })
    const step = board.steps.find(({ stepId }) => stepId === id)
    if (step === undefined) return t('journeys.board.nobodyYet')
    const passed = step.passed.reduce((sum, { runs }) => sum + runs, 0)
    const skipped = step.sends.filter(({ state }) => state === 'suppressed').reduce((sum, { sends }) => sum + sends, 0)
    return [
      t('journeys.board.waitingN', { n: format.integer(step.waiting) }),
      t('journeys.board.passedN', { n: format.integer(passed) }),
      ...(skipped === 0 ? [] : [t('journeys.board.skippedN', { n: format.integer(skipped) })]),
      ...(step.failing === 0 ? [] : [t('journeys.board.failingN', { n: format.integer(step.failing) })]),
    ].join(' · ')
  }
}

/** Messages by state and reason, why runs ended, and why others did not enter. */
export function BoardReasons({ board, definition, words }: { board: JourneyBoard; definition: JourneyDefinition; words: JourneyWords }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const runWords = useRunWords()
  const titleOf = (id: string) => {
    const step = definition.steps.find((one) => one.id === id)
    return step === undefined ? t('journeys.board.olderStep') : words.title(step)
  }
  const sends = board.steps.flatMap(({ stepId, sends: of }) =>
    of.map(({ state, reason, sends: n }) => ({
      key: `${stepId} ${state} ${reason}`,
      text: [titleOf(stepId), code('sendState', state), ...(reason === '' ? [] : [code('sendReason', reason)])].join(' · '),
      n,
    })),
  )
  const lists = [
    { title: t('journeys.board.sends'), rows: sends, none: t('journeys.board.noSends') },
    {
      title: t('journeys.board.ended'),
      rows: board.ended.map(({ state, reason, runs }) => ({ key: `${state} ${reason}`, text: runWords.ended(state, reason), n: runs })),
      none: t('journeys.board.noEnded'),
    },
    {
      title: t('journeys.board.refused'),
      rows: board.refused.map(({ reason, entries }) => ({ key: reason, text: runWords.refused(reason), n: entries })),
      none: t('journeys.board.noRefused'),
    },
  ]
  return (
    <Panel title={t('journeys.board.reasons')}>
      <div className="broadcast-lists">
        {lists.map(({ title, rows, none }) => (
          <div key={title}>
            <h3 className="subhead">{title}</h3>
            {rows.length === 0 ? <p className="soft">{none}</p> : null}
            <ul className="skip-list">
              {rows.map(({ key, text, n }) => (
                <li key={key}>
                  <span>{text}</span>
                  <span className="num">{format.integer(n)}</span>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Panel>
  )
}
