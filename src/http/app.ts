import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import Fastify, { LogController } from 'fastify'
import type { FastifyInstance } from 'fastify'
import { newId } from '#kernel/id.ts'
import { serializerCompiler } from './answer-writer.ts'
import { API_PREFIX } from './app-options.ts'
import type { AppOptions } from './app-options.ts'
import { authenticate, guardRoutes } from './access/authenticate.ts'
import { registerCommands } from './access/command-route.ts'
import { BodyGate, STANDARD_BODY_LIMITS } from './body-gate.ts'
import { checkHost } from './host-check.ts'
import { BODY_LIMIT, limitBodies } from './limit-bodies.ts'
import { limitRates } from './limit-rates.ts'
import { describeApi } from './openapi.ts'
import { answerProblems, sendProblem } from './problem-handler.ts'
import { problemOf } from './problem.ts'
import { logRequests } from './request-log.ts'
import { registerAddresses } from './act/address-routes.ts'
import { registerAccess } from './access/access-routes.ts'
import { registerAttributes } from './profile/attribute-routes.ts'
import { registerAudit } from './access/audit-routes.ts'
import { registerChurnAlerts } from './predict/churn-alert-routes.ts'
import { registerChurnModel } from './predict/churn-model-routes.ts'
import { registerChurn } from './predict/churn-routes.ts'
import { registerConsole } from './console-routes.ts'
import { registerBroadcasts } from './act/broadcast-routes.ts'
import { registerDryRuns } from './act/dry-run-routes.ts'
import { registerCampaigns } from './act/campaign-routes.ts'
import { registerJourneys } from './act/journey-routes.ts'
import { registerApprovals } from './act/approval-routes.ts'
import { registerContactRules } from './act/contact-rule-routes.ts'
import { registerMessages } from './act/message-routes.ts'
import { registerReach } from './act/reach-routes.ts'
import { registerOutlooks } from './act/outlook-routes.ts'
import { registerSendTimes } from './act/send-time-routes.ts'
import { registerSuppressions } from './act/suppression-routes.ts'
import { registerContentPreviews } from './act/content-preview-routes.ts'
import { registerContents } from './act/content-routes.ts'
import { registerImageFiles } from './act/image-file-routes.ts'
import { registerImages } from './act/image-routes.ts'
import { registerPieces } from './act/piece-routes.ts'
import { registerOffers } from './act/offer-routes.ts'
import { registerContentLinks } from './act/content-link-routes.ts'
import { registerCustomerCare } from './act/customer-care-routes.ts'
import { registerCustomers } from './profile/customer-routes.ts'
import { registerData } from './collect/source-routes.ts'
import { registerSending } from './act/sending-routes.ts'
import { registerDecisions } from './decide/decision-routes.ts'
import { registerEffects } from './measure/effect-routes.ts'
import { registerDemand } from './predict/demand-routes.ts'
import { registerFirstRun } from './first-run/first-run-routes.ts'
import { registerHealth } from './health-routes.ts'
import { registerHandDecisions } from './identity/hand-decision-routes.ts'
import { registerFreshness } from './collect/freshness-routes.ts'
import { registerPartners } from './collect/partner-routes.ts'
import { registerTraitMeasures } from './collect/trait-measure-routes.ts'
import { registerAccountRisks } from './predict/account-risk-routes.ts'
import { registerAccounts } from './profile/account-routes.ts'
import { registerMeasures } from './profile/measure-routes.ts'
import { registerSubscriptions } from './profile/subscription-routes.ts'
import { registerTrackingPlans } from './collect/plan-routes.ts'
import { registerProposals } from './identity/proposal-routes.ts'
import { registerSharedValues } from './identity/shared-value-routes.ts'
import { registerIdentityRules } from './identity/identity-rule-routes.ts'
import { registerSurvivorship } from './identity/survivorship-routes.ts'
import { registerLogs } from './collect/log-routes.ts'
import { registerImports } from './collect/import-routes.ts'
import { registerRecords } from './collect/record-routes.ts'
import { registerSeries } from './collect/series-routes.ts'
import { registerCalendar } from './collect/calendar-routes.ts'
import { registerDictionary } from './quality/dictionary-routes.ts'
import { registerQualityBoard } from './quality/quality-board-routes.ts'
import { registerQualityRules } from './quality/quality-rule-routes.ts'
import { registerSignUpBursts } from './quality/sign-up-burst-routes.ts'
import { registerQuarantine } from './quality/quarantine-routes.ts'
import { registerJobs } from './job-routes.ts'
import { registerLinks } from './act/link-routes.ts'
import { registerOverview } from './overview/overview-routes.ts'
import { registerProject } from './project/project-routes.ts'
import { registerRecommend } from './predict/recommend-routes.ts'
import { registerClusters } from './segment/cluster-routes.ts'
import { registerTierHistory } from './segment/tier-history-routes.ts'
import { registerTierScheme } from './segment/tier-scheme-routes.ts'
import { registerConditions } from './segment/condition-routes.ts'
import { registerSavedSegments } from './segment/saved-segment-routes.ts'
import { registerPortraits } from './segment/portrait-routes.ts'
import { registerTags } from './segment/tag-routes.ts'
import { registerTiers } from './segment/tier-routes.ts'
import { registerSyncs } from './collect/sync-routes.ts'
import { registerWebhookReceivers } from './collect/webhook-receiver-routes.ts'
import { registerSourceWatch } from './collect/watch-routes.ts'
import { registerStreams } from './collect/stream-routes.ts'
import { registerDecisionSettings } from './decide/decision-setting-routes.ts'
import { registerExplanations } from './decide/explanation-routes.ts'
import { registerStrategyLibrary } from './decide/library-routes.ts'
import { registerStrategies } from './decide/strategy-routes.ts'
import { registerStrategyDrafts } from './decide/strategy-draft-routes.ts'
import { registerQuestionnaires } from './act/questionnaire-routes.ts'
import { registerQuestionnairePages } from './act/questionnaire-link-routes.ts'
import { registerTasks } from './act/task-routes.ts'
import { registerUsers } from './access/user-routes.ts'
import { registerBusinessLines } from './access/business-line-routes.ts'
import { registerRoles } from './access/role-routes.ts'
import { registerContractValue } from './predict/contract-value-routes.ts'
import { registerPortraitAccuracy } from './predict/portrait-accuracy-routes.ts'
import { registerColdStart } from './predict/cold-start-routes.ts'
import { registerValue } from './predict/value-routes.ts'
import { registerSignals } from './act/signal-routes.ts'
import { registerNotices } from './act/notice-routes.ts'
import { registerBounceMailbox } from './act/bounce-mailbox-routes.ts'
import { registerChannels } from './act/channel-routes.ts'
import { registerWebhooks } from './act/webhook-routes.ts'
import { securityHeaders } from './security-headers.ts'
import type { SchemaTypes } from './typed-app.ts'
import { unknownParameter, validatorCompiler } from './validation.ts'
import { STANDARD_WORK_LIMITS, WorkGate, limitWork } from './work-gate.ts'

