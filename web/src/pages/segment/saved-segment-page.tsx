import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { CountedCondition } from '#http/segment/condition-schemas.ts'
import type { SavedSegment, SegmentDetail } from '#http/segment/saved-segment-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useAnswer, useApi } from '../../api/use-api.ts'
import { useProblemWords } from '../../components/problem-words.ts'
import { ExportMenu } from '../../components/export-menu.tsx'
import { Icon } from '../../components/icon.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { FiguresSkeleton, LinesSkeleton, QueryView } from '../../components/query-view.tsx'
import { Label, StateTag } from '../../components/tags.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { ReachTable } from '../act/reach-table.tsx'
import { CopyText } from './copy-text.tsx'
import { builderAddress, membersAddress, peopleAddress } from './people-address.ts'
import { SampleAccounts } from './sample-accounts.tsx'
import { SamplePeople } from './sample-people.tsx'
import { ArchiveButton } from './archive-button.tsx'
import { SegmentOverlap } from './segment-overlap.tsx'
import { SegmentVersions } from './segment-versions.tsx'
import { SizeHistory } from './size-history.tsx'
import { WhyPanel } from './why-panel.tsx'
import './builder/builder.css'

/** One segment: who is in it, how many, since when, and why. */
export default function SavedSegmentPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const query = useApi(endpoints.savedSegment(id))
  const segment = query.data?.segment
  return (
    <Page
      title={segment?.name ?? t('groups.one')}
      above={
        <Link to="/customers/groups" className="crumb">
          <Icon name="chevronLeft" size={14} />
          {t('groups.title')}
        </Link>
      }
      {...(segment === undefined
        ? {}
        : {
            purpose: (
              <span className="row">
                <Label>{t(`groups.grain.${segment.grain}`)}</Label>
                <Label>{t(`groups.kind.${segment.kind}`)}</Label>
                {segment.archivedAt === null ? null : <StateTag tone="muted">{t('groups.archived')}</StateTag>}
                {segment.description}
              </span>
            ),
            actions: <Actions segment={segment} />,
          })}
    >
      <QueryView query={query} skeleton={<FiguresSkeleton />}>
        {(detail) => <Filled detail={detail} />}
      </QueryView>
    </Page>
  )
}

function Actions({ segment }: { segment: SavedSegment }) {
  const { t } = useTranslation()
  const can = useCan()
  const isAsked = segment.archivedAt === null && segment.problem === null
  return (
    <>
      {isAsked && can('customers:export') ? <ExportMenu of={segment.grain} params={{ segment: segment.id }} /> : null}
      {isAsked ? (
        <Link
          to={
            segment.grain === 'accounts'
              ? (membersAddress({ segment: segment.id }) ?? '')
              : builderAddress(`not segment("${segment.id}")`, 'customers')
          }
        >
          <Button>{t(segment.grain === 'accounts' ? 'groups.openTheirPeople' : 'groups.notIn')}</Button>
        </Link>
      ) : null}
      {can('segments:write') ? <ArchiveButton segment={segment} /> : null}
      {can('segments:write') && segment.kind === 'dynamic' && segment.archivedAt === null ? (
        <Link to={`/customers/groups/${segment.id}/edit`}>
          <Button type="primary" icon={<Icon name="edit" />}>
            {t('groups.edit')}
          </Button>
        </Link>
      ) : null}
    </>
  )
}

