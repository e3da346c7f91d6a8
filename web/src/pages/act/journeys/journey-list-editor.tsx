import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { JourneyDefinition } from '#http/act/journey-schemas.ts'
import type { ReactNode } from 'react'
import { Icon } from '../../../components/icon.tsx'
import { linesOf, stepOf } from './edit-journey.ts'
import type { StepKind, Way } from './edit-journey.ts'
import { AddButton } from './journey-canvas.tsx'
import type { JourneyWords } from './journey-words.ts'
import { ENTRY } from './layout-journey.ts'
import { stepIcon } from './step-icon.ts'

interface Props {
  journey: JourneyDefinition
  words: JourneyWords
  problems: ReadonlyMap<string, number>
  counts?: (id: string) => ReactNode
  open: (id: string) => void
  edit?:
    | {
        readonly add: (at: Way, kind: StepKind) => void
        readonly remove: (id: string) => void
        readonly copy: (id: string) => void
        readonly relink: (at: Way, to: string | null) => void
      }
    | undefined
}

const INDENT = 18
const END = ''

/** The journey as an indented list: all that the canvas can do, by keyboard and on a phone. */
export function JourneyListEditor({ journey, words, problems, counts, open, edit }: Props) {
  const { t } = useTranslation()
  const titleOf = (id: string | null) => {
    const step = stepOf(journey, id)
    return step === undefined ? t('journeys.entry') : words.title(step)
  }
  const whatOf = (at: Way) => {
    const step = stepOf(journey, at.from)
    const way = step === undefined ? '' : words.way(step, at.way)
    return way === '' ? titleOf(at.from) : `${titleOf(at.from)}, ${way}`
  }
  const wrongOf = (id: string) => {
    const count = problems.get(id) ?? 0
    return count === 0 ? null : (
      <span className="journey-node-problems">
        <Icon name="alert" size={13} />
        {t('journeys.problemsOf', { count })}
      </span>
    )
  }
  return (
    <ol className="journey-list" aria-label={t('journeys.listLabel')}>
      <li className="journey-row">
        <button type="button" className="journey-row-main" onClick={() => open(ENTRY)}>
          <Icon name={stepIcon(undefined)} size={15} />
          <span>
            <strong>{t('journeys.entry')}</strong> <span className="soft">{words.entry(journey.entry)}</span>
          </span>
          {wrongOf(ENTRY)}
          {counts === undefined ? null : <span className="journey-node-counts">{counts(ENTRY)}</span>}
        </button>
        {edit === undefined ? null : <AddButton at={{ from: null, way: 'next' }} what={t('journeys.entry')} add={edit.add} />}
      </li>
      {linesOf(journey).map((line) => {
        const style = { marginInlineStart: line.depth * INDENT }
        if (line.kind === 'way') {
          return (
            <li key={`way ${line.at.from} ${line.at.way}`} className="journey-way" style={style}>
              <span>{words.way(line.step, line.at.way)}</span>
              {edit === undefined ? null : <AddButton at={line.at} what={whatOf(line.at)} add={edit.add} />}
            </li>
          )
        }
        if (line.kind === 'end') {
          return (
            <li key={`end ${line.at.from} ${line.at.way}`} className="journey-row-end" style={style}>
              {edit === undefined ? (
                <span className="soft">{line.to === null ? t('journeys.ends') : t('journeys.goesOn', { what: titleOf(line.to) })}</span>
              ) : (
                <Select
                  size="small"
                  aria-label={`${t('journeys.leadsTo')}: ${whatOf(line.at)}`}
                  value={line.to ?? END}
                  onChange={(to: string) => edit.relink(line.at, to === END ? null : to)}
                  popupMatchSelectWidth={false}
                  options={[
                    { value: END, label: t('journeys.ends') },
                    ...journey.steps
                      .filter(({ id }) => id !== line.at.from)
                      .map((step) => ({ value: step.id, label: t('journeys.goesOn', { what: words.title(step) }) })),
                  ]}
                />
              )}
            </li>
          )
        }
        const { step } = line
        const title = words.title(step)
        return (
          <li key={step.id} className={`journey-row${(problems.get(step.id) ?? 0) > 0 ? ' journey-node-wrong' : ''}`} style={style}>
            <button
              type="button"
              className="journey-row-main"
              onClick={() => open(step.id)}
              onKeyDown={(event) => {
                if (edit === undefined || (event.key !== 'Delete' && event.key !== 'Backspace')) return
                event.preventDefault()
                edit.remove(step.id)
              }}
            >
              <Icon name={stepIcon(step.kind)} size={15} />
              <span>
                <strong>{title}</strong> <span className="soft">{words.line(step)}</span>
                {line.isUnreached ? <span className="row-wrong"> {t('journeys.unreached')}</span> : null}
              </span>
              {wrongOf(step.id)}
              {counts === undefined ? null : <span className="journey-node-counts">{counts(step.id)}</span>}
            </button>
            {edit === undefined ? null : (
              <span className="row">
                {waysAre(step.kind) ? <AddButton at={{ from: step.id, way: 'next' }} what={title} add={edit.add} /> : null}
                <Button size="small" type="text" aria-label={`${t('journeys.copy')}: ${title}`} onClick={() => edit.copy(step.id)}>
                  {t('journeys.copy')}
                </Button>
                <Button
                  size="small"
                  type="text"
                  aria-label={t('journeys.removeStep', { what: title })}
                  icon={<Icon name="close" size={13} />}
                  onClick={() => edit.remove(step.id)}
                />
              </span>
            )}
          </li>
        )
      })}
    </ol>
  )
}

/** Kinds with one way on, into which a step is put right behind them; of others each way has its own button. */
function waysAre(kind: StepKind): boolean {
  return kind !== 'branch' && kind !== 'split' && kind !== 'wait_event'
}
