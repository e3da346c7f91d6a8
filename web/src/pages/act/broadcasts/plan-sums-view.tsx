import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Broadcast, BroadcastDetail, PlanSums } from '#http/act/broadcast-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { Figure } from '../../../components/figure.tsx'
import { useFormat } from '../../../format/use-format.ts'

/** Counts by code, the largest first. */
export function sorted(counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return Object.entries(counts)
    .filter(([, n]) => n > 0)
    .toSorted((a, b) => b[1] - a[1])
}

/** What planning comes to: reached by channel, not reached by reason, who waits, what it costs. */
export function PlanSumsView({ sums, currency, variants }: { sums: PlanSums; currency: string; variants: BroadcastDetail['variants'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const left = sums.audience - sums.planned
  const heldOut = (sums.reasons['held_out'] ?? 0) + (sums.reasons['held_out_contact'] ?? 0) + (sums.reasons['global_control'] ?? 0)
  const lists = [
    { title: t('broadcasts.byChannel'), counts: sums.byChannel, word: (one: string) => code('channel', one) },
    { title: t('broadcasts.whyNot'), counts: sums.reasons, word: (one: string) => code('sendReason', one) },
    { title: t('broadcasts.waits'), counts: sums.waiting, word: (one: string) => code('sendReason', one) },
  ]
  return (
    <div className="stack">
      <div className="figures figures-tight">
        <Figure label={t('broadcasts.audience')} value={format.integer(sums.audience)} />
        <Figure label={t('broadcasts.willGet')} value={format.integer(sums.planned)} tone="lead" />
        <Figure label={t('broadcasts.willNot')} value={format.integer(left)} />
        <Figure label={t('broadcasts.inControl')} value={format.integer(heldOut)} />
        <Figure
          label={t('broadcasts.cost')}
          value={sums.costMinor === null ? null : format.money({ minor: sums.costMinor, currency })}
          unknown={t('broadcasts.costUnknown')}
        />
      </div>
      <div className="broadcast-lists">
        {lists.map(({ title, counts, word }) =>
          sorted(counts).length === 0 ? null : (
            <div key={title}>
              <h3 className="subhead">{title}</h3>
              <ul className="skip-list">
                {sorted(counts).map(([one, n]) => (
                  <li key={one}>
                    <span>{word(one)}</span>
                    <span className="num">{format.integer(n)}</span>
                  </li>
                ))}
              </ul>
            </div>
          ),
        )}
        {variants.length === 0 ? null : (
          <div>
            <h3 className="subhead">{t('broadcasts.byVariant')}</h3>
            <ul className="skip-list">
              {variants.map(({ id, name, problem }) => (
                <li key={id}>
                  <span>
                    {name === '' ? t('contents.variant.base') : name}
                    {problem === null ? null : <span className="cell-sub">{t('broadcasts.variantLost')}</span>}
                  </span>
                  <span className="num">{format.integer(sums.byVariant[id] ?? 0)}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
      {sums.invalidZones === 0 ? null : (
        <Alert type="info" showIcon title={t('broadcasts.invalidZones', { n: format.integer(sums.invalidZones) })} />
      )}
    </div>
  )
}

/** Messages of the sample that cannot be made, and what would make them. */
export function UnmadeNotice({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { preview } = broadcast
  if (preview === null || preview.unmade.sample === 0) return null
  const { sample, reasons } = preview.unmade
  const causes = sorted(reasons)
  if (causes.length === 0) return <p className="soft">{t('broadcasts.allMade', { n: format.integer(sample) })}</p>
  return (
    <Alert
      type="warning"
      showIcon
      title={t('broadcasts.unmade', { n: format.integer(sample) })}
      description={
        <div className="stack-small">
          <span>{causes.map(([reason, n]) => `${code('sendReason', reason)} ${format.integer(n)}`).join(t('common.listSeparator'))}</span>
          <MissingVariables broadcast={broadcast} />
        </div>
      }
    />
  )
}

/** Variables of which customers of the sample have no value, the most missed first, with the way to the content that wants fallbacks. */
export function MissingVariables({ broadcast: { preview, content } }: { broadcast: Broadcast }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (preview === null || preview.unmade.variables.length === 0) return null
  const { sample, variables } = preview.unmade
  return (
    <div>
      <ul className="broadcast-missing">
        {variables.map(({ name, label, customers }) => (
          <li key={name}>
            {t('broadcasts.missingVariable', {
              n: format.integer(customers),
              sample: format.integer(sample),
              label: label === null ? name : format.text(label),
            })}
          </li>
        ))}
      </ul>
      {content === null ? null : <Link to={`/retain/contents/${content.id}`}>{t('broadcasts.writeFallback')}</Link>}
    </div>
  )
}