function Filled({ detail }: { detail: SegmentDetail }) {
  const { t } = useTranslation()
  const can = useCan()
  const params = usePageParams()
  const words = useProblemWords()
  const { segment, versions, sizes } = detail
  const isAsked = segment.archivedAt === null && segment.problem === null
  return (
    <div className="stack">
      {segment.problem === null ? null : (
        <Alert type="error" showIcon title={t('groups.brokenWhy', { why: words(segment.problem, { path: '$' }) ?? segment.problem })} />
      )}
      <div className="grid-wide align-start">
        <div className="stack">
          <ConditionPanel segment={segment} isCounted={isAsked && can('customers:read')} />
          {isAsked && can('customers:read') && segment.grain === 'customers' ? (
            <Panel title={t('outlook.reachTitle')} note={t('outlook.reachNote')} flush>
              <ReachTable condition={{ segment: segment.id }} />
            </Panel>
          ) : null}
          {sizes.length === 0 ? null : <SizeHistory sizes={sizes} />}
          {isAsked && can('customers:read') ? <SegmentOverlap segment={segment} params={params} /> : null}
          <SegmentVersions segment={segment} versions={versions} />
        </div>
        <div className="stack">
          {isAsked && can('customers:read') ? <People segment={segment} /> : null}
          {isAsked && can('customers:read') ? <WhyPanel where={`segment("${segment.id}")`} grain={segment.grain} params={params} /> : null}
        </div>
      </div>
    </div>
  )
}

function ConditionPanel({ segment, isCounted }: { segment: SavedSegment; isCounted: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Panel title={t('groups.sentence')}>
      <div className="stack-small">
        {isCounted ? <SizeNow segment={segment} /> : null}
        <p className="count-sentence">{format.text(segment.sentence)}</p>
        <CopyText text={segment.text} label={t('groups.textForm')} />
        <p className="faint">
          {t('groups.savedBy', { by: segment.savedBy, when: format.dateTime(segment.savedAt), version: segment.version })}
        </p>
        {segment.usedBy.length === 0 ? null : (
          <p>
            {t('groups.usedBy')}:{' '}
            {segment.usedBy.map(({ id, name }, index) => (
              <span key={id}>
                {index === 0 ? '' : t('common.listSeparator')}
                <Link to={`/customers/groups/${id}`}>{name}</Link>
              </span>
            ))}
          </p>
        )}
      </div>
    </Panel>
  )
}

const ofSegment = ({ id, grain }: SavedSegment) => ({ condition: { segment: id }, grain })

/** How many are in it now, of those that the reader sees. */
function SizeNow({ segment }: { segment: SavedSegment }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useAnswer<CountedCondition>('/conditions/count', ofSegment(segment))
  return (
    <QueryView query={query} skeleton={<LinesSkeleton rows={1} />}>
      {({ customers, everyone, countedAt }) => (
        <div>
          <p className="count-line">
            <Link to={peopleAddress({ segment: segment.id }, segment.grain) ?? ''} className="count-number num" data-count={customers}>
              {format.integer(customers)}
            </Link>
            <span>
              {t(segment.grain === 'accounts' ? 'groups.ofEveryAccount' : 'groups.ofEveryone', {
                count: customers,
                everyone: format.integer(everyone),
              })}
              {everyone === 0 ? '' : ` · ${format.percent(customers / everyone, 1)}`}
            </span>
          </p>
          <p className="faint">{t('groups.countedAt', { time: format.dateTime(countedAt) })}</p>
        </div>
      )}
    </QueryView>
  )
}

/** Some of those who are in it. */
function People({ segment }: { segment: SavedSegment }) {
  const { t } = useTranslation()
  const isOfAccounts = segment.grain === 'accounts'
  const query = useAnswer<CountedCondition>('/conditions/count', ofSegment(segment))
  return (
    <Panel title={t(isOfAccounts ? 'groups.accountsNow' : 'groups.people')}>
      <QueryView query={query} skeleton={<LinesSkeleton rows={4} />}>
        {({ customers, sample, accounts }) =>
          customers === 0 ? (
            <p className="soft">{t(isOfAccounts ? 'groups.noAccount' : 'groups.nobody')}</p>
          ) : isOfAccounts ? (
            <SampleAccounts accounts={accounts} />
          ) : (
            <SamplePeople people={sample} total={customers} />
          )
        }
      </QueryView>
    </Panel>
  )
}
