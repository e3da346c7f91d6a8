import { Alert, Button, Segmented } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  CheckedCondition,
  Condition,
  ConditionLanguage,
  CostOfCondition,
  CountedCondition,
  Grain,
} from '#http/segment/condition-schemas.ts'
import type { ApiProblem } from '../../../api/client.ts'
import { useAnswer } from '../../../api/use-api.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { useProblemWords } from '../../../components/problem-words.ts'
import { Icon } from '../../../components/icon.tsx'
import { Panel } from '../../../components/page.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { useDebounced } from '../../../components/use-debounced.ts'
import { useCan } from '../../../session/use-can.ts'
import { placeAt } from './condition-of-draft.ts'
import { ConditionText } from './condition-text.tsx'
import { isGroup } from './draft.ts'
import { GroupEdit } from './group-edit.tsx'
import { LiveCount } from './live-count.tsx'
import { BuilderContext, languageOfGrain } from './use-builder.ts'
import type { Builder } from './use-builder.ts'
import { useDraft } from './use-draft.ts'

/** What is there to be saved. */
export interface Built {
  /** Null while it is incomplete or not accepted. */
  readonly condition: Condition | null
  readonly text: string
  readonly isChanged: boolean
}

interface Props {
  params: PageParams
  language: ConditionLanguage
  grain: Grain
  start: Condition
  startText: string
  /** Told with every change. */
  built: (built: Built) => void
  /** Stands under the count. */
  aside: (text: string | null) => ReactNode
}

