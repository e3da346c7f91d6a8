import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ExplainedCondition, Grain } from '#http/segment/condition-schemas.ts'
import type { SavedSegment } from '#http/segment/saved-segment-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useAnswer, useApi } from '../../api/use-api.ts'
import { EmptyState, Panel } from '../../components/page.tsx'
import { BlockSkeleton, LinesSkeleton, QueryView } from '../../components/query-view.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import type { PageParams } from '../../components/use-page-params.ts'
import { SegmentExamples } from './segment-examples.tsx'
import { WhySteps } from './why-steps.tsx'
import './builder/builder.css'

/** Segments that one question asks for. */
const AT_ONCE = 20

/** Whom it is about. */
type Who = { customerId: string } | { accountId: string }

/** Which segments a customer or an account is in and out of, and why; and the same of any condition. */
export function SegmentsOf({ who, grain }: { who: Who; grain: Grain }) {
  const params = usePageParams()
  const query = useApi(endpoints.savedSegments())
  return (
    <div className="grid-wide align-start">
      <QueryView query={query} skeleton={<BlockSkeleton rows={6} />}>
        {({ items }) => (
          <Listed
            segments={items.filter(({ archivedAt, problem, grain: own }) => archivedAt === null && problem === null && own === grain)}
            who={who}
            grain={grain}
            params={params}
          />
        )}
      </QueryView>
      <OfCondition who={who} grain={grain} params={params} />
    </div>
  )
}

interface ListProps {
  segments: readonly SavedSegment[]
  who: Who
  grain: Grain
  params: PageParams
}

function Listed({ segments, who, grain, params }: ListProps) {
  const { t } = useTranslation()
  const chunks = Array.from({ length: Math.ceil(segments.length / AT_ONCE) }, (_, i) => segments.slice(i * AT_ONCE, (i + 1) * AT_ONCE))
  return (
    <Panel title={t('groups.title')}>
      {segments.length === 0 ? (
        <>
          <EmptyState title={t('groups.emptyTitle')}>
            {grain === 'customers' ? t('groups.emptyText') : t('groups.noneOfAccounts')}
          </EmptyState>
          {grain === 'customers' ? <SegmentExamples /> : null}
        </>
      ) : (
        <ul className="segments-of">
          {chunks.map((chunk) => (
            <Chunk key={chunk[0]?.id ?? ''} segments={chunk} who={who} grain={grain} params={params} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

/** Some segments, asked at once: whether any of them holds says so of each. */
function Chunk({ segments, who, params }: ListProps) {
  const query = useAnswer<ExplainedCondition>('/conditions/explain', {
    condition: { any: segments.map(({ id }) => ({ segment: id })) },
    ...who,
  })
  return (
    <QueryView query={query} skeleton={<LinesSkeleton rows={segments.length} />}>
      {({ steps }) => {
        const verdicts = steps.filter(({ depth }) => depth === 1)
        return segments.map((segment, i) => (
          <InOrOut key={segment.id} segment={segment} isMet={verdicts[i]?.isMet === true} who={who} params={params} />
        ))
      }}
    </QueryView>
  )
}

interface OneProps {
  segment: SavedSegment
  isMet: boolean
  who: Who
  params: PageParams
}

function InOrOut({ segment, isMet, who, params }: OneProps) {
  const { t } = useTranslation()
  const id = useId()
  const isOpen = params.get('segment') === segment.id
  return (
    <li>
      <span className={`why-mark ${isMet ? 'why-met' : 'why-unmet'}`} aria-hidden="true">
        {isMet ? '✓' : '✗'}
      </span>
      <Link to={`/customers/groups/${segment.id}`}>{segment.name}</Link>
      <span className="soft">{t(isMet ? 'groups.in' : 'groups.out')}</span>
      <Button
        size="small"
        aria-expanded={isOpen}
        aria-controls={id}
        aria-label={t('groups.whyIn', { name: segment.name })}
        onClick={() => params.set({ segment: isOpen ? undefined : segment.id })}
      >
        {t('groups.why')}
      </Button>
      <div id={id} className="why-found">
        {isOpen ? <WhySteps of={{ condition: { segment: segment.id } }} who={who} /> : null}
      </div>
    </li>
  )
}

/** Any condition, in its text form. */
function OfCondition({ who, grain, params }: Pick<ListProps, 'who' | 'grain' | 'params'>) {
  const { t } = useTranslation()
  const where = params.get('where') ?? ''
  const [text, setText] = useState(where)
  return (
    <Panel title={t('groups.whyAnother')}>
      <form
        className="stack-small"
        onSubmit={(event) => {
          event.preventDefault()
          params.set({ where: text.trim() })
        }}
      >
        <Input.TextArea
          className="mono"
          aria-label={t('groups.whyText')}
          placeholder={t(grain === 'accounts' ? 'groups.textHelpOfAccounts' : 'groups.textHelp')}
          autoSize={{ minRows: 3, maxRows: 10 }}
          maxLength={4_000}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div>
          <Button htmlType="submit" disabled={text.trim() === ''}>
            {t('groups.whyAsk')}
          </Button>
        </div>
        {where === '' ? null : <WhySteps of={{ where }} who={who} />}
      </form>
    </Panel>
  )
}
