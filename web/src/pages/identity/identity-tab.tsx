import { Button } from 'antd'
import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { IdentityGraph, IdentityWish } from '#http/identity/identity-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Chart } from '../../charts/chart-panel.tsx'
import { useCode } from '../../components/codes.ts'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useReach } from '../../session/use-can.ts'
import { useTokens } from '../../theme/theme-mode.tsx'
import { DecisionDialog } from './decision-dialog.tsx'
import { graphHeight, graphOption } from './identity-graph.ts'
import { kindWord } from './kind-word.ts'
import './identity.css'

/** What makes up a customer: the picture, the same as tables, and decisions by hand. */
export function IdentityTab({ customerId }: { customerId: string }) {
  const query = useApi(endpoints.identity(customerId))
  return <QueryView query={query}>{(graph) => <Filled graph={graph} />}</QueryView>
}

function Filled({ graph }: { graph: IdentityGraph }) {
  const { t } = useTranslation()
  const code = useCode()
  const tokens = useTokens()
  const { can, limited } = useReach()
  const [deciding, setDeciding] = useState<{ wish: IdentityWish | null } | null>(null)
  const mayDecide = can('data:import') && !limited
  const decide = mayDecide ? (wish: IdentityWish | null) => setDeciding({ wish }) : null
  const option = useMemo(
    () =>
      graphOption(tokens, graph, {
        kind: (kind) => kindWord(code, kind),
        rule: (rule) => code('edgeRule', rule),
        record: (n) => t('identity.recordN', { n }),
        shared: t('identity.shared'),
        other: t('identity.otherCustomer'),
      }),
    [tokens, graph, code, t],
  )
  return (
    <div className="stack">
      <Panel
        title={t('identity.graph')}
        note={t('identity.graphNote')}
        {...(decide === null ? {} : { actions: <Button onClick={() => decide(null)}>{t('identity.act.bind')}</Button> })}
      >
        <Chart option={option} height={graphHeight(graph)} label={t('identity.graph')} />
        <p className="caption">{t('identity.graphCaption')}</p>
        {graph.hiddenOthers === 0 ? null : <p className="caption">{t('identity.hiddenOthers', { count: graph.hiddenOthers })}</p>}
      </Panel>
      <Identifiers graph={graph} decide={decide} />
      {graph.devices.length === 0 ? null : <Devices graph={graph} />}
      <Edges graph={graph} decide={decide} />
      {deciding === null ? null : <DecisionDialog customerId={graph.customerId} wish={deciding.wish} close={() => setDeciding(null)} />}
    </div>
  )
}

type Decide = ((wish: IdentityWish) => void) | null

function Identifiers({ graph, decide }: { graph: IdentityGraph; decide: Decide }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const record = new Map(graph.origins.map(({ id }, i) => [id, t('identity.recordN', { n: i + 1 })]))
  return (
    <Table
      title={t('identity.identifiers')}
      head={[t('identity.kind'), t('identity.value'), t('identity.record'), t('identity.source'), t('identity.seen'), '']}
    >
      {graph.identifiers.map((one) => (
        <tr key={`${one.kind} ${one.index}`}>
          <td>{kindWord(code, one.kind)}</td>
          <td>
            <span className="mono">{one.masked}</span>
            {one.others > 0 ? <span className="cell-sub">{t('identity.sharedWith', { n: one.others })}</span> : null}
          </td>
          <td>{record.get(one.originId) ?? one.originId.slice(0, 8)}</td>
          <td>{code('edgeSource', one.source)}</td>
          <td>{t('profile.seen', { from: format.date(one.firstSeenAt), to: format.date(one.lastSeenAt) })}</td>
          <td>
            {decide === null ? null : (
              <Button size="small" onClick={() => decide({ act: 'unbind', kind: one.kind, index: one.index })}>
                {t('identity.act.unbind')}
              </Button>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}

function Devices({ graph }: { graph: IdentityGraph }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  return (
    <Table
      title={t('identity.devices')}
      head={[code('identifier', 'device'), t('identity.source'), t('identity.since'), t('identity.people')]}
    >
      {graph.devices.map((one) => (
        <tr key={`${one.id} ${one.originId}`}>
          <td className="mono">{one.masked}</td>
          <td>{code('edgeSource', one.source)}</td>
          <td>{format.date(one.since)}</td>
          <td>{one.people > 1 ? t('identity.deviceShared', { n: one.people }) : t('identity.deviceOwn')}</td>
        </tr>
      ))}
    </Table>
  )
}

function Edges({ graph, decide }: { graph: IdentityGraph; decide: Decide }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  return (
    <Table
      title={t('identity.log')}
      note={graph.leftOut === 0 ? t('identity.logNote') : t('identity.logLeftOut', { n: graph.leftOut })}
      head={[t('identity.what'), t('identity.value'), t('identity.beside'), t('identity.source'), t('identity.at'), '']}
    >
      {graph.edges.map((one) => (
        <tr key={one.id}>
          <td>
            {code('edgeRule', one.rule)}
            {one.isOther && one.otherId !== null ? (
              <Link className="cell-sub mono" to={`/customers/${one.otherId}?tab=identity`}>
                {one.otherId.slice(0, 8)}
              </Link>
            ) : null}
            {one.isOther && one.otherId === null ? <span className="cell-sub">{t('identity.otherHidden')}</span> : null}
            {one.reasonWithheld ? <span className="cell-sub">{t('identity.reasonWithheld')}</span> : null}
            {one.reason === '' ? null : <span className="cell-sub">{code('blockReason', one.reason)}</span>}
          </td>
          <td>
            {one.masked === '' && one.kind === 'customer' ? code('edgeSource', 'staff') : <Named kind={one.kind} masked={one.masked} />}
          </td>
          <td>{one.withKind === null ? '' : <Named kind={one.withKind} masked={one.withMasked ?? ''} />}</td>
          <td>
            {code('edgeSource', one.source)}
            {one.actor === 'system' ? null : <span className="cell-sub">{one.actor}</span>}
          </td>
          <td>{format.dateTime(one.seenAt)}</td>
          <td>
            {decide !== null && one.mayBeTakenBack ? (
              <Button size="small" onClick={() => decide({ act: 'unmerge', merge: one.id })}>
                {t('identity.act.unmerge')}
              </Button>
            ) : null}
          </td>
        </tr>
      ))}
    </Table>
  )
}

function Named({ kind, masked }: { kind: string; masked: string }) {
  const code = useCode()
  return (
    <>
      {kindWord(code, kind)} <span className="mono">{masked}</span>
    </>
  )
}

function Table({ title, note, head, children }: { title: string; note?: string; head: readonly string[]; children: ReactNode }) {
  return (
    <Panel title={title} {...(note === undefined ? {} : { note })}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="table-scroll" role="region" aria-label={title} tabIndex={0}>
        <table className="table table-plain">
          <thead>
            <tr>
              {head.map((text, i) => (
                <th key={text === '' ? i : text} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </Panel>
  )
}
