import { App, Button, Modal, Progress } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { OfferCodesTaken, OfferDetail, OfferSecret } from '#http/act/offer-schemas.ts'
import { segment } from '../../../api/endpoint.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { CsvText } from '../../../components/csv-text.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/page.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { SecretOnce } from '../../../components/secret-once.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useOfferWords } from './use-offer-words.ts'

const STEPS = ['issued', 'delivered', 'opened', 'used'] as const

/** From issued to used, each as a share of what was issued, and the stock that is left. */
export function FunnelPanel({ of }: { of: OfferDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { counts, stock, taken } = of.row
  return (
    <Panel title={t('offers.funnel')}>
      {counts.issued === 0 ? <p className="soft">{t('offers.noneIssued')}</p> : null}
      <dl className="offer-funnel">
        {STEPS.map((step) => {
          const share = counts.issued === 0 ? null : counts[step] / counts.issued
          return (
            <div key={step}>
              <dt>{t(`offers.${step}`)}</dt>
              <dd>
                <strong>{format.integer(counts[step])}</strong>
                {share === null || step === 'issued' ? null : (
                  <span className="cell-sub">{t('offers.shareOfIssued', { share: format.percent(share, 0) })}</span>
                )}
                <span className="offer-bar" aria-hidden="true">
                  <span style={{ width: `${Math.min(100, (share ?? 0) * 100)}%` }} />
                </span>
              </dd>
            </div>
          )
        })}
      </dl>
      {counts.untied === 0 ? null : <p className="cell-sub">{t('offers.untied', { count: counts.untied })}</p>}
      {counts.late === 0 ? null : <p className="cell-sub">{t('offers.late', { count: counts.late })}</p>}
      {stock === null ? null : (
        <>
          <p>{t('offers.stockBar', { issued: format.integer(taken), stock: format.integer(stock) })}</p>
          <Progress
            percent={Math.min(100, Math.round((taken / stock) * 100))}
            aria-label={t('offers.stock')}
            status={taken >= stock ? 'exception' : 'normal'}
          />
        </>
      )}
    </Panel>
  )
}

/** The list of codes, or the secret of questions for codes. */
export function CodesPanel({ of, readOnly }: { of: OfferDetail; readOnly: boolean }) {
  const { mode } = of.row
  if (mode === 'imported') return <ImportedCodes of={of} readOnly={readOnly} />
  return mode === 'shop' ? <ShopSecret of={of} readOnly={readOnly} /> : null
}

/** What one request may bring. */
const LINES_AT_ONCE = 10_000

function ImportedCodes({ of, readOnly }: { of: OfferDetail; readOnly: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const [isOpen, setOpen] = useState(false)
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState<readonly number[]>([])
  const [busy, setBusy] = useState(false)
  const change = useChange<OfferCodesTaken>(['/offers'])
  const { codes, codesLeft } = of.row.counts
  const bring = async () => {
    const lines = text.split(/\r\n|\n|\r/u)
    const sum = { added: 0, known: 0, repeated: 0, wrongCount: 0 }
    const bad: number[] = []
    setBusy(true)
    try {
      for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
        const part = lines.slice(from, from + LINES_AT_ONCE).join('\n')
        if (part.trim() === '') continue
        const taken = await change.mutateAsync({ method: 'POST', path: `/offers/${segment(of.row.id)}/codes`, body: { text: part } })
        for (const name of ['added', 'known', 'repeated', 'wrongCount'] as const) sum[name] += taken[name]
        bad.push(...taken.wrong.map((line) => line + from))
      }
    } catch {
      // The notice says what was refused.
      return
    } finally {
      setBusy(false)
    }
    setWrong(bad.slice(0, 10))
    const { added, known, repeated, wrongCount } = sum
    void message.info(t('offers.imported', { added, known, repeated, wrong: wrongCount }), 8)
    if (bad.length > 0) return
    setOpen(false)
    setText('')
  }
  return (
    <Panel
      title={t('offers.codes')}
      {...(readOnly ? {} : { actions: <Button onClick={() => setOpen(true)}>{t('offers.importCodes')}</Button> })}
    >
      <p>{t('offers.codesLeft', { left: format.integer(codesLeft), codes: format.integer(codes) })}</p>
      <Modal
        open={isOpen}
        title={t('offers.importCodes')}
        onCancel={() => setOpen(false)}
        okText={t('offers.importCodes')}
        okButtonProps={{ disabled: text.trim() === '', loading: busy }}
        onOk={() => void bring()}
        destroyOnHidden
      >
        <div className="stack-small">
          <p className="soft">{t('offers.importHelp')}</p>
          {change.error === null ? null : <ErrorNotice problem={change.error} />}
          <CsvText text={text} onChange={setText} fileLabel={t('offers.chooseFile')} textLabel={t('offers.codesText')} rows={8} />
          {wrong.length === 0 ? null : <p className="cell-sub">{t('offers.wrongLines', { lines: wrong.join(', ') })}</p>}
        </div>
      </Modal>
    </Panel>
  )
}

function ShopSecret({ of, readOnly }: { of: OfferDetail; readOnly: boolean }) {
  const { t } = useTranslation()
  const [secret, setSecret] = useState<string>()
  const change = useChange<OfferSecret>([])
  const make = () =>
    change.mutate({ method: 'POST', path: `/offers/${segment(of.row.id)}/secret` }, { onSuccess: (made) => setSecret(made.secret) })
  return (
    <Panel
      title={t('offers.secret')}
      {...(readOnly
        ? {}
        : {
            actions: (
              <Button loading={change.isPending} onClick={make}>
                {t('offers.newSecret')}
              </Button>
            ),
          })}
    >
      <div className="stack-small">
        {change.error === null ? null : <ErrorNotice problem={change.error} />}
        <p className="soft">{t('offers.secretHelp')}</p>
        {secret === undefined ? (
          <p>{t(of.hasSecret ? 'offers.hasSecret' : 'offers.noSecret')}</p>
        ) : (
          <SecretOnce secret={secret} label={t('offers.secret')} />
        )}
      </div>
    </Panel>
  )
}

/** Contents that name the offer. */
export function UsesPanel({ of }: { of: OfferDetail }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('offers.whereUsed')}>
      {of.contents.length === 0 ? <p className="soft">{t('offers.nowhere')}</p> : null}
      <ul className="offer-list">
        {of.contents.map(({ id, name, published }) => (
          <li key={id}>
            <Link to={`/retain/contents/${id}`}>{name}</Link>{' '}
            {published ? <StateTag tone="accent">{t('offers.publishedIn')}</StateTag> : null}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

export function VersionsPanel({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useApi(endpoints.offerVersions(id))
  const [shown, setShown] = useState<number>()
  return (
    <Panel title={t('offers.versions')}>
      <QueryView query={query}>
        {({ items }) => (
          <ul className="offer-list">
            {items.map(({ version, savedAt, savedBy }) => (
              <li key={version}>
                <span>{t('offers.versionOf', { version })}</span>{' '}
                <span className="cell-sub">{`${format.dateTime(savedAt)} · ${savedBy}`}</span>
                <Button
                  type="link"
                  size="small"
                  aria-label={`${t('offers.look')} ${t('offers.versionOf', { version })}`}
                  onClick={() => setShown(version)}
                >
                  {t('offers.look')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
      {shown === undefined ? null : <VersionDialog id={id} version={shown} close={() => setShown(undefined)} />}
    </Panel>
  )
}

function VersionDialog({ id, version, close }: { id: string; version: number; close: () => void }) {
  const { t } = useTranslation()
  const { either, valid } = useOfferWords()
  const query = useApi(endpoints.offerVersion(id, version))
  return (
    <Modal open footer={null} title={t('offers.versionTitle', { version })} onCancel={close} destroyOnHidden>
      <QueryView query={query}>
        {({ offer }) => (
          <div className="stack-small">
            <strong>{either(offer.title)}</strong>
            <p className="offer-terms">{either(offer.terms)}</p>
            <p className="cell-sub">{valid(offer)}</p>
          </div>
        )}
      </QueryView>
    </Modal>
  )
}
