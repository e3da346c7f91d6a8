import { Alert, App, Button, Drawer, Input, Segmented, Select } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { JourneyDefinition, JourneyDetail } from '#http/act/journey-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { Page } from '../../../components/page.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { changed, historyOf, redone, undone } from '../../segment/builder/history.ts'
import { copyStep, insertStep, newStep, putStep, relink, removeStep, stepOf, waysOf } from './edit-journey.ts'
import type { Step, StepKind, Way } from './edit-journey.ts'
import { EntryForm } from './entry-form.tsx'
import { freshStepId } from './fresh-step-id.ts'
import { JourneyCanvas } from './journey-canvas.tsx'
import { JourneyListEditor } from './journey-list-editor.tsx'
import { JourneyReview } from './journey-review.tsx'
import { partOf, useJourneyWords, useProblemSentence } from './journey-words.ts'
import type { JourneyWords, Problem } from './journey-words.ts'
import { ENTRY } from './layout-journey.ts'
import { RulesForm } from './rules-form.tsx'
import { StepForm } from './step-form.tsx'
import { useAutosave } from './use-autosave.ts'

const NARROW = '(max-width: 700px)'
const RULES = 'rules'

/** Builds a journey, on the canvas or as a list. Changes are saved as they are made, and can be taken back. */
export function JourneyEditor({ detail }: { detail: JourneyDetail }) {
  const { t } = useTranslation()
  const params = usePageParams()
  const words = useJourneyWords()
  const [history, setHistory] = useState(() => historyOf(detail.journey.definition))
  // Forms keep what is half typed; after a step back they begin anew.
  const [round, setRound] = useState(0)
  const [open, setOpen] = useState<string | null>(null)
  const [isNarrow] = useState(() => window.matchMedia(NARROW).matches)
  const draft = history.present
  const auto = useAutosave(detail, draft, true)
  const view = params.get('view') === 'list' || (params.get('view') === undefined && isNarrow) ? 'list' : 'canvas'
  const isReview = params.get('step') === 'review'

  const change = (next: JourneyDefinition, by = '') => setHistory((before) => changed(before, next, by))
  const back = (turn: typeof undone) => {
    setHistory(turn as (before: typeof history) => typeof history)
    setRound((one) => one + 1)
  }
  const add = (at: Way, kind: StepKind) => {
    const step = newStep(kind, () => freshStepId(kind))
    change(insertStep(draft, at, step))
    setOpen(step.id)
  }
  const edit = {
    add,
    remove: (id: string) => {
      setOpen(null)
      change(removeStep(draft, id))
    },
    copy: (id: string) => change(copyStep(draft, id, () => freshStepId(stepOf(draft, id)?.kind ?? 'step'))),
    relink: (at: Way, to: string | null) => change(relink(draft, at, to)),
  }
  const problems = useMemo(() => {
    const counted = new Map<string, number>()
    for (const { place } of auto.kept.problems) counted.set(partOf(place), (counted.get(partOf(place)) ?? 0) + 1)
    return counted
  }, [auto.kept.problems])

  useEffect(() => {
    const keys = (event: globalThis.KeyboardEvent) => {
      const key = event.key.toLowerCase()
      const { target } = event
      const isTyping = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement
      if (!(event.ctrlKey || event.metaKey) || isTyping || (key !== 'z' && key !== 'y')) return
      event.preventDefault()
      back(key === 'y' || event.shiftKey ? redone : undone)
    }
    document.addEventListener('keydown', keys)
    return () => document.removeEventListener('keydown', keys)
  }, [])

  if (isReview) {
    return (
      <JourneyReview
        journey={{ ...detail.journey, version: auto.kept.version, definition: draft }}
        problems={auto.kept.problems}
        isSaved={!auto.isChanged}
        words={words}
        mend={(part) => {
          params.set({ step: undefined })
          setOpen(part === 'journey' ? null : part)
        }}
        back={() => params.set({ step: undefined })}
      />
    )
  }
  return (
    <Page
      title={draft.name.trim() === '' ? t('journeys.newTitle') : draft.name}
      purpose={t('journeys.editorPurpose', { version: auto.kept.version })}
      above={
        <Link to="/retain/journeys" className="crumb">
          <Icon name="chevronLeft" size={14} />
          {t('journeys.title')}
        </Link>
      }
      actions={
        <>
          <SaveState auto={auto} />
          {detail.journey.liveVersion === null ? <DeleteDraft id={detail.journey.id} /> : null}
          <Button type="primary" onClick={() => params.set({ step: 'review' })}>
            {t('journeys.review')}
          </Button>
        </>
      }
    >
      <div className="stack">
        {auto.isConflict ? (
          <Alert
            type="warning"
            showIcon
            title={t('journeys.conflictTitle')}
            description={t('journeys.conflictText')}
            action={
              <div className="row">
                <Button
                  size="small"
                  onClick={() =>
                    void auto.load((definition) => {
                      setHistory(historyOf(definition))
                      setRound((one) => one + 1)
                      setOpen(null)
                    })
                  }
                >
                  {t('journeys.loadTheirs')}
                </Button>
                <Button size="small" onClick={() => void auto.overwrite()}>
                  {t('journeys.keepMine')}
                </Button>
              </div>
            }
          />
        ) : null}
        <section className="panel">
          <div className="panel-head journey-bar">
            <Input
              className="journey-name"
              aria-label={t('journeys.name')}
              maxLength={100}
              value={draft.name}
              status={draft.name.trim() === '' ? 'error' : ''}
              onChange={({ target }) => change({ ...draft, name: target.value }, 'name')}
            />
            <div className="panel-actions">
              <Button icon={<Icon name="undo" size={14} />} disabled={history.past.length === 0} onClick={() => back(undone)}>
                {t('journeys.undo')}
              </Button>
              <Button disabled={history.future.length === 0} onClick={() => back(redone)}>
                {t('journeys.redo')}
              </Button>
              <Button onClick={() => setOpen(RULES)}>
                {t('journeys.rulesShort')}
                {(problems.get(RULES) ?? 0) > 0 ? ` · ${t('journeys.problemsOf', { count: problems.get(RULES) ?? 0 })}` : ''}
              </Button>
              <Segmented
                aria-label={t('journeys.view')}
                value={view}
                onChange={(next) => params.set({ view: next })}
                options={(['canvas', 'list'] as const).map((value) => ({ value, label: t(`journeys.views.${value}`) }))}
              />
            </div>
          </div>
          {view === 'canvas' ? (
            <JourneyCanvas journey={draft} words={words} problems={problems} open={setOpen} edit={edit} />
          ) : (
            <div className="panel-body">
              <JourneyListEditor journey={draft} words={words} problems={problems} open={setOpen} edit={edit} />
            </div>
          )}
          <p className="faint journey-keys">{t('journeys.keysHelp')}</p>
        </section>
      </div>
      <PartDrawer
        key={`${open ?? ''} ${round}`}
        part={open}
        draft={draft}
        words={words}
        problems={auto.kept.problems}
        currency={detail.journey.currency}
        change={change}
        edit={edit}
        close={() => setOpen(null)}
      />
    </Page>
  )
}