const HEADERS_MS = 20_000

const ROUTES = [
  registerAccess,
  registerUsers,
  registerRoles,
  registerBusinessLines,
  registerAudit,
  registerProject,
  registerOverview,
  registerCustomers,
  registerCustomerCare,
  registerContactRules,
  registerBroadcasts,
  registerJourneys,
  registerDryRuns,
  registerCampaigns,
  registerApprovals,
  registerAddresses,
  registerOutlooks,
  registerSendTimes,
  registerSuppressions,
  registerContents,
  registerContentPreviews,
  registerImages,
  registerPieces,
  registerOffers,
  registerAccountRisks,
  registerAccounts,
  registerMeasures,
  registerSubscriptions,
  registerAttributes,
  registerClusters,
  registerTierScheme,
  registerTierHistory,
  registerTiers,
  registerConditions,
  registerReach,
  registerSavedSegments,
  registerTags,
  registerPortraits,
  registerColdStart,
  registerPortraitAccuracy,
  registerQuestionnaires,
  registerChurn,
  registerChurnModel,
  registerChurnAlerts,
  registerValue,
  registerContractValue,
  registerDemand,
  registerRecommend,
  registerStrategies,
  registerStrategyLibrary,
  registerExplanations,
  registerDecisionSettings,
  registerStrategyDrafts,
  registerDecisions,
  registerMessages,
  registerSending,
  registerTasks,
  registerChannels,
  registerBounceMailbox,
  registerNotices,
  registerWebhooks,
  registerSignals,
  registerEffects,
  registerFirstRun,
  registerStreams,
  registerIdentityRules,
  registerSurvivorship,
  registerHandDecisions,
  registerProposals,
  registerSharedValues,
  registerImports,
  registerLogs,
  registerData,
  registerSyncs,
  registerWebhookReceivers,
  registerSourceWatch,
  registerFreshness,
  registerTraitMeasures,
  registerPartners,
  registerTrackingPlans,
  registerRecords,
  registerQuarantine,
  registerQualityRules,
  registerSignUpBursts,
  registerQualityBoard,
  registerDictionary,
  registerCalendar,
  registerSeries,
  registerJobs,
] as const

