import { Drawer, Steps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChannelAccount, Provider, ProviderList, ProviderSide } from '#http/act/channel-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { CheckStep } from './check-step.tsx'
import { LimitsStep } from './limits-step.tsx'
import { TestStep } from './test-step.tsx'
import { ValuesStep } from './values-step.tsx'

const SIDES: readonly ProviderSide[] = ['email', 'sms', 'wechat', 'push', 'team']

export interface WizardStart {
  /** An account that is changed; without it a new one is made. */
  account?: ChannelAccount
  /** Of a new one: the channel that it is for. */
  side?: ProviderSide
}

/** Provider, values, check, test, limits: an account is set up without leaving the console, and sends nothing before the end. */
export function AccountWizard({ start, close }: { start: WizardStart | undefined; close: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer
      open={start !== undefined}
      size="min(760px, 100vw)"
      onClose={close}
      mask={{ closable: false }}
      title={t(start?.account === undefined ? 'channels.addTitle' : 'channels.changeTitle')}
      destroyOnHidden
    >
      {start === undefined ? null : <Providers start={start} close={close} />}
    </Drawer>
  )
}

function Providers({ start, close }: { start: WizardStart; close: () => void }) {
  const query = useApi(endpoints.channelProviders())
  if (query.error !== null) return <ErrorNotice problem={query.error} retry={() => void query.refetch()} />
  return query.data === undefined ? null : <Walk start={start} list={query.data} close={close} />
}

function Walk({ start, list, close }: { start: WizardStart; list: ProviderList; close: () => void }) {
  const { t } = useTranslation()
  const [account, setAccount] = useState(start.account)
  const [provider, setProvider] = useState<Provider | undefined>(list.items.find(({ name }) => name === start.account?.provider))
  const [step, setStep] = useState(provider === undefined ? 0 : 1)
  return (
    <div className="stack channel-walk">
      <Steps
        size="small"
        responsive={false}
        current={step}
        items={(['provider', 'values', 'check', 'test', 'limits'] as const).map((key) => ({ title: t(`channels.step.${key}`) }))}
      />
      {step === 0 ? (
        <ChooseProvider
          providers={list.items}
          side={start.side}
          choose={(chosen) => {
            setProvider(chosen)
            setStep(1)
          }}
        />
      ) : null}
      {step === 1 && provider !== undefined ? (
        <ValuesStep
          key={account?.revision ?? 0}
          provider={provider}
          account={account}
          done={(saved) => {
            setAccount(saved)
            setStep(2)
          }}
          back={account === undefined ? () => setStep(0) : undefined}
        />
      ) : null}
      {step === 2 && account !== undefined ? <CheckStep account={account} next={() => setStep(3)} back={() => setStep(1)} /> : null}
      {step === 3 && account !== undefined && provider !== undefined ? (
        <TestStep account={account} provider={provider} next={() => setStep(4)} back={() => setStep(2)} />
      ) : null}
      {step === 4 && account !== undefined && provider !== undefined ? (
        <LimitsStep account={account} provider={provider} proposed={list.warmUp} done={close} back={() => setStep(3)} />
      ) : null}
    </div>
  )
}

function ChooseProvider({
  providers,
  side: wanted,
  choose,
}: {
  providers: readonly Provider[]
  side: ProviderSide | undefined
  choose: (provider: Provider) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const sides = wanted === undefined ? SIDES : [wanted]
  return (
    <div className="stack">
      {sides.map((side) => (
        <section key={side} aria-label={t(`codes.channelSide.${side}`)}>
          <h3 className="subhead">{t(`codes.channelSide.${side}`)}</h3>
          <ul className="provider-list">
            {providers
              .filter((one) => one.side === side)
              .map((one) => (
                <li key={one.name}>
                  <button type="button" onClick={() => choose(one)}>
                    <strong>{format.text(one.title)}</strong>
                    <span className="soft">{t(`channels.for.${one.name}`)}</span>
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
