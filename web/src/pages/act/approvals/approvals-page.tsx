import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ApprovalAnswer } from '#http/act/approval-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { Unknown } from '../../../components/figure.tsx'
import { EmptyState, Page } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'
import { ApprovalRulePanel } from './approval-rule-panel.tsx'
import { DecideButtons } from './decide-buttons.tsx'

const STATES = ['waiting', 'approved', 'refused', 'withdrawn', 'replaced'] as const
const TONES = { waiting: 'warn', approved: 'accent', refused: 'danger', withdrawn: 'muted', replaced: 'muted' } as const

/** What waits for a second person, and what became of the rest. */
export default function ApprovalsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const params = usePageParams()
  const state = params.get('state')
  const pages = usePages('approvals', params, (page) => endpoints.approvals({ ...page, state }), {
    watched: (one) => one.state === 'waiting',
  })
  return (
    <Page title={t('approvals.title')} purpose={t('approvals.purpose')}>
      <div className="stack">
        <div className="panel">
          <div className="filters" role="search">
            <Select
              allowClear
              value={state ?? null}
              aria-label={t('approvals.state')}
              placeholder={t('approvals.anyState')}
              onChange={(value: string | null) => params.set({ state: value ?? undefined })}
              options={STATES.map((value) => ({ value, label: t(`approvals.states.${value}`) }))}
              style={{ minWidth: 180 }}
            />
          </div>
          <PagedTable<ApprovalAnswer>
            label={t('approvals.title')}
            pages={pages}
            rowKey={({ id }) => id}
            empty={
              state === undefined ? (
                <EmptyState title={t('approvals.noneTitle')}>{t('approvals.noneText')}</EmptyState>
              ) : (
                <EmptyState title={t('approvals.noneFound')}>{t('approvals.noneFoundText')}</EmptyState>
              )
            }
            columns={[
              {
                key: 'subject',
                title: t('approvals.subject'),
                maxWidth: 280,
                render: (row) => (
                  <>
                    <Subject approval={row} />
                    <span className="cell-sub">{t(`approvals.kinds.${row.kind}`)}</span>
                  </>
                ),
              },
              { key: 'people', title: t('approvals.people'), numeric: true, render: ({ people }) => format.integer(people) },
              {
                key: 'planned',
                title: t('approvals.planned'),
                numeric: true,
                render: ({ planned }) => (planned === null ? <Unknown reason={t('approvals.notPreviewed')} /> : format.integer(planned)),
              },
              {
                key: 'cost',
                title: t('approvals.cost'),
                numeric: true,
                hideOnCard: true,
                render: ({ costMinor, currency }) =>
                  costMinor === null ? <Unknown reason={t('approvals.costUnknown')} /> : format.money({ minor: costMinor, currency }),
              },
              {
                key: 'asked',
                title: t('approvals.askedBy'),
                maxWidth: 180,
                render: ({ askedBy, askedAt }) => (
                  <>
                    {askedBy}
                    <span className="cell-sub">{format.dateTime(askedAt)}</span>
                  </>
                ),
              },
              {
                key: 'decided',
                title: t('approvals.decided'),
                render: (row) =>
                  row.state === 'waiting' ? (
                    <DecideButtons approval={row} />
                  ) : (
                    <>
                      <StateTag tone={TONES[row.state]}>{t(`approvals.states.${row.state}`)}</StateTag>
                      <span className="cell-sub">
                        {[row.decidedBy, row.decidedAt === null ? null : format.dateTime(row.decidedAt), row.reason]
                          .filter((text) => text !== null && text !== '')
                          .join(t('common.listSeparator'))}
                      </span>
                    </>
                  ),
              },
            ]}
          />
        </div>
        <ApprovalRulePanel />
      </div>
    </Page>
  )
}

/** Leads to what is asked about. */
function Subject({ approval: { kind, subjectId, title, state } }: { approval: ApprovalAnswer }) {
  const to =
    kind === 'journey'
      ? `/retain/journeys/${subjectId}`
      : kind === 'strategy'
        ? `/retain/strategies${state === 'waiting' ? '?state=waiting' : ''}`
        : `/retain/broadcasts/${subjectId}`
  return (
    <Link className="cell-main" to={to}>
      {title}
    </Link>
  )
}
