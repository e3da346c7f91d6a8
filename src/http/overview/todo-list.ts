import type { Overview } from './overview-schemas.ts'

/** Everything on the first page but what was kept by the strategies, and without the list of things to do. */
export type OverviewFigures = Omit<Overview, 'retained' | 'nextResultAt' | 'todo' | 'churnGate'> & {
  readonly uncertainSends: number
  readonly alertsOverdue: number
  readonly scoresAsOf: string | null
  readonly decidedAsOf: string | null
}

type Todo = Overview['todo'][number]

export type TodoFacts = Pick<
  OverviewFigures,
  'alertsOverdue' | 'atRisk' | 'customers' | 'decidedAsOf' | 'quarantined' | 'scoresAsOf' | 'tasksOpen' | 'tasksOverdue' | 'uncertainSends'
> &
  Pick<Overview, 'churnGate'>

const MOST = 3

/** The three most useful things to do now, most urgent first. Each leads to the page where it is done, which holds as many as it counts. */
export function todoList(figures: TodoFacts): Todo[] {
  if (figures.customers === 0) {
    return [
      {
        kind: 'import',
        text: { zh: '导入订单文件，看看有哪些客户', en: 'Import an order file to see your customers' },
        link: '/data/imports',
        count: null,
      },
    ]
  }
  const todos: (Todo | false)[] = [
    figures.uncertainSends > 0 && {
      kind: 'uncertain-sends',
      text: {
        zh: `${figures.uncertainSends} 条触达结果未知，请人工确认`,
        en: `${count(figures.uncertainSends, 'message has', 'messages have')} an unknown outcome: check them`,
      },
      link: '/retain/messages?state=uncertain',
      count: figures.uncertainSends,
    },
    figures.tasksOverdue > 0 && {
      kind: 'overdue-tasks',
      text: { zh: `${figures.tasksOverdue} 个人工任务已超时`, en: `${count(figures.tasksOverdue, 'task is', 'tasks are')} overdue` },
      link: '/retain/tasks?overdue=true',
      count: figures.tasksOverdue,
    },
    figures.alertsOverdue > 0 && {
      kind: 'overdue-alerts',
      text: {
        zh: `${figures.alertsOverdue} 条流失预警已超时`,
        en: `${count(figures.alertsOverdue, 'churn alert is', 'churn alerts are')} overdue`,
      },
      link: '/predict/churn?tab=alerts&overdue=true',
      count: figures.alertsOverdue,
    },
    figures.scoresAsOf === null && {
      kind: 'train',
      text:
        figures.churnGate === 'failed'
          ? {
              zh: '目前无法预测谁会流失：导入更长时间的订单后重新训练',
              en: "Who will leave can't be predicted yet: import a longer order history and train again",
            }
          : { zh: '训练流失模型，找出可能流失的客户', en: 'Train the churn model to find who may leave' },
      link: '/predict/churn',
      count: null,
    },
    figures.scoresAsOf !== null &&
      (figures.atRisk?.high ?? 0) > 0 &&
      (figures.decidedAsOf === null || figures.decidedAsOf < figures.scoresAsOf) && {
        kind: 'decide',
        text: {
          zh: `${figures.atRisk?.high ?? 0} 位高风险客户等待挽留`,
          en: `${count(figures.atRisk?.high ?? 0, 'high-risk customer waits', 'high-risk customers wait')} for a retention run`,
        },
        link: '/customers?riskTier=high',
        count: figures.atRisk?.high ?? 0,
      },
    figures.quarantined > 0 && {
      kind: 'quarantine',
      text: {
        zh: `${figures.quarantined} 条记录被隔离，请查看原因`,
        en: `${count(figures.quarantined, 'record is', 'records are')} in quarantine: see why`,
      },
      link: '/data/quarantine',
      count: figures.quarantined,
    },
    figures.tasksOpen > figures.tasksOverdue && {
      kind: 'open-tasks',
      text: { zh: `${figures.tasksOpen} 个人工任务待处理`, en: `${count(figures.tasksOpen, 'task is', 'tasks are')} open` },
      link: '/retain/tasks',
      count: figures.tasksOpen,
    },
    (figures.atRisk?.customers ?? 0) > 0 && {
      kind: 'review-risk',
      text: { zh: '按风险金额查看流失名单', en: 'Review the risk list by revenue at risk' },
      link: '/predict/churn',
      count: null,
    },
  ]
  return todos.filter((todo) => todo !== false).slice(0, MOST)
}

function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}
