import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Condition, ConditionLanguage } from '#http/segment/condition-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { LinesSkeleton } from '../../../components/query-view.tsx'
import { conditionOfDraft } from '../../segment/builder/condition-of-draft.ts'
import { draftOf, freshId, isGroup, newAct } from '../../segment/builder/draft.ts'
import type { ActDraft } from '../../segment/builder/draft.ts'
import { ActName, PropertyTests } from '../../segment/builder/selection-edit.tsx'
import { BuilderContext } from '../../segment/builder/use-builder.ts'
import type { Builder } from '../../segment/builder/use-builder.ts'
import type { EventPattern } from './edit-journey.ts'

interface Props {
  label: string
  event: EventPattern
  change: (event: EventPattern) => void
}

/** Which event, and what its properties must be: the same rows as in conditions. */
export function EventEdit(props: Props) {
  const language = useApi(endpoints.conditionLanguage())
  if (language.error !== null) return <ErrorNotice problem={language.error} retry={() => void language.refetch()} />
  return language.data === undefined ? <LinesSkeleton rows={1} /> : <Rows {...props} language={language.data} />
}

function draftOfEvent({ name, where }: EventPattern): ActDraft {
  const condition = { did: 'event', ...(name === '' ? {} : { name }), ...(where.length === 0 ? {} : { where }), op: 'gte', value: 1 }
  const root = draftOf(condition as Condition)
  const [only] = isGroup(root.base) ? root.base.parts : []
  return only?.base.kind === 'did' ? only.base : newAct('event')
}

const WITHOUT = () => undefined

function Rows({ label, event, change, language }: Props & { language: ConditionLanguage }) {
  const { t } = useTranslation()
  const [act, setAct] = useState(() => draftOfEvent(event))
  const said = useMemo(
    () =>
      conditionOfDraft({
        id: freshId(),
        wraps: [],
        base: { kind: 'group', join: 'all', parts: [{ id: freshId(), wraps: [], base: act }] },
      }),
    [act],
  )
  const builder = useMemo(
    (): Builder => ({
      language,
      whole: language,
      grain: 'customers',
      gaps: new Set(said.gaps),
      wrong: null,
      focusId: null,
      edit: WITHOUT,
      add: WITHOUT,
      remove: WITHOUT,
    }),
    [language, said],
  )
  const put = (next: ActDraft) => {
    setAct(next)
    const { condition } = conditionOfDraft({
      id: freshId(),
      wraps: [],
      base: { kind: 'group', join: 'all', parts: [{ id: freshId(), wraps: [], base: next }] },
    })
    // A property that is not complete is kept here until it is.
    if (condition !== null && 'did' in condition) change({ name: next.name.trim(), where: [...(condition.where ?? [])] })
  }
  return (
    <BuilderContext value={builder}>
      <fieldset className="journey-event">
        <legend>{label}</legend>
        <div className="cond-row-body">
          <ActName selection={act} change={put} />
          <PropertyTests selection={act} change={put} />
        </div>
        {said.condition === null ? <p className="row-note">{t('journeys.incomplete')}</p> : null}
      </fieldset>
    </BuilderContext>
  )
}