type PartsOf<Register> = [Register] extends [(app: never, parts: infer Parts, ...more: never[]) => void] ? Parts : never

/** All that the routes need of the stages: the house of src/main has it. Each `register` says what its own routes need. */
export type AppParts = PartsOf<
  | (typeof ROUTES)[number]
  | typeof registerHealth
  | typeof registerLinks
  | typeof registerContentLinks
  | typeof registerImageFiles
  | typeof registerQuestionnairePages
>

/**
 * The whole HTTP edge over the given parts; `listen` or `inject` it, `close` ends it after the requests on their way. Throws when a route
 * says neither who may call it nor that anyone may.
 */
export async function buildApp(parts: AppParts, options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    ...(options.logger === null ? {} : { loggerInstance: options.logger }),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: typeof options.trustProxy === 'boolean' ? options.trustProxy : [...options.trustProxy],
    bodyLimit: BODY_LIMIT,
    // Bodies have time limits of their own: an upload may take long as long as it goes on.
    requestTimeout: 0,
    http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: 5_000 },
    // Shown with every 5xx, so it must be one of its own in a log of many starts.
    genReqId: () => newId(parts.clock.now()),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 2_500 },
    // What no route ever sees, such as an address that is no UTF-8.
    frameworkErrors: (error, request, reply) => void sendProblem(reply, problemOf(error, request.id)),
  }).withTypeProvider<SchemaTypes>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  guardRoutes(app)
  answerProblems(app, parts.health)
  logRequests(app)
  checkHost(app, options)
  await app.register(helmet, securityHeaders(options))
  authenticate(app, parts.access, { secureCookies: options.secure, sourceOf: options.sourceOf })
  const bodies = options.bodies ?? STANDARD_BODY_LIMITS
  const gate = new BodyGate(bodies)
  limitBodies(app, gate, bodies)
  limitRates(app, options.rates, options.limits.perMinute)
  limitWork(app, new WorkGate(options.work ?? STANDARD_WORK_LIMITS))
  await app.register(multipart, { limits: { files: 1, fields: 10, fieldSize: 10_000, fileSize: options.maxUploadBytes, parts: 20 } })
  await describeApi(app)

  for (const door of options.doors) door(app, gate)
  registerHealth(app, parts)
  registerLinks(app, parts, gate)
  registerContentLinks(app, parts)
  registerImageFiles(app, parts)
  registerQuestionnairePages(app, parts, gate)
  await app.register(
    async (api: FastifyInstance) => {
      const typed = api.withTypeProvider<SchemaTypes>()
      // People's data stays out of caches on the way and off the reader's disk.
      api.addHook('onSend', async (_request, reply) => {
        if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      })
      // A route without parameters has no schema that would refuse them.
      api.addHook('preValidation', async (request) => {
        if (request.routeOptions.schema?.querystring !== undefined) return
        const error = unknownParameter(request.query, new Set())
        if (error !== null) throw error
      })
      for (const register of ROUTES) register(typed, parts, options)
      if (options.runCommand !== undefined) registerCommands(typed, options.runCommand)
      typed.get('/openapi.json', { config: { permission: 'signed-in' }, schema: { hide: true } }, () => app.swagger())
    },
    { prefix: API_PREFIX },
  )
  await registerConsole(app, options)
  await app.ready()
  return app
}