function SaveState({ auto }: { auto: ReturnType<typeof useAutosave> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const problemText = useProblemText()
  if (auto.problem !== null && !auto.isConflict) {
    return (
      <span role="alert" className="row-wrong">
        {t('journeys.saveFailed')}: {problemText(auto.problem)}{' '}
        <Button size="small" onClick={auto.retry}>
          {t('common.retry')}
        </Button>
      </span>
    )
  }
  return (
    <span role="status" className="soft">
      {auto.isSaving
        ? t('journeys.saving')
        : auto.isChanged
          ? t('journeys.unsaved')
          : t('journeys.savedAt', { time: format.time(auto.kept.savedAt) })}
    </span>
  )
}

function DeleteDraft({ id }: { id: string }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const { modal, message } = App.useApp()
  const problemText = useProblemText()
  const remove = useChange(['/journeys'])
  const ask = () => {
    void modal.confirm({
      title: t('journeys.deleteAsk'),
      okText: t('journeys.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () =>
        remove.mutate(
          { method: 'DELETE', path: `/journeys/${id}` },
          {
            onSuccess: () => void go('/retain/journeys'),
            onError: (problem) => void message.error(problemText(problem)),
          },
        ),
    })
  }
  return (
    <Button loading={remove.isPending} onClick={ask}>
      {t('journeys.delete')}
    </Button>
  )
}

interface PartProps {
  part: string | null
  draft: JourneyDefinition
  words: JourneyWords
  problems: readonly Problem[]
  currency: string
  change: (next: JourneyDefinition, by?: string) => void
  edit: { remove: (id: string) => void; copy: (id: string) => void; relink: (at: Way, to: string | null) => void }
  close: () => void
}

/** The form of the entry, of the rules or of a step, the same for canvas and list. */
function PartDrawer({ part, draft, words, problems, currency, change, edit, close }: PartProps) {
  const { t } = useTranslation()
  const sentence = useProblemSentence(draft, words)
  const step = stepOf(draft, part)
  if (part === null || (step === undefined && part !== ENTRY && part !== RULES)) return null
  const title = step === undefined ? t(part === ENTRY ? 'journeys.entryTitle' : 'journeys.rules') : t(`journeys.kinds.${step.kind}`)
  const wrong = problems.filter(({ place }) => partOf(place) === part)
  const put = (changes: Partial<JourneyDefinition>) => change({ ...draft, ...changes }, part)
  return (
    <Drawer
      open
      size="min(760px, 100vw)"
      title={title}
      onClose={close}
      destroyOnHidden
      extra={
        step === undefined ? null : (
          <div className="row">
            <Button onClick={() => edit.copy(step.id)}>{t('journeys.copy')}</Button>
            <Button danger onClick={() => edit.remove(step.id)}>
              {t('journeys.remove')}
            </Button>
          </div>
        )
      }
    >
      <div className="stack">
        {wrong.length === 0 ? null : (
          <Alert
            type="warning"
            showIcon
            title={t('journeys.problemsOf', { count: wrong.length })}
            description={
              <ul>
                {wrong.map((one) => (
                  <li key={`${one.place} ${one.code}`}>{sentence(one).text}</li>
                ))}
              </ul>
            }
          />
        )}
        {step !== undefined ? (
          <>
            <StepForm step={step} currency={currency} change={(next) => change(putStep(draft, next), `step ${step.id}`)} />
            <LeadsTo step={step} draft={draft} words={words} relink={edit.relink} />
          </>
        ) : part === ENTRY ? (
          <EntryForm journey={draft} change={put} />
        ) : (
          <RulesForm journey={draft} change={put} />
        )}
      </div>
    </Drawer>
  )
}

const END = ''

/** Where each way out of a step leads: how steps are moved without a mouse. */
function LeadsTo({
  step,
  draft,
  words,
  relink: link,
}: {
  step: Step
  draft: JourneyDefinition
  words: JourneyWords
  relink: PartProps['edit']['relink']
}) {
  const { t } = useTranslation()
  return (
    <div className="stack-small">
      <h3 className="subhead">{t('journeys.leadsTo')}</h3>
      {waysOf(step).map(({ way, to }) => {
        const name = words.way(step, way)
        return (
          <div key={way} className="row">
            {name === '' ? null : <span>{name}</span>}
            <Select
              aria-label={`${t('journeys.leadsTo')} ${name}`}
              value={stepOf(draft, to) === undefined ? END : (to ?? END)}
              onChange={(next: string) => link({ from: step.id, way }, next === END ? null : next)}
              options={[
                { value: END, label: t('journeys.ends') },
                ...draft.steps
                  .filter(({ id }) => id !== step.id)
                  .map((one) => ({ value: one.id, label: `${words.title(one)} · ${words.line(one)}` })),
              ]}
              popupMatchSelectWidth={false}
              style={{ width: 320, maxWidth: '100%' }}
            />
          </div>
        )
      })}
    </div>
  )
}