/** A condition as rows with menus or as text, counted while it is edited. Its text form stands in the address. */
export function ConditionBuilder({ params, language, grain, start, startText, built, aside }: Props) {
  const { t } = useTranslation()
  const can = useCan()
  const problemText = useProblemText()
  const words = useProblemWords()
  // At its row a problem needs no path.
  const rowText = ({ code, params: found }: ApiProblem) => words(code, { ...found, path: t('groups.here') })
  const draft = useDraft(start)
  const isText = params.get('mode') === 'text'
  const [text, setText] = useState(params.get('where') ?? startText)
  const wish = useMemo(
    () => JSON.stringify({ grain, ...(isText ? { where: text.trim() === '' ? 'everyone' : text } : { condition: draft.said.condition }) }),
    [grain, isText, text, draft.said.condition],
  )
  const asked = useDebounced(wish, 300)
  const hasGaps = !isText && draft.said.condition === null
  const canCount = can('customers:read')
  const given = useMemo(() => JSON.parse(asked) as unknown, [asked])
  const isWhole = !asked.includes('"condition":null')
  const cost = useAnswer<CostOfCondition>('/conditions/cost', given, { enabled: canCount && isWhole, keepPrevious: true })
  const isCostKnown = !cost.isPlaceholderData && !cost.isFetching
  // What is large is checked at once and counted when somebody asks for it.
  const [wanted, want] = useState<string | null>(null)
  const isHeld = isCostKnown && cost.data?.isLarge === true && wanted !== asked
  const query = useAnswer<CheckedCondition & Partial<CountedCondition>>(
    canCount && !isHeld ? '/conditions/count' : '/conditions/check',
    given,
    { enabled: isWhole && (!canCount || isCostKnown), keepPrevious: true },
  )
  const isOld = asked !== wish || query.isPlaceholderData || query.isFetching || (canCount && isWhole && !isCostKnown)
  const answer = query.error === null ? query.data : undefined
  const fresh = isOld || hasGaps ? undefined : answer
  const problem = asked === wish && !query.isFetching ? query.error : null
  const path = problem?.params['path']
  const wrongId = isText || typeof path !== 'string' ? undefined : placeAt(draft.said.places, path)
  const isRow = wrongId !== undefined && wrongId !== draft.root.id

  const { isChanged: isDraftChanged } = draft
  const isChanged = isDraftChanged || (isText && text !== (params.get('where') ?? startText))
  useEffect(() => {
    const condition = (fresh?.condition ?? null) as Condition | null
    built({ condition, text: fresh?.text ?? '', isChanged })
  }, [fresh, isChanged, built])
  const freshText = fresh?.text
  useEffect(() => {
    const said = freshText === startText || freshText === 'everyone' ? undefined : freshText
    if (freshText !== undefined && said !== params.get('where')) params.set({ where: said })
  }, [freshText, startText, params])

  const toText = () => {
    setText(fresh?.text ?? startText)
    params.set({ mode: 'text' })
  }
  const toMenus = () => {
    if (fresh !== undefined) draft.replace(fresh.condition as Condition)
    params.set({ mode: undefined })
  }
  const keys = (event: KeyboardEvent) => {
    const isTyping = event.target instanceof HTMLTextAreaElement || (event.target instanceof HTMLInputElement && event.target.value !== '')
    if (!(event.ctrlKey || event.metaKey) || isTyping || isText) return
    const key = event.key.toLowerCase()
    if (key === 'y' || (key === 'z' && event.shiftKey)) draft.redo()
    else if (key === 'z') draft.undo()
    else return
    event.preventDefault()
  }
  const context = useMemo(
    (): Builder => ({
      language: languageOfGrain(language, grain),
      whole: language,
      grain,
      gaps: new Set(draft.said.gaps),
      wrong: !isRow || problem === null ? null : { id: wrongId, text: rowText(problem) ?? problemText(problem) },
      focusId: draft.focusId,
      edit: draft.edit,
      add: draft.add,
      remove: draft.remove,
    }),
    // The sentence changes with the problem alone.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [language, grain, draft.said, draft.focusId, draft.edit, draft.add, draft.remove, problem, isRow, wrongId],
  )
  const { base } = draft.root
  return (
    <div className="grid-wide align-start builder">
      <Panel
        title={t('groups.conditions')}
        actions={
          <>
            {isText ? null : (
              <>
                <Button type="text" size="small" disabled={!draft.canUndo} onClick={draft.undo} icon={<Icon name="undo" size={14} />}>
                  {t('groups.undo')}
                </Button>
                <Button type="text" size="small" disabled={!draft.canRedo} onClick={draft.redo}>
                  {t('groups.redo')}
                </Button>
              </>
            )}
            <Segmented
              aria-label={t('groups.mode')}
              size="small"
              disabled={fresh === undefined}
              value={isText ? 'text' : 'menus'}
              onChange={(mode) => (mode === 'text' ? toText() : toMenus())}
              options={(['menus', 'text'] as const).map((value) => ({ value, label: t(`groups.modes.${value}`) }))}
            />
          </>
        }
      >
        {isText ? (
          <ConditionText text={text} change={setText} problem={problem} />
        ) : (
          <BuilderContext value={context}>
            {/* Keys of the whole form; each has a button too. */}
            {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
            <div onKeyDown={keys} className="stack-small">
              {isGroup(base) ? <GroupEdit id={draft.root.id} group={base} depth={0} /> : null}
              <p className="faint keys-help">{t('groups.keysHelp')}</p>
              {problem !== null && !isRow && typeof path === 'string' ? <Alert type="error" showIcon title={problemText(problem)} /> : null}
            </div>
          </BuilderContext>
        )}
      </Panel>
      <div className="stack">
        <LiveCount
          grain={grain}
          lack={hasGaps ? 'gaps' : canCount ? null : 'permission'}
          counted={answer === undefined || answer.customers === undefined ? undefined : (answer as CountedCondition)}
          cost={isCostKnown && asked === wish && cost.error === null ? cost.data : undefined}
          countAnyway={isHeld ? () => want(asked) : null}
          isCounting={isOld}
          problem={problem}
          isPlaced={isText || isRow}
        />
        {aside(fresh?.text ?? null)}
      </div>
    </div>
  )
}
