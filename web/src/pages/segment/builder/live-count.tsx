import { Alert, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CostOfCondition, CountedCondition, Grain } from '#http/segment/condition-schemas.ts'
import type { ApiProblem } from '../../../api/client.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { membersAddress, peopleAddress } from '../people-address.ts'
import { SampleAccounts } from '../sample-accounts.tsx'
import { SamplePeople } from '../sample-people.tsx'
import { CountCost } from './count-cost.tsx'

interface Props {
  grain: Grain
  /** Why nothing is counted just now. */
  lack: 'gaps' | 'permission' | null
  /** The last answer, which may be of the condition before. */
  counted: CountedCondition | undefined
  /** What a count reads; undefined while that is looked up. */
  cost: CostOfCondition | undefined
  /** It reads so much that it is counted only when somebody asks. */
  countAnyway: (() => void) | null
  isCounting: boolean
  problem: ApiProblem | null
  /** The problem stands at its row. */
  isPlaced: boolean
}

/** How many meet the condition, of how many, some of them, and the condition in words; renewed with every change. */
export function LiveCount({ grain, lack, counted, cost, countAnyway, isCounting, problem, isPlaced }: Props) {
  const { t } = useTranslation()
  return (
    <Panel title={t(grain === 'accounts' ? 'groups.liveAccounts' : 'groups.liveTitle')} className="live-count">
      <div aria-live="polite" aria-busy={isCounting} className="stack-small">
        {lack !== null ? (
          <p className="soft">{t(lack === 'gaps' ? 'groups.completeFirst' : 'groups.noCount')}</p>
        ) : problem !== null ? (
          isPlaced ? (
            <Alert type="warning" showIcon title={t('groups.seeRow')} />
          ) : (
            <ErrorNotice problem={problem} />
          )
        ) : countAnyway !== null && cost !== undefined ? (
          <CountCost cost={cost} countAnyway={countAnyway} />
        ) : counted === undefined ? (
          <Skeleton active title={{ width: 120 }} paragraph={{ rows: 3 }} />
        ) : (
          <>
            <Counted counted={counted} isCounting={isCounting} />
            {cost === undefined ? null : <CountCost cost={cost} countAnyway={null} />}
          </>
        )}
      </div>
    </Panel>
  )
}

function Counted({ counted, isCounting }: { counted: CountedCondition; isCounting: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { customers, everyone, grain, text, sentence, sample, accounts, countedAt } = counted
  const isOfAccounts = grain === 'accounts'
  const number = format.integer(customers)
  const address = peopleAddress({ where: text }, grain)
  const people = isOfAccounts ? membersAddress({ where: text }) : null
  return (
    <div className={isCounting ? 'stack-small count-old' : 'stack-small'}>
      <p className="count-line">
        {address === null ? (
          <strong className="count-number num">{number}</strong>
        ) : (
          <Link to={address} className="count-number num" data-count={customers}>
            {number}
          </Link>
        )}
        <span>
          {t(isOfAccounts ? 'groups.ofEveryAccount' : 'groups.ofEveryone', { count: customers, everyone: format.integer(everyone) })}
          {everyone === 0 ? '' : ` · ${format.percent(customers / everyone, 1)}`}
        </span>
      </p>
      <p className="faint">{isCounting ? t('groups.counting') : t('groups.countedAt', { time: format.time(countedAt) })}</p>
      <p className="count-sentence">{format.text(sentence)}</p>
      {customers === 0 ? (
        <p className="soft">{t(isOfAccounts ? 'groups.noAccount' : 'groups.nobody')}</p>
      ) : isOfAccounts ? (
        <>
          {people === null ? null : <Link to={people}>{t('groups.openTheirPeople')}</Link>}
          <SampleAccounts accounts={accounts} />
        </>
      ) : (
        <SamplePeople people={sample} total={customers} />
      )}
    </div>
  )
}
