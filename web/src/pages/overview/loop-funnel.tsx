import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Overview } from '#http/overview/overview-schemas.ts'
import { Unknown } from '../../components/figure.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'

type Step = 'scored' | 'decided' | 'treated' | 'sent' | 'delivered' | 'opened' | 'clicked'

/** Each step opens the people or the messages that it counts. */
const steps: readonly { step: Step; to: (run: string) => string; of: Step }[] = [
  { step: 'scored', to: () => '/customers?scored=true', of: 'scored' },
  { step: 'decided', to: (run) => `/customers?runId=${run}`, of: 'scored' },
  { step: 'treated', to: (run) => `/customers?runId=${run}&arm=treated`, of: 'decided' },
  { step: 'sent', to: (run) => `/retain/messages?runId=${run}&state=sent`, of: 'treated' },
  { step: 'delivered', to: (run) => `/retain/messages?runId=${run}&state=delivered`, of: 'sent' },
  { step: 'opened', to: (run) => `/retain/messages?runId=${run}&reaction=opened`, of: 'delivered' },
  { step: 'clicked', to: (run) => `/retain/messages?runId=${run}&reaction=clicked`, of: 'opened' },
]

/** From a score to a customer who acts. Every bar has the same scale, so that the share that is never contacted stays visible. */
interface Props {
  funnel: Overview['funnel']
  /** Why nobody is scored; null where somebody is. */
  unscored: 'overview.cannotPredict' | 'overview.noRisk' | null
}

export function LoopFunnel({ funnel, unscored }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const largest = Math.max(1, funnel.scored, funnel.decided)
  return (
    <Panel title={t('overview.loop')} note={t('overview.loopNote')}>
      <table className="funnel">
        <caption className="visually-hidden">
          {t('overview.loopLabel', {
            scored: format.integer(funnel.scored),
            decided: format.integer(funnel.decided),
            sent: format.integer(funnel.sent),
            delivered: format.integer(funnel.delivered),
          })}
        </caption>
        <tbody>
          {steps.map(({ step, to, of }) => {
            const value = funnel[step]
            const share = of === step || funnel[of] === 0 ? undefined : value / funnel[of]
            return (
              <tr key={step}>
                <th scope="row">{t(`overview.${step}`)}</th>
                <td className="funnel-bar">
                  <span style={{ width: `${Math.min(100, (value / largest) * 100)}%` }} className={step === 'scored' ? 'funnel-all' : ''} />
                  {step === 'treated' && funnel.control > 0 ? (
                    <>
                      <span className="funnel-control" style={{ width: `${(funnel.control / largest) * 100}%` }} />
                      <em>
                        <Link to={`/customers?runId=${funnel.runId ?? ''}&arm=control`} data-count={funnel.control}>
                          {t('overview.control')} {format.integer(funnel.control)}
                        </Link>
                      </em>
                    </>
                  ) : null}
                </td>
                <td className="num funnel-value">
                  {step === 'scored' && unscored !== null ? (
                    <Unknown reason={t(unscored)} />
                  ) : value === 0 ? (
                    format.integer(value)
                  ) : (
                    <Link to={to(funnel.runId ?? '')} data-count={value}>
                      {format.integer(value)}
                    </Link>
                  )}
                </td>
                <td className="num funnel-share">
                  {share === undefined ? '' : t('overview.ofPrevious', { share: format.percent(share, 0), step: t(`overview.${of}`) })}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Panel>
  )
}
