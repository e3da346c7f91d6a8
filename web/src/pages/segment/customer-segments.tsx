import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ExplainedCondition } from '#http/segment/condition-schemas.ts'
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

/** Which segments a customer is in and out of, and why; and the same of any condition. */
export function CustomerSegments({ customerId }: { customerId: string }) {
  const params = usePageParams()
  const query = useApi(endpoints.savedSegments())
  return (
    <div className="grid-wide align-start">
      <QueryView query={query} skeleton={<BlockSkeleton rows={6} />}>
        {({ items }) => (
          <Listed
            segments={items.filter(({ archivedAt, problem, grain }) => archivedAt === null && problem === null && grain === 'customers')}
            customerId={customerId}
            params={params}
          />
        )}
      </QueryView>
      <OfCondition customerId={customerId} params={params} />
    </div>
  )
}

interface ListProps {
  segments: readonly SavedSegment[]
  customerId: string
  params: PageParams
}

function Listed({ segments, customerId, params }: ListProps) {
  const { t } = useTranslation()
  const chunks = Array.from({ length: Math.ceil(segments.length / AT_ONCE) }, (_, i) => segments.slice(i * AT_ONCE, (i + 1) * AT_ONCE))
  return (
    <Panel title={t('groups.title')}>
      {segments.length === 0 ? (
        <>
          <EmptyState title={t('groups.emptyTitle')}>{t('groups.emptyText')}</EmptyState>
          <SegmentExamples />
        </>
      ) : (
        <ul className="segments-of">
          {chunks.map((chunk) => (
            <Chunk key={chunk[0]?.id ?? ''} segments={chunk} customerId={customerId} params={params} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

/** Some segments, asked at once: whether any of them holds says so of each. */
function Chunk({ segments, customerId, params }: ListProps) {
  const query = useAnswer<ExplainedCondition>('/conditions/explain', {
    condition: { any: segments.map(({ id }) => ({ segment: id })) },
    customerId,
  })
  return (
    <QueryView query={query} skeleton={<LinesSkeleton rows={segments.length} />}>
      {({ steps }) => {
        const verdicts = steps.filter(({ depth }) => depth === 1)
        return segments.map((segment, i) => (
          <InOrOut key={segment.id} segment={segment} isMet={verdicts[i]?.isMet === true} customerId={customerId} params={params} />
        ))
      }}
    </QueryView>
  )
}

interface OneProps {
  segment: SavedSegment
  isMet: boolean
  customerId: string
  params: PageParams
}

function InOrOut({ segment, isMet, customerId, params }: OneProps) {
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
        {isOpen ? <WhySteps of={{ condition: { segment: segment.id } }} who={{ customerId }} /> : null}
      </div>
    </li>
  )
}

/** Any condition, in its text form. */
function OfCondition({ customerId, params }: Pick<ListProps, 'customerId' | 'params'>) {
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
          placeholder={t('groups.textHelp')}
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
        {where === '' ? null : <WhySteps of={{ where }} who={{ customerId }} />}
      </form>
    </Panel>
  )
}
