import access from './en/access.ts'
import accountRisk from './en/account-risk.ts'
import repeats from './en/repeats.ts'
import approvals from './en/approvals.ts'
import act from './en/act.ts'
import board from './en/board.ts'
import campaigns from './en/campaigns.ts'
import broadcasts from './en/broadcasts.ts'
import calendar from './en/calendar.ts'
import channels from './en/channels.ts'
import churn from './en/predict/churn.ts'
import clusters from './en/clusters.ts'
import codes from './en/codes.ts'
import collect from './en/collect.ts'
import suppressions from './en/suppressions.ts'
import contactRules from './en/contact-rules.ts'
import contents from './en/contents.ts'
import journeys from './en/journeys.ts'
import dryRun from './en/dry-run.ts'
import images from './en/images.ts'
import offers from './en/offers.ts'
import pieces from './en/pieces.ts'
import common from './en/actions.ts'
import decide from './en/decide.ts'
import explain from './en/explain.ts'
import library from './en/library.ts'
import versions from './en/versions.ts'
import demand from './en/predict/demand.ts'
import firstRun from './en/first-run.ts'
import groups from './en/groups.ts'
import identity from './en/identity.ts'
import measure from './en/measure.ts'
import overview from './en/overview.ts'
import problems from './en/problems.ts'
import plan from './en/plan.ts'
import profile from './en/profile.ts'
import project from './en/project.ts'
import quality from './en/quality.ts'
import recommendation from './en/predict/recommendation.ts'
import segment from './en/segment.ts'
import partner from './en/partner.ts'
import messages from './en/messages.ts'
import outlook from './en/outlook.ts'
import sendTime from './en/send-time.ts'
import sending from './en/sending.ts'
import series from './en/series.ts'
import shell from './en/shell.ts'
import sync from './en/sync.ts'
import portraits from './en/portraits.ts'
import questionnaires from './en/questionnaires.ts'
import tags from './en/tags.ts'
import notices from './en/notices.ts'
import taskRules from './en/task-rules.ts'
import value from './en/predict/value.ts'

/** The English words; every other language has the same keys. */
const en = {
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
export default en
