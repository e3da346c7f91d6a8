import access from './zh-CN/access.ts'
import accountRisk from './zh-CN/account-risk.ts'
import repeats from './zh-CN/repeats.ts'
import approvals from './zh-CN/approvals.ts'
import act from './zh-CN/act.ts'
import board from './zh-CN/board.ts'
import campaigns from './zh-CN/campaigns.ts'
import broadcasts from './zh-CN/broadcasts.ts'
import calendar from './zh-CN/calendar.ts'
import channels from './zh-CN/channels.ts'
import churn from './zh-CN/predict/churn.ts'
import clusters from './zh-CN/clusters.ts'
import codes from './zh-CN/codes.ts'
import collect from './zh-CN/collect.ts'
import suppressions from './zh-CN/suppressions.ts'
import contactRules from './zh-CN/contact-rules.ts'
import contents from './zh-CN/contents.ts'
import journeys from './zh-CN/journeys.ts'
import dryRun from './zh-CN/dry-run.ts'
import images from './zh-CN/images.ts'
import offers from './zh-CN/offers.ts'
import pieces from './zh-CN/pieces.ts'
import common from './zh-CN/actions.ts'
import decide from './zh-CN/decide.ts'
import explain from './zh-CN/explain.ts'
import library from './zh-CN/library.ts'
import versions from './zh-CN/versions.ts'
import demand from './zh-CN/predict/demand.ts'
import firstRun from './zh-CN/first-run.ts'
import groups from './zh-CN/groups.ts'
import identity from './zh-CN/identity.ts'
import measure from './zh-CN/measure.ts'
import overview from './zh-CN/overview.ts'
import problems from './zh-CN/problems.ts'
import plan from './zh-CN/plan.ts'
import profile from './zh-CN/profile.ts'
import project from './zh-CN/project.ts'
import quality from './zh-CN/quality.ts'
import recommendation from './zh-CN/predict/recommendation.ts'
import segment from './zh-CN/segment.ts'
import partner from './zh-CN/partner.ts'
import messages from './zh-CN/messages.ts'
import outlook from './zh-CN/outlook.ts'
import sendTime from './zh-CN/send-time.ts'
import sending from './zh-CN/sending.ts'
import series from './zh-CN/series.ts'
import shell from './zh-CN/shell.ts'
import sync from './zh-CN/sync.ts'
import portraits from './zh-CN/portraits.ts'
import questionnaires from './zh-CN/questionnaires.ts'
import tags from './zh-CN/tags.ts'
import notices from './zh-CN/notices.ts'
import taskRules from './zh-CN/task-rules.ts'
import value from './zh-CN/predict/value.ts'
import type en from './en.ts'

/** The same keys with other words; Chinese has no plural forms, so it needs no `_one`. */
type Same<T> = { [Key in keyof T as Key extends `${string}_one` ? never : Key]: T[Key] extends string ? string : Same<T[Key]> }

const zh: Same<typeof en> = {
  access,
  accountRisk,
  approvals,
  repeats,
  act,
  board,
  campaigns,
  broadcasts,
  calendar,
  channels,
  churn,
  clusters,
  codes,
  collect,
  common,
  contactRules,
  contents,
  images,
  offers,
  journeys,
  dryRun,
  pieces,
  suppressions,
  decide,
  library,
  versions,
  explain,
  demand,
  firstRun,
  groups,
  identity,
  measure,
  overview,
  problems,
  plan,
  profile,
  project,
  quality,
  recommendation,
  segment,
  partner,
  messages,
  outlook,
  sendTime,
  sending,
  series,
  shell,
  sync,
  portraits,
  questionnaires,
  tags,
  notices,
  taskRules,
  value,
}
export default zh
